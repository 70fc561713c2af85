"""What a reading understood, what it took, and what it refused with which reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from zhijian.core.facts.collection import Sight
from zhijian.core.facts.reading.archive import column_letters
from zhijian.core.facts.schema import RELATIONS

Value = str | int | None
Row = dict[str, object]

# Reasons that leave a row out because it is no entry of its own; nothing is lost by them.
TOTAL, NOTE, DUPLICATE, EMPTY = "合计行", "表注行", "重复行", "空白行"
HARMLESS = (TOTAL, NOTE, DUPLICATE, EMPTY)

HOW = {
    "exact": "同名",
    "alias": "别名",
    "guess": "推测",
    "profile": "方案",
    "given": "指定",
    "composite": "拆分",
    "form": "表样",
    "preamble": "表头上方",
}


class RowPlace(NamedTuple):
    """Where a row stands, and as words where another row is said to repeat it."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        sheet = f"工作表“{self.sheet}”" if self.sheet else " "
        return f"{self.file}{sheet}第 {self.row} 行"


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """One thing not read. ``cell`` is a place like B7, or '' for a whole row, sheet or file.

    ``loses_row`` says that the whole row was left out for it, not only this cell. ``rows`` is how
    many rows of the ledger went with it: 0 for a single cell or a sheet without rows.
    """

    file: str
    sheet: str
    row: int
    cell: str
    header: str
    value: str
    reason: str
    cure: str
    loses_row: bool = True

    @property
    def is_harmless(self) -> bool:
        """Nothing is lost: the row repeats another, or was no entry of its own."""
        return self.reason in HARMLESS

    def __str__(self) -> str:
        sheet = f"，工作表“{self.sheet}”" if self.sheet else ""
        place = f" {self.cell}" if self.cell else f" 第 {self.row} 行" if self.row else ""
        header = f"（{self.header}）" if self.header else ""
        cure = f"{self.cure}。" if self.cure else ""
        return f"{self.file}{sheet}{place}{header}：{self.reason}。{cure}"


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """How one source column was understood.

    ``target`` is a column name, several joined by '+', or '' for a column not taken; ``how`` is a
    key of HOW, or the reason why it was not taken. ``filled`` counts its cells with content.
    """

    place: str
    header: str
    target: str
    how: str
    filled: int = 0


@dataclass
class TableReport:
    """One table found in a sheet. ``relation`` is '' when it could not be told.

    rows_in = taken + refused; ``duplicates`` are among the refused. ``notes`` are the lines above
    the header, which are no rows. ``likely_header`` is what may be the header of a sheet in which
    no word was known.
    """

    file: str
    sheet: str
    header_rows: tuple[int, ...]
    relation: str
    how: str = ""
    columns: list[ColumnReport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows_in: int = 0
    taken: int = 0
    refused: int = 0
    duplicates: int = 0
    headers: tuple[str, ...] = ()
    likely_header: tuple[str, ...] = ()


@dataclass
class Reading:
    """Everything read from a folder or a file, and everything not read.

    ``places`` says of each record, in the same order, where it stood; a form fills a whole sheet,
    and its place is the sheet in words.
    """

    records: dict[str, list[Row]] = field(default_factory=dict)
    places: dict[str, list[RowPlace | str]] = field(default_factory=dict)
    sights: dict[str, Sight] = field(default_factory=dict)
    refused: list[RefusedCell] = field(default_factory=list)
    tables: list[TableReport] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def rows_in(self) -> int:
        """Rows met in all tables."""
        return sum(table.rows_in for table in self.tables)

    @property
    def rows_taken(self) -> int:
        """Rows taken into a relation."""
        return sum(table.taken for table in self.tables)

    @property
    def rows_refused(self) -> int:
        """Rows left out, each with a reason."""
        return sum(table.refused for table in self.tables)

    @property
    def losses(self) -> list[RefusedCell]:
        """What was refused and is missing now: all but totals, notes, duplicates and blanks."""
        return [refused for refused in self.refused if not refused.is_harmless]


def cell_name(column: int, row: int) -> str:
    """Return a cell's name; ``column`` counts from 0, ``row`` is the number people see.

    >>> cell_name(1, 7)
    'B7'
    """
    return f"{column_letters(column + 1)}{row}"


def describe(reading: Reading, *, per_kind: int = 5) -> Iterator[str]:
    """Yield, line by line, what was understood and refused, in Chinese.

    Of each kind of refusal the first ``per_kind`` are written out, the rest counted.
    """
    for table in reading.tables:
        yield from _describe_table(table)
    if reading.skipped:
        yield "跳过："
        yield from (f"  {line}" for line in reading.skipped)
    if reading.refused:
        yield "未读入："
        yield from (f"  {line}" for line in refusals(reading.refused, per_kind))
    yield from _describe_sights(reading)
    yield from reading.remarks
    yield (
        f"合计：{len(reading.tables)} 张表，{reading.rows_in} 行；"
        f"读入 {reading.rows_taken} 行，未读入 {reading.rows_refused} 行（均有原因）。"
    )


def _describe_table(table: TableReport) -> Iterator[str]:
    sheet = f"，工作表“{table.sheet}”" if table.sheet else ""
    rows = "、".join(str(row) for row in table.header_rows)
    header = f"，表头在第 {rows} 行" if rows else ""
    relation = RELATIONS.get(table.relation)
    title = relation.title if relation else table.how or "未能识别"
    how = f"（{table.how}）" if relation and table.how else ""
    yield f"{table.file}{sheet}{header}：{title}{how}"
    for column in table.columns:
        if column.target:
            yield (
                f"  {column.place} {column.header} → {_labels(table.relation, column.target)}"
                f"（{HOW.get(column.how, column.how)}）"
            )
        else:
            yield f"  {column.place} {column.header} → 未采用（{column.how}，{column.filled} 格有内容）"
    for note in table.notes:
        yield f"  表头上方：{note}"
    duplicates = f"，其中重复 {table.duplicates} 行" if table.duplicates else ""
    yield f"  {table.rows_in} 行：读入 {table.taken} 行，未读入 {table.refused} 行{duplicates}"


def _labels(relation: str, target: str) -> str:
    labels = []
    for name in target.split("+"):
        owner, _, column = name.rpartition(".")
        found = RELATIONS.get(owner or relation)
        labels.append(found.column(column).label if found else name)
    return "、".join(labels)


def refusals(refused: list[RefusedCell], per_kind: int) -> Iterator[str]:
    """Yield the first refusals of each kind as sentences, and how many more there are."""
    shown: Counter[tuple[str, str, str, str]] = Counter()
    kinds: Counter[tuple[str, str, str, str]] = Counter()
    for one in refused:
        kinds[_kind(one)] += 1
    for one in refused:
        kind = _kind(one)
        shown[kind] += 1
        if shown[kind] <= per_kind:
            yield str(one)
        if shown[kind] == per_kind + 1:
            what = f"（{one.header}）" if one.header else ""
            yield f"{one.file}{what}：同类情形另有 {kinds[kind] - per_kind} 处。"


def _kind(one: RefusedCell) -> tuple[str, str, str, str]:
    reason = one.reason if one.is_harmless else one.cure
    return one.file, one.sheet, one.header, reason


def _describe_sights(reading: Reading) -> Iterator[str]:
    titles = [RELATIONS[name].title for name, sight in reading.sights.items() if sight == Sight()]
    if titles:
        yield (
            f"没有声明截至日期和是否完整，按完整、截至检查日处理：{'、'.join(titles)}。"
            "如不是这样，请在“数据说明”表中写明。"
        )
