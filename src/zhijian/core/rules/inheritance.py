"""Which value holds where and when: 国 → 省 → 市 → 县, value by value.

At one level, a later layer (an overlay) comes before an earlier one, and what is said of one kind
before what is said of all. Between levels the catalogue's ``merge`` decides. A proposal holds only
where no level states a value; a repeal cuts off every level above it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from zhijian.core.rules.model import Clause, Entry, Rule, RuleRow, Value
from zhijian.core.workdays import day_number

Levels = Sequence[Sequence[Entry]]
"""The entries of one rule, a sequence per level, deepest place first."""


@dataclass(frozen=True)
class Held:
    """What holds for a kind on a day: entries (several for a list), and the text without figure."""

    entries: tuple[Entry, ...]
    stated: Entry | None = None


@dataclass(frozen=True)
class _AtLevel:
    stated_values: tuple[Entry, ...]
    proposals: tuple[Entry, ...]
    wording: Entry | None

    @property
    def repeals(self) -> bool:
        return any(entry.is_repeal for entry in self.stated_values)


def held_on(levels: Levels, rule: Rule, kind: str, day: int) -> Held | None:
    """What holds on a day number, or None if no value does."""
    found = [_at_level(entries, kind, day) for entries in levels]
    for depth, level in enumerate(found):
        if level.repeals:
            found = found[:depth]
            break
    valued = [
        (depth, level.stated_values) for depth, level in enumerate(found) if level.stated_values
    ]
    if valued:
        depth, entries = _preferred(valued, rule)
    else:
        proposed = [(depth, item.proposals) for depth, item in enumerate(found) if item.proposals]
        if not proposed:
            return None
        entries = proposed[0][1]
        depth = len(found) - 1
    wording = next((item.wording for item in found[: depth + 1] if item.wording), None)
    return Held(entries, wording)


def _preferred(
    valued: list[tuple[int, tuple[Entry, ...]]], rule: Rule
) -> tuple[int, tuple[Entry, ...]]:
    """Of the levels that state a value, deepest first, the one that holds."""
    if rule.merge == "local_replaces":
        return valued[0]
    sign = 1 if rule.merge == "stricter_low" else -1
    return min(valued, key=lambda pair: sign * amount_of(pair[1][0].value))


def _at_level(entries: Iterable[Entry], kind: str, day: int) -> _AtLevel:
    active = [
        entry
        for entry in entries
        if entry.from_d <= day < entry.until_d and (not entry.kinds or kind in entry.kinds)
    ]
    wording = _foremost([entry for entry in active if entry.stated])
    return _AtLevel(
        stated_values=_foremost(
            [entry for entry in active if not entry.stated and entry.strength != "proposed"]
        ),
        proposals=_foremost([entry for entry in active if entry.strength == "proposed"]),
        wording=wording[0] if wording else None,
    )


def _foremost(entries: list[Entry]) -> tuple[Entry, ...]:
    """Those of the latest layer, and of these the kind's own if there are any."""
    if not entries:
        return ()
    layer = max(entry.layer for entry in entries)
    latest = [entry for entry in entries if entry.layer == layer]
    return tuple([entry for entry in latest if entry.kinds] or latest)


def amount_of(value: Value | None) -> int:
    """A number to compare and to store: dates as day numbers, flags as 0 and 1."""
    if isinstance(value, date):
        return day_number(value)
    assert isinstance(value, int)
    return int(value)


def kinds_of(rule: Rule) -> tuple[str, ...]:
    """The kinds for which entries are picked; the derived kind ``mixed`` is not among them."""
    if not rule.kinds:
        return ("",)
    return tuple(kind for kind in rule.kinds if not (rule.mixed and kind == "mixed"))


def rows_of(
    levels: Levels, rule: Rule, place: str, clauses: Mapping[str, Clause]
) -> tuple[RuleRow, ...]:
    """All rows of one rule for one place: by kind, then by period."""
    cuts = sorted({day for entries in levels for entry in entries for day in _ends(entry)})
    rows: list[RuleRow] = []
    for kind in kinds_of(rule):
        for start, end in pairwise(cuts):
            held = held_on(levels, rule, kind, start)
            if held is not None:
                rows.extend(_rows(held, rule, place, kind, (start, end), clauses))
    if rule.mixed:
        rows.extend(_mixed_rows(rows, rule, cuts))
    return tuple(_joined(rows))


def _ends(entry: Entry) -> tuple[int, int]:
    return entry.from_d, entry.until_d


def _rows(
    held: Held,
    rule: Rule,
    place: str,
    kind: str,
    period: tuple[int, int],
    clauses: Mapping[str, Clause],
) -> list[RuleRow]:
    rows = []
    for entry in held.entries:
        value = entry.value
        texts = value if isinstance(value, tuple) else (value if isinstance(value, str) else None,)
        amount = None if isinstance(value, str | tuple) else amount_of(value)
        rows += [
            RuleRow(
                place=place,
                rule=rule.key,
                kind=(text or "") if rule.type == "list" else kind,
                from_d=period[0],
                until_d=period[1],
                amount=amount,
                amount_loose=amount,
                text=text,
                unit=entry.unit,
                strength=entry.strength,
                clause=entry.clause or None,
                stated_clause=held.stated.clause if held.stated else None,
                document=clauses[entry.clause].document if entry.clause else None,
                reading=entry.reading,
                level=entry.place,
            )
            for text in texts
        ]
    return rows


def _mixed_rows(rows: list[RuleRow], rule: Rule, cuts: list[int]) -> list[RuleRow]:
    """The derived kind: in each period the strictest of its kinds, with the loosest beside it.

    A kind without a row asks for nothing: the loosest is then 0 where more is stricter, and
    absent where less is.
    """
    mixed = rule.mixed
    assert mixed is not None
    sign = 1 if mixed.strictest == "low" else -1
    derived = []
    for start in cuts[:-1]:
        of = [row for row in rows if row.kind in mixed.of and row.from_d <= start < row.until_d]
        if not of:
            continue
        of.sort(key=lambda row: sign * (row.amount or 0))
        loose = of[-1].amount
        if len(of) < len(mixed.of):
            loose = None if mixed.strictest == "low" else 0
        reading = of[0].reading if loose == of[0].amount else mixed.reading
        # Beyond the loosest limit it is the loosest kind's text that is broken, whatever the form.
        held = of[-1] if loose == of[-1].amount else of[0]
        derived.append(
            held._replace(kind="mixed", amount=of[0].amount, amount_loose=loose, reading=reading)
        )
    return derived


def _joined(rows: list[RuleRow]) -> list[RuleRow]:
    """Rows that only continue one another, as one."""
    joined: dict[tuple[object, ...], RuleRow] = {}
    done: list[RuleRow] = []
    for row in rows:
        key = (row.kind, *row[5:])
        last = joined.get(key)
        if last is not None and last.until_d == row.from_d:
            joined[key] = last._replace(until_d=row.until_d)
        else:
            if last is not None:
                done.append(last)
            joined[key] = row
    done.extend(joined.values())
    return sorted(done, key=lambda row: (row.from_d, row.until_d))
