"""The text of a yearly holiday notice, read by its fixed manner of writing.

Source: 国务院办公厅年度节假日安排通知 (its items read 一、元旦：1月1日至3日放假……1月4日上班。)
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from unicodedata import normalize

from zhijian.core.arrangement import Entry
from zhijian.core.calendar_files import WEEKDAYS
from zhijian.core.refused import Refused

_DAY = r"(?:(?P<y{0}>\d{{4}})年)?(?:(?P<m{0}>\d{{1,2}})月)?(?P<d{0}>\d{{1,2}})日"
_SPAN = re.compile(_DAY.format(1) + r"(?:至" + _DAY.format(2) + r")?[^。;]*?放假")
_ONE = re.compile(_DAY.format(1))
_WEEKDAY = re.compile(_DAY.format(1) + r"\([^)]*?(?:周|星期)([一二三四五六日])\)")
_ITEM = re.compile(r"^[一二三四五六七八九十]+、([^:\n]+):(.*)$", re.MULTILINE)


def read_notice_entries(text: str, year: int, file: str) -> list[Entry]:
    """The days off and on that the notice arranges; ``file`` is its name in messages.

    Raises:
        Refused: no item can be read, a weekday does not fit its date, or a count its days.
    """
    items = list(_ITEM.finditer(plain := normalize("NFKC", text)))
    entries: list[Entry] = []
    for item in items:
        line = plain[: item.start()].count("\n") + 1
        try:
            entries += _item(item[1].strip(), item[2], f"{file} 第 {line} 行", year)
        except ValueError:
            raise Refused(f"{file} 第 {line} 行：有不存在的日期，请对照通知原文改正。") from None
    if not entries:
        raise Refused(
            f"{file} 里没有读到“一、元旦：1月1日至3日放假”这样的条目，请贴通知全文，或改用表格导入。"
        )
    return entries


def read_notice_number(text: str) -> tuple[str, date | None]:
    """The notice's number and the date it closes with; empty and None where it has none."""
    plain = normalize("NFKC", text)
    number = re.search(r"国办发明电\s*[〔\[(](\d{4})[〕\])]\s*(\d+)号", plain)
    dates = re.findall(r"^\s*(\d{4})年(\d{1,2})月(\d{1,2})日\s*$", plain, re.MULTILINE)
    issued = date(*map(int, dates[-1])) if dates else None
    return (f"国办发明电〔{number[1]}〕{number[2]}号" if number else ""), issued


def _item(name: str, body: str, place: str, year: int) -> Iterator[Entry]:
    told_day: date | None = None
    for found in _WEEKDAY.finditer(body):
        told_day = _date(found, 1, year, told_day)
        if (weekday := WEEKDAYS[told_day.weekday()])[1] != found[4]:
            raise Refused(
                f"{place}：{told_day} 是{weekday}，文中写作周{found[4]}，请核对年份和日期。"
            )
    bare = re.sub(r"\([^)]*\)", "", body)
    span = _SPAN.search(bare)
    if not span:
        raise Refused(f"{place}：没有读到{name}从哪天到哪天放假，请对照通知原文，或改用表格导入。")
    first = _date(span, 1, year, None)
    last = _date(span, 2, first.year, first) if span["d2"] else first
    if "与周末连休" in bare:
        first, last = _with_weekend(first, last)
    if (told := re.search(r"共(\d+)天", bare)) and int(told[1]) != (last - first).days + 1:
        days = (last - first).days + 1
        raise Refused(
            f"{place}：{name}从 {first} 到 {last} 是 {days} 天，文中写作{told[0]}，请核对。"
        )
    yield Entry(first, last, is_off=True, name=name, place=place)
    for sentence in bare.split("。"):
        if "上班" in sentence and "放假" not in sentence:
            month: date | None = None
            for found in _ONE.finditer(sentence):
                month = _date(found, 1, year, month)
                yield Entry(month, month, is_off=False, name=name, place=place)


def _date(found: re.Match[str], which: int, year: int, before: date | None) -> date:
    y, m, d = (found[f"{part}{which}"] for part in "ymd")
    if m is None and before is None:
        raise ValueError("a day without its month")
    month = int(m) if m else before.month if before else 1
    return date(int(y) if y else year, month, int(d))


def _with_weekend(first: date, last: date) -> tuple[date, date]:
    while (first - timedelta(1)).weekday() >= 5:
        first -= timedelta(1)
    while (last + timedelta(1)).weekday() >= 5:
        last += timedelta(1)
    return first, last
