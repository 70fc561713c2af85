"""Dates and times as offices write them, read to the day or the second, never guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from zhijian.core.facts.reading.troubles import CellRefused, Trouble
from zhijian.core.facts.values import DAY_SECONDS
from zhijian.core.workdays import day_number

if TYPE_CHECKING:
    from zhijian.core.facts.reading.cells import Raw

# No office kept these ledgers before 1949; a year after 2100 is a slip of the keyboard.
FIRST_YEAR, LAST_YEAR = 1949, 2100
# A bare number between these is a day serial of a spreadsheet (1949-01-01 to 2100-12-31).
FIRST_SERIAL, LAST_SERIAL = 17_899, 73_415
_SERIAL_EPOCH = date(1899, 12, 30)

WRITE_A_DAY = "请写到日，如 2026-03-05"
WRITE_A_TIME = "请写到时分，如 2026-03-05 09:30"

_WEEKDAY = r"(?:[（(]?(?:星期|周|礼拜)[一二三四五六日天1-7][)）]?)?"
_TIME = (
    r"(上午|下午|晚上|早上|中午|凌晨|AM|PM)?(\d{1,2})(?:[:：时点](\d{1,2}))?"
    r"(?:[:：分](\d{1,2})(?:\.\d+)?)?[分秒整]?(?:Z|\+08:?00)?"
)
_DATE = re.compile(
    r"(\d{4})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})(?:日|号)?#?" + _WEEKDAY + r"[T,#]?(.*)"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:#?(\d{2}:?\d{2}(?::?\d{2})?))?")
_MONTH = re.compile(r"\d{4}(?:年|[-./])?\d{1,2}月?(?:份)?")
_YEAR = re.compile(r"\d{4}年?")
_NO_YEAR = re.compile(r"\d{1,2}(?:月|[-./])\d{1,2}日?")
_CHINESE_DATE = re.compile(
    r"([〇零一二三四五六七八九○]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日?"
)
_DIGITS = {word: str(n) for n, word in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_STILL = frozenset({"至今", "在任", "现任", "在职", "在岗"})
_FOREVER = frozenset({"长期", "长期有效", "永久", "永久有效", "无固定期限", "无期限"})


def read_day(raw: Raw, text: str, *, ends: bool = False) -> int | None:
    """Return the day number of a cell; ``text`` is the cell as normalised text.

    A time of day is left off. A month alone is refused: no check may rest on a day that nobody
    wrote. ``ends`` marks a column that holds an end, where 至今 means blank.

    Raises:
        CellRefused: the cell does not name one day.
    """
    return _split(raw, text, ends=ends)[0]


def read_second(raw: Raw, text: str) -> int | None:
    """Return a cell's moment in seconds of local civil time since 1970-01-01.

    Raises:
        CellRefused: the cell does not name a day and a time of day.
    """
    day, seconds = _split(raw, text)
    if day is None:
        return None
    if seconds is None:
        raise CellRefused(f"“{text}”只有日期，没有时刻", WRITE_A_TIME)
    return day * DAY_SECONDS + seconds


def time_of(raw: Raw, text: str) -> int | None:
    """Return the second of the day a readable cell names, or None when it names only a day."""
    try:
        return _split(raw, text)[1]
    except CellRefused:
        return None


def _split(raw: Raw, text: str, *, ends: bool = False) -> tuple[int | None, int | None]:
    """Day number and second of the day."""
    if isinstance(raw, datetime):
        seconds = raw.hour * 3600 + raw.minute * 60 + raw.second
        return _number(raw.date(), text), seconds
    if isinstance(raw, date):
        return _number(raw, text), None
    if isinstance(raw, (bool, time, timedelta, Trouble)):
        raise CellRefused(f"“{text}”不是日期", WRITE_A_DAY)
    if isinstance(raw, float) and not raw.is_integer() and FIRST_SERIAL <= raw <= LAST_SERIAL:
        whole = int(raw)
        seconds = min(round((raw - whole) * DAY_SECONDS), DAY_SECONDS - 1)
        return _number(_SERIAL_EPOCH + timedelta(whole), text), seconds
    plain = re.sub(r"\s+", "#", unicodedata.normalize("NFKC", text).strip())
    if plain in _STILL and ends:
        return None, None
    if plain in _FOREVER:
        raise CellRefused(f"“{text}”没有写明哪一天", "确为长期有效的，请填 2099-12-31")
    return _written(plain, text)


def _written(plain: str, text: str) -> tuple[int, int | None]:
    if found := _CHINESE_DATE.fullmatch(plain):
        year = int("".join(_DIGITS[word] for word in found[1]))
        return _number(_day(year, _small(found[2]), _small(found[3]), text), text), None
    if len(plain) == 5 and plain.isdecimal() and FIRST_SERIAL <= int(plain) <= LAST_SERIAL:
        return _number(_SERIAL_EPOCH + timedelta(int(plain)), text), None
    plain = re.sub(r"(?<=[年月./-])#|#(?=[年月日./-])", "", plain)
    found = _COMPACT.fullmatch(plain) or _DATE.fullmatch(plain)
    if found is not None:
        day = _number(_day(int(found[1]), int(found[2]), int(found[3]), text), text)
        clock = (found[4] or "").replace("#", "")
        if clock.isdecimal() and len(clock) in (4, 6):
            clock = ":".join(clock[n : n + 2] for n in range(0, len(clock), 2))
        return day, _second_of_day(clock, text) if clock else None
    if _MONTH.fullmatch(plain) or _YEAR.fullmatch(plain):
        raise CellRefused(f"“{text}”没有写到日", WRITE_A_DAY)
    if _NO_YEAR.fullmatch(plain):
        raise CellRefused(f"“{text}”没有写明年份，或次序不明", WRITE_A_DAY)
    raise CellRefused(f"“{text}”不是日期", WRITE_A_DAY)


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellRefused(f"“{text}”这一天不存在", WRITE_A_DAY) from None


def _number(day: date, text: str) -> int:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellRefused(f"“{text}”的年份不在 {FIRST_YEAR} 至 {LAST_YEAR} 年之间", "请核对年份")
    return day_number(day)


def _second_of_day(rest: str, text: str) -> int:
    found = re.fullmatch(_TIME, rest)
    if not found or (found[3] is None and not re.search("[时点]", rest)):
        raise CellRefused(
            f"“{text}”在日期后面还写了“{rest}”，不是时刻",
            "请只写一个日期或时刻，如 2026-03-05 09:30",
        )
    half, hour, minute, second = found[1], int(found[2]), int(found[3] or 0), int(found[4] or 0)
    if half in ("下午", "晚上", "PM") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59 or second > 59:
        raise CellRefused(f"“{text}”的时刻不存在", WRITE_A_TIME)
    return hour * 3600 + minute * 60 + second


def _small(words: str) -> int:
    """The number under forty that Chinese numerals write."""
    tens, has_ten, units = words.rpartition("十")
    if not has_ten:
        return int("".join(_DIGITS[word] for word in words))
    return (int(_DIGITS[tens]) if tens in _DIGITS else 1 if not tens else 99) * 10 + (
        int(_DIGITS[units]) if units in _DIGITS else 0 if not units else 99
    )
