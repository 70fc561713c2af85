"""Emptying the database between tests, although it refuses to let the record be emptied.

A test marked ``django_db(transaction=True)`` ends with Django's ``flush``, which deletes or
truncates every table. The triggers of the journal refuse that, as they must. Here, and nowhere in
the product, ``flush`` puts the triggers aside for its own transaction, empties the tables, puts the
triggers back and lays down the one head that the migration makes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations

HEAD = "INSERT INTO journal_head (id, seq, digest) VALUES (1, 0, %s)"
TABLES = ("journal_entry", "journal_dailyhead", "journal_head")


def allowed(patch: pytest.MonkeyPatch) -> None:
    """Let ``flush`` empty the journal as long as ``patch`` holds."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(operations: Any, sql_list: Sequence[str]) -> None:
        connection = operations.connection
        if "journal_head" not in connection.introspection.table_names():
            plain(operations, sql_list)
            return
        with transaction.atomic(using=connection.alias), without_triggers(connection):
            plain(operations, sql_list)
            with connection.cursor() as cursor:
                cursor.execute(HEAD, ["0" * 64])

    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)


@contextmanager
def without_triggers(connection: Any) -> Iterator[None]:
    """What somebody with the database administrator's password can do: switch the triggers off."""
    off, on = _postgresql() if connection.vendor == "postgresql" else _sqlite(connection)
    with connection.cursor() as cursor:
        for statement in off:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in on:
            cursor.execute(statement)


def _postgresql() -> tuple[list[str], list[str]]:
    off, on = (
        [f"ALTER TABLE {table} {verb} TRIGGER USER" for table in TABLES]
        for verb in ("DISABLE", "ENABLE")
    )
    settle = "SET CONSTRAINTS ALL IMMEDIATE"  # a table with checks outstanding cannot be altered
    return [settle, *off], [settle, *on]


def _sqlite(connection: Any) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s, %s)",
            TABLES,
        )
        found = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in found], [sql for _, sql in found]
