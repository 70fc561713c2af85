"""The systems above that offices report to: names, what is reported there, and in which columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhijian.core.facts.derive import comparable
from zhijian.core.facts.model import Column
from zhijian.core.facts.schema import RELATIONS

KINDS = {
    "system": "报送系统",
    "office_network": "办公网",
    "mailbox": "信箱和问政平台",
    "app": "客户端",
}
LEVELS = {"nation": "国家级", "province": "省级", "city": "市级", "county": "县级"}
WHAT = {
    "accounts": "账号登记和变动",
    "apps": "客户端、小程序登记",
    "sites": "网站登记和变动",
    "staff": "人员信息",
    "inventory": "排查统计和整改情况",
    "messages": "群众诉求",
    "services": "办事入口",
}
SIDES = {"register": "以台账为准", "system": "以系统为准"}


@dataclass(frozen=True)
class SheetField:
    """One column of a field sheet: where its value comes from, and what the system calls it."""

    relation: str
    column: Column
    heading: str

    @property
    def source(self) -> str:
        """``accounts.name``."""
        return f"{self.relation}.{self.column.name}"


@dataclass(frozen=True)
class Sheet:
    """A field sheet; ``of`` is the relation of which each line tells one row.

    ``is_proposed``: the order and the headings are ours, no text fixes them.
    """

    id: str
    title: str
    of: str
    is_proposed: bool
    fields: tuple[SheetField, ...]


@dataclass(frozen=True)
class Report:
    """One thing that is reported to a system."""

    what: str
    sheet: Sheet | None
    clauses: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What it is, in words."""
        return WHAT[self.what]


@dataclass(frozen=True)
class System:
    """A system above. ``logins`` is the clause by which an office deals its logins out."""

    id: str
    name: str
    kind: str
    level: str
    places: tuple[str, ...]
    reports: tuple[Report, ...]
    aliases: tuple[str, ...] = ()
    note: str = ""
    logins: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called."""
        return (self.name, *self.aliases)

    def report(self, what: str) -> Report | None:
        """What is reported there of one kind, if anything is."""
        return next((one for one in self.reports if one.what == what), None)

    def serves(self, place: str) -> bool:
        """Whether offices of ``place`` (a division code) report there."""
        return any(code == "cn" or place.startswith(_prefix(code)) for code in self.places)


@dataclass(frozen=True)
class WarnBefore:
    """How long before the due day a task is marked: a proposal of ours."""

    amount: int
    unit: str


@dataclass(frozen=True)
class Systems:
    """Every system of the rulebooks, by id, and which side leads in each compared column."""

    by_id: Mapping[str, System]
    sheets: Mapping[str, Sheet]
    leads: Mapping[str, str]
    warn_before: WarnBefore
    _named: dict[str, tuple[System, ...]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for system in self.by_id.values():
            for name in system.names:
                word = comparable(name)
                self._named[word] = (*self._named.get(word, ()), system)

    def find(self, name: str, place: str = "") -> System | None:
        """The system that a notice of ``place`` calls ``name``; None for other recipients.

        Two provinces may call theirs alike; the one that serves the place is meant.
        """
        found = self._named.get(comparable(name), ())
        if place:
            found = tuple(one for one in found if one.serves(place))
        return found[0] if len(found) == 1 else None

    def serving(self, place: str) -> tuple[System, ...]:
        """The systems to which offices of a place report."""
        return tuple(system for system in self.by_id.values() if system.serves(place))


def _prefix(code: str) -> str:
    """The digits that the codes of all places below one begin with."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def column_of(source: str) -> tuple[str, Column] | None:
    """The relation and column that ``accounts.name`` names; None if there is no such column."""
    relation, _, name = source.partition(".")
    declared = RELATIONS.get(relation)
    column = next((c for c in declared.asked if c.name == name), None) if declared else None
    return (relation, column) if column is not None else None
