"""The tables inside a form, found by their heads: any number of rows, columns in any order."""

from __future__ import annotations

from dataclasses import dataclass

from zhijian.core.facts.reading.troubles import CellRefused
from zhijian.core.forms.model import Field, Table
from zhijian.core.forms.reading.answers import answer, answers
from zhijian.core.forms.reading.asked import bare, key_of, labels_of
from zhijian.core.forms.reading.work import Remark, Work
from zhijian.core.forms.values import Plain

# So many of a table's heads in one row make it the table's head.
LEAST_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class _Found:
    """A table's head: its row, and the column of each field."""

    row: int
    columns: dict[str, int]


def read_table(work: Work, table: Table) -> None:
    """Read every filled row below the table's head; say what differs from the printed form."""
    work.tables[table.key] = []
    head = _find(work, table)
    if head is None:
        work.remarks.append(Remark("", table.label, "没有找到这张表的表头，各行没有读入"))
        return
    fields = {column.key: column for column in table.columns}
    _say_order(work, table, head)
    extra = _extra_columns(work, head)
    stops = labels_of(work.form)
    is_bound = _is_bound(work, head)
    for row in range(head.row + 1, len(work.page.grid.rows)):
        if _ends(work, head, row, stops, is_bound=is_bound):
            break
        _read_row(work, table, head, row, fields)
        for column, title in extra.items():
            if (text := work.page.text(row, column).strip()) and not work.is_taken(row, column):
                work.take(row, column)
                work.remark(row, column, title, f"表样没有“{title}”这一列，“{text}”没有读入")
    more = len(work.tables[table.key]) - table.blank_rows
    if more > 0:
        work.remark(head.row, 0, table.label, f"比表样多出 {more} 行，已一并读入")


def _find(work: Work, table: Table) -> _Found | None:
    keys = {key_of(column.label): column.key for column in table.columns}
    keys |= {bare(key): name for key, name in list(keys.items())}
    best: _Found | None = None
    for row in range(len(work.page.grid.rows)):
        columns: dict[str, int] = {}
        for column, text in work.page.cells(row):
            if not 0 < len(text) < 60 or work.is_taken(row, column):
                continue
            name = keys.get(key_of(text)) or keys.get(bare(key_of(text)))
            if name and name not in columns:
                columns[name] = column
        wanted = max(2, LEAST_SHARE * len(table.columns))
        if len(columns) >= wanted and (best is None or len(columns) > len(best.columns)):
            best = _Found(row, columns)
    for column in best.columns.values() if best else ():
        work.take(best.row if best else 0, column)
    return best


def _say_order(work: Work, table: Table, head: _Found) -> None:
    there = [column.key for column in table.columns if column.key in head.columns]
    missing = [column.name for column in table.columns if column.key not in head.columns]
    if missing:
        work.remark(head.row, 0, table.label, f"缺少“{'、'.join(missing)}”列，按没有填读入")
    if sorted(there, key=lambda key: head.columns[key]) != there:
        work.remark(head.row, 0, table.label, "各列的次序与表样不同，已按表头对应读入")


def _extra_columns(work: Work, head: _Found) -> dict[int, str]:
    """Columns of the head that the form does not have; a side label is none of them."""
    first = min(head.columns.values())
    found = {}
    for column, text in work.page.cells(head.row):
        if column > first and text.strip() and column not in head.columns.values():
            found[column] = text.strip()
            work.take(head.row, column)
    return found


def _is_bound(work: Work, head: _Found) -> bool:
    """Merged cells, or Word's tables, show where the table ends."""
    if work.page.tables:
        return True
    return any(bottom >= head.row for _, (bottom, _) in work.page.grid.merges)


def _ends(work: Work, head: _Found, row: int, stops: set[str], *, is_bound: bool) -> bool:
    page = work.page
    if page.tables.get(row) != page.tables.get(head.row):
        return True
    if is_bound:
        differ = sum(
            page.extent(row, column)[1::2] != page.extent(head.row, column)[1::2]
            for column in head.columns.values()
        )
        if 2 * differ > len(head.columns):
            return True
    first = min(head.columns.values())
    cells = [(column, text) for column, text in page.cells(row) if text.strip()]
    if not cells:
        return False
    column, text = cells[0]
    has_side = column < first and page.extent(row, column)[0] == row
    if is_bound and not has_side and _is_framed(work, head):
        return False
    key = key_of(text)
    return key in stops or key.split(":")[0] in stops or _is_note(text, len(cells))


def _is_framed(work: Work, head: _Found) -> bool:
    """The columns are as wide as merged cells, so that another part cannot pass for a row."""
    if work.page.tables:
        return True
    return any(
        extent[1] != extent[3]
        for extent in (work.page.extent(head.row, column) for column in head.columns.values())
    )


def _is_note(text: str, cells: int) -> bool:
    return cells == 1 and text.strip().startswith(("注", "备注：", "说明", "填表说明"))


def _read_row(work: Work, table: Table, head: _Found, row: int, fields: dict[str, Field]) -> None:
    values: dict[str, Plain] = {cell.key: None for cell in table.cells}
    number = len(work.tables[table.key]) + 1
    places: dict[str, str] = {}
    for name, column in head.columns.items():
        asked, raw = fields[name], work.page.raw(row, column)
        work.take(row, column)
        try:
            if asked.parts:
                parts = answers(asked.parts, raw)
                values |= parts.values
                says = parts.remark
            else:
                found = answer(asked, raw)
                values[name], says = found.value, found.remark
        except CellRefused as why:
            work.refuse(row, column, asked.name, raw, why)
            continue
        work.remark(row, column, asked.name, says)
        places[f"{table.key}.{number}.{name}"] = work.page.place(row, column)
    if any(value is not None for value in values.values()):
        work.tables[table.key].append(values)
        work.places |= places
