"""From what was planned to the rows kept in the database, and back."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from sys import intern
from typing import Any

from django.db import models

from zhijian.core.cycles import no_cycles
from zhijian.core.facts.reading.report import RowPlace
from zhijian.people.importing.inserting import insert
from zhijian.people.importing.plan_parts import Cells, Fault, Outcome, Parsed, Planned, label
from zhijian.people.importing.portions import portions
from zhijian.people.importing.reading import Upload
from zhijian.people.importing.takers import Written
from zhijian.people.importing.undoing import marker
from zhijian.people.models import ImportBatch, ImportRow, ImportTrace

BATCH = 1_000
SHARED = 50_000
"""How many different texts are looked out for, so that those that repeat are held once."""
_STORED = ("number", "relation", "file", "sheet", "row", "outcome", "sealed")


@dataclass(slots=True)
class _Line:
    """A row of ``ImportRow``, field by field."""

    batch_id: int
    relation: str
    outcome: str
    file: str
    sheet: str
    row: int | None
    number: int = 0
    cell: str = ""
    header: str = ""
    about: str = ""
    reason: str = ""
    cure: str = ""
    loses_row: bool = False
    sealed: str = ""
    before: str = ""
    is_planned: bool = False
    has_remark: bool = False
    is_flipped: bool = False


_LINE = tuple(one.name for one in fields(_Line))
_TRACE = ("batch_id", "number", "table", "target", "is_new", "mark", "before")


@no_cycles()
def keep_rows(batch: ImportBatch, planned: Sequence[Planned], upload: Upload) -> None:
    """Write the rows of a preview; those of an earlier reading are there no longer."""
    batch.rows.all().delete()
    for part in portions(_rows_of(batch, planned, upload), BATCH):
        insert(ImportRow, _LINE, map(attrgetter(*_LINE), part))


def stored(rows: Any) -> Iterator[tuple[Parsed, str]]:
    """The rows of the file as they were read, each with the outcome that the preview shows."""
    shared: dict[str, str] = {}
    found = rows.values_list(*_STORED).iterator(chunk_size=BATCH)
    for number, relation, file, sheet, row, outcome, sealed in found:
        place = RowPlace(intern(file), intern(sheet), row or 0)
        yield Parsed(number, intern(relation), place, _cells(sealed, shared)), intern(outcome)


@no_cycles()
def keep_traces(batch: ImportBatch, written: Iterator[Written]) -> None:
    """Note every record that was made or changed, as it is now."""
    markers: dict[tuple[type[models.Model], tuple[str, ...]], Callable[[models.Model], str]] = {}
    for part in portions(written, BATCH):
        for one in part:
            wanted = type(one.row), one.names
            if wanted not in markers:
                markers[wanted] = marker(*wanted)
        insert(
            ImportTrace,
            _TRACE,
            (_trace(batch, one, markers[type(one.row), one.names](one.row)) for one in part),
        )


def packed(values: Mapping[str, Any]) -> str:
    """Values as the text that is sealed."""
    return _writer.encode(dict(values))


def unpacked(text: str) -> dict[str, Any]:
    """The values of a sealed text; days stay ISO texts."""
    return dict(json.loads(text)) if text else {}


def _cells(sealed: str, shared: dict[str, str]) -> Cells:
    """The cells of a sealed text; a hundred thousand rows share their names and what repeats."""
    cells = Cells()
    for name, value in unpacked(sealed).items():
        if name[-2:] == "_d" and value:
            cells[intern(name)] = date.fromisoformat(value)
        elif isinstance(value, str):
            cells[intern(name)] = shared.setdefault(value, value)
        else:
            cells[intern(name)] = value
    if len(shared) > SHARED:
        shared.clear()
    return cells


def _trace(batch: ImportBatch, one: Written, mark: str) -> tuple[Any, ...]:
    is_new = one.before is None
    before = "" if is_new else packed({"before": one.before, "after": one.after})
    return batch.pk, one.number, one.row._meta.label_lower, one.row.pk, is_new, mark, before


def _rows_of(batch: ImportBatch, planned: Sequence[Planned], upload: Upload) -> Iterator[_Line]:
    """One row per row of the file, then one per cell that was left out."""
    remarked = {(one.place.sheet, one.place.row) for one in upload.unread if not one.loses_row}
    last = 0
    for one in planned:
        last = max(last, one.number)
        yield _row(batch, one, upload, remarked)
    for row in _left_out(batch, planned, upload):
        last += 1
        row.number = last
        yield row


def _left_out(batch: ImportBatch, planned: Sequence[Planned], upload: Upload) -> Iterator[_Line]:
    for one in planned:
        for fault in one.faults:
            if not fault.loses_row:
                yield _explained(_blank(batch, one), one, fault, upload)
    for unread in upload.unread:
        yield _Line(
            batch_id=batch.pk,
            relation=unread.relation,
            outcome=str(Outcome.REFUSED),
            file=unread.place.file,
            sheet=unread.place.sheet[:120],
            row=unread.place.row or None,
            cell=unread.cell,
            header=unread.header[:120],
            reason=unread.reason[:300],
            cure=unread.cure[:300],
            loses_row=unread.loses_row,
            sealed=packed({"value": unread.value}) if unread.value else "",
        )


def _row(batch: ImportBatch, one: Planned, upload: Upload, remarked: set[tuple[str, int]]) -> _Line:
    row = _blank(batch, one)
    row.number = one.number
    row.outcome = str(one.outcome)
    row.is_planned = True
    row.sealed = packed(one.raw)
    row.has_remark = bool(one.faults) or (one.place.sheet, one.place.row) in remarked
    if one.outcome is Outcome.CHANGED:
        row.before = packed({"changes": one.changes})
    losing = next((fault for fault in one.faults if fault.loses_row), None)
    return _explained(row, one, losing, upload) if losing else row


def _blank(batch: ImportBatch, one: Planned) -> _Line:
    return _Line(
        batch_id=batch.pk,
        relation=one.relation,
        outcome=str(Outcome.REFUSED),
        file=one.place.file,
        sheet=one.place.sheet[:120],
        row=one.place.row or None,
        about=one.about[:200],
    )


def _explained(row: _Line, one: Planned, fault: Fault, upload: Upload) -> _Line:
    key = (one.place.file, one.place.sheet, fault.column)
    letters, header = upload.columns.get(key, ("", label(one.relation, fault.column)))
    row.cell = f"{letters}{one.place.row}" if letters and one.place.row else ""
    row.header = header[:120]
    row.reason, row.cure = fault.reason[:300], fault.cure[:300]
    row.loses_row = fault.loses_row
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot keep {type(value).__name__}")


_writer = json.JSONEncoder(ensure_ascii=False, default=_plain)
