"""What was planned for registers, written in bulk inside the caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import models
from django.db.models.base import ModelState

from zhijian.ledger.importing.planning import RowPlanned
from zhijian.ledger.registers import Kept, Register
from zhijian.people.importing.inserting import insert_rows
from zhijian.people.importing.plan_parts import Outcome
from zhijian.people.importing.portions import portions
from zhijian.people.importing.takers import Written

BATCH = 1_000


def write(register: Register, planned: Sequence[RowPlanned]) -> Iterator[Written]:
    """The new rows of one register, then the changed ones.

    Rows that others of the file name have their id afterwards.
    """
    names = marks(register)
    fresh = _Fresh(register)
    for part in portions((one for one in planned if one.outcome is Outcome.NEW), BATCH):
        rows = [fresh.row(one) for one in part]
        register.complete(rows)
        insert_rows(rows)
        for one, row in zip(part, rows, strict=True):
            one.target = row.pk
            if one.there is not None:
                one.there.pk = row.pk
            yield Written(one.number, row, names)
    changed = (one for one in planned if one.outcome is Outcome.CHANGED)
    for part in portions(changed, BATCH):
        yield from _change(register, part)


def marks(register: Register) -> tuple[str, ...]:
    """The fields of a row that an import writes."""
    return tuple(kept.field for kept in register.kept)


def restore(row: Any, before: dict[str, Any]) -> None:
    """Put the values of fields (by column of the table) back; days, moments come as ISO texts."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    for name, value in before.items():
        is_text = value and isinstance(fields[name], models.DateField)
        setattr(row, name, fields[name].to_python(value) if is_text else value)
    row.save(update_fields=[fields[name].name for name in before])


class _Fresh:
    """Unsaved rows of one register, as ``Register.row`` makes them.

    A model works out the defaults of all its fields anew for each row; here they are worked out
    once, and every row begins with a copy of them.
    """

    def __init__(self, register: Register) -> None:
        self.model = register.model
        blank = dict(register.model().__dict__)
        blank.pop("_state")
        self.refs = [(name, f"{ref.field}_id") for name, ref in register.refs.items()]
        self.columns = {k.column.name: k for k in register.kept if k.ref is None}
        self.blank = blank | dict.fromkeys(attname for _, attname in self.refs)
        self.unit = "" if register.refs else f"{register.model.UNIT}_id"  # type: ignore[attr-defined]

    def row(self, one: RowPlanned) -> Any:
        """The row that a line of the file adds."""
        values = self.blank.copy()
        for name, value in one.raw.items():
            if (kept := self.columns.get(name)) is not None and name not in one.left_out:
                is_text = kept.column.kind.is_text and isinstance(value, str)
                values[kept.field] = value if is_text else kept.to_row(value)
        for name, attname in self.refs:
            if (there := one.refs.get(name)) is not None:
                values[attname] = there.id
        if self.unit and one.unit is not None:
            values[self.unit] = one.unit.id
        row = self.model.__new__(self.model)
        row._state = ModelState()
        row.__dict__.update(values)
        return row


def _change(register: Register, part: Sequence[RowPlanned]) -> Iterator[Written]:
    """Rows that change the same fields are written together."""
    rows = register.model._default_manager.in_bulk([one.target for one in part])
    together: dict[tuple[str, ...], list[Any]] = {}
    after: dict[int, dict[str, Any]] = {}
    for one in part:
        row = rows[one.target]
        after[row.pk] = dict(_set(register, one, row))
    states = {pk: _state(row) for pk, row in rows.items()}
    register.complete(list(rows.values()))
    for one in part:
        row = rows[one.target]
        derived = {name for name, value in _state(row).items() if value != states[row.pk][name]}
        names = tuple(sorted({*after[row.pk], *derived}))
        together.setdefault(names, []).append(row)
    for names, group in together.items():
        register.model._default_manager.bulk_update(group, _fields(register, names), BATCH // 4)
    for one in part:
        row = rows[one.target]
        names = tuple(after[row.pk])
        yield Written(one.number, row, _fields(register, names), one.before, after[row.pk])


def _set(register: Register, one: RowPlanned, row: Any) -> Iterable[tuple[str, Any]]:
    for name, value in one.values.items():
        kept: Kept = register.by_column[name]
        attname = f"{kept.field}_id" if kept.ref is not None else kept.field
        wanted = one.refs[name].id if kept.ref is not None else value
        setattr(row, attname, wanted)
        yield attname, wanted


def _state(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _fields(register: Register, attnames: Sequence[str]) -> tuple[str, ...]:
    fields = {field.attname: field.name for field in register.model._meta.concrete_fields}
    return tuple(fields[name] for name in attnames)
