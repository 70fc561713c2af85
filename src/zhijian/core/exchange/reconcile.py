"""Our register against the export of a system above: who is missing, who is extra, what differs.

Rows are paired in passes, the surest first: pairs that a person ruled, the id on the platform, the
link, name with platform and unit, and at last name with platform where neither side has two. What
is paired once is never looked at again; the order in which rows stand changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from zhijian.core.cycles import no_cycles
from zhijian.core.facts.derive import comparable
from zhijian.core.facts.model import Kind
from zhijian.core.facts.schema import RELATIONS

Value = str | int | None
Values = Mapping[str, Value]

_TELLS = ("platform", "account", "name", "organization", "link")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")

_USUAL_SCHEMES = frozenset(("http", "https"))

REPEATED = "repeated"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of either side.

    ``key`` tells rows of a side apart. ``is_expected`` is False for accounts of ours that a system
    need not know any more, such as closed ones: they are paired, but never missing.
    """

    key: str
    values: Values
    is_expected: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two sides tell differently; ``side`` is the one that must change."""

    column: str
    ours: Value
    theirs: Value
    side: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that are one account. ``how`` names the pass that found it."""

    ours: str
    theirs: str
    how: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Extra:
    """A row of the system without one of ours; ``of`` is the key that it repeats, if it does."""

    key: str
    why: str
    of: str = ""


@dataclass
class Outcome:
    """What a reconciliation found; each key stands in exactly one of the lists."""

    pairs: list[Pair] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    extra: list[Extra] = field(default_factory=list)

    @property
    def different(self) -> list[Pair]:
        """The pairs that do not say the same."""
        return [pair for pair in self.pairs if pair.differences]


@dataclass(frozen=True)
class Rulings:
    """What persons ruled before: pairs that are one account, and pairs that are not.

    Keyed by our key and the *identity* of the system's row (see ``identity``), because a system's
    rows have no lasting key.
    """

    same: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()


def identity(values: Values) -> str:
    """What tells a row of a system from others in the next export, too; 32 hexadecimal digits."""
    told = "\x1f".join(_folded(values.get(name)) for name in _TELLS)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


@no_cycles()
def reconcile(
    ours: Sequence[Entry],
    theirs: Sequence[Entry],
    leads: Mapping[str, str],
    *,
    columns: Collection[str] | None = None,
    rulings: Rulings | None = None,
) -> Outcome:
    """Pair both sides and compare the pairs in the columns of ``leads`` (column: who leads).

    ``columns`` are those that the export has at all; only they are compared. Where our field is
    blank and theirs is not, it is our register that must change, whoever leads.
    """
    return _Desk(ours, theirs, leads, columns, rulings or Rulings()).outcome()


def link_key(link: str) -> str:
    """A link without scheme, ``www.``, tracking tail and closing slash; "" for a blank one."""
    text = link.strip().casefold()
    scheme, mark, rest = text.partition("://")
    text = rest if mark and scheme in _USUAL_SCHEMES else _SCHEME.sub("", text)
    text = text.removeprefix("www.").removeprefix("m.")
    if "#" in text:
        text = text.partition("#")[0]
    if "utm_" in text:
        text = text.split("?utm_")[0].split("&utm_")[0]
    return text.rstrip("/")


@lru_cache(maxsize=100_000)
def _comparable(text: str) -> str:
    return comparable(text)


def _folded(value: Value) -> str:
    return "" if value is None else _comparable(str(value))


class _Row:
    """An entry with the keys by which it may be found; each is worked out when it is asked for."""

    __slots__ = ("_link", "_name", "_order", "_unit", "entry", "handle", "platform")

    def __init__(self, entry: Entry) -> None:
        values = entry.values
        self.entry = entry
        self.platform = _folded(values.get("platform"))
        self.handle = str(values.get("account") or "").strip().casefold()
        self._link: str | None = None
        self._name: str | None = None
        self._unit: str | None = None
        self._order: tuple[str, ...] | None = None

    @property
    def link(self) -> str:
        if self._link is None:
            self._link = link_key(str(self.entry.values.get("link") or ""))
        return self._link

    @property
    def name(self) -> str:
        if self._name is None:
            self._name = _folded(self.entry.values.get("name"))
        return self._name

    @property
    def unit(self) -> str:
        if self._unit is None:
            self._unit = _folded(self.entry.values.get("organization"))
        return self._unit

    def rank(self) -> tuple[str, ...]:
        """By which rows that share a key are put in order, whatever order they came in."""
        if self._order is None:
            values = self.entry.values
            told = tuple(str(values.get(name) or "") for name in sorted(values))
            self._order = (self.name, self.unit, self.platform, self.handle, self.link, *told)
        return self._order


Key = Callable[[_Row], Hashable | None]


def _by_handle(row: _Row) -> Hashable | None:
    return (row.platform, row.handle) if row.handle and row.platform else None


def _by_handle_alone(row: _Row) -> Hashable | None:
    return row.handle or None


def _by_link(row: _Row) -> Hashable | None:
    return row.link or None


def _by_all_names(row: _Row) -> Hashable | None:
    return (row.platform, row.name, row.unit) if row.name and row.unit and row.platform else None


def _by_name_and_platform(row: _Row) -> Hashable | None:
    return (row.platform, row.name) if row.name and row.platform else None


def _by_name_and_unit(row: _Row) -> Hashable | None:
    return (row.name, row.unit) if row.name and row.unit else None


@dataclass(frozen=True)
class _Pass:
    """One way to find pairs. ``is_sole``: only where neither side has two rows with the key.

    ``needs_blank``: only for rows of the system that say nothing of this.
    """

    how: str
    key: Key
    is_sole: bool = False
    needs_blank: str = ""


PASSES = (
    _Pass("handle", _by_handle),
    _Pass("handle", _by_handle_alone, is_sole=True, needs_blank="platform"),
    _Pass("link", _by_link, is_sole=True),
    _Pass("names", _by_all_names),
    _Pass("names", _by_name_and_unit, is_sole=True, needs_blank="platform"),
    _Pass("name", _by_name_and_platform, is_sole=True),
)
HOW = {
    "ruled": "人工认定",
    "handle": "平台和账号ID相同",
    "link": "链接相同",
    "names": "名称、平台、单位相同",
    "name": "名称、平台相同",
}


class _Desk:
    """Both sides on one desk, until everything is paired that can be."""

    def __init__(
        self,
        ours: Sequence[Entry],
        theirs: Sequence[Entry],
        leads: Mapping[str, str],
        columns: Collection[str] | None,
        rulings: Rulings,
    ) -> None:
        self.ours = [_Row(entry) for entry in ours]
        self.theirs = [_Row(entry) for entry in theirs]
        self.rulings = rulings
        known = RELATIONS["accounts"]
        self.compared = [
            (name, side, known.column(name).kind.is_text, known.column(name).kind is Kind.FLAG)
            for name, side in leads.items()
            if columns is None or name in columns
        ]
        self.identities: dict[str, str] = {}
        if rulings.same or rulings.apart:
            self.identities = {row.entry.key: identity(row.entry.values) for row in self.theirs}
        self.found: list[tuple[_Row, _Row, str]] = []

    def outcome(self) -> Outcome:
        """Everything that was found."""
        self._ruled()
        for one in PASSES:
            self._pass(one)
        told = Outcome()
        for mine, other, how in self.found:
            differences = tuple(self._differences(mine.entry.values, other.entry.values))
            told.pairs.append(Pair(mine.entry.key, other.entry.key, how, differences))
        for row in self.ours:
            (told.missing if row.entry.is_expected else told.unexpected).append(row.entry.key)
        told.extra = list(self._extras())
        return told

    def _ruled(self) -> None:
        if not self.rulings.same:
            return
        by_identity: dict[str, deque[_Row]] = {}
        for row in sorted(self.theirs, key=_Row.rank):
            by_identity.setdefault(self.identities[row.entry.key], deque()).append(row)
        mine = {row.entry.key: row for row in self.ours}
        for ours, theirs in sorted(self.rulings.same):
            if ours in mine and by_identity.get(theirs):
                self.found.append((mine.pop(ours), by_identity[theirs].popleft(), "ruled"))
        self._drop_found()

    def _pass(self, one: _Pass) -> None:
        theirs = self.theirs
        if one.needs_blank:
            theirs = [row for row in theirs if not getattr(row, one.needs_blank)]
        if not theirs or not self.ours:
            return
        right = _grouped(theirs, one.key)
        left = _grouped(self.ours, one.key, right)
        for key, mine in left.items():
            others = right[key]
            if one.is_sole and (len(mine) > 1 or len(others) > 1):
                continue
            self._pair_group(mine, others, one.how)
        self._drop_found()

    def _pair_group(self, mine: list[_Row], others: list[_Row], how: str) -> None:
        if len(mine) == len(others) == 1 and not self.rulings.apart:
            self.found.append((mine[0], others[0], how))
            return
        if len(mine) > 1:
            mine.sort(key=_Row.rank)
        if len(others) > 1:
            others.sort(key=_Row.rank)
        if len(mine) == 1 and len(others) > 1:
            # One of ours, several of theirs: that which says most of what ours says.
            others.sort(key=lambda row: self._distance(mine[0], row))
        waiting = deque(others)
        for row in mine:
            passed: list[_Row] = []
            while waiting:
                other = waiting.popleft()
                if self._is_apart(row, other):
                    passed.append(other)
                    continue
                self.found.append((row, other, how))
                break
            waiting.extendleft(reversed(passed))

    def _distance(self, mine: _Row, other: _Row) -> int:
        return sum(1 for _ in self._differences(mine.entry.values, other.entry.values))

    def _is_apart(self, mine: _Row, other: _Row) -> bool:
        if not self.rulings.apart:
            return False
        return (mine.entry.key, self.identities[other.entry.key]) in self.rulings.apart

    def _drop_found(self) -> None:
        mine = {id(row) for row, _, _ in self.found}
        others = {id(row) for _, row, _ in self.found}
        self.ours = [row for row in self.ours if id(row) not in mine]
        self.theirs = [row for row in self.theirs if id(row) not in others]

    def _differences(self, mine: Values, other: Values) -> Iterable[Difference]:
        for name, side, is_text, is_flag in self.compared:
            ours, theirs = mine.get(name), other.get(name)
            if ours == theirs:
                continue
            if is_text:
                first, second = ours or "", theirs or ""
                same = (
                    link_key(str(first)) == link_key(str(second))
                    if name == "link"
                    else _folded(first) == _folded(second)
                )
                if same:
                    continue
            elif is_flag and bool(ours) == bool(theirs):
                continue
            is_blank = ours is None or ours == ""
            leads = "system" if is_blank else side
            yield Difference(
                name, ours, theirs, side="system" if leads == "register" else "register"
            )

    def _extras(self) -> Iterable[Extra]:
        """What is left of the system's rows; those that repeat a paired one say which."""
        taken: dict[tuple[int, Hashable], str] = {}
        asked = {named for row in self.theirs for named in _names(row)}
        for mine, other, _ in self.found if asked else ():
            for row in (mine, other):
                for named in _names(row):
                    if named in asked:
                        taken[named] = min(taken.get(named, mine.entry.key), mine.entry.key)
        for row in self.theirs:
            of = next((taken[named] for named in _names(row) if named in taken), "")
            if of and (of, self.identities.get(row.entry.key, "")) not in self.rulings.apart:
                yield Extra(row.entry.key, REPEATED, of)
            else:
                yield Extra(row.entry.key, UNKNOWN)


def _names(row: _Row) -> Iterable[tuple[int, Hashable]]:
    """By what a row could repeat another."""
    for at, key in enumerate((_by_handle, _by_all_names)):
        if (value := key(row)) is not None:
            yield at, value


def _grouped(
    rows: Iterable[_Row], key: Key, among: Mapping[Hashable, object] | None = None
) -> dict[Hashable, list[_Row]]:
    found: dict[Hashable, list[_Row]] = {}
    for row in rows:
        value = key(row)
        if value is not None and (among is None or value in among):
            found.setdefault(value, []).append(row)
    return found
