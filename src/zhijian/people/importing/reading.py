"""An uploaded file, read by the core's importer: the rows of units and staff, and all not read."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from zhijian.config.options import options
from zhijian.core.facts.reading.folder import read_file
from zhijian.core.facts.reading.report import HOW, Reading, RowPlace, TableReport
from zhijian.core.facts.reading.sheets import READABLE
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused
from zhijian.core.workdays import from_day_number

TAKEN = ("organizations", "positions")
MOST_ROWS = 60_000
"""A county has some thousand units and some ten thousand staff; more is the wrong file."""
_REASONS_SHOWN = 5


@dataclass(frozen=True)
class Parsed:
    """One row as the core read it: column names of the relation, days as ``date``."""

    relation: str
    place: RowPlace
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Unread:
    """A cell or a row that the core did not read, with reason and cure."""

    relation: str
    place: RowPlace
    cell: str
    header: str
    value: str
    reason: str
    cure: str
    loses_row: bool


@dataclass(frozen=True)
class Upload:
    """What came out of a file. ``columns`` finds (letters, header) by (file, sheet, column)."""

    name: str
    digest: str
    size: int
    rows: tuple[Parsed, ...] = ()
    unread: tuple[Unread, ...] = ()
    understood: tuple[dict[str, Any], ...] = ()
    columns: Mapping[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)


def read_upload(content: bytes, name: str) -> Upload:
    """The rows of an uploaded workbook or text table.

    Raises:
        Refused: too large, no table of units or staff in it, or nothing that can be read.
    """
    shown = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())[:200]
    most = options().attachment_max_mb
    if not content:
        raise Refused("文件是空的（0 字节），请核对是否选错了文件。")
    if len(content) > most * 2**20:
        raise Refused(f"文件有 {len(content) // 2**20} MB，上限为 {most} MB，请分成几个文件。")
    if PurePath(shown).suffix.lower() not in READABLE:
        raise Refused(f"“{shown}”不是表格。可读的格式：{'、'.join(READABLE)}。")
    with tempfile.TemporaryDirectory(prefix="zhijian-import-") as folder:
        path = Path(folder) / f"upload{PurePath(shown).suffix.lower()}"
        path.write_bytes(content)
        reading = read_file(path)
    rows = tuple(_rows(reading, shown))
    if len(rows) > MOST_ROWS:
        raise Refused(f"表里有 {len(rows)} 行，一次最多导入 {MOST_ROWS} 行，请分成几个文件。")
    if not rows:
        _refuse_empty(reading, path.name, shown)
    return Upload(
        name=shown,
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        rows=rows,
        unread=tuple(_unread(reading, shown)),
        understood=tuple(_understood(table, shown) for table in reading.tables),
        columns=_columns(reading, shown),
    )


def as_values(relation: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of the core as an import keeps it: columns asked for, day numbers as days."""
    return {
        column.name: _day(record.get(column.name))
        if column.name.endswith("_d")
        else record.get(column.name)
        for column in RELATIONS[relation].asked
    }


def _day(value: Any) -> date | None:
    return None if value is None else from_day_number(int(value))


def _rows(reading: Reading, shown: str) -> Iterator[Parsed]:
    for relation in TAKEN:
        records = reading.records.get(relation, [])
        for record, place in zip(records, reading.places.get(relation, []), strict=True):
            where = place if isinstance(place, RowPlace) else RowPlace(shown, "", 0)
            where = RowPlace(shown, where.sheet, where.row)
            yield Parsed(relation, where, as_values(relation, record))


def _unread(reading: Reading, shown: str) -> Iterator[Unread]:
    relations = {table.sheet: table.relation for table in reading.tables}
    for one in reading.refused:
        if one.is_harmless:
            continue
        yield Unread(
            relation=relations.get(one.sheet, ""),
            place=RowPlace(shown, one.sheet, one.row),
            cell=one.cell,
            header=one.header,
            value=one.value,
            reason=one.reason,
            cure=one.cure,
            loses_row=one.loses_row,
        )


def _refuse_empty(reading: Reading, temporary: str, shown: str) -> None:
    others = [
        RELATIONS[table.relation].title
        for table in reading.tables
        if table.relation and table.relation not in TAKEN
    ]
    if others:
        raise Refused(
            f"“{shown}”里是{'、'.join(dict.fromkeys(others))}，这里只导入单位台账和岗位台账。"
        )
    reasons = [str(one).replace(temporary, shown, 1) for one in reading.losses]
    lines = [*reasons, *(line.replace(temporary, shown, 1) for line in reading.skipped)]
    raise Refused(f"“{shown}”里没有可以导入的行。{''.join(lines[:1])}", lines[1:_REASONS_SHOWN])


def _understood(table: TableReport, shown: str) -> dict[str, Any]:
    """One table for the preview page. Lines above the header may name people and are left out."""
    relation = RELATIONS.get(table.relation)
    labels = {column.name: column.label for column in relation.asked} if relation else {}
    columns = [
        {
            "place": column.place,
            "header": column.header[:60],
            "target": "、".join(
                labels.get(name, name) for name in column.target.split("+") if name
            ),
            "how": HOW.get(column.how, column.how),
            "filled": column.filled,
        }
        for column in table.columns
    ]
    return {
        "file": shown,
        "sheet": table.sheet,
        "title": relation.title if relation else "",
        "is_taken": table.relation in TAKEN,
        "header_rows": list(table.header_rows),
        "columns": columns,
        "rows_in": table.rows_in,
        "taken": table.taken,
        "refused": table.refused,
        "duplicates": table.duplicates,
    }


def _columns(reading: Reading, shown: str) -> dict[tuple[str, str, str], tuple[str, str]]:
    return {
        (shown, table.sheet, name): (column.place.rstrip("0123456789"), column.header)
        for table in reading.tables
        for column in table.columns
        for name in column.target.split("+")
        if name
    }
