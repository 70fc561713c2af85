"""From what was planned to the rows kept in the database, and back."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhijian.core.facts.reading.report import RowPlace
from zhijian.people.importing.plan_parts import Fault, Outcome, Planned, label
from zhijian.people.importing.reading import Parsed, Upload
from zhijian.people.models import ImportBatch, ImportRow


def rows_of(batch: ImportBatch, planned: Sequence[Planned], upload: Upload) -> list[ImportRow]:
    """One row per row of the file, then one per cell that was left out."""
    rows = [_row(batch, one, upload) for one in planned]
    rows += [
        _explained(_blank(batch, one), one, fault, upload)
        for one in planned
        for fault in one.faults
        if not fault.loses_row
    ]
    rows += [
        ImportRow(
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
        for unread in upload.unread
    ]
    for number, row in enumerate(rows, 1):
        row.number = number
    return rows


def parsed(row: ImportRow) -> Parsed:
    """The row of the file, as it was read."""
    values = unpacked(row.sealed)
    days = {
        name: value and date.fromisoformat(value) for name, value in values.items() if _is_day(name)
    }
    return Parsed(row.relation, RowPlace(row.file, row.sheet, row.row or 0), values | days)


def note_written(row: ImportRow, one: Planned) -> None:
    """Say in the row what was made and what stood there before."""
    new = one.outcome is Outcome.NEW
    if new and one.relation == "organizations":
        row.unit_made = one.target
    if new and one.relation == "positions":
        row.position_made = one.target
    if "person" in one.values and one.person is not None:
        row.person_made = one.person.pk
    row.target = one.person.pk if "phone" in one.before and one.person else one.target
    if one.before and not new:
        row.before = packed({"before": one.before, "after": _after(one)})


def packed(values: Mapping[str, Any]) -> str:
    """Values as the text that is sealed."""
    return json.dumps(dict(values), ensure_ascii=False, default=_plain)


def unpacked(text: str) -> dict[str, Any]:
    """The values of a sealed text; days stay ISO texts."""
    return dict(json.loads(text)) if text else {}


def _after(one: Planned) -> dict[str, Any]:
    values = dict(one.values)
    if "parent" in values:
        values["parent"] = values["parent"].pk
    return values


def _row(batch: ImportBatch, one: Planned, upload: Upload) -> ImportRow:
    row = _blank(batch, one)
    row.outcome = one.outcome
    row.is_planned = True
    row.sealed = packed(one.raw)
    if one.outcome is Outcome.CHANGED:
        row.before = packed({"before": one.before, "after": _after(one)})
    losing = [fault for fault in one.faults if fault.loses_row]
    return _explained(row, one, losing[0], upload) if losing else row


def _blank(batch: ImportBatch, one: Planned) -> ImportRow:
    return ImportRow(
        batch=batch,
        relation=one.relation,
        outcome=Outcome.REFUSED,
        file=one.place.file,
        sheet=one.place.sheet[:120],
        row=one.place.row or None,
        about=one.about,
    )


def _explained(row: ImportRow, one: Planned, fault: Fault, upload: Upload) -> ImportRow:
    key = (one.place.file, one.place.sheet, fault.column)
    letters, header = upload.columns.get(key, ("", label(one.relation, fault.column)))
    row.cell = f"{letters}{one.place.row}" if letters and one.place.row else ""
    row.header = header[:120]
    row.reason, row.cure = fault.reason[:300], fault.cure[:300]
    row.loses_row = fault.loses_row
    return row


def _is_day(name: str) -> bool:
    return name.endswith("_d")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot keep {type(value).__name__}")
