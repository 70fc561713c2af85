"""Filled forms: reading a file, and keeping what was read until somebody has looked at it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from zhijian.core.forms.model import Field, Form, Shape
from zhijian.core.forms.values import FormValues, Plain, Row


def is_readable(form: Form) -> bool:
    """Whether a form is read back: its table stands in the notice itself."""
    return not form.is_inferred


def packed(values: FormValues) -> str:
    """What was read, as text; pictures are left out."""
    held = {
        "fields": {key: _plain(value) for key, value in values.fields.items()},
        "tables": {
            key: [{name: _plain(value) for name, value in row.items()} for row in rows]
            for key, rows in values.tables.items()
        },
    }
    return json.dumps(held, ensure_ascii=False)


def unpacked(form: Form, text: str) -> FormValues:
    """The values that ``packed`` wrote."""
    held = json.loads(text) if text else {"fields": {}, "tables": {}}
    fields = _row(form.fields, held["fields"])
    tables: dict[str, Sequence[Row]] = {}
    for key, table in form.tables.items():
        cells = {cell.key: cell for cell in table.cells}
        tables[key] = [_row(cells, row) for row in held["tables"].get(key, ())]
    return FormValues(fields, tables)


def _row(asked: Mapping[str, Field], held: Mapping[str, Any]) -> dict[str, Plain]:
    return {key: _value(field, held.get(key)) for key, field in asked.items()}


def _plain(value: Plain) -> Any:
    if isinstance(value, bytes):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, list | tuple) else value


def _value(field: Field, held: Any) -> Plain:
    if isinstance(held, str) and field.shape is Shape.DAY:
        return _or_text(date.fromisoformat, held)
    if isinstance(held, str) and field.shape is Shape.MOMENT:
        return _or_text(datetime.fromisoformat, held)
    return held  # type: ignore[no-any-return]


def _or_text(read: Any, held: str) -> Plain:
    try:
        return read(held)  # type: ignore[no-any-return]
    except ValueError:
        return held
