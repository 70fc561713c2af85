"""A new year's arrangement: what was entered, line by line, becomes a year table or is refused."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from zhijian.core.calendar_files import (
    WEEKDAYS,
    Holiday,
    MakeupWorkday,
    Notice,
    YearTable,
    contradictions,
)
from zhijian.core.refused import Refused
from zhijian.core.statutory import Statutory


@dataclass(frozen=True)
class Entry:
    """Days off or on as one line of the source states them; ``place`` is where it stands."""

    first: date
    last: date
    is_off: bool
    name: str
    place: str

    def days(self) -> list[date]:
        """Every day of the entry, in order."""
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]


def assemble(entries: Sequence[Entry], year: int, notice: Notice, file: str) -> YearTable:
    """The year table the entries amount to; days of one holiday on end become one holiday.

    ``file`` is the source's name in messages.

    Raises:
        Refused: a day stands twice, is off and on, lies in another year, or no day is off; or a
            make-up workday is no Saturday or Sunday.
    """
    complaints = [*_strangers(entries, year), *_repeats(entries), *_ordinary_workdays(entries)]
    if not any(entry.is_off for entry in entries):
        complaints.append(f"{file}：没有一行是放假。放假的行，类型请写“休”；调休上班的行写“班”。")
    if complaints:
        raise Refused(complaints[0], complaints[1:])
    holidays = _joined(sorted((e for e in entries if e.is_off), key=lambda e: e.first), notice.id)
    makeups = [
        MakeupWorkday(day, entry.name or _nearest(day, holidays), notice.id)
        for entry in entries
        for day in entry.days()
        if not entry.is_off
    ]
    return YearTable(
        year, (notice,), holidays, tuple(sorted(makeups, key=lambda makeup: makeup.day))
    )


def implausible(table: YearTable, statutory: Statutory) -> list[str]:
    """Why the table cannot be a real arrangement: one Chinese sentence each; empty if it can."""
    off = {day: holiday.name for day, holiday in table.days_off()}
    law = statutory.law(table.year)
    found = contradictions(table)
    for day, name in statutory.days(table.year).items():
        number = law.number if law else ""
        if day not in off:
            found.append(f"{_dated(day)}是{name}的法定放假日（{number}），表中没有放假，请补上。")
        elif not {*name.split("、")} & {*re.split("[、和]", off[day])}:
            found.append(f"{_dated(day)}是{name}，表中写作“{off[day]}”，请改正节日名称。")
    for what, count, (least, most) in (
        ("放假（含周末）", len(off), statutory.days_off_range),
        ("调休上班", len(table.makeup_workdays), statutory.makeup_range),
    ):
        if not least <= count <= most:
            found.append(f"全年{what} {count} 天，不在 {least} 至 {most} 天之间，请核对有无漏行。")
    return found


def unchecked(year: int, statutory: Statutory) -> list[str]:
    """What could not be checked for want of data: one Chinese sentence each."""
    law = statutory.law(year)
    names = law.festivals if law else ()
    missing = [name for name in names if not statutory.festival_day(name, year)]
    if not missing:
        return []
    return [f"statutory.yaml 没有 {year} 年{'、'.join(missing)}的日期，未能核对这些节日是否放假。"]


def render(table: YearTable) -> str:
    """The table in the form of a year file; reading it gives the table again."""
    lines = [f"year: {table.year}", "", "notices:"]
    for notice in table.notices:
        lines += [
            f"  - id: {_scalar(notice.id)}",
            f"    number: {_scalar(notice.number)}",
            f"    title: {_scalar(notice.title)}",
            f"    issuer: {_scalar(notice.issuer)}",
            f"    issued_on: {notice.issued_on or 'null'}",
            f"    confidence: {notice.confidence}",
            *([f"    note: {_scalar(notice.note)}"] if notice.note else []),
        ]
    lines += ["", "holidays:" if table.holidays else "holidays: []"]
    lines += [
        f"  - {{name: {_scalar(h.name)}, from: {h.first}, to: {h.last}, notice: {_scalar(h.notice)}}}"
        for h in table.holidays
    ]
    lines += ["", "makeup_workdays:" if table.makeup_workdays else "makeup_workdays: []"]
    lines += [
        f"  - {{day: {m.day}, for: {_scalar(m.holiday)}, notice: {_scalar(m.notice)}}}"
        for m in table.makeup_workdays
    ]
    return "\n".join(lines) + "\n"


def write_year_file(table: YearTable, folder: Path, *, replacing: bool = False) -> Path:
    """Write the table to its year file in ``folder``, whole or not at all; return the file.

    Raises:
        Refused: the file is there already, or the year would leave a hole in the run of years.
    """
    path = folder / f"{table.year}.yaml"
    if path.exists() and not replacing:
        raise Refused(f"{path} 已经存在。确要用新表换掉它，请加 --replace。")
    years = sorted(int(file.stem) for file in folder.glob("[0-9][0-9][0-9][0-9].yaml"))
    if years and not years[0] - 1 <= table.year <= years[-1] + 1:
        missing = years[-1] + 1 if table.year > years[-1] else years[0] - 1
        raise Refused(
            f"{folder} 里还没有 {missing} 年的日历，请先导入 {missing} 年，再导入其后各年。"
        )
    folder.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(render(table), encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def _strangers(entries: Sequence[Entry], year: int) -> list[str]:
    return [
        f"{entry.place}：{day} 不在 {year} 年，也不在上一年 12 月，请核对年份。"
        for entry in entries
        for day in (entry.first, entry.last)
        if day.year != year and (day.year, day.month) != (year - 1, 12)
    ]


def _repeats(entries: Sequence[Entry]) -> list[str]:
    seen: dict[date, Entry] = {}
    found = []
    for entry in entries:
        for day in entry.days():
            if other := seen.get(day):
                what = "又列了一次" if other.is_off == entry.is_off else "既放假又上班"
                found.append(f"{entry.place}：{day} {what}，前一处在{other.place}，请只留一处。")
                break
            seen[day] = entry
    return found


def _ordinary_workdays(entries: Sequence[Entry]) -> list[str]:
    return [
        f"{entry.place}：{_dated(day)}不是周末，调休上班日应在周末，请核对日期。"
        for entry in entries
        for day in entry.days()
        if not entry.is_off and day.weekday() < 5
    ]


def _joined(entries: Sequence[Entry], notice: str) -> tuple[Holiday, ...]:
    found: list[Holiday] = []
    for entry in entries:
        follows = found and found[-1].last + timedelta(1) == entry.first
        if follows and found[-1].name == entry.name:
            found[-1] = Holiday(entry.name, found[-1].first, entry.last, notice)
        else:
            found.append(Holiday(entry.name, entry.first, entry.last, notice))
    return tuple(found)


def _nearest(day: date, holidays: Sequence[Holiday]) -> str:
    return min(holidays, key=lambda h: min(abs(h.first - day), abs(h.last - day))).name


def _dated(day: date) -> str:
    return f"{day}（{WEEKDAYS[day.weekday()]}）"


def _scalar(text: str) -> str:
    """``text`` as YAML reads it back; in quotes unless it plainly is a word."""
    plain = re.fullmatch(r"[一-鿿][一-鿿〔〕、，。；（）0-9]*|[0-9]{4}年[一-鿿0-9]*", text)
    return text if plain else json.dumps(text, ensure_ascii=False)
