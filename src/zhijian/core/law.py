"""The law a run judges by: rulebooks, calendar, and their tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from zhijian.core.engines import Cell, Engine, Schema
from zhijian.core.refused import Refused
from zhijian.core.rules import Rulebooks, RuleRow
from zhijian.core.workdays import WorkCalendar, day_number, from_day_number, load_calendars

FAILS, WARNS = 1, 4
_FAILING = frozenset({"law", "principle"})
_FIRST_YEAR = 2015
_YEARS_AHEAD = 3

RULES: Schema = (
    ("place", True),
    ("rule", True),
    ("kind", True),
    ("from_d", False),
    ("until_d", False),
    ("amount", False),
    ("amount_loose", False),
    ("unit", True),
    ("bad_state", False),
    ("clause", True),
    ("stated_clause", True),
)
DAYS: Schema = (
    ("d", False),
    ("is_workday", False),
    ("workday_n", False),
    ("week_n", False),
    ("month_n", False),
    ("month_day", False),
    ("quarter_n", False),
    ("year_n", False),
)
PERIODS: Schema = (("kind", True), ("n", False), ("first_d", False), ("last_d", False))


@dataclass(frozen=True)
class Law:
    """Rulebooks and working-day calendar."""

    rulebooks: Rulebooks
    calendar: WorkCalendar

    @classmethod
    def load(cls, folder: Path, overlays: Iterable[Path] = ()) -> Law:
        """Return the law kept in ``folder``, with ``overlays`` laid over it.

        Raises:
            Refused: a file that cannot be accepted; every fault is listed.
        """
        return cls(Rulebooks.load(folder, tuple(overlays)), load_calendars(folder / "calendars"))

    def amount(self, place: str, rule: str, on: date) -> int:
        """Return the amount of a rule without kinds on a day; before it began, its first amount.

        Raises:
            Refused: the rulebooks never set it.
        """
        rows = self.rulebooks.in_force(place, on, rule, "") or tuple(
            row for row in self.rulebooks.resolve(place) if row.rule == rule and not row.kind
        )
        if not rows or rows[0].amount is None:
            raise Refused(f"规则集没有给出 {rule} 的数值。请在全国一级补上，可标为本平台建议。")
        return rows[0].amount

    @property
    def calendar_end_d(self) -> int:
        """The last day of the published calendar."""
        return self.calendar.rows()[-1][0]


def lay_down(engine: Engine, law: Law, books: Iterable[str], on_d: int) -> None:
    """Store the tables of the law: ``rules``, ``days`` and ``periods``."""
    rows = law.rulebooks.relation(books)
    engine.create("rules", RULES, _turned([_ruled(RuleRow(*row)) for row in rows], len(RULES)))
    last = max(on_d, law.calendar_end_d) + _YEARS_AHEAD * 366
    days, periods = _calendar_tables(law.calendar, last)
    engine.create("days", DAYS, days)
    engine.create("periods", PERIODS, periods)


@lru_cache(maxsize=4)
def _calendar_tables(
    calendar: WorkCalendar, last: int
) -> tuple[list[list[Cell]], list[list[Cell]]]:
    days = _days(calendar, day_number(date(_FIRST_YEAR, 1, 1)), last)
    return _turned(days, len(DAYS)), _turned(_periods(days), len(PERIODS))


def _ruled(row: RuleRow) -> tuple[Cell, ...]:
    return (
        row.place,
        row.rule,
        row.kind,
        row.from_d,
        row.until_d,
        _amount(row),
        _amount(row) if row.amount_loose is None else row.amount_loose,
        row.unit,
        FAILS if row.strength in _FAILING else WARNS,
        row.clause or "",
        row.stated_clause or "",
    )


def _amount(row: RuleRow) -> int:
    # A choice, text or list item that is there asks something; only a number may say how much.
    return 1 if row.amount is None else int(row.amount)


def _days(calendar: WorkCalendar, first: int, last: int) -> list[tuple[Cell, ...]]:
    known = {d: (is_workday, ordinal) for d, is_workday, ordinal in calendar.rows()}
    rows: list[tuple[Cell, ...]] = []
    for d in range(first, last + 1):
        day = from_day_number(d)
        is_workday, ordinal = known.get(d, (None, None))
        month = day.year * 12 + day.month - 1
        quarter = day.year * 4 + (day.month - 1) // 3
        week = (d + 3) // 7
        rows.append((d, is_workday, ordinal, week, month, day.day, quarter, day.year))
    return rows


def _periods(days: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for kind, position in (("week", 3), ("month", 4), ("quarter", 6), ("year", 7)):
        ends: dict[Cell, list[Cell]] = {}
        for row in days:
            ends.setdefault(row[position], [row[0], row[0]])[1] = row[0]
        whole = list(ends.items())[1 if kind == "week" else 0 : -1]
        rows.extend((kind, n, first, last) for n, (first, last) in whole)
    return rows


def _turned(rows: list[tuple[Cell, ...]], width: int) -> list[list[Cell]]:
    if not rows:
        return [[] for _ in range(width)]
    return [list(column) for column in zip(*rows, strict=True)]
