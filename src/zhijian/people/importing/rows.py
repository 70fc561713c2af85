"""From what was planned to the rows kept in the database, and back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from zhijian.core.facts.reading.report import RowPlace
from zhijian.people.importing.plan_parts import Cells, Fault, Outcome, Parsed, Planned, label
from zhijian.people.importing.portions import portions
from zhijian.people.importing.reading import Upload
from zhijian.people.importing.takers import Written
from zhijian.people.importing.undoing import mark_of
from zhijian.people.models import ImportBatch, ImportRow, ImportTrace

BATCH = 1_000
_STORED = ("number", "relation", "file", "sheet", "row", "outcome", "sealed")


def keep_rows(batch: ImportBatch, planned: Sequence[Planned], upload: Upload) -> None:
    """Write the rows of a preview; those of an earlier reading are there no longer."""
    batch.rows.all().delete()
    for part in portions(_rows_of(batch, planned, upload), BATCH):
        ImportRow.objects.bulk_create(part)


def stored(rows: Any) -> Iterator[tuple[Parsed, str]]:
    """The rows of the file as they were read, each with the outcome that the preview shows."""
    for number, relation, file, sheet, row, outcome, sealed in rows.values_list(*_STORED).iterator(
        chunk_size=BATCH
    ):
        yield Parsed(number, relation, RowPlace(file, sheet, row or 0), _cells(sealed)), outcome


def keep_traces(batch: ImportBatch, written: Iterator[Written]) -> None:
    """Note every record that was made or changed, as it is now."""
    for part in portions((_trace(batch, one) for one in written), BATCH):
        ImportTrace.objects.bulk_create(part)


def packed(values: Mapping[str, Any]) -> str:
    """Values as the text that is sealed."""
    return json.dumps(dict(values), ensure_ascii=False, default=_plain)


def unpacked(text: str) -> dict[str, Any]:
    """The values of a sealed text; days stay ISO texts."""
    return dict(json.loads(text)) if text else {}


def _cells(sealed: str) -> Cells:
    cells = Cells(unpacked(sealed))
    for name, value in cells.items():
        if value and name.endswith("_d"):
            cells[name] = date.fromisoformat(value)
    return cells


def _trace(batch: ImportBatch, one: Written) -> ImportTrace:
    is_new = one.before is None
    return ImportTrace(
        batch=batch,
        number=one.number,
        table=one.row._meta.label_lower,
        target=one.row.pk,
        is_new=is_new,
        mark=mark_of(one.row, one.names),
        before="" if is_new else packed({"before": one.before, "after": one.after}),
    )


def _rows_of(batch: ImportBatch, planned: Sequence[Planned], upload: Upload) -> Iterator[ImportRow]:
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


def _left_out(
    batch: ImportBatch, planned: Sequence[Planned], upload: Upload
) -> Iterator[ImportRow]:
    for one in planned:
        for fault in one.faults:
            if not fault.loses_row:
                yield _explained(_blank(batch, one), one, fault, upload)
    for unread in upload.unread:
        yield ImportRow(
            batch=batch,
            relation=unread.relation,
            outcome=Outcome.REFUSED,
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


def _row(
    batch: ImportBatch, one: Planned, upload: Upload, remarked: set[tuple[str, int]]
) -> ImportRow:
    row = _blank(batch, one)
    row.number = one.number
    row.outcome = one.outcome
    row.is_planned = True
    row.sealed = packed(one.raw)
    row.has_remark = bool(one.faults) or (one.place.sheet, one.place.row) in remarked
    if one.outcome is Outcome.CHANGED:
        row.before = packed({"changes": one.changes})
    losing = next((fault for fault in one.faults if fault.loses_row), None)
    return _explained(row, one, losing, upload) if losing else row


def _blank(batch: ImportBatch, one: Planned) -> ImportRow:
    return ImportRow(
        batch=batch,
        relation=one.relation,
        outcome=Outcome.REFUSED,
        file=one.place.file,
        sheet=one.place.sheet[:120],
        row=one.place.row or None,
        about=one.about[:200],
    )


def _explained(row: ImportRow, one: Planned, fault: Fault, upload: Upload) -> ImportRow:
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
