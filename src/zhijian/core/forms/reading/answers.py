"""What a cell answers to a field's question, with a remark where it was not written as printed.

Nothing is guessed: what can be read in two ways is refused with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from zhijian.core.facts.model import Column, Kind
from zhijian.core.facts.reading.cells import Raw, is_blank, reader
from zhijian.core.facts.reading.cells import text_of as normalised
from zhijian.core.facts.reading.composite import unit_person_phone
from zhijian.core.facts.reading.moments import read_day, read_second
from zhijian.core.facts.reading.troubles import CellRefused, Trouble
from zhijian.core.forms.model import Field, Shape
from zhijian.core.forms.reading.page import text_of
from zhijian.core.forms.reading.ticks import read_ticks
from zhijian.core.forms.values import Plain, clean, flag_words, words_of

_PRINTED_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})*|\d+")
_PRINTED_MOMENT = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日 (\d{2}):(\d{2})")
_PRINTED_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_EMPTY_DAY = re.compile(r"[\s　年月日时分_＿]*")
_SEPARATORS = re.compile(r"[、，,;；/\s　]+")
_NUMBER = Column("number", Kind.INT, "数目")


class Answer(NamedTuple):
    """A value and, if it was not written as printed, how it was understood."""

    value: Plain
    remark: str = ""


def answer(asked: Field, raw: Raw) -> Answer:
    """What a cell says to a field.

    Raises:
        CellRefused: it says nothing that can be taken for a value of the field.
    """
    if isinstance(raw, Trouble):
        raise CellRefused(*raw.why)
    text = text_of(raw)
    if not text.strip(" \n\t　_＿"):
        return Answer(None)
    return _READERS[asked.shape](asked, raw, text)


def _text(asked: Field, raw: Raw, text: str) -> Answer:
    if "\ufffd" in text or "锟斤拷" in text:
        raise CellRefused("文字已是乱码", "请从原文件重新复制")
    return Answer(clean(asked, text.strip("_＿")))


def _list(asked: Field, raw: Raw, text: str) -> Answer:
    return Answer(clean(asked, text.split("\n")))


def _number(asked: Field, raw: Raw, text: str) -> Answer:
    bare = text.strip().removesuffix(asked.unit).removesuffix("%").strip()
    if not bare:
        return Answer(None)
    if _PRINTED_NUMBER.fullmatch(bare):
        return Answer(int(bare.replace(",", "")))
    if is_blank(raw):
        return Answer(None, f"“{text.strip()}”读作没有填")
    read = reader(_NUMBER)(bare)
    return Answer(None if read is None else int(read), f"“{text.strip()}”读作 {read}")


def _day(asked: Field, raw: Raw, text: str) -> Answer:
    if isinstance(raw, datetime):
        return Answer(raw.date())
    if isinstance(raw, date):
        return Answer(raw)
    if _EMPTY_DAY.fullmatch(text):
        return Answer(None)
    if found := _PRINTED_DAY.fullmatch(text.strip()):
        return Answer(_date(found, text))
    if is_blank(raw):
        return Answer(None, f"“{text.strip()}”读作没有填")
    number = read_day(raw, normalised(raw))
    if number is None:
        return Answer(None, f"“{text.strip()}”读作没有填")
    day = date(1970, 1, 1) + timedelta(days=number)
    return Answer(day, f"“{text.strip()}”读作 {day.year}年{day.month}月{day.day}日")


def _date(found: re.Match[str], text: str) -> date:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise CellRefused(f"“{text.strip()}”没有这一天", "请核对日期") from None


def _moment(asked: Field, raw: Raw, text: str) -> Answer:
    if isinstance(raw, datetime):
        return Answer(raw.replace(second=0, microsecond=0))
    if _EMPTY_DAY.fullmatch(text):
        return Answer(None)
    if found := _PRINTED_MOMENT.fullmatch(text.strip()):
        day = _date(found, text)
        hour, minute = int(found[4]), int(found[5])
        if hour < 24 and minute < 60:
            return Answer(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001
    seconds = read_second(raw, normalised(raw))
    if seconds is None:
        return Answer(None, f"“{text.strip()}”读作没有填")
    moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)  # noqa: DTZ001 - civil time
    return Answer(moment, f"“{text.strip()}”读作 {moment:%Y-%m-%d %H:%M}")


def _flag(asked: Field, raw: Raw, text: str) -> Answer:
    yes, no = flag_words(asked)
    ticks = read_ticks(text, (yes, no))
    if ticks.has_marks and (ticks.words or ticks.unknown or len(text.strip()) > 1):
        if len(ticks.words) > 1:
            raise CellRefused(f"“{text.strip()}”两项都勾了", "请只勾一项")
        if ticks.unknown:
            raise CellRefused(f"“{ticks.unknown[0]}”不在“{yes}、{no}”之列", "请只勾一项")
        return Answer(ticks.words[0] == yes if ticks.words else None)
    if (bare := text.strip()) in (yes, no):
        return Answer(bare == yes)
    if is_blank(raw):
        return Answer(None, f"“{bare}”读作没有填")
    held = reader(Column(asked.key, Kind.FLAG, asked.name))(raw)
    if held is None:
        return Answer(None)
    return Answer(bool(held), f"“{bare}”读作“{yes if held else no}”")


def _choice(asked: Field, raw: Raw, text: str) -> Answer:
    if not asked.options:
        return _text(asked, raw, text)
    words, remark = _choices_of(asked, text, is_one=True)
    if len(words) > 1:
        raise CellRefused(f"“{text.strip()}”勾了不止一项", "请只勾一项")
    return Answer(words[0] if words else None, remark)


def _choices(asked: Field, raw: Raw, text: str) -> Answer:
    words, remark = _choices_of(asked, text, is_one=False)
    return Answer(words or None, remark)


def _choices_of(asked: Field, text: str, *, is_one: bool) -> tuple[list[str], str]:
    """The options a text names, and how it was read if it has no boxes where the form has some."""
    bare = text.strip()
    subs = [sub for each in asked.sub_options.values() for sub in each]
    if bare in asked.options or _is_free(asked, bare):
        return [bare], ""
    pieces = [bare] if is_one else [piece for piece in _SEPARATORS.split(bare) if piece]
    if all(piece in (*asked.options, *subs) or _is_free(asked, piece) for piece in pieces):
        return pieces, ""
    ticks = read_ticks(text, asked.options, subs, asked.free_option)
    if not ticks.has_marks:
        raise CellRefused(
            f"“{bare}”不在可选项之列", f"请从{'、'.join(asked.options)}中选，或照表样勾选"
        )
    if ticks.unknown:
        raise CellRefused(
            f"勾选的“{ticks.unknown[0]}”不在可选项之列", f"可选的有：{'、'.join(asked.options)}"
        )
    words = list(ticks.words)
    remark = ""
    if ticks.free:
        words.append(f"{asked.free_option}：{clean_words(ticks.free)}")
        if not ticks.is_free_ticked:
            remark = f"“{asked.free_option}”写了文字而没有打勾，按已选读入"
    elif ticks.is_free_ticked:
        words.append(asked.free_option)
    return words, remark


def clean_words(text: str) -> str:
    """Words written on a gap, in one line."""
    return re.sub(r"\s+", " ", text).strip()


def _is_free(asked: Field, word: str) -> bool:
    return bool(asked.free_option) and word.startswith(f"{asked.free_option}：")


def _image(asked: Field, raw: Raw, text: str) -> Answer:
    return Answer(None)


_READERS = {
    Shape.TEXT: _text,
    Shape.LONG: _text,
    Shape.NUMBER: _number,
    Shape.DAY: _day,
    Shape.MOMENT: _moment,
    Shape.FLAG: _flag,
    Shape.CHOICE: _choice,
    Shape.CHOICES: _choices,
    Shape.LIST: _list,
    Shape.IMAGE: _image,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a cell that answers several fields says, and how it was understood."""

    values: dict[str, Plain]
    remark: str = ""


def answers(fields: tuple[Field, ...], raw: Raw) -> Parts:
    """What one cell says to several fields: a line for each, or as people write it.

    Raises:
        CellRefused: the cell cannot be taken apart without guessing.
    """
    if isinstance(raw, Trouble):
        raise CellRefused(*raw.why)
    text = text_of(raw)
    if not text.strip():
        return Parts(dict.fromkeys((field.key for field in fields), None))
    lines = text.split("\n")
    if len(lines) == len(fields):
        each = [answer(field, line) for field, line in zip(fields, lines, strict=True)]
        said = "；".join(found.remark for found in each if found.remark)
        return Parts({f.key: a.value for f, a in zip(fields, each, strict=True)}, said)
    return _apart(fields, clean_words(text))


def _apart(fields: tuple[Field, ...], text: str) -> Parts:
    """A cell written in one line, taken apart by what its parts look like."""
    types = [field.type for field in fields]
    if types == ["unit", "person", "phone"]:
        found = unit_person_phone(text)
        values: dict[str, Plain] = {
            f.key: found[kind] or None for f, kind in zip(fields, types, strict=True)
        }
        return Parts(values, f"“{text}”拆作{_listed(fields, values)}")
    if types == ["bool", "integer"]:
        flag, number = fields
        said = re.fullmatch(r"\s*(.*?)\D?(\d+)\s*(?:人|名)?\s*", text)
        if said:
            word = said[1].strip(" ，,、；;：:")
            held = _staff(flag, word)
            values = {flag.key: held, number.key: int(said[2])}
            return Parts(values, f"“{text}”拆作{_listed(fields, values)}")
    raise CellRefused(
        f"“{text}”分不清{'、'.join(field.name for field in fields)}", "请照表样分行写，一项一行"
    )


def _staff(flag: Field, word: str) -> Plain:
    yes, no = flag_words(flag)
    if no in word or word.startswith(("无", "没有", "兼")):
        return False
    if yes in word or word.startswith("有"):
        return True
    if not word:
        return None
    raise CellRefused(f"“{word}”看不出是“{yes}”还是“{no}”", f"请写“{yes}”或“{no}”，另起一行写人数")


def _listed(fields: tuple[Field, ...], values: dict[str, Plain]) -> str:
    return "、".join(f"{f.name}“{words_of(f, values[f.key])}”" for f in fields)
