"""A form filled from the registers: every source answered, or blank with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhijian.core.forms.model import Field, Form, Table
from zhijian.core.forms.values import FormValues, tidy
from zhijian.papers.answers import fitted
from zhijian.papers.matter import Matter
from zhijian.papers.sources import NOT_KEPT, TABLES, VALUES
from zhijian.papers.subjects import Subject
from zhijian.people.models import User


@dataclass(frozen=True)
class Filling:
    """The values, whose numbers were opened for them, and why some stay blank, by field."""

    values: FormValues
    opened: frozenset[int] = frozenset()
    remarks: Mapping[str, str] | None = None


def values_of(
    form: Form, subject: Subject, on: date | None = None, *, user: User, opens: bool = False
) -> FormValues:
    """What the registers say to each field of ``form``, as of ``on`` (today if left out).

    With ``opens`` the numbers of people are plain, otherwise masked. What no register knows is
    blank.
    """
    return fill(form, Matter(subject, user, on, opens=opens)).values


def fill(form: Form, matter: Matter) -> Filling:
    """The form's values from its matter."""
    fields = {key: _value(field, matter) for key, field in form.fields.items()}
    tables = {key: _rows(table, matter) for key, table in form.tables.items()}
    values = tidy(form, FormValues(fields, tables))
    asked = [(key, one.source) for key, one in (*form.fields.items(), *form.tables.items())]
    remarks = {key: NOT_KEPT[source] for key, source in asked if source in NOT_KEPT}
    return Filling(values, frozenset(matter.opened), remarks)


def _value(field: Field, matter: Matter) -> Any:
    ask = VALUES.get(field.source)
    if ask is not None:
        return fitted(field, ask(matter))
    rows = TABLES.get(field.source)
    return fitted(field, _in_lines(rows(matter))) if rows else None


def _in_lines(rows: list[dict[str, Any]]) -> list[str]:
    """A table asked by one field: a line a row, what stands in it side by side."""
    return ["　".join(str(cell) for cell in row.values() if cell not in (None, "")) for row in rows]


def _rows(table: Table, matter: Matter) -> list[dict[str, Any]]:
    ask = TABLES.get(table.source)
    if ask is None:
        return []
    return [
        {cell.key: fitted(cell, row.get(cell.source)) for cell in table.cells}
        for row in ask(matter)
    ]
