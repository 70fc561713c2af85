"""The sheet 数据说明: what an office says of the completeness of its ledgers."""

from __future__ import annotations

from zhijian.core.facts.collection import Sight
from zhijian.core.facts.model import Column, Relation, day, flag, text
from zhijian.core.facts.reading.cells import Raw, is_blank, reader, shown, text_of
from zhijian.core.facts.reading.headers import folded
from zhijian.core.facts.reading.mapping import ledger_names, named, recognise
from zhijian.core.facts.reading.report import Reading, RefusedCell, TableReport, cell_name
from zhijian.core.facts.reading.sheets import Grid
from zhijian.core.facts.reading.troubles import CellRefused

SIGHTS_TITLE = "数据说明"
SIGHTS = Relation(
    "sights",
    SIGHTS_TITLE,
    "一行一种台账：数据截至哪天、从哪天起、是否完整、是否零报告。",
    ("ledger",),
    (
        text("ledger", "台账", "台账名称", required=True),
        day("as_of_d", "截至日期", "数据截至", note="台账记到哪一天；不填按检查日"),
        day("from_d", "起始日期", note="台账从哪一天记起；不填按开始就有"),
        flag("complete", "是否完整", "完整", note="应有的行是否都在；不填按“是”"),
        flag("declared_empty", "是否零报告", "零报告", note="确实没有任何一行的填“是”"),
    ),
)


def is_sights(title: str) -> bool:
    """A sheet or file of that title holds statements on the ledgers."""
    return SIGHTS_TITLE in folded(title)


def read_sights(grid: Grid, declared: dict[str, Sight], reading: Reading) -> None:
    """Read the statements of one sheet into ``declared``.

    Where several offices speak of one ledger, it is complete when all say so, reaches to the
    earliest day, begins at the latest, and is empty when all say so.
    """
    report = TableReport(grid.file, grid.sheet, (), "", how=SIGHTS_TITLE)
    reading.tables.append(report)
    columns: dict[int, Column] = {}
    for index, row in enumerate(grid.rows):
        if all(cell is None or cell == "" for cell in row):
            continue
        if "ledger" not in {column.name for column in columns.values()}:
            columns = _header(row)
            if "ledger" in {column.name for column in columns.values()}:
                report.header_rows = (grid.number(index),)
            else:
                report.notes.append(shown(next(c for c in row if c not in (None, ""))))
            continue
        if sum(1 for cell in row if not is_blank(cell)) < 2:
            continue  # the blank workbook prints the ledgers' names; no more was said of this one
        report.rows_in += 1
        if _statement(grid, index, columns, declared, reading):
            report.taken += 1
        else:
            report.refused += 1


def _header(row: list[Raw]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for index, cell in enumerate(row):
        if isinstance(cell, str) and (known := recognise(SIGHTS, cell)):
            found[index] = known[0]
    return found


def _statement(
    grid: Grid,
    index: int,
    columns: dict[int, Column],
    declared: dict[str, Sight],
    reading: Reading,
) -> bool:
    values: dict[str, str | int | None] = {}
    row = grid.rows[index]
    number = grid.number(index)
    for place, column in columns.items():
        raw = row[place] if place < len(row) else None
        try:
            values[column.name] = None if is_blank(raw) and raw != "无" else reader(column)(raw)
            if column.name == "ledger" and (named(text_of(raw)) or ("", False))[1] is False:
                raise CellRefused(f"没有名为“{text_of(raw)}”的台账", f"请改为：{ledger_names()}")
        except CellRefused as why:
            cell = cell_name(place, number)
            reading.refused.append(
                RefusedCell(
                    grid.file,
                    grid.sheet,
                    number,
                    cell,
                    column.label,
                    shown(raw),
                    why.reason,
                    why.cure,
                )
            )
            return False
    found = named(str(values["ledger"]))
    if found is None:
        return False
    if any(
        values.get(name) is not None for name in ("as_of_d", "from_d", "complete", "declared_empty")
    ):
        said = Sight(
            values.get("complete") != 0,
            _int(values.get("as_of_d")),
            _int(values.get("from_d")),
            values.get("declared_empty") == 1,
        )
        declared[found[0]] = together(declared.get(found[0]), said)
    return True


def together(before: Sight | None, said: Sight) -> Sight:
    """What two statements on one ledger amount to: the more cautious in every respect."""
    if before is None:
        return said
    ends = [day for day in (before.as_of_d, said.as_of_d) if day is not None]
    starts = [day for day in (before.from_d, said.from_d) if day is not None]
    return Sight(
        before.complete and said.complete,
        min(ends, default=None),
        max(starts, default=None),
        before.declared_empty and said.declared_empty,
    )


def _int(value: str | int | None) -> int | None:
    return value if isinstance(value, int) else None
