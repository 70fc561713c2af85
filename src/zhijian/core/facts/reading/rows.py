"""The rows of one table turned into records, every row either taken or refused with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from zhijian.core.facts.model import Column, Kind, Relation
from zhijian.core.facts.reading.cells import Raw, Value, is_blank, reader, text_of
from zhijian.core.facts.reading.headers import Found
from zhijian.core.facts.reading.mapping import Mapped, TableMapping, needed, twin
from zhijian.core.facts.reading.moments import time_of
from zhijian.core.facts.reading.report import (
    DUPLICATE,
    EMPTY,
    NOTE,
    TOTAL,
    ColumnReport,
    RefusedCell,
    Row,
    RowPlace,
    TableReport,
    cell_name,
)
from zhijian.core.facts.reading.sheets import Grid
from zhijian.core.facts.reading.troubles import CellRefused
from zhijian.core.facts.values import DAY_SECONDS

# How much of a refused cell is repeated in a message.
SHOWN = 60

_TOTAL = re.compile(
    r"(本页|本表|全县|全市|全区|总|分)?\s*(合\s*计|小\s*计|总\s*计|共\s*计|累\s*计)[:：]?.{0,6}"
)
_NOTE = re.compile(r"\s*(注|备注|说明|填表说明|填报说明|附注)\s*(\d\s*)?[:：]|\s*[※*＊]|\s*注\s*\d")
# A line that divides a table, such as 一、第三方平台账号.
_SECTION = re.compile(r"\s*[（(]?[一二三四五六七八九十]+[)）、.．]")
_SIGNED = re.compile(
    r"(填表人|填报人|审核人|负责人|制表人?|填表时间|填报时间|填表日期|填报日期|填表单位|"
    r"填报单位|联系电话|数据截至|截至日期|单位（盖章）|单位\(盖章\)).{0,8}?[:：]|^数据截至"
)
# A line below a table has few cells; a row of the ledger that begins like a note is looked at too.
MOST_NOTE_CELLS = 8
_NOTE_BEGINS = " \u3000注备说填附※*＊"
_TEN_THOUSAND = re.compile(r"[（(][^）)]*万[^）)]*[)）]")


@dataclass
class Kept:
    """The records of a whole reading, with the place each key was first seen."""

    records: dict[str, list[Row]] = field(default_factory=dict)
    seen: dict[str, dict[tuple[object, ...], tuple[Row, RowPlace | str]]] = field(
        default_factory=dict
    )

    def add(self, relation: Relation, record: Row, place: RowPlace | str) -> tuple[str, str] | None:
        """Keep a record, or return reason and cure why it is left out."""
        key = tuple(record[name] for name in relation.key)
        seen = self.seen.setdefault(relation.name, {})
        if (before := seen.get(key)) is not None:
            return _repeats(relation, record, *before)
        seen[key] = record, place
        self.records.setdefault(relation.name, []).append(record)
        return None


def _repeats(relation: Relation, record: Row, first: Row, place: RowPlace | str) -> tuple[str, str]:
    blank = ("", None)
    differing = [
        relation.column(name).label
        for name, value in record.items()
        if value not in blank and value != first[name]
    ]
    if not differing:
        return DUPLICATE, f"与{place}相同，已保留先出现的一行"
    labels = "、".join(f"“{relation.column(name).label}”" for name in relation.key)
    return (
        f"与{place}的{labels}相同，而{'、'.join(f'“{label}”' for label in differing)}不同",
        "已保留先出现的一行，请核对后只留一行",
    )


@dataclass
class _Table:
    """One table at work."""

    grid: Grid
    mapping: TableMapping
    report: TableReport
    kept: Kept
    refused: list[RefusedCell]
    blank: Row
    doubtful: str = ""

    def place(self, index: int) -> RowPlace:
        """Where a row stands."""
        return RowPlace(self.grid.file, self.grid.sheet, self.grid.number(index))

    def refuse_row(self, index: int, reason: str, cure: str, value: str = "") -> None:
        """Leave out a whole row."""
        self.report.refused += 1
        self.report.duplicates += reason == DUPLICATE
        number = self.grid.number(index)
        self.refused.append(
            RefusedCell(self.grid.file, self.grid.sheet, number, "", "", value, reason, cure)
        )


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one source column is read."""

    index: int
    header: str
    column: Column
    read: Callable[[Raw], Value]
    is_needed: bool
    twin: str = ""


def take_rows(
    grid: Grid,
    found: Found,
    mapping: TableMapping,
    report: TableReport,
    kept: Kept,
    refused: list[RefusedCell],
    supplied: Mapping[str, Value],
    doubtful: str = "",
) -> None:
    """Read the rows of a table into ``kept``, ``refused`` and ``report``.

    ``supplied`` are values that stand outside the table and hold for every row. ``doubtful`` is a
    line above the table that may change the meaning of its numbers.
    """
    blank: Row = {
        column.name: "" if column.kind.is_text else None for column in mapping.relation.asked
    }
    blank.update(supplied)
    table = _Table(grid, mapping, report, kept, refused, blank, doubtful)
    must = {column.name for column in needed(mapping.relation)}
    plans = [_plan(table, m, m.column, must, found.rows) for m in mapping.columns if m.column]
    composites = [mapped for mapped in mapping.columns if mapped.parts]
    used = {mapped.header.column for mapped in mapping.columns if mapped.column or mapped.parts}
    numbering = {m.header.column for m in mapping.columns if m.how == "序号"}
    width = max((header.column for header in found.headers), default=0) + 1
    filled: dict[int, int] = {}
    for index in found.rows:
        row = grid.rows[index]
        cells = [n for n, cell in enumerate(row) if cell is not None and cell != ""]
        if not cells or all(isinstance(row[n], str) and not str(row[n]).strip() for n in cells):
            continue
        report.rows_in += 1
        for n in cells:
            filled[n] = filled.get(n, 0) + 1
        if why := _no_entry(row, cells, used, numbering, grid, width):
            table.refuse_row(index, *why)
            continue
        if _take(table, index, row, plans, composites, must):
            report.taken += 1
        grid.rows[index] = []  # read; a large sheet need not be held twice
    report.columns = _column_reports(grid, found, mapping, filled, supplied)


def _plan(
    table: _Table, mapped: Mapped, column: Column, must: Collection[str], rows: range
) -> _Plan:
    read = reader(column)
    if column.kind is Kind.SECOND and _has_times(table.grid, rows, mapped.header.column):
        read = _with_midnight(read)
    if column.kind is Kind.INT:
        if _TEN_THOUSAND.search(mapped.header.full):
            read = _in_ten_thousands(read)
        elif table.doubtful:
            read = _in_doubt(read, table.doubtful)
    pair = twin(column.name)
    names = {one.name for one in table.mapping.relation.asked}
    has_twin = pair in names and pair not in table.mapping.targets
    return _Plan(
        mapped.header.column,
        mapped.header.full,
        column,
        read,
        column.name in must,
        pair if has_twin else "",
    )


def _has_times(grid: Grid, rows: range, column: int) -> bool:
    return any(
        isinstance(grid.rows[n][column], datetime) for n in rows if column < len(grid.rows[n])
    )


def _with_midnight(read: Callable[[Raw], Value]) -> Callable[[Raw], Value]:
    """In a column of moments a bare date is midnight: a workbook stores both alike."""

    def timed(raw: Raw) -> Value:
        if isinstance(raw, date) and not isinstance(raw, datetime):
            raw = datetime(raw.year, raw.month, raw.day)  # noqa: DTZ001 - local civil time
        return read(raw)

    return timed


def _in_ten_thousands(read: Callable[[Raw], Value]) -> Callable[[Raw], Value]:
    """The header says that its numbers count 万."""

    def scaled(raw: Raw) -> Value:
        if is_blank(raw):
            return None
        text = text_of(raw)
        return read(f"{text}万" if text.replace(".", "", 1).isdecimal() else raw)

    return scaled


def _in_doubt(read: Callable[[Raw], Value], line: str) -> Callable[[Raw], Value]:
    """A line above the table names a unit of 万 and does not say for which column."""

    def refusing(raw: Raw) -> Value:
        if not is_blank(raw) and "万" not in text_of(raw):
            raise CellRefused(
                f"表头上方写着“{line}”，不知本列是否以万计", "请在列名后写明单位，如“粉丝量（万）”"
            )
        return read(raw)

    return refusing


def _take(
    table: _Table,
    index: int,
    row: Sequence[Raw],
    plans: Sequence[_Plan],
    composites: Sequence[Mapped],
    must: Collection[str],
) -> bool:
    """Read one row; True when it was taken."""
    record = table.blank.copy()
    lost = False
    length = len(row)
    for plan in plans:
        if plan.index >= length:
            continue
        raw = row[plan.index]
        if raw is None or raw == "":
            continue
        try:
            value = plan.read(raw)
        except CellRefused as why:
            lost |= plan.is_needed
            _refuse_cell(table, index, plan.index, plan.header, raw, why, plan.is_needed)
            continue
        record[plan.column.name] = value
        if plan.twin and value is not None:
            _fill_twin(record, plan, raw, value)
    for mapped in composites:
        lost |= _take_parts(table, index, row, mapped, record, must)
    if lost:
        table.report.refused += 1
        return False
    for name in must:
        if record[name] is None or record[name] == "":
            label = table.mapping.relation.column(name).label
            table.refuse_row(index, f"必填项“{label}”没有填", "请补填后再导入")
            return False
    if repeated := table.kept.add(table.mapping.relation, record, table.place(index)):
        table.refuse_row(index, *repeated)
        return False
    return True


def _fill_twin(record: Row, plan: _Plan, raw: Raw, value: Value) -> None:
    """A moment written where only the day was asked for fills both, and the other way round."""
    if not isinstance(value, int):
        return
    if plan.twin.endswith("_d"):
        record[plan.twin] = value // DAY_SECONDS
    elif (seconds := time_of(raw, text_of(raw))) is not None:
        record[plan.twin] = value * DAY_SECONDS + seconds


def _take_parts(
    table: _Table,
    index: int,
    row: Sequence[Raw],
    mapped: Mapped,
    record: Row,
    must: Collection[str],
) -> bool:
    """Read a composite cell; True when the row is lost by it."""
    parts = mapped.parts
    raw = row[mapped.header.column] if mapped.header.column < len(row) else None
    if parts is None or raw is None or raw == "":
        return False
    try:
        record.update({name: part for name, part in parts.split(raw).items() if part})
    except CellRefused as why:
        loses = bool(parts.kept & set(must))
        _refuse_cell(table, index, mapped.header.column, mapped.header.full, raw, why, loses)
        return loses
    return False


def _refuse_cell(
    table: _Table, index: int, column: int, header: str, raw: Raw, why: CellRefused, loses: bool
) -> None:
    number = table.grid.number(index)
    table.refused.append(
        RefusedCell(
            table.grid.file,
            table.grid.sheet,
            number,
            cell_name(column, number),
            " ".join(header.split()),
            shown(raw),
            why.reason,
            why.cure,
            loses,
        )
    )


def shown(raw: Raw) -> str:
    """Return a cell as it may be repeated in a message: short, and on one line."""
    try:
        text = text_of(raw)
    except CellRefused:
        text = " ".join(str(raw).split()) if isinstance(raw, str) else ""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _no_entry(
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
                and len(cell) < 20
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


def _column_reports(
    grid: Grid,
    found: Found,
    mapping: TableMapping,
    filled: Mapping[int, int],
    supplied: Mapping[str, Value],
) -> list[ColumnReport]:
    header_row = grid.number(found.header_rows[-1])
    reports = []
    for mapped in mapping.columns:
        place = cell_name(mapped.header.column, header_row)
        text = " ".join(mapped.header.full.split())
        target = mapped.column.name if mapped.column else ""
        if mapped.parts:
            kept = [c.name for c in mapped.parts.columns if c.name in mapped.parts.kept]
            target = "+".join(kept)
        count = filled.get(mapped.header.column, 0)
        reports.append(ColumnReport(place, text, target, mapped.how, count))
    headed = {mapped.header.column for mapped in mapping.columns}
    for column, count in sorted(filled.items()):
        if column not in headed:
            place = cell_name(column, header_row)
            reports.append(ColumnReport(place, "（没有表头）", "", "没有表头", count))
    outside = [ColumnReport("表头上方", "填报单位", name, "preamble") for name in supplied]
    return reports + outside
