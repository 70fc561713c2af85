"""What a process is before any place has filled it in: steps, moves, and the rules they refer to.

Nothing here is a figure of a notice: a term is either asked of a rule or a proposal of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

UNITS_OF_ACTORS = {
    "own": "本单位",
    "opener": "发起人本人",
    "supervisor": "主管单位",
    "superior": "上一级单位",
    "inspector": "检查单位",
    "operator": "运营单位",
}
"""Whose desk a step lies on, seen from the unit the case is about."""

POSTS = {
    "LEAD": "信息指挥长",
    "EDITOR": "信息采编员",
    "INTERPRETER": "政策解读员",
    "MONITOR": "内容监督员",
    "ADMIN": "账号管理员",
    "REVIEWER": "审核人员",
    "TECHNICAL": "技术保障人员",
    "PRINCIPAL": "主要负责人",
    "DEPUTY": "分管负责人",
    "MAINTAINER": "专职维护人员",
    "CONTACT": "联系人",
}
"""The posts that a step may ask for, and how we call them where a place has no name of its own."""

MAY = {
    "transfer": "转办",
    "cosign": "会签",
    "extend": "延期",
    "pause": "暂停计时",
    "delegate": "委托",
    "withdraw": "撤回",
}
"""What may be done at a step besides its moves."""

NEXT, BACK, WITHDRAWN = "next", "back", "withdrawn"
"""Targets that are no step: the step after, the step before; and where a withdrawal ends."""


@dataclass(frozen=True)
class RuleRef:
    """A rule asked for one kind, written ``rule`` or ``rule/kind``."""

    rule: str
    kind: str = ""


@dataclass(frozen=True)
class Amount:
    """A length of our own choosing; always a proposal."""

    amount: int
    unit: str


@dataclass(frozen=True)
class TermTemplate:
    """A term: what a rule says, else our proposal.

    It runs from ``entry`` or from ``event``; ``event_first``: from the event, and the steps before
    are bound by it, too, until somebody who decides sends the work back; then from that day.
    """

    rule: RuleRef | None = None
    proposed: Amount | None = None
    start: str = "entry"


@dataclass(frozen=True)
class Who:
    """Who acts: the unit, seen from the case's own, and the posts there; no posts: any of them."""

    unit: str
    posts: tuple[str, ...] = ()


@dataclass(frozen=True)
class BarTemplate:
    """Whoever did one of ``steps`` may not act here.

    ``rule`` is the flag that asks for it (None: we propose it). ``with_reason``: where no law asks
    for it, a stated reason lifts it.
    """

    steps: tuple[str, ...]
    rule: RuleRef | None = None
    with_reason: bool = False


@dataclass(frozen=True)
class MoveTemplate:
    """A way out of a step. ``to``: a step, an end, ``next`` or ``back``."""

    verb: str
    title: str
    to: str
    is_return: bool = False
    needs_opinion: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChecklistTemplate:
    """What must be ticked before a step is left forward: the items of a list rule, else ours."""

    rule: RuleRef | None = None
    proposed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExtendTemplate:
    """How long a step's term may be prolonged at most, how often, and who grants it."""

    longest: TermTemplate
    times: int
    approver: Who


@dataclass(frozen=True)
class PaperTemplate:
    """The move that a stamped scan makes in place of the actor, and who may hand the scan in."""

    move: str
    by: Who


@dataclass(frozen=True)
class Habits:
    """What a step may do besides its moves, and when it reminds; steps override the process."""

    may: tuple[str, ...] | None = None
    warn_before: TermTemplate | None = None
    remind_every: TermTemplate | None = None
    escalate_after: TermTemplate | None = None
    escalate_to: Who | None = None
    extend: ExtendTemplate | None = None
    pause_reasons: tuple[str, ...] | None = None


@dataclass(frozen=True)
class StepTemplate:
    """One step. ``repeat`` names a rule for how often it comes; ``each`` what differs by turn."""

    id: str
    title: str
    actor: Who
    moves: tuple[MoveTemplate, ...]
    decides: bool = False
    only_if: RuleRef | None = None
    repeat: RuleRef | None = None
    repeat_proposed: int = 1
    each: Mapping[str, "TurnTemplate"] = field(default_factory=dict)
    not_by: tuple[BarTemplate, ...] = ()
    term: TermTemplate | None = None
    checklist: ChecklistTemplate | None = None
    basis: tuple[RuleRef, ...] = ()
    paper: PaperTemplate | None = None
    habits: Habits = field(default_factory=Habits)


@dataclass(frozen=True)
class TurnTemplate:
    """What one turn of a repeated step has of its own; empty fields are the step's."""

    title: str = ""
    actor: Who | None = None
    not_by: tuple[BarTemplate, ...] = ()


@dataclass(frozen=True)
class VariantTemplate:
    """The chain of steps that one choice of the rule in ``chosen_by`` gives."""

    choice: str
    chain: tuple[str, ...]
    basis: tuple[RuleRef, ...] = ()


@dataclass(frozen=True)
class Process:
    """One process as its file has it. Without ``chosen_by`` its only variant has choice ``""``."""

    id: str
    title: str
    about: str
    steps: Mapping[str, StepTemplate]
    ends: Mapping[str, str]
    variants: Mapping[str, VariantTemplate]
    chosen_by: RuleRef | None = None
    otherwise: str = ""
    kinds_of: RuleRef | None = None
    attachments: Mapping[str, str] = field(default_factory=dict)
    term: TermTemplate | None = None
    habits: Habits = field(default_factory=Habits)
    file: str = ""
    layer: int = 0
