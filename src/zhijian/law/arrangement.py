"""A year's arrangement before it is taken in: read as the command line reads it, day by day."""

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from zhijian.core.arrangement import implausible, render, unchecked
from zhijian.core.calendar_files import YearTable, contradictions, year_table
from zhijian.core.calendar_import import import_year
from zhijian.core.refused import Refused
from zhijian.core.strict_yaml import parse_part
from zhijian.core.workdays import Day, DayKind, WorkCalendar

LARGEST_BYTES = 5_000_000
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Change:
    """One day that the new table makes something else; ``was`` is None in a year not known yet."""

    day: Day
    was: Day | None


@dataclass(frozen=True)
class Preview:
    """What taking in a table would mean. ``content`` is the year file to be kept."""

    table: YearTable
    content: str
    changes: tuple[Change, ...]
    marked: tuple[Day, ...]
    workdays: int
    days_off: int
    cautions: tuple[str, ...]
    replaces: bool


def read_file(
    name: str,
    content: bytes,
    year: int,
    calendar: WorkCalendar,
    *,
    number: str = "",
    issued_on: date | None = None,
) -> YearTable:
    """The table in an uploaded file or a pasted text (``name`` ends in .txt).

    Raises:
        Refused: as ``import_year``, or the file is too large.
    """
    if len(content) > LARGEST_BYTES:
        raise Refused(f"{name} 超过 5 MB，不像是一年的放假表，请核对文件。")
    if not content.strip():
        raise Refused(f"{name} 是空的，请重新选择文件或粘贴通知全文。")
    kept = PurePath(name.replace("\\", "/")).name
    shown = (PurePath(kept).stem[:_LONGEST_NAME] or "文件") + PurePath(kept).suffix[:8]
    with tempfile.TemporaryDirectory(prefix="calendar-") as folder:
        path = Path(folder) / shown.replace("\0", "")
        path.write_bytes(content)
        return import_year(path, year, calendar.statutory, number=number, issued_on=issued_on)


def read_content(content: str, calendar: WorkCalendar) -> YearTable:
    """The table of a year file, held against itself and against the law once more.

    Raises:
        Refused: it is no year file, contradicts itself, or cannot be real.
    """
    table = year_table(parse_part(content, "年度文件"))
    if complaints := [*contradictions(table), *implausible(table, calendar.statutory)]:
        unique = list(dict.fromkeys(complaints))
        raise Refused(unique[0], unique[1:])
    return table


def preview(table: YearTable, calendar: WorkCalendar) -> Preview:
    """Every day of the year that ``table`` makes other than it is now, and the totals.

    Raises:
        Refused: a year between the calendar's last one and this one is missing.
    """
    require_no_hole(table.year, calendar)
    after = with_table(calendar, table)
    days = [after.describe(date.fromordinal(n)) for n in range(*_ordinals(table.year))]
    marked = tuple(d for d in days if d.kind in (DayKind.HOLIDAY, DayKind.MAKEUP_WORKDAY))
    is_known = table.year in calendar.years and table.year not in calendar.estimated_years
    if is_known:
        before = [calendar.describe(day.date) for day in days]
        changes = tuple(
            Change(day, was)
            for day, was in zip(days, before, strict=True)
            if (was.kind, was.name) != (day.kind, day.name)
        )
    else:
        changes = tuple(Change(day, None) for day in marked)
    cautions = [*unchecked(table.year, calendar.statutory)]
    if not all(notice.number for notice in table.notices):
        cautions.append("没有填写通知文号，算出的期限将注明“文号未填”。可以现在补上再导入。")
    return Preview(
        table=table,
        content=render(table),
        changes=changes,
        marked=marked,
        workdays=sum(day.is_workday for day in days),
        days_off=sum(day.kind is DayKind.HOLIDAY for day in days),
        cautions=tuple(cautions),
        replaces=is_known,
    )


def with_table(calendar: WorkCalendar, table: YearTable) -> WorkCalendar:
    """``calendar`` with the year of ``table`` replaced or added at its end."""
    tables = {each.year: each for each in calendar.tables} | {table.year: table}
    return WorkCalendar(
        tuple(tables[year] for year in sorted(tables)),
        calendar.statutory,
        calendar.estimated_years - {table.year},
    )


def require_no_hole(year: int, calendar: WorkCalendar) -> None:
    """Pass if ``year`` is one of the calendar's, or touches its run of years.

    Raises:
        Refused: with the year that is to be imported first.
    """
    first, last = calendar.years[0], calendar.years[-1]
    if not first - 1 <= year <= last + 1:
        missing = last + 1 if year > last else first - 1
        raise Refused(f"还没有 {missing} 年的日历，请先导入 {missing} 年，再导入其后各年。")


def _ordinals(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1
