"""What a filled form lacks, or says that cannot be, in words its writer can act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhijian.core.forms.model import Condition, Field, Form, Shape, Table
from zhijian.core.forms.values import YES, FormValues, Plain, flag_words, free_words, tidy

_KINDS: dict[Shape, tuple[type, ...]] = {
    Shape.TEXT: (str,),
    Shape.LONG: (str,),
    Shape.NUMBER: (int,),
    Shape.DAY: (date,),
    Shape.MOMENT: (datetime,),
    Shape.FLAG: (bool,),
    Shape.CHOICE: (str,),
    Shape.CHOICES: (list, tuple),
    Shape.LIST: (list, tuple),
    Shape.IMAGE: (bytes,),
}
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing to mend: the field, its row in a table (from 1, 0 outside), and the sentence.

    ``is_missing``: nothing stands there; otherwise what stands there cannot be.
    """

    key: str
    label: str
    says: str
    row: int = 0
    table: str = ""
    is_missing: bool = True


def check(form: Form, values: FormValues) -> list[Lack]:
    """What is missing or wrong in ``values``; empty if the form can go out.

    The paper forms carry no marks for required fields: what is asked here is the definition's
    proposal, so a face may let an incomplete form be printed.
    """
    held = tidy(form, values)
    found = [lack for asked in form.fields.values() for lack in _of(asked, held.fields, "", 0)]
    for table in form.tables.values():
        found.extend(_of_table(form, table, held))
    return found


def _of_table(form: Form, table: Table, values: FormValues) -> Iterator[Lack]:
    rows = values.rows(table.key)
    label = _plain(table.label)
    wanted = max(table.min_rows, int(_holds(table.min_rows_if, values.fields)))
    if len(rows) < wanted:
        yield Lack(table.key, label, f"“{label}”至少填 {wanted} 行，现有 {len(rows)} 行，请补填。")
    for key, words in table.covers.items():
        there = {row.get(key) for row in rows}
        missing = [word for word in words if word not in there]
        if rows and missing:
            yield Lack(table.key, label, f"“{label}”中缺少{'、'.join(missing)}，请补填。")
    for number, row in enumerate(rows, start=1):
        for cell in table.cells:
            yield from _of(cell, row, table.key, number)


def _of(asked: Field, row: Any, table: str, number: int) -> Iterator[Lack]:
    value, label = row.get(asked.key), _plain(asked.label)
    place = f"第 {number} 行的" if number else ""
    if value is None:
        if asked.is_required or _holds(asked.required_if, row):
            says = f"{place}“{label}”没有填，请补填。"
            yield Lack(asked.key, label, says, number, table)
        return
    for says in _wrong(asked, value):
        yield Lack(asked.key, label, f"{place}“{label}”{says}", number, table, is_missing=False)


def _wrong(asked: Field, value: Plain) -> Iterator[str]:
    is_of_kind = isinstance(value, _KINDS[asked.shape]) and (
        asked.shape is Shape.FLAG or not isinstance(value, bool)
    )
    if asked.shape is Shape.DAY and isinstance(value, datetime):
        is_of_kind = False
    if not is_of_kind:
        yield f"写作“{_shown(value)}”，应是{asked.shape.value}，请改填。"
    elif isinstance(value, int) and asked.shape is Shape.NUMBER and value < 0:
        yield f"是负数 {value}，请填 0 或正整数。"
    elif isinstance(value, bytes) and not value.startswith(_PICTURES):
        yield "不是 PNG 或 JPEG 图片，请换一张。"
    elif asked.shape in (Shape.CHOICE, Shape.CHOICES) and asked.options:
        yield from _wrong_choice(asked, value)
    elif asked.type == "url" and isinstance(value, str) and " " in value:
        yield f"写作“{_shown(value)}”，链接中间不能有空格，请核对。"


def _wrong_choice(asked: Field, value: Plain) -> Iterator[str]:
    words = [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    subs = {sub: option for option, each in asked.sub_options.items() for sub in each}
    for word in words:
        option = word.partition("：")[0] if asked.free_option else word
        if word not in asked.options and word not in subs and option != asked.free_option:
            yield f"中的“{_shown(word)}”不在选项之列，请从{'、'.join(asked.options)}中选。"
        if word in subs and subs[word] not in words:
            yield f"选了“{word}”，却没有选“{subs[word]}”，请一并选上。"
    for option, each in asked.sub_options.items():
        if option in words and not set(each) & set(words):
            yield f"选了“{option}”，还须写明是{'、'.join(each)}中的哪一种。"
    is_free, said = free_words(asked, value)
    if is_free and not said:
        yield f"选了“{asked.free_option}”，还须写明是什么。"


def _holds(condition: Condition | None, row: Any) -> bool:
    if condition is None:
        return False
    value = row.get(condition.field)
    if condition.has_any:
        held = value if isinstance(value, (list, tuple)) else [value]
        return any(word in held for word in condition.has_any)
    if condition.differs:
        return value is not None and value != row.get(condition.differs)
    if isinstance(value, bool):
        return (condition.equals == YES) is value
    return value is not None and value == condition.equals


def _plain(label: str) -> str:
    return label.replace("\n", "")


def _shown(value: Plain) -> str:
    if isinstance(value, bytes):
        return "图片"
    if isinstance(value, bool):
        return flag_words(Field("", "", "bool"))[0 if value else 1]
    text = str(value)
    return text if len(text) <= 30 else text[:30] + "…"
