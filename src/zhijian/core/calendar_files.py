"""The year files of the working calendar, read strictly.

A year file holds the notices of one year's arrangement, its holidays and its make-up workdays.
It may speak of the December before its year, as the notices do of New Year's Day.

Source: 国务院办公厅年度节假日安排通知
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from zhijian.core.refused import Refused
from zhijian.core.strict_yaml import A_DATE, Part, parse_date, parse_part, read_text

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True)
class Notice:
    """A notice that arranges holidays. ``number`` is empty where nobody has entered it yet."""

    id: str
    number: str
    title: str
    issuer: str
    issued_on: date | None
    confidence: str
    note: str = ""


@dataclass(frozen=True)
class Holiday:
    """Days off from ``first`` to ``last``, both included, weekend days too."""

    name: str
    first: date
    last: date
    notice: str

    def days(self) -> Iterator[date]:
        """Every day of the holiday, in order."""
        return (self.first + timedelta(n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class MakeupWorkday:
    """A Saturday or Sunday on which offices work for a holiday (调休)."""

    day: date
    holiday: str
    notice: str


@dataclass(frozen=True)
class YearTable:
    """One year's arrangement as the notices give it; an estimate has no notices."""

    year: int
    notices: tuple[Notice, ...]
    holidays: tuple[Holiday, ...]
    makeup_workdays: tuple[MakeupWorkday, ...]

    def days_off(self) -> Iterator[tuple[date, Holiday]]:
        """Every day off with its holiday, in order of the file."""
        return ((day, holiday) for holiday in self.holidays for day in holiday.days())


def read_year_table(path: Path) -> YearTable:
    """The year table in ``path``, which is named after its year.

    Raises:
        Refused: something in it is unknown, missing or contradictory; the sentence names the line.
    """
    root = parse_part(read_text(path), path.name)
    year = root.get("year", int, "四位年份")
    if path.stem != str(year):
        raise root.refuse(f"文件名与 year: {year} 不一致，请改成 {year}.yaml 或改正年份。")
    table = year_table(root)
    if complaints := contradictions(table):
        raise Refused(f"{path.name}：{complaints[0]}", complaints[1:])
    return table


def year_table(root: Part) -> YearTable:
    """The year table that ``root`` spells out, not yet held against itself.

    Raises:
        Refused: something in it is unknown or missing; the sentence names the line.
    """
    root.only("year", "notices", "holidays", "makeup_workdays")
    notices = tuple(_notice(part) for part in root.parts("notices"))
    known = {notice.id for notice in notices}
    rows = (root.parts("holidays"), root.parts("makeup_workdays"))
    for part in (*rows[0], *rows[1]):
        if (named := part.values.get("notice")) not in known:
            raise part.refuse(f"notice 写作“{named}”，但 notices 里没有这份通知。")
    return YearTable(
        year=root.get("year", int, "四位年份"),
        notices=notices,
        holidays=tuple(_holiday(part) for part in rows[0]),
        makeup_workdays=tuple(_makeup(part) for part in rows[1]),
    )


def contradictions(table: YearTable) -> list[str]:
    """Why the table cannot be true: one Chinese sentence for each reason; empty if it can."""
    found: list[str] = []
    off: dict[date, str] = {}
    for day, holiday in table.days_off():
        if day in off:
            found.append(f"{day} 同时列在{off[day]}和{holiday.name}，请只留一处。")
        off[day] = holiday.name
    on: set[date] = set()
    for makeup in table.makeup_workdays:
        if makeup.day in on:
            found.append(f"{makeup.day} 列了两次上班，请只留一处。")
        if makeup.day in off:
            found.append(f"{makeup.day} 既放假又上班，请核对通知后只留一种。")
        if makeup.day.weekday() < 5:
            weekday = WEEKDAYS[makeup.day.weekday()]
            found.append(f"{makeup.day} 是{weekday}，不是周末，调休上班日应在周末，请核对日期。")
        on.add(makeup.day)
    found.extend(
        f"{day} 不在 {table.year} 年，也不在上一年 12 月，请核对年份。"
        for day in sorted({*off, *on})
        if day.year != table.year and (day.year, day.month) != (table.year - 1, 12)
    )
    return found


def _notice(part: Part) -> Notice:
    part.only("id", "number", "title", "issuer", "issued_on", "confidence", "note")
    confidence = part.get("confidence", str, "、".join(CONFIDENCES))
    if confidence not in CONFIDENCES:
        raise part.refuse(f"confidence 写作“{confidence}”，应为 {'、'.join(CONFIDENCES)} 之一。")
    issued = part.get("issued_on", parse_date, A_DATE) if part.values.get("issued_on") else None
    return Notice(
        id=part.get("id", str, "通知的代号"),
        number=str(part.values.get("number") or ""),
        title=part.get("title", str, "通知内容的简称"),
        issuer=part.get("issuer", str, "发文机关"),
        issued_on=issued,
        confidence=confidence,
        note=str(part.values.get("note") or ""),
    )


def _holiday(part: Part) -> Holiday:
    part.only("name", "from", "to", "notice")
    holiday = Holiday(
        name=part.get("name", str, "节日名称"),
        first=part.get("from", parse_date, A_DATE),
        last=part.get("to", parse_date, A_DATE),
        notice=part.get("notice", str, "通知的代号"),
    )
    if not 0 <= (holiday.last - holiday.first).days < 31:
        raise part.refuse(f"从 {holiday.first} 到 {holiday.last} 前后颠倒或长过一个月，请核对。")
    return holiday


def _makeup(part: Part) -> MakeupWorkday:
    part.only("day", "for", "notice")
    return MakeupWorkday(
        day=part.get("day", parse_date, A_DATE),
        holiday=part.get("for", str, "节日名称"),
        notice=part.get("notice", str, "通知的代号"),
    )
