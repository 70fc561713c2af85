"""What a roster consists of."""

from dataclasses import dataclass
from datetime import date

from zhijian.core.process.definition import Basis

STRENGTHS = {
    "law": "必须",
    "principle": "原则上",
    "encouraged": "鼓励",
    "beside": "提醒",
    "proposed": "本平台建议",
}


@dataclass(frozen=True)
class Holder:
    """Somebody in a post. ``person`` is the id."""

    person: int
    name: str
    kind: str
    position: int
    since: date
    is_backup: bool = False
    is_outsourced: bool = False
    is_full_time: bool = False


@dataclass(frozen=True)
class Post:
    """A post as the place calls it; ``basis`` is None for one that it does not require."""

    kind: str
    name: str
    basis: Basis | None
    holders: tuple[Holder, ...] = ()

    @property
    def is_vacant(self) -> bool:
        """Required, and nobody holds it as A post."""
        return self.basis is not None and all(holder.is_backup for holder in self.holders)


@dataclass(frozen=True)
class Fault:
    """Something vacant or clashing: a sentence, what it rests on, and whom it concerns."""

    rule: str
    says: str
    basis: Basis
    people: tuple[Holder, ...] = ()
    is_excepted: bool = False

    @property
    def word(self) -> str:
        """必须, 原则上, 鼓励, 提醒 or 本平台建议; 已有例外 while an exception is in force."""
        return "已有例外" if self.is_excepted else STRENGTHS[self.basis.strength]

    @property
    def is_binding(self) -> bool:
        """The text requires it, in so many words or as a principle, and no exception lifts it."""
        return self.basis.strength in ("law", "principle") and not self.is_excepted


@dataclass(frozen=True)
class Proposal:
    """What a tiny unit could do; ours, not the text's. ``unit`` is the id of who would help."""

    says: str
    unit: int | None = None


@dataclass(frozen=True)
class Roster:
    """The posts of a unit on a day. ``applies`` is False for units that fill none of their own."""

    organization: int
    place: str
    on: date
    posts: tuple[Post, ...] = ()
    vacancies: tuple[Fault, ...] = ()
    clashes: tuple[Fault, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    applies: bool = True

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Vacancies and clashes, what binds first."""
        return tuple(sorted(self.vacancies + self.clashes, key=lambda one: not one.is_binding))
