"""Which days offices work, and how many workdays lie between two days.

Day numbers are days since 1970-01-01. An ordinal is the number of workdays from the calendar's
first day up to and including a day, so a term in workdays is a sum of ordinals: one look-up for a
row, one join for a million of them.

Source: 国务院办公厅年度节假日安排通知
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property
from pathlib import Path

from zhijian.core.calendar_files import WEEKDAYS, Holiday, Notice, YearTable, read_year_table
from zhijian.core.refused import Refused
from zhijian.core.statutory import Statutory, read_statutory

STATUTORY_FILE = "statutory.yaml"
_EPOCH = date(1970, 1, 1).toordinal()


class DayKind(Enum):
    """What a day is to an office; the value is the word people read."""

    WORKDAY = "工作日"
    WEEKEND = "周末"
    HOLIDAY = "节假日"
    MAKEUP_WORKDAY = "调休上班"


@dataclass(frozen=True)
class Day:
    """A day of the calendar. ``name`` is the holiday it belongs to; ``notice`` says so."""

    date: date
    kind: DayKind
    name: str = ""
    notice: Notice | None = None
    is_estimate: bool = False

    @property
    def is_workday(self) -> bool:
        """Offices work on this day."""
        return self.kind in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY)

    @property
    def weekday(self) -> str:
        """周一 to 周日."""
        return WEEKDAYS[self.date.weekday()]


class CalendarGap(Refused):
    """A year the work touches has no published calendar. Nothing is guessed."""

    def __init__(self, year: int, covered: range) -> None:
        super().__init__(
            f"{year} 年的工作日历没有录入（现有 {covered[0]} 至 {covered[-1]} 年），"
            "涉及该年的工作日期限不能计算。"
            "请在节假日安排通知公布后用 zhijian calendar import 导入，或者改用估算。"
        )
        self.year = year


def day_number(day: date) -> int:
    """Days since 1970-01-01.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return day.toordinal() - _EPOCH


def from_day_number(number: int) -> date:
    """The day that many days after 1970-01-01."""
    return date.fromordinal(number + _EPOCH)


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Every day of an unbroken run of years, workday or not.

    ``tables`` ascend by year without a gap. Years in ``estimated_years`` are no published calendar:
    weekends and statutory days only, with no make-up workdays.
    """

    tables: tuple[YearTable, ...]
    statutory: Statutory
    estimated_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        years = [table.year for table in self.tables]
        if not years:
            raise Refused("日历文件夹里没有任何年度文件，请放入 2026.yaml 这样的文件。")
        for year in range(years[0], years[0] + len(years)):
            if year not in years:
                raise Refused(f"年度日历不连续：缺少 {year} 年，请补上 {year}.yaml。")
        if years != sorted(set(years)):
            raise Refused("年度日历有重复或次序颠倒的年份，请每年只留一个文件。")

    @property
    def years(self) -> range:
        """The years covered."""
        return range(self.tables[0].year, self.tables[-1].year + 1)

    def covers(self, day: date) -> bool:
        """``day`` lies in a year of this calendar."""
        return day.year in self.years

    def describe(self, day: date) -> Day:
        """What ``day`` is, and the notice that makes it so.

        Raises:
            CalendarGap: its year is not covered.
        """
        self._index(day)
        is_estimate = day.year in self.estimated_years
        if marked := self._marked.get(day):
            kind, name, notice = marked
            return Day(day, kind, name, notice, is_estimate)
        kind = DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY
        return Day(day, kind, is_estimate=is_estimate)

    def kind(self, day: date) -> DayKind:
        """Workday, weekend, holiday or make-up workday.

        Raises:
            CalendarGap: its year is not covered.
        """
        return self.describe(day).kind

    def is_workday(self, day: date) -> bool:
        """Offices work on ``day``.

        Raises:
            CalendarGap: its year is not covered.
        """
        index = self._index(day)
        return self._ordinals[index] > (self._ordinals[index - 1] if index else 0)

    def ordinal(self, day: date) -> int:
        """The number of workdays from the calendar's first day up to and including ``day``.

        Raises:
            CalendarGap: its year is not covered.
        """
        return self._ordinals[self._index(day)]

    def workday(self, ordinal: int) -> date:
        """The workday with that ordinal; the first is 1.

        Raises:
            CalendarGap: it lies outside the years covered.
        """
        if ordinal < 1:
            raise CalendarGap(self.years[0] - 1, self.years)
        if ordinal > len(self._workdays):
            raise CalendarGap(self.years[-1] + 1, self.years)
        return date.fromordinal(self._workdays[ordinal - 1])

    def rows(self) -> list[tuple[int, int, int]]:
        """One row per day covered, in order: day number, 1 if a workday or 0, ordinal.

        A term of N workdays (N at least 1) ends on the workday whose ordinal is N above that of
        its first day.
        """
        found, before = [], 0
        for number, ordinal in enumerate(self._ordinals, self._first - _EPOCH):
            found.append((number, ordinal - before, ordinal))
            before = ordinal
        return found

    def estimated(self, year: int) -> "WorkCalendar":
        """This calendar, extended to ``year`` by weekends and statutory days, and saying so.

        Raises:
            Refused: ``year`` is more than a century away.
        """
        if not self.years[0] - 100 <= year <= self.years[-1] + 100:
            raise Refused(f"{year} 年离现有的工作日历一百年以上，不能估算，请核对日期。")
        added = [
            _estimate(missing, self.statutory)
            for missing in (*range(year, self.years[0]), *range(self.years[-1] + 1, year + 1))
        ]
        tables = tuple(sorted((*self.tables, *added), key=lambda table: table.year))
        estimated = self.estimated_years | {table.year for table in added}
        return replace(self, tables=tables, estimated_years=estimated)

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._first
        if not 0 <= index < len(self._ordinals):
            raise CalendarGap(day.year, self.years)
        return index

    @cached_property
    def _first(self) -> int:
        return date(self.years[0], 1, 1).toordinal()

    @cached_property
    def _marked(self) -> dict[date, tuple[DayKind, str, Notice | None]]:
        found: dict[date, tuple[DayKind, str, Notice | None]] = {}
        for table in self.tables:
            notices = {notice.id: notice for notice in table.notices}
            for day, holiday in table.days_off():
                found[day] = (DayKind.HOLIDAY, holiday.name, notices.get(holiday.notice))
            for makeup in table.makeup_workdays:
                notice = notices.get(makeup.notice)
                found[makeup.day] = (DayKind.MAKEUP_WORKDAY, makeup.holiday, notice)
        return found

    @cached_property
    def _ordinals(self) -> tuple[int, ...]:
        last = date(self.years[-1], 12, 31).toordinal()
        ordinals, count = [], 0
        for number in range(self._first, last + 1):
            day = date.fromordinal(number)
            mark = self._marked.get(day)
            works = mark[0] is DayKind.MAKEUP_WORKDAY if mark else day.weekday() < 5
            count += works
            ordinals.append(count)
        return tuple(ordinals)

    @cached_property
    def _workdays(self) -> tuple[int, ...]:
        days, before = [], 0
        for number, ordinal in enumerate(self._ordinals, self._first):
            if ordinal > before:
                days.append(number)
            before = ordinal
        return tuple(days)


def load_calendars(folder: Path) -> WorkCalendar:
    """The working calendar in ``folder``: its year files and what they rest on.

    Raises:
        Refused: a file is unknown or contradictory, or a year between two others is missing.
    """
    statutory = read_statutory(folder / STATUTORY_FILE)
    files = sorted(folder.glob("*.yaml"))
    tables = [read_year_table(path) for path in files if path.name != STATUTORY_FILE]
    return WorkCalendar(tuple(sorted(tables, key=lambda table: table.year)), statutory)


def _estimate(year: int, statutory: Statutory) -> YearTable:
    holidays = [Holiday(name, day, day, "") for day, name in statutory.days(year).items()]
    return YearTable(year, (), tuple(holidays), ())
