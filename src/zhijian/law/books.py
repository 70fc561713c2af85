"""The rulebooks and the work calendar of this installation."""

from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from zhijian.config.once import once
from zhijian.config.options import options
from zhijian.core.calendar_files import YearTable, year_table
from zhijian.core.rules import Rulebooks
from zhijian.core.strict_yaml import parse_part
from zhijian.core.workdays import WorkCalendar, load_calendars
from zhijian.law.models import CalendarYear
from zhijian.packaged import default_rulebooks

CALENDAR = "law.calendar"


@cache
def rulebooks() -> Rulebooks:
    """The rulebooks that came with the program, with the office's overlays over them.

    Raises:
        Refused: a folder named in the options is missing or unsound.
    """
    return Rulebooks.load(default_rulebooks(), [Path(folder) for folder in options().rulebooks])


def calendar() -> WorkCalendar:
    """The published calendars that came with the program, and over them the years imported here."""
    return once(CALENDAR, _now_held)


def _now_held() -> WorkCalendar:
    newest = CalendarYear.objects.order_by("-pk").values_list("pk", "imported_at").first()
    return _published() if newest is None else _with_own_years(newest)


@cache
def _published() -> WorkCalendar:
    return load_calendars(default_rulebooks() / "calendars")


@lru_cache(maxsize=2)
def _with_own_years(_newest: tuple[int, datetime]) -> WorkCalendar:
    """Cached by the newest row: importing a year makes a row, so the next call reads anew."""
    rows = CalendarYear.objects.order_by("pk")
    tables = {table.year: table for table in _published().tables}
    tables |= {row.year: _table(row) for row in rows}
    return replace(_published(), tables=tuple(tables[year] for year in sorted(tables)))


def _table(row: CalendarYear) -> YearTable:
    return year_table(parse_part(row.content, f"{row.year}.yaml"))
