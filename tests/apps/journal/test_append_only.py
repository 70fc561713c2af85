"""The database itself refuses to change the record, whoever asks."""

import importlib

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from zhijian.config import clock
from zhijian.journal.models import DailyHead, Entry, Head

pytestmark = pytest.mark.django_db

FORBIDDEN = (
    "UPDATE journal_entry SET remark = '改'",
    "UPDATE journal_entry SET digest = digest",
    "DELETE FROM journal_entry",
    "UPDATE journal_dailyhead SET seq = 9",
    "DELETE FROM journal_dailyhead",
    "DELETE FROM journal_head",
    "UPDATE journal_head SET seq = seq + 1",
    "UPDATE journal_head SET seq = 0",
    "UPDATE journal_head SET digest = 'f'",
    "INSERT INTO journal_head (id, seq, digest) VALUES (2, 0, '0')",
)


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_rows_of_the_record_cannot_be_changed(write, sql):
    write()
    DailyHead.objects.create(day=clock.today(), seq=1, digest="0" * 64, algorithm="sha256", count=1)

    assert refused(sql)


@pytest.mark.parametrize("table", ["journal_entry", "journal_head", "journal_dailyhead"])
def test_tables_of_the_record_cannot_be_emptied_at_once(write, table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite 没有 TRUNCATE")
    write()

    assert refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    ("seq", "previous"),
    [("3", "digest"), ("1", "previous"), ("0", "previous"), ("-1", "digest"), ("2", "previous")],
)
def test_an_entry_that_does_not_continue_the_chain_is_refused(write, seq, previous):
    write()
    columns = [field.column for field in Entry._meta.local_fields]
    values = ", ".join({"seq": seq, "previous": previous}.get(name, name) for name in columns)
    sql = f"INSERT INTO journal_entry ({', '.join(columns)}) SELECT {values} FROM journal_entry"

    assert refused(sql)


def test_models_cannot_change_the_record_either(write):
    entry = write()
    entry.remark = "改"

    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Head.objects.update(seq=5)


def test_every_guard_of_the_first_migration_stands_after_the_last():
    migration = importlib.import_module("zhijian.journal.migrations.0001_initial")
    statements = {
        "sqlite": migration.sqlite_triggers,
        "postgresql": migration.postgresql_triggers,
    }[connection.vendor]()
    wanted = {s.split()[2] for s in statements if s.startswith("CREATE TRIGGER")}
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'",
    }[connection.vendor]

    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {name for (name,) in cursor.fetchall()}

    assert wanted
    assert wanted <= standing


@pytest.mark.django_db(transaction=True)
def test_the_guards_can_be_taken_away_and_made_again(write):
    migration = importlib.import_module("zhijian.journal.migrations.0001_initial")
    with connection.schema_editor(atomic=False) as editor:
        migration.let_go(apps, editor)
        migration.keep_append_only(apps, editor)
    write()

    assert refused("DELETE FROM journal_entry")
