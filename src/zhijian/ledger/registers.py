"""Registers: which table keeps which relation of the core, and by which columns.

A register is declared once. From the declaration come the facts that checks judge, what an import
writes, the pages that list and edit rows, and their spreadsheets. The columns of a relation are
kept in fields of the same name (``opened_d`` in ``opened_on``) unless ``fields`` says otherwise; a
column that names a unit, an account, a site … is kept as a key, see ``Ref``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import Q

from zhijian.core.facts.model import Column, Kind, Relation
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.workdays import day_number, from_day_number
from zhijian.people.models import Organization

PART = 2_000
"""Rows entered at once."""
Value = str | int | None
CIVIL_SECONDS = 8 * 3600
"""What China's civil time is ahead, without the summers of 1986 to 1991."""
_BEGAN = datetime(1970, 1, 1, tzinfo=timezone(timedelta(seconds=CIVIL_SECONDS)))


@dataclass(frozen=True)
class Ref:
    """A column that names a row of another table: kept as the foreign key ``field``.

    ``by`` is the field of ``model`` that holds the name.
    """

    field: str
    model: type[models.Model]
    by: str


@dataclass(frozen=True)
class Kept:
    """How one column is kept: ``path`` from the row to the value, ``field`` of the row itself."""

    column: Column
    field: str
    path: str
    ref: Ref | None = None

    @property
    def names_unit(self) -> bool:
        """It names a unit."""
        return self.ref is not None and self.ref.model is Organization

    def to_fact(self, value: Any) -> Value:
        """A value of the table as the core takes it."""
        if self.column.kind.is_text:
            return "" if value is None else str(value)
        if value is None:
            return None
        if self.column.kind is Kind.DAY:
            return day_number(value)
        if self.column.kind is Kind.SECOND:
            return second_number(value)
        return int(value)

    def to_row(self, value: Any) -> Any:
        """A value of the core as the table keeps it (a reference: the name)."""
        if self.column.kind.is_text:
            return "" if value is None else str(value)
        if value is None:
            return None
        if self.column.kind is Kind.DAY:
            return value if isinstance(value, date) else from_day_number(int(value))
        if self.column.kind is Kind.SECOND:
            return value if isinstance(value, datetime) else from_second_number(int(value))
        return bool(value) if self.column.kind is Kind.FLAG else int(value)


@dataclass(frozen=True, kw_only=True)
class Register:
    """One register.

    ``relation``   the core's name of it, also its address: ``contracts``
    ``model``      its table, a ``RegisterRow``
    ``fields``     field by column, where the names differ; "" for a column not kept
    ``paths``      columns that are read from another table and not kept here
    ``refs``       columns that name rows of other tables
    ``facts``      which rows are facts (a planned account is none)
    ``edited``     the fields a person fills in on its form, in order; all kept ones if left out
    ``heading``    the field that heads a row on pages
    ``group``      the heading of the menu and of the overview under which it stands
    ``after``      relations whose rows must be there first; an import writes them first
    ``may_add``    whether rows are added by hand on the register's own page
    ``complete``   fills in what unsaved rows leave open, such as their unit, for many at once
    ``stream``     the field (or the way to it) with the day of a row, for what comes day by day: a
                   look-back is cut by it, and without a statement the newest row says until when
                   the register was kept
    ``settle``     does what follows from a row that was added or changed by hand (row, by whom)
    ``fixed``      why a row may not be changed or removed by hand; "" if it may
    """

    relation: str
    model: type[models.Model]
    fields: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    refs: Mapping[str, Ref] = field(default_factory=dict)
    facts: Q = field(default_factory=Q)
    edited: tuple[str, ...] = ()
    heading: str = ""
    group: str = "台账"
    after: tuple[str, ...] = ()
    may_add: bool = True
    complete: Callable[[Sequence[Any]], None] = lambda rows: None
    stream: str = ""
    settle: Callable[[Any, Any], None] = lambda row, by: None
    fixed: Callable[[Any], str] = lambda row: ""

    @cached_property
    def declared(self) -> Relation:
        """The relation of the core."""
        return RELATIONS[self.relation]

    @property
    def title(self) -> str:
        """Its Chinese name."""
        return self.declared.title

    @property
    def name(self) -> str:
        """Its name in addresses and in the record."""
        return self.relation

    @cached_property
    def kept(self) -> tuple[Kept, ...]:
        """The columns it keeps, in the order of the relation."""
        found = []
        for column in self.declared.asked:
            ref = self.refs.get(column.name)
            if ref is not None:
                path = f"{ref.field}__{ref.by}"
                if ref.model is Organization:
                    path = f"{ref.field}_id"  # read by ``unit_names``
                found.append(Kept(column, ref.field, path, ref))
            elif column.name not in self.paths and (
                name := self.fields.get(column.name, own_name(column))
            ):
                found.append(Kept(column, name, name))
        return tuple(found)

    @cached_property
    def by_column(self) -> dict[str, Kept]:
        """How each column is kept."""
        return {kept.column.name: kept for kept in self.kept}

    @cached_property
    def key(self) -> tuple[Kept, ...]:
        """The columns that tell two rows apart."""
        return tuple(self.by_column[name] for name in self.declared.key)

    @property
    def form_fields(self) -> tuple[str, ...]:
        """The fields a person fills in."""
        return self.edited or tuple(kept.field for kept in self.kept)

    def records(self, rows: models.QuerySet[Any] | None = None) -> Iterator[dict[str, Value]]:
        """Its rows that are facts, as the core takes them: one dict a row, by column name."""
        chosen = (self.model._default_manager.all() if rows is None else rows).filter(self.facts)
        read = [Kept(self.declared.column(name), "", path) for name, path in self.paths.items()]
        columns = (*self.kept, *read)
        found = chosen.order_by("pk").values_list(*(kept.path for kept in columns))
        units = unit_names() if any(kept.names_unit for kept in columns) else {}
        for values in found.iterator(chunk_size=5_000):
            yield {
                kept.column.name: units.get(value, "") if kept.names_unit else kept.to_fact(value)
                for kept, value in zip(columns, values, strict=True)
            }

    def row(self, values: Mapping[str, Any], keys: Mapping[str, Any]) -> models.Model:
        """An unsaved row from values by column; ``keys`` gives the id for each reference."""
        found = self.model()
        for name, kept in self.by_column.items():
            if kept.ref is not None:
                setattr(found, f"{kept.field}_id", keys.get(name))
            elif name in values:
                setattr(found, kept.field, kept.to_row(values[name]))
        return found


def unit_names() -> dict[int, str]:
    """The name of each unit in facts; where two bear the same, with that of the unit above."""
    rows = list(Organization.objects.values_list("pk", "name", "parent__name"))
    seen = Counter(name for _, name, _ in rows)
    return {
        pk: name if seen[name] == 1 else f"{name}（{above or '顶级'}）" for pk, name, above in rows
    }


def own_name(column: Column) -> str:
    """The field in which a column is kept unless a register says otherwise."""
    if column.kind is Kind.DAY:
        return column.name.removesuffix("_d") + "_on"
    if column.kind is Kind.SECOND:
        return column.name.removesuffix("_s") + "_at"
    return column.name


def second_number(moment: datetime) -> int:
    """The second of a moment in China's civil time, as the core counts them."""
    return int(moment.timestamp()) + CIVIL_SECONDS


def from_second_number(second: int) -> datetime:
    """The moment of a second that the core counts, as the database gives it back."""
    return (_BEGAN + timedelta(seconds=second)).astimezone(UTC)


def unit_ref(name: str = "organization") -> Ref:
    """A column that names a unit."""
    return Ref(name, Organization, "name")


_registers: dict[str, Register] = {}


def declare(*registers: Register) -> None:
    """Make registers known; declaring the same again changes nothing."""
    for register in registers:
        _registers[register.relation] = register


def registers() -> tuple[Register, ...]:
    """Every register, those first on which others lean."""
    done: dict[str, Register] = {}

    def enter(one: Register) -> None:
        for name in one.after:
            if name in _registers and name not in done:
                enter(_registers[name])
        done.setdefault(one.relation, one)

    for one in _registers.values():
        enter(one)
    return tuple(done.values())


def register_of(relation: str) -> Register:
    """The register of a relation.

    Raises:
        KeyError: no register keeps it.
    """
    return _registers[relation]


def register_for(row: models.Model | type[models.Model]) -> Register | None:
    """The register that a row (or table) belongs to; None for tables that are no register."""
    table = row if isinstance(row, type) else type(row)
    return next((one for one in _registers.values() if one.model is table), None)


def choices_of(relation: str, column: str) -> list[tuple[str, str]]:
    """The codes of a column with their words, for forms and lists."""
    return list(RELATIONS[relation].column(column).choices)


def said(relation: str, column: str, code: Any) -> str:
    """A code in words; what is no code stays as it is."""
    return dict(RELATIONS[relation].column(column).choices).get(code, "" if code is None else code)


def load(records: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, int]:
    """Enter whole relations at once, by relation, as a first load; how many rows of each.

    References are found by name among what is there already and what is loaded before. It records
    nothing: the caller says once what was loaded. An unknown name of an optional reference is left
    out.

    Raises:
        KeyError: a relation that no register keeps.
    """
    counts = {}
    for one in registers():
        if one.relation not in records:
            continue
        found = {name: ids_by(ref) for name, ref in one.refs.items()}
        rows = (
            one.row(record, {name: found[name].get(str(record.get(name) or "")) for name in found})
            for record in records[one.relation]
        )
        counts[one.relation] = 0
        while part := list(islice(rows, PART)):
            one.complete(part)
            one.model._default_manager.bulk_create(part)
            counts[one.relation] += len(part)
    return counts


def ids_by(ref: Ref) -> dict[str, int]:
    """The ids of the rows that a reference may name, by name; a name that two rows bear: none."""
    if ref.model is Organization:
        return {name: pk for pk, name in unit_names().items()}
    found: dict[str, int] = {}
    twice: set[str] = set()
    for pk, name in ref.model._default_manager.order_by("pk").values_list("pk", ref.by):
        if name in found:
            twice.add(name)
        found[name] = pk
    return {name: pk for name, pk in found.items() if name not in twice}
