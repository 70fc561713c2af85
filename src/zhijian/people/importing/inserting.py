"""Thousands of new rows of a table written at once.

``bulk_create`` looks at every value of every row by itself; here is settled once per field what is
to be done with its values, and the database takes the rows as one stream.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)
_USUAL = frozenset(one.get_prep_value for one in _AS_THEY_ARE)
_SAVED_AS_USUAL = frozenset(one.get_db_prep_save for one in _AS_THEY_ARE)
"""What fields do whose values the drivers take as Python has them; a subclass may do otherwise."""


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows given by their values; ``names`` are fields by attribute name.

    Fields that are not named have to have a default in the database, such as the id.

    Raises:
        IntegrityError: a row breaks a constraint; the transaction is to be given up.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    prepare = [_preparer(fields[name]) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(fields[name].column)) for name in names)
    into = f"{quote(model._meta.db_table)} ({columns})"
    _write(into, len(names), _prepared(rows, prepare))


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Write unsaved rows of one table and give them their ids.

    Raises:
        IntegrityError: a row breaks a constraint; the transaction is to be given up.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = model._meta.concrete_fields
    for row, pk in zip(rows, reserved_ids(model, len(rows)), strict=True):
        row.pk = pk
    for field in fields:
        if type(field).pre_save is not models.Field.pre_save:
            for row in rows:
                field.pre_save(row, add=True)
    names = [field.attname for field in fields]
    insert(model, names, map(attrgetter(*names), rows))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def reserved_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids that nobody else gets; on SQLite as long as the transaction, which has to write."""
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                (connection.ops.quote_name(table), column, count),
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", (table,))
        last = (cursor.fetchone() or (0,))[0]
    return range(last + 1, last + 1 + count)


def _write(into: str, width: int, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
            return
        marks = ", ".join(["%s"] * width)
        cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)


def _prepared(
    rows: Iterable[Sequence[Any]], prepare: Sequence[Callable[[Any], Any] | None]
) -> Iterator[tuple[Any, ...]]:
    changing = [(at, one) for at, one in enumerate(prepare) if one is not None]
    for row in rows:
        values = list(row)
        for at, one in changing:
            values[at] = one(values[at])
        yield tuple(values)


def _preparer(field: Any) -> Callable[[Any], Any] | None:
    """What makes a value of a field one of the database; None for those that stay."""
    if type(field).get_prep_value in _USUAL and type(field).get_db_prep_save in _SAVED_AS_USUAL:
        return None

    def prepared(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    return lru_cache(maxsize=4_096)(prepared) if type(field) is models.DateField else prepared
