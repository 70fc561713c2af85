"""What an entry's data may hold: plain JSON that both databases give back unchanged."""

import re
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from zhijian.core.refused import Refused
from zhijian.journal.canonical import canonical, moment
from zhijian.journal.personal import refuse_personal

LARGEST = 2**53 - 1
"""Every JSON reader gives back whole numbers up to here exactly."""
DEEPEST = 16
LONGEST_DATA = 64 * 1024
LONGEST_REMARK = 8_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """``data`` as plain JSON values; moments, days, decimals and choices become text.

    Raises:
        TypeError: a value has no exact JSON form (a float, a set, an object …), a key is no text.
        Refused: it is too long, holds what looks like a personal number, or an unstorable sign.
    """
    written: dict[str, Any] = _plain(data, "data", 0)
    if len(canonical(written)) > LONGEST_DATA:
        raise Refused("这一步要记入留痕的内容太长，请精简后再提交。")
    return written


def remark_text(remark: str) -> str:
    """The remark as it is stored.

    Raises:
        Refused: it is too long, holds what looks like a personal number, or an unstorable sign.
    """
    if len(remark) > LONGEST_REMARK:
        raise Refused(
            f"说明有 {len(remark)} 字，超过 {LONGEST_REMARK} 字，请精简，详细内容用附件提交。"
        )
    return _text(remark, "说明")


def _plain(value: Any, where: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise TypeError(f"{where} is nested deeper than {DEEPEST}")
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _whole_number(value, where)
    if isinstance(value, str | Promise | UUID):
        return _text(str(value), where)
    if isinstance(value, dict):
        return {
            _key(key, where): _plain(v, f"{where}.{key}", depth + 1) for key, v in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(item, f"{where}[{n}]", depth + 1) for n, item in enumerate(value)]
    return _written_out(value, where)


def _written_out(value: Any, where: str) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"{where} is a moment without a time zone")
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    raise TypeError(f"{where} is a {type(value).__name__}, which has no exact JSON form")


def _whole_number(value: int, where: str) -> int:
    if abs(value) > LARGEST:
        raise TypeError(f"{where} is too large a number for JSON; give it as text")
    refuse_personal(str(value), where)
    return int(value)


def _key(key: Any, where: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{where} has a key that is no text: {key!r}")
    return _text(str(key), where)


def _text(text: str, where: str) -> str:
    if _UNSTORABLE.search(text):
        raise Refused("填写的文字里有不能保存的控制符，请删去后重新输入。")
    refuse_personal(text, where)
    return text
