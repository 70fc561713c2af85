"""A year of the work calendar as twelve grids of weeks, each day with its word."""

import calendar as gregorian
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from zhijian.core.workdays import Day, DayKind, WorkCalendar

WORDS = {DayKind.HOLIDAY: "休", DayKind.MAKEUP_WORKDAY: "班"}
LOOKS = {
    DayKind.WORKDAY: "",
    DayKind.WEEKEND: "end",
    DayKind.HOLIDAY: "off",
    DayKind.MAKEUP_WORKDAY: "on",
}


@dataclass(frozen=True)
class GridDay:
    """One cell: the day, its word (休, 班 or none), how it looks, what a reader aloud says."""

    number: int
    word: str
    look: str
    says: str
    is_today: bool


@dataclass(frozen=True)
class Span:
    """Days on end of one kind and holiday."""

    first: Day
    last: Day

    @property
    def words(self) -> str:
        """01-01（周四）至 01-03（周六）放假，元旦."""
        first, last = (f"{d.date:%m-%d}（{d.weekday}）" for d in (self.first, self.last))
        days = first if self.first == self.last else f"{first}至 {last}"
        what = "放假" if self.first.kind is DayKind.HOLIDAY else "上班"
        return f"{days}{what}，{self.first.name}"


@dataclass(frozen=True)
class Month:
    """A month: weeks of seven cells (None outside the month), workdays, and what is special."""

    number: int
    weeks: tuple[tuple[GridDay | None, ...], ...]
    workdays: int
    spans: tuple[Span, ...]


def months_of(calendar: WorkCalendar, year: int, today: date) -> tuple[Month, ...]:
    """The twelve months of a year that ``calendar`` covers, weeks beginning on Monday."""
    return tuple(_month(calendar, year, number, today) for number in range(1, 13))


def _month(calendar: WorkCalendar, year: int, number: int, today: date) -> Month:
    last = gregorian.monthrange(year, number)[1]
    days = [calendar.describe(date(year, number, n)) for n in range(1, last + 1)]
    cells: list[GridDay | None] = [None] * days[0].date.weekday()
    cells += [_cell(day, today) for day in days]
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[n : n + 7]) for n in range(0, len(cells), 7))
    return Month(number, weeks, sum(day.is_workday for day in days), tuple(spans_of(days)))


def spans_of(days: list[Day]) -> list[Span]:
    """Holidays and make-up workdays among ``days``, those on end together."""
    found = []
    for (kind, _), run in groupby(days, key=lambda day: (day.kind, day.name)):
        listed = list(run)
        if kind in WORDS:
            found.append(Span(listed[0], listed[-1]))
    return found


def _cell(day: Day, today: date) -> GridDay:
    named = f"，{day.name}" if day.name else ""
    return GridDay(
        number=day.date.day,
        word=WORDS.get(day.kind, ""),
        look=LOOKS[day.kind],
        says=f"{day.date}（{day.weekday}）{day.kind.value}{named}",
        is_today=day.date == today,
    )
