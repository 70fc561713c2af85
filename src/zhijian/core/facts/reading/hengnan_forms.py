"""The two forms of 衡南县 as filled by hand: the registration, and the inventory.

The inventory (排查及清理整合情况表) is a table with composite columns and no identifier.

Source: 清公开办函〔2023〕2号 附件1、附件2
"""

from __future__ import annotations

import re

from zhijian.core.facts.collection import Sight
from zhijian.core.facts.reading.cells import Value, is_blank, shown
from zhijian.core.facts.reading.composite import Composite
from zhijian.core.facts.reading.headers import Found, Header, find_tables, folded
from zhijian.core.facts.reading.mapping import Mapped, TableMapping, knows, map_columns
from zhijian.core.facts.reading.moments import read_day
from zhijian.core.facts.reading.registration_form import is_registration, read_registration
from zhijian.core.facts.reading.report import Reading, TableReport
from zhijian.core.facts.reading.rows import Kept, take_rows
from zhijian.core.facts.reading.sheets import Grid
from zhijian.core.facts.reading.sights import together
from zhijian.core.facts.reading.troubles import CellRefused
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.workdays import from_day_number

_ACCOUNTS = RELATIONS["accounts"]

# The inventory is known by these headers.
_INVENTORY = {"名称", "认证主体", "运营模式", "运营状态", "整改措施"}
_HOST, _OPERATOR = "主办单位负责人及联系电话", "运营单位联系人及联系电话"
_CUT_OFF = re.compile(r"数据截至\s*([^，。；;,\s]+)")


def read_form(grid: Grid, kept: Kept, reading: Reading, declared: dict[str, Sight]) -> bool:
    """Read a sheet that is one of the two forms; False when it is neither."""
    if not grid.sheet:
        return False
    if is_registration(grid):
        read_registration(grid, kept, reading)
        return True
    return _read_inventory(grid, kept, reading, declared)


def _read_inventory(grid: Grid, kept: Kept, reading: Reading, declared: dict[str, Sight]) -> bool:
    """Read the inventory form; False when the sheet is none."""
    extra = {folded(_HOST), folded(_OPERATOR), "阅读量", "推送频率", "运营人数"}
    tables = find_tables(grid, lambda header: knows(header, extra), only_first=True)
    if not tables:
        return False
    found = tables[0]
    heads = {folded(re.sub(r"[（(].*", "", header.text)): header for header in found.headers}
    if not set(heads) >= _INVENTORY or not any(key.startswith("主办单位") for key in heads):
        return False
    if len(find_tables(grid, lambda header: knows(header, extra))) > 1:
        return False
    report = TableReport(
        grid.file,
        grid.sheet,
        tuple(grid.number(row) for row in found.header_rows),
        "accounts",
        how="按排查及清理整合情况表表样",
        notes=[_line(grid, row) for row in found.above],
        headers=tuple(header.full for header in found.headers),
    )
    reading.tables.append(report)
    kept.records.setdefault("accounts", [])
    mapping = _inventory_mapping(found, heads)
    _give_identifiers(grid, found, heads)
    supplied: dict[str, Value] = {"organization": unit} if (unit := _filled_by(grid, found)) else {}
    if (day := _cut_off(grid)) is not None:
        declared["accounts"] = together(declared.get("accounts"), Sight(as_of_d=day))
        report.notes.append(f"数据截至 {from_day_number(day).isoformat()}")
    take_rows(grid, found, mapping, report, kept, reading.refused, supplied)
    return True


def _inventory_mapping(found: Found, heads: dict[str, Header]) -> TableMapping:
    mapping = map_columns(_ACCOUNTS, found.headers, {})
    columns = []
    for mapped in mapping.columns:
        word = folded(mapped.header.text)
        if word.startswith("主办单位") and "电话" in word:
            columns.append(_unit_of(mapped.header, "organization"))
        elif word.startswith("运营单位") and "电话" in word:
            columns.append(_unit_of(mapped.header, "operator"))
        else:
            columns.append(mapped)
    width = max(header.column for header in found.headers) + 1
    made = Header(width, "账号ID（表上没有，用名称代替）")
    return TableMapping(_ACCOUNTS, [*columns, Mapped(made, _ACCOUNTS.column("account"), "form")])


def _unit_of(header: Header, name: str) -> Mapped:
    column = _ACCOUNTS.column(name)
    return Mapped(header, None, "composite", Composite((column,), ("unit",), frozenset({name})))


def _give_identifiers(grid: Grid, found: Found, heads: dict[str, Header]) -> None:
    """The form has no identifier: the name serves, with the platform where a name is repeated."""
    name, platform = heads["名称"].column, heads.get("平台类型")
    width = max(header.column for header in found.headers) + 1
    names: dict[int, str] = {}
    for number in found.rows:
        row = grid.rows[number]
        cells = [n for n, cell in enumerate(row) if cell is not None and cell != ""]
        if len(cells) > 2 and name < len(row) and not is_blank(row[name]):
            names[number] = shown(row[name])
    for number, said in names.items():
        row = grid.rows[number]
        on = row[platform.column] if platform and platform.column < len(row) else None
        if list(names.values()).count(said) > 1 and not is_blank(on):
            said = f"{said}（{shown(on)}）"
        grid.rows[number] = [*row[:width], *[None] * (width - len(row)), said]


def _filled_by(grid: Grid, found: Found) -> str:
    for row in found.above:
        line = _line(grid, row)
        if match := re.search(r"填表单位(?:（盖章）)?\s*[:：]\s*([^\s:：]+)", line):
            return match[1]
    return ""


def _line(grid: Grid, row: int) -> str:
    words = [shown(cell) for cell in grid.rows[row] if cell is not None and cell != ""]
    return "  ".join(dict.fromkeys(words))


def _cut_off(grid: Grid) -> int | None:
    """The day its notes say the figures stand at."""
    for row in grid.rows:
        for cell in row:
            if isinstance(cell, str) and (match := _CUT_OFF.search(cell)):
                try:
                    return read_day(match[1], match[1])
                except CellRefused:
                    continue
    return None
