"""An uploaded file, read by the core's importer: its rows, and everything that was not read."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from zhijian.config.options import options
from zhijian.core.cycles import no_cycles
from zhijian.core.facts.model import Kind
from zhijian.core.facts.reading.folder import read_file
from zhijian.core.facts.reading.mapping import LEFT_OUT
from zhijian.core.facts.reading.profiles import fingerprint
from zhijian.core.facts.reading.report import HOW, Reading, RowPlace, TableReport
from zhijian.core.facts.reading.sheets import READABLE
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused
from zhijian.core.workdays import from_day_number
from zhijian.people.importing.corrections import profile_of
from zhijian.people.importing.plan_parts import BLANK, Cells, Parsed
from zhijian.people.importing.takers import taken

MOST_ROWS = 150_000
"""A province has some hundred thousand accounts; more is the wrong file."""
_REASONS_SHOWN = 5
_BY_HAND = ("--map", "--as", "可用的台账名")
_CORRECT = "请点“改正对应关系”，指明是哪种台账、各列对应什么"


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
    """What came out of a file.

    ``columns`` finds (letters, header) by (file, sheet, column). ``outline`` holds, for each table
    of ``understood``, the headers as they stand in the file, which may name people.
    """

    name: str
    digest: str
    size: int
    rows: tuple[Parsed, ...] = ()
    unread: tuple[Unread, ...] = ()
    understood: tuple[dict[str, Any], ...] = ()
    outline: tuple[list[str], ...] = ()
    columns: Mapping[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)


def file_name(content: bytes, name: str) -> str:
    """What an upload is called on pages; no folder, no character that cannot be shown.

    Raises:
        Refused: empty, too large, or no table by its name.
    """
    shown = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())[-200:]
    most = options().attachment_max_mb
    if not content:
        raise Refused("文件是空的（0 字节），请核对是否选错了文件。")
    if len(content) > most * 2**20:
        raise Refused(f"文件有 {len(content) // 2**20} MB，上限为 {most} MB，请分成几个文件。")
    if PurePath(shown).suffix.lower() not in READABLE:
        raise Refused(f"“{shown}”不是表格。可读的格式：{'、'.join(READABLE)}。")
    return shown


def digest_of(content: bytes) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


@no_cycles()
def read_upload(content: bytes, name: str, corrections: Sequence[Mapping[str, Any]] = ()) -> Upload:
    """The rows of an uploaded workbook or text table, its tables read as ``corrections`` say.

    An upload without rows comes back if somebody could still say what its tables are.

    Raises:
        Refused: too large, no ledger that is taken here in it, or nothing that can be read.
    """
    shown = file_name(content, name)
    with tempfile.TemporaryDirectory(prefix="zhijian-import-") as folder:
        path = Path(folder) / f"upload{PurePath(shown).suffix.lower()}"
        path.write_bytes(content)
        reading = read_file(path, profile_of(corrections))
    rows = tuple(_rows(reading, shown))
    if len(rows) > MOST_ROWS:
        raise Refused(f"表里有 {len(rows)} 行，一次最多导入 {MOST_ROWS} 行，请分成几个文件。")
    if not rows and not corrections and not any(map(_can_be_mapped, reading.tables)):
        _refuse_empty(reading, path.name, shown)
    return Upload(
        name=shown,
        digest=digest_of(content),
        size=len(content),
        rows=rows,
        unread=tuple(_unread(reading, shown, path.name)),
        understood=tuple(_understood(table, shown) for table in reading.tables),
        outline=tuple(list(table.headers or table.likely_header) for table in reading.tables),
        columns=_columns(reading, shown),
    )


def as_cells(relation: str, record: Mapping[str, Any]) -> Cells:
    """A record of the core as an import keeps it: filled columns only, day numbers as days."""
    cells = Cells({name: value for name, value in record.items() if value not in BLANK})
    for name in _day_columns(relation) & cells.keys():
        cells[name] = from_day_number(int(cells[name]))
    return cells


@cache
def _day_columns(relation: str) -> frozenset[str]:
    return frozenset(c.name for c in RELATIONS[relation].asked if c.kind is Kind.DAY)


def _rows(reading: Reading, shown: str) -> Iterator[Parsed]:
    """The rows of the ledgers taken here; the reader's own records are given up on the way."""
    number = 0
    for relation in taken():
        records = reading.records.pop(relation, [])
        records.reverse()
        for place in reading.places.pop(relation, []):
            number += 1
            where = place if isinstance(place, RowPlace) else RowPlace(shown, "", 0)
            where = RowPlace(shown, where.sheet, where.row)
            yield Parsed(number, relation, where, as_cells(relation, records.pop()))


def _unread(reading: Reading, shown: str, temporary: str) -> Iterator[Unread]:
    tables: dict[str, list[TableReport]] = {}
    for table in reading.tables:
        tables.setdefault(table.sheet, []).append(table)
    for one in reading.refused:
        if one.is_harmless:
            continue
        yield Unread(
            relation=_relation_at(tables.get(one.sheet, ()), one.row),
            place=RowPlace(shown, one.sheet, one.row),
            cell=one.cell,
            header=one.header,
            value=one.value,
            reason=one.reason.replace(f"与{temporary}", f"与{shown}", 1),
            cure=_cure(one.cure, tables.get(one.sheet, ())),
            loses_row=one.loses_row,
        )


def _cure(said: str, tables: Sequence[TableReport]) -> str:
    """What to do; what the command line would be told is done on the page of the mapping."""
    is_open = any(table.headers or table.likely_header for table in tables)
    return _CORRECT if is_open and any(word in said for word in _BY_HAND) else said


def _relation_at(tables: Sequence[TableReport], row: int) -> str:
    """Which ledger a row of a sheet belongs to: that of the last header above it."""
    found = ""
    for table in tables:
        if not found or not table.header_rows or table.header_rows[-1] < row:
            found = table.relation
    return found


def _can_be_mapped(table: TableReport) -> bool:
    """Whether a table nobody knows has heads and rows, so that somebody may say what it is."""
    return not table.relation and bool(table.likely_header or (table.headers and table.rows_in))


def _refuse_empty(reading: Reading, temporary: str, shown: str) -> None:
    others = [
        RELATIONS[table.relation].title
        for table in reading.tables
        if table.relation and table.relation not in taken()
    ]
    if others:
        titles = "、".join(RELATIONS[name].title for name in taken())
        raise Refused(
            f"“{shown}”里是{'、'.join(dict.fromkeys(others))}，这里还不能导入。"
            f"可以导入的有：{titles}。"
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
            "targets": [name for name in column.target.split("+") if name],
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
        "relation": table.relation,
        "is_taken": table.relation in taken(),
        "is_left_out": table.how == LEFT_OUT,
        "is_form": table.how.endswith("表样"),
        "headers": fingerprint(table.headers or table.likely_header),
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
