"""A process as it holds in one place on one day: every term and bar with what it rests on.

A case freezes its definition when it opens, so a later change of rules moves no running case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from zhijian.core.refused import Refused
from zhijian.core.rules.process_model import MAY, POSTS, UNITS_OF_ACTORS, WITHDRAWN
from zhijian.core.terms import Term, Unit

WITHDRAWN_TITLE = "已撤回"
SET = "set"


@dataclass(frozen=True)
class Basis:
    """What a place says on a rule, or that it says nothing.

    ``strength`` is ``proposed`` where the value is ours; ``stated`` is then what the local text
    says without a figure, if it says anything. It is ``set`` where whoever opened the case set it.
    """

    rule: str
    title: str
    words: str
    strength: str
    clause: str = ""
    cited: str = ""
    says: str = ""
    reading: str = ""
    stated: str = ""
    stated_clause: str = ""
    stated_cited: str = ""

    @property
    def is_proposed(self) -> bool:
        """The value is our proposal: it may remind, never fail anyone."""
        return self.strength == "proposed"

    @property
    def is_law(self) -> bool:
        """The text asks for it without 原则上."""
        return self.strength == "law"

    @property
    def citation(self) -> str:
        """《title》（number）locator; for a proposal that it is one, and what the text says."""
        if self.cited:
            return self.cited
        if self.strength == SET:
            before = f"{self.stated_cited}只写明“{self.stated}”" if self.stated else "文件没有规定"
            return f"{before}，由下达单位定为{self.words}"
        if self.stated and not self.words:
            return f"{self.stated_cited}写明“{self.stated}”"
        if self.stated:
            return f"{self.stated_cited}只写明“{self.stated}”，没有数字，此为本平台建议"
        return "文件没有规定，此为本平台建议"


@dataclass(frozen=True)
class Limit:
    """A length of time and what it rests on; ``start``: see ``process_model.TermTemplate``."""

    amount: int
    unit: str
    start: str
    basis: Basis

    @property
    def term(self) -> Term:
        """The same as a term to reckon with."""
        return Term(self.amount, Unit(self.unit))

    @property
    def words(self) -> str:
        """5个工作日, with（建议）where it is ours."""
        return f"{self.term}（建议）" if self.basis.is_proposed else str(self.term)


@dataclass(frozen=True)
class Who:
    """Who acts: the unit, seen from the case's own, and the posts there; no posts: any post."""

    unit: str
    posts: tuple[str, ...] = ()

    @property
    def unit_title(self) -> str:
        """本单位, 主管单位 and so on."""
        return UNITS_OF_ACTORS[self.unit]

    def __str__(self) -> str:
        """主管单位的主要负责人、分管负责人."""
        if self.unit == "opener":
            return self.unit_title
        posts = "、".join(POSTS[post] for post in self.posts) or "任职人员"
        return f"{self.unit_title}的{posts}"


@dataclass(frozen=True)
class Bar:
    """Whoever did one of ``steps`` may not act here; ``is_firm``: no stated reason lifts it."""

    steps: tuple[str, ...]
    basis: Basis
    is_firm: bool


@dataclass(frozen=True)
class Move:
    """A way out of a step. ``to`` is the id of a step or of an end."""

    verb: str
    title: str
    to: str
    is_return: bool = False
    needs_opinion: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One line of a checklist."""

    code: str
    title: str
    basis: Basis


@dataclass(frozen=True)
class Extend:
    """How long the term may be prolonged in all, how many times, and who grants it."""

    longest: Limit
    times: int
    approver: Who


@dataclass(frozen=True)
class Paper:
    """The move that a stamped scan makes, and who may hand the scan in."""

    move: str
    by: Who


@dataclass(frozen=True)
class Step:
    """One step of the definition, with all that may happen there."""

    id: str
    title: str
    actor: Who
    moves: tuple[Move, ...]
    decides: bool = False
    not_by: tuple[Bar, ...] = ()
    term: Limit | None = None
    checklist: tuple[Item, ...] = ()
    basis: tuple[Basis, ...] = ()
    may: tuple[str, ...] = ()
    extend: Extend | None = None
    pause_reasons: tuple[str, ...] = ()
    warn_before: Limit | None = None
    remind_every: Limit | None = None
    escalate_after: Limit | None = None
    escalate_to: Who | None = None
    paper: Paper | None = None

    def move(self, verb: str) -> Move:
        """Raises: Refused, if the step has no such move."""
        for move in self.moves:
            if move.verb == verb:
                return move
        known = "、".join(move.title for move in self.moves)
        raise Refused(f"“{self.title}”这一环节不能“{verb}”。可以办的有：{known}。请重新选择。")

    def may_do(self, what: str) -> bool:
        """Whether transfer, cosign, extend, pause, delegate or withdraw is open here."""
        assert what in MAY, what
        return what in self.may


@dataclass(frozen=True)
class Definition:
    """What a case follows from its first step to one of its ends."""

    process: str
    title: str
    place: str
    on: str
    steps: tuple[Step, ...]
    ends: Mapping[str, str]
    kind: str = ""
    about: str = ""
    choice: str = ""
    policy: Basis | None = None
    variant_basis: tuple[Basis, ...] = ()
    attachments: Mapping[str, str] = field(default_factory=dict)
    term: Limit | None = None

    @property
    def first(self) -> Step:
        """Where a case begins."""
        return self.steps[0]

    @property
    def chain(self) -> tuple[str, ...]:
        """The ids of the steps in their order."""
        return tuple(step.id for step in self.steps)

    def step(self, name: str) -> Step:
        """Raises: Refused, if there is no such step."""
        for step in self.steps:
            if step.id == name:
                return step
        raise Refused(f"“{self.title}”没有环节“{name}”。请刷新页面，从列出的环节中选。")

    def is_end(self, name: str) -> bool:
        """Whether a case that is there is over."""
        return name in self.ends or name == WITHDRAWN

    def title_of(self, name: str) -> str:
        """How people call a step or an end."""
        if name == WITHDRAWN:
            return WITHDRAWN_TITLE
        return self.ends[name] if name in self.ends else self.step(name).title

    def with_term(self, name: str, term: Term) -> "Definition":
        """The same with the term of a step as somebody set it, where no text gives a figure.

        Raises:
            Refused: a text gives the figure, or the step has no term.
        """
        step = self.step(name)
        if step.term is None or not step.term.basis.is_proposed:
            words = f"（{step.term.basis.citation}，{step.term.words}）" if step.term else ""
            raise Refused(f"“{step.title}”的期限由规定写明{words}，不能另定。")
        basis = replace(step.term.basis, strength=SET, words=str(term))
        limit = replace(step.term, amount=term.amount, unit=term.unit.value, basis=basis)
        steps = (replace(s, term=limit) if s is step else s for s in self.steps)
        return replace(self, steps=tuple(steps))
