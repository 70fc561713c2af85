"""Which rows of a table are entries, and which are totals, notes, sections or signatures."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from zhijian.core.facts.reading.cells import Raw, is_blank, shown
from zhijian.core.facts.reading.report import EMPTY, NOTE, TOTAL
from zhijian.core.facts.reading.sheets import Grid

_TOTAL = re.compile(
    r"(本页|本表|全县|全市|全区|总|分)?\s*(合\s*计|小\s*计|总\s*计|共\s*计|累\s*计)[:：]?.{0,6}"
)
_NOTE = re.compile(r"\s*(注|备注|说明|填表说明|填报说明|附注)\s*(\d\s*)?[:：]|\s*[※*＊]|\s*注\s*\d")
_LONGEST_TOTAL = 20
# A line that divides a table, such as 一、第三方平台账号.
_SECTION = re.compile(r"\s*[（(]?[一二三四五六七八九十]+[)）、.．]")
_SIGNED = re.compile(
    r"(填表人|填报人|审核人|负责人|制表人?|填表时间|填报时间|填表日期|填报日期|填表单位|"
    r"填报单位|联系电话|数据截至|截至日期|单位（盖章）|单位\(盖章\)).{0,8}?[:：]|^数据截至"
)
# A line below a table has few cells; a row of the ledger that begins like a note is looked at too.
MOST_NOTE_CELLS = 8
_NOTE_BEGINS = " \u3000注备说填附※*＊"
# What a note, a section or a signature must hold, looked for in many texts at once.
_MAY_BEGIN = re.compile(r"\n[\s（(]*[注备说填附※*＊一二三四五六七八九十]")
_MAY_SIGN = re.compile("[填审负制联数截单]")


def no_entry(
    row: Sequence[Raw],
    cells: Sequence[int],
    used: Collection[int],
    numbering: Collection[int],
    grid: Grid,
    width: int,
) -> tuple[str, str] | None:
    """Reason and cure when a row is no entry of the ledger."""
    first = row[cells[0]]
    if isinstance(first, str):
        for n in cells[:3]:
            cell = row[n]
            if (
                isinstance(cell, str)
                and len(cell) < _LONGEST_TOTAL
                and "计" in cell
                and _TOTAL.fullmatch(cell.strip())
            ):
                return TOTAL, f"“{shown(cell)}”一行是汇总，不作为台账内容"
        if (len(cells) <= MOST_NOTE_CELLS or first[0] in _NOTE_BEGINS) and is_note(row, cells):
            return NOTE, f"“{shown(first)}”是说明或分段标题，不作为台账内容"
    if all(n in numbering or is_blank(row[n]) for n in cells):
        return EMPTY, "只有序号或“无”，没有内容"
    if grid.numbers is not None and cells[-1] >= width:
        return (
            f"比表头多出 {cells[-1] + 1 - width} 格",
            "内容里有逗号的，请给该格加上英文引号，或另存为 .xlsx",
        )
    if not any(n in used for n in cells):
        return EMPTY, "台账所收的各列都没有填"
    return None


def is_note(row: Sequence[Raw], cells: Sequence[int]) -> bool:
    """A row that explains, divides or signs a table."""
    words = {str(row[n]) for n in cells}
    first = str(row[cells[0]])
    if len(words) <= 2 and _NOTE.match(first):
        return True
    if len(words) == 1 and _SECTION.match(first):
        return True
    signed = sum(1 for word in words if _SIGNED.search(word))
    return signed > 0 and signed * 2 >= len(words)


def may_be_none(texts: Sequence[str]) -> Iterable[str]:
    """Those of different texts that may make their row a total, note, section or signature."""
    together = "\n" + "\n".join(texts)
    if "计" in together:
        for text in texts:
            if "计" in text and len(text) < _LONGEST_TOTAL and _TOTAL.fullmatch(text.strip()):
                yield text
    if _MAY_BEGIN.search(together):
        for text in texts:
            if _NOTE.match(text) or _SECTION.match(text):
                yield text
    has_colon = ":" in together or "：" in together
    if "数据截至" in together or (has_colon and _MAY_SIGN.search(together)):
        for text in texts:
            if _SIGNED.search(text):
                yield text
