"""The rows of one table turned into records, every row either taken or refused with its reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from zhijian.core.facts.model import Relation
from zhijian.core.facts.reading.cells import Raw, Value, shown
from zhijian.core.facts.reading.columns import PART, read_plain
from zhijian.core.facts.reading.entries import no_entry
from zhijian.core.facts.reading.headers import Found
from zhijian.core.facts.reading.mapping import Mapped, TableMapping, needed
from zhijian.core.facts.reading.plans import Plan, plan_of
from zhijian.core.facts.reading.report import (
    DUPLICATE,
    ColumnReport,
    RefusedCell,
    Row,
    RowPlace,
    TableReport,
    cell_name,
)
from zhijian.core.facts.reading.sheets import Grid
from zhijian.core.facts.reading.troubles import CellRefused


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
    plans: Sequence[Plan]
    composites: Sequence[Mapped]
    must: Collection[str]
    used: Collection[int]
    numbering: Collection[int]
    width: int

    def place(self, index: int) -> RowPlace:
        """Where a row stands."""
        return RowPlace(self.grid.file, self.grid.sheet, self.grid.number(index))

    def no_entry(self, row: Sequence[Raw], cells: Sequence[int]) -> tuple[str, str] | None:
        """Reason and cure when a row is no entry of the ledger."""
        return no_entry(row, cells, self.used, self.numbering, self.grid, self.width)

    def is_entry(self, row: Sequence[Raw]) -> bool:
        """Whether a row with something in it is an entry of the ledger."""
        cells = [n for n, cell in enumerate(row) if cell is not None and cell != ""]
        return self.no_entry(row, cells) is None

    def refuse_row(self, index: int, reason: str, cure: str, value: str = "") -> None:
        """Leave out a whole row."""
        self.report.refused += 1
        self.report.duplicates += reason == DUPLICATE
        number = self.grid.number(index)
        self.refused.append(
            RefusedCell(self.grid.file, self.grid.sheet, number, "", "", value, reason, cure)
        )


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
    must = {column.name for column in needed(mapping.relation)}
    plans = [
        plan_of(m, m.column, mapping, grid, found.rows, must, doubtful)
        for m in mapping.columns
        if m.column
    ]
    composites = [mapped for mapped in mapping.columns if mapped.parts]
    width = max((header.column for header in found.headers), default=0) + 1
    table = _Table(
        grid,
        mapping,
        report,
        kept,
        refused,
        blank,
        plans,
        composites,
        must,
        used={mapped.header.column for mapped in mapping.columns if mapped.column or mapped.parts},
        numbering={m.header.column for m in mapping.columns if m.how == "序号"},
        width=width,
    )
    filled: dict[int, int] = {}
    for start in range(found.rows.start, found.rows.stop, PART):
        stretch = range(start, min(start + PART, found.rows.stop))
        _take_stretch(table, stretch, filled)
        for index in stretch:
            grid.rows[index] = []  # read; a large sheet need not be held twice
    report.columns = _column_reports(grid, found, mapping, filled, supplied)


def _take_stretch(table: _Table, stretch: range, filled: dict[int, int]) -> None:
    """Read rows: those with nothing odd about them together, every other by itself, in order."""
    rows = table.grid.rows[stretch.start : stretch.stop]
    is_text = table.grid.numbers is not None
    plain = read_plain(
        rows,
        table.plans,
        table.composites,
        table.must,
        table.blank,
        table.width if is_text else None,
        table.is_entry,
    )
    for column, count in plain.filled.items():
        filled[column] = filled.get(column, 0) + count
    relation = table.mapping.relation
    seen = table.kept.seen.setdefault(relation.name, {})
    records = table.kept.records.setdefault(relation.name, [])
    names, others, blank = tuple(plain.values), plain.others, table.blank
    file, sheet, numbers = table.grid.file, table.grid.sheet, table.grid.numbers
    taken = 0
    keys = plain.keys(relation.key, blank)
    for at, (key, values) in enumerate(zip(keys, plain.rows(), strict=True)):
        if at in others:
            _take_one(table, stretch.start + at, rows[at], filled)
            continue
        record = blank.copy()
        record.update(zip(names, values, strict=True))
        number = stretch.start + at + 1 if numbers is None else numbers[stretch.start + at]
        if (before := seen.get(key)) is None:
            seen[key] = record, RowPlace(file, sheet, number)
            records.append(record)
            taken += 1
        else:
            table.refuse_row(stretch.start + at, *_repeats(relation, record, *before))
    table.report.rows_in += len(rows) - len(others)
    table.report.taken += taken


def _take_one(table: _Table, index: int, row: Sequence[Raw], filled: dict[int, int]) -> None:
    """Read one row, whatever it is."""
    cells = [n for n, cell in enumerate(row) if cell is not None and cell != ""]
    if not cells or all(isinstance(row[n], str) and not str(row[n]).strip() for n in cells):
        for n in cells:
            filled[n] -= 1
        return
    table.report.rows_in += 1
    if why := table.no_entry(row, cells):
        table.refuse_row(index, *why)
    elif _take(table, index, row):
        table.report.taken += 1


def _take(table: _Table, index: int, row: Sequence[Raw]) -> bool:
    """Read one row; True when it was taken."""
    record = table.blank.copy()
    lost = False
    length = len(row)
    for plan in table.plans:
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
        if plan.twin and (other := plan.of_twin(raw, value)) is not None:
            record[plan.twin] = other
    for mapped in table.composites:
        lost |= _take_parts(table, index, row, mapped, record)
    if lost:
        table.report.refused += 1
        return False
    for name in table.must:
        if record[name] is None or record[name] == "":
            label = table.mapping.relation.column(name).label
            table.refuse_row(index, f"必填项“{label}”没有填", "请补填后再导入")
            return False
    if repeated := table.kept.add(table.mapping.relation, record, table.place(index)):
        table.refuse_row(index, *repeated)
        return False
    return True


def _take_parts(
    table: _Table,
    index: int,
    row: Sequence[Raw],
    mapped: Mapped,
    record: Row,
) -> bool:
    """Read a composite cell; True when the row is lost by it."""
    parts = mapped.parts
    raw = row[mapped.header.column] if mapped.header.column < len(row) else None
    if parts is None or raw is None or raw == "":
        return False
    try:
        record.update({name: part for name, part in parts.split(raw).items() if part})
    except CellRefused as why:
        loses = bool(parts.kept & set(table.must))
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
