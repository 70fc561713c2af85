"""One value of a record, as every engine stores it."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from zhijian.core.workdays import day_number

from .model import Column, Kind

DAY_SECONDS = 86_400


class Unreadable(Exception):
    """A value does not fit its column; the message is a Chinese sentence with the cure."""


def stored(column: Column, value: object) -> str | int | None:
    """Return ``value`` as the column stores it: text, whole number, or None for blank.

    Raises:
        Unreadable: the value does not fit the column.
    """
    if column.kind.is_text:
        return _choice(column, value) if column.kind is Kind.CHOICE else _text(value)
    if value is None or value == "":
        return None
    if column.kind is Kind.DAY:
        return _day(value)
    if column.kind is Kind.SECOND:
        return _second(value)
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, int):
        raise Unreadable(f"应为整数，实为“{value}”，请改为整数。")
    if column.kind is Kind.FLAG and value not in (0, 1):
        raise Unreadable(f"只能是 1（是）或 0（否），实为 {value}。")
    return value


def plain(word: str) -> str:
    """Return text with full-width letters and digits folded and outer blanks removed."""
    return unicodedata.normalize("NFKC", word).strip()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (str, int)):
        return str(value).strip()
    raise Unreadable(f"应为文字，实为“{value}”，请改为文字。")


def _choice(column: Column, value: object) -> str:
    word = _text(value)
    if not word:
        return ""
    codes = {code for code, _ in column.choices}
    if word in codes:
        return word
    for code, said in (*column.choices, *column.words):
        if said == word:
            return code
    if column.open_choices:
        return word
    allowed = "、".join(said for _, said in column.choices)
    raise Unreadable(f"“{word}”不在可选项之列，可填：{allowed}。")


def _day(value: object) -> int:
    if isinstance(value, bool):
        raise Unreadable("应为日期，请写作 2024-03-01。")
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return day_number(value)
    if isinstance(value, str):
        try:
            return day_number(date.fromisoformat(value.strip()[:10]))
        except ValueError:
            pass
    raise Unreadable(f"“{value}”不是日期，请写作 2024-03-01。")


def _second(value: object) -> int:
    if isinstance(value, bool):
        raise Unreadable("应为时间，请写作 2024-03-01 09:30。")
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise Unreadable(f"“{value}”不是时间，请写作 2024-03-01 09:30。") from None
    if isinstance(value, datetime):
        midnight = day_number(value.date()) * DAY_SECONDS
        return midnight + value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, date):
        return day_number(value) * DAY_SECONDS
    raise Unreadable(f"“{value}”不是时间，请写作 2024-03-01 09:30。")
