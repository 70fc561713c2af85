"""Columns that ask two things at once, and cells that answer both."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from zhijian.core.facts.model import Column
from zhijian.core.facts.reading.cells import Raw, is_blank, text_of
from zhijian.core.facts.reading.troubles import CellRefused

_AND = re.compile(r"及其?|和|与|、|/|\+|&")
_PHONE_WORDS = ("电话", "手机", "联系方式", "手机号", "联系电话", "电话号码", "号码")
_PERSON_WORDS = ("负责人", "联系人", "经办人", "人员", "姓名", "管理员")
_TITLE_WORDS = ("职务", "职称")

# A mobile number, or a landline with or without its area code and extension.
PHONE = re.compile(
    r"(?<!\d)((?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}"
    r"|[(（]?0\d{2,3}[)）]?[- ]?\d{7,8}(?:[-转]\d{1,6})?|[2-9]\d{6,7}(?:[-转]\d{1,6})?)(?!\d)"
)
_IDENTIFIER = re.compile(r"(?<![A-Za-z0-9_.@-])[A-Za-z0-9][A-Za-z0-9_.@-]{2,}(?![A-Za-z0-9_.@-])")
_EDGES = " 　,，、;；:：/|()（）"

Recognise = Callable[[str], "tuple[Column, str] | None"]


@dataclass(frozen=True, slots=True)
class Composite:
    """The columns one source column fills, in the order its header names them.

    ``kinds`` says how each part is found in a cell: phone, person, title, id or name.
    """

    columns: tuple[Column, ...]
    kinds: tuple[str, ...]
    kept: frozenset[str]

    def without(self, taken: Collection[str]) -> Composite | None:
        """The same, leaving alone the columns that another source column fills."""
        kept = frozenset(self.kept - set(taken))
        return Composite(self.columns, self.kinds, kept) if kept else None

    def split(self, raw: Raw) -> dict[str, str]:
        """Return the text of each part by column name.

        Raises:
            CellRefused: the cell cannot be taken apart without guessing.
        """
        if is_blank(raw):
            return dict.fromkeys(self.kept, "")
        text = text_of(raw)
        parts = _SPLITTERS[frozenset(self.kinds)](text)
        return {
            column.name: parts[kind]
            for column, kind in zip(self.columns, self.kinds, strict=True)
            if column.name in self.kept
        }


def composite(header: str, recognise: Recognise) -> Composite | None:
    """Return what a composite header such as 姓名及联系电话 asks for, or None if it is none."""
    pieces = [piece for piece in _AND.split(header) if piece.strip()]
    if len(pieces) != 2:
        return None
    first = recognise(pieces[0].strip())
    second = recognise(pieces[1].strip())
    if first is None and pieces[0].strip().endswith(_PERSON_WORDS):
        first = recognise("姓名")
    if second is None and pieces[1].strip() in (*_PHONE_WORDS, *_TITLE_WORDS):
        second = recognise("联系电话" if pieces[1].strip() in _PHONE_WORDS else "职务")
    if (
        second is None
        and pieces[1].strip() == "名称"
        and pieces[0].strip().endswith(("ID", "标识"))
    ):
        second = recognise("账号名称")
    if first is None or second is None or first[0].name == second[0].name:
        return None
    kinds = tuple(_kind(column) for column in (first[0], second[0]))
    if frozenset(kinds) not in _SPLITTERS:
        return None
    columns = (first[0], second[0])
    return Composite(columns, kinds, frozenset(column.name for column in columns))


def _kind(column: Column) -> str:
    if column.name in ("phone", "person", "title", "name"):
        return column.name
    if column.name in ("account", "site", "site_column"):
        return "id"
    return ""


def person_and_phone(text: str) -> dict[str, str]:
    """Return person and phone; several phones are joined with 、.

    >>> person_and_phone("张三　0719-1234567")
    {'person': '张三', 'phone': '0719-1234567'}
    """
    phones = [found[1] for found in PHONE.finditer(text)]
    rest = PHONE.sub(" ", text)
    rest = re.sub(r"(联系)?电话|手机|联系人|负责人|[:：]", " ", rest).strip(_EDGES)
    if re.search(r"\d", rest):
        raise CellRefused(f"“{text}”里的电话号码位数不对", "请核对号码，姓名与电话之间空一格")
    if len(re.findall(r"[^\s、,，;；/]+", rest)) > 1:
        raise CellRefused(f"“{text}”里不止一个姓名", "请每行只写一人")
    return {"person": rest, "phone": "、".join(phones)}


def person_and_title(text: str) -> dict[str, str]:
    """Return person and title.

    >>> person_and_title("张三（副局长）")
    {'person': '张三', 'title': '副局长'}
    """
    parts = [part for part in re.split(r"[\s,，、;；/()（）]+", text) if part]
    if len(parts) != 2 or len(parts[0]) > 4:
        raise CellRefused(f"“{text}”分不清姓名与职务", "请写作“姓名 职务”，中间空一格")
    return {"person": parts[0], "title": parts[1]}


def id_and_name(text: str) -> dict[str, str]:
    """Return identifier and name.

    >>> id_and_name("qinghe-fabu 青禾发布")
    {'id': 'qinghe-fabu', 'name': '青禾发布'}
    """
    found = _IDENTIFIER.findall(text)
    if len(found) != 1:
        raise CellRefused(f"“{text}”分不清账号ID与名称", "请写作“账号ID 名称”，中间空一格")
    name = text.replace(found[0], " ", 1).strip(_EDGES)
    if not name:
        raise CellRefused(f"“{text}”只有账号ID，没有名称", "请写作“账号ID 名称”，中间空一格")
    return {"id": found[0], "name": name}


# How the names of offices end; a name before one of these and a person's name after it.
_UNIT_ENDS = re.compile(
    r"局|委|办|办公室|政府|法院|检察院|学校|医院|中心|公司|镇|乡|街道|支队|大队|所|站|馆|协会|联合会"
    r"|部|社|集团|委员会|管委会|联社"
)


def unit_person_phone(text: str) -> dict[str, str]:
    """Return unit, person and phone; what is not written is ''.

    >>> unit_person_phone("青禾县教育局 张三 0719-1234567")
    {'unit': '青禾县教育局', 'person': '张三', 'phone': '0719-1234567'}
    """
    phones = [found[1] for found in PHONE.finditer(text)]
    rest = re.sub(r"(联系)?电话|手机|联系人|负责人|[:：]", " ", PHONE.sub(" ", text))
    words = [word for word in re.split(r"[\s、,，;；/|]+", rest.strip(_EDGES)) if word]
    units = [word for word in words if _ends_as_unit(word)]
    if len(words) == 1 and not units and len(words[0]) > 4:
        words = _cut_after_unit(words[0])
        units = words[:1]
    people = [word for word in words if word not in units]
    if len(units) > 1 or len(people) > 1 or any(re.search(r"\d", word) for word in words):
        raise CellRefused(f"“{text}”分不清单位、姓名与电话", "请写作“单位 姓名 电话”，中间各空一格")
    unit, person = "".join(units), "".join(people)
    return {"unit": unit, "person": person, "phone": "、".join(phones)}


def _ends_as_unit(word: str) -> bool:
    bare = re.sub(r"（[^（）]*）$", "", word)
    return len(bare) > 3 and any(found.end() == len(bare) for found in _UNIT_ENDS.finditer(bare))


def _cut_after_unit(word: str) -> list[str]:
    cuts = [found.end() for found in _UNIT_ENDS.finditer(word) if 2 <= len(word) - found.end() <= 3]
    return [word[: cuts[0]], word[cuts[0] :]] if len(cuts) == 1 and cuts[0] > 3 else [word]


_SPLITTERS: dict[frozenset[str], Callable[[str], dict[str, str]]] = {
    frozenset({"person", "phone"}): person_and_phone,
    frozenset({"person", "title"}): person_and_title,
    frozenset({"id", "name"}): id_and_name,
    frozenset({"unit"}): unit_person_phone,
}
