"""What a rulebook consists of: documents and clauses, rules, places, and the values set there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

Value = int | bool | str | date | tuple[str, ...]

OPEN_END = 2932896
"""The day number of 9999-12-31: a value that has not ended."""

NATION = "cn"
STRENGTHS = ("law", "principle", "encouraged", "beside", "proposed")
UNITS = {
    "workday": "个工作日",
    "calendar_day": "天",
    "month": "个月",
    "year": "年",
    "count": "个（次）",
    "minute": "分钟",
    "second": "秒",
    "percent": "%",
    "person": "人",
}


@dataclass(frozen=True)
class Clause:
    """One obligation of a document, in our own words."""

    id: str
    document: str
    locator: str
    says: str
    kind: str
    control: str = ""
    capability: str = ""
    automation: str = ""
    confidence: str = "high"


@dataclass(frozen=True)
class Document:
    """A notice, regulation or standard. ``effective_marked``: the day is ours, none is stated."""

    id: str
    title: str
    issuer: str
    number: str | None
    issued_on: date | None
    effective_on: date | None
    effective_marked: bool
    status: str
    confidence: str
    basis: tuple[str, ...]
    aliases: tuple[str, ...]
    note: str
    clauses: tuple[str, ...]

    @property
    def cited_as(self) -> str:
        """How a finding names it: 《title》（number）."""
        return f"《{self.title}》" + (f"（{self.number}）" if self.number else "")


@dataclass(frozen=True)
class Control:
    """Equivalent clauses of all places, to be realised once."""

    key: str
    title: str
    capability: str


@dataclass(frozen=True)
class Reading:
    """How we judge where a text is open. ``applies`` holds rule keys, or ``*`` for all."""

    id: str
    title: str
    says: str
    applies: tuple[str, ...]


@dataclass(frozen=True)
class Indicator:
    """A scored item of the national inspection; ``checks`` are the ids that realise it."""

    id: str
    name: str
    target: str
    kind: str
    group: str
    clause: str
    confidence: str
    points: int | None
    points_proposed: int | None
    points_per_occurrence: int | None
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Mixed:
    """A kind derived from others: its limit is their strictest, its loose limit their loosest."""

    of: tuple[str, ...]
    strictest: str
    reading: str


@dataclass(frozen=True)
class Rule:
    """One entry of the catalogue. ``kinds``, ``choices`` and ``items`` map a code to its title."""

    key: str
    title: str
    type: str
    units: tuple[str, ...]
    merge: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    open_kinds: bool = False
    mixed: Mixed | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    range: tuple[int, int] | None = None
    pattern: str = ""
    note: str = ""


@dataclass(frozen=True)
class Place:
    """A node of the administrative tree."""

    code: str
    name: str
    level: str
    in_force_from: date | None = None


@dataclass(frozen=True)
class Entry:
    """What one place says on one rule over one period, for some kinds (empty: for all).

    Exactly one holds: a ``value``; a repeal (``value`` None, ``stated`` empty); a text without a
    figure (``stated``). ``layer`` is 0 for the base folder and counts up over the overlays.
    """

    place: str
    rule: str
    from_d: int
    until_d: int
    value: Value | None
    stated: str
    kinds: tuple[str, ...]
    unit: str
    clause: str
    strength: str
    reading: str
    says: str
    layer: int
    file: str

    @property
    def is_repeal(self) -> bool:
        return self.value is None and not self.stated


class RuleRow(NamedTuple):
    """A rule in force: one row per book, rule, kind and period, in the order of the relation.

    For lists one row per item, whose kind and text are the item. ``until_d`` is exclusive.
    """

    place: str
    rule: str
    kind: str
    from_d: int
    until_d: int
    amount: int | None
    amount_loose: int | None
    text: str | None
    unit: str
    strength: str
    clause: str | None
    stated_clause: str | None
    document: str | None
    reading: str
    level: str

    def of_place(self, place: str) -> "RuleRow":
        """The same row for another place; quicker than ``_replace``, of which there are many."""
        return tuple.__new__(RuleRow, (place, *self[1:]))
