"""What a verification says after somebody with the database's password has been there."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from journal_flush import without_triggers
from zhijian import journal
from zhijian.journal import canonical
from zhijian.journal.models import Entry, Head
from zhijian.journal.recording import content_digest

pytestmark = pytest.mark.django_db

LENGTH = 9


def do(*statements: str) -> None:
    with transaction.atomic(), without_triggers(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def chain(write):
    return [write(number=n) for n in range(LENGTH)]


def rewritten(entry: Entry, previous: str) -> str:
    """The digest that a forger works out for an entry it altered."""
    skip = {0: canonical.ORIGIN}.get(canonical.skip_of(entry.seq)) or (
        previous
        if canonical.skip_of(entry.seq) == entry.seq - 1
        else Entry.objects.get(seq=canonical.skip_of(entry.seq)).digest
    )
    return canonical.link(entry.seq, entry.algorithm, content_digest(entry), previous, skip)


def test_an_untouched_chain_is_sound(chain):
    finding = journal.verify()

    assert finding.is_sound
    assert (finding.count, finding.head_seq, finding.head_digest) == (9, 9, chain[-1].digest)
    assert "共 9 条" in finding.says


def test_an_empty_chain_is_sound():
    finding = journal.verify()

    assert (finding.is_sound, finding.count, finding.head_digest) == (True, 0, canonical.ORIGIN)


@pytest.mark.parametrize(
    "change",
    [
        "remark = '改'",
        "data = '{}'",
        "data = '{\"number\": 4.0}'",
        "actor_id = NULL",
        "actor_name = '别人'",
        "organization_id = NULL",
        "action = 'sample.undone'",
        "subject_type = 'people.person'",
        "subject_id = '0'",
        "subject_name = ''",
        "subject_previous = 1",
        "address = '10.0.0.1'",
        "salt = ''",
        "algorithm = 'sm3'",
        "algorithm = 'md5'",
        "digest = upper(digest)",
        "at = (SELECT at FROM journal_entry WHERE seq = 1)",
    ],
)
@pytest.mark.parametrize("seq", [1, 5, 9])
def test_any_altered_field_is_found_where_it_is(write, change, seq):
    for n in range(LENGTH):
        write(at=datetime(2026, 11, 20, 9, n, tzinfo=UTC), number=n)
    if "WHERE seq = 1" in change and seq == 1:
        change = "at = (SELECT at FROM journal_entry WHERE seq = 2)"
    do(f"UPDATE journal_entry SET {change} WHERE seq = {seq}")

    finding = journal.verify()

    if change.startswith("subject_previous") and seq == 1:
        assert finding.broken_seq == 1
    assert (finding.broken_seq, finding.count) == (seq, seq - 1)
    assert "改动" in finding.reason


@pytest.mark.parametrize(
    ("statement", "seq", "words"),
    [
        ("DELETE FROM journal_entry WHERE seq = 4", 4, "第 4 条缺失"),
        ("DELETE FROM journal_entry WHERE seq IN (4, 5)", 4, "第 4 条至第 5 条缺失"),
        ("DELETE FROM journal_entry WHERE seq = 1", 1, "第 1 条缺失"),
        ("DELETE FROM journal_entry WHERE seq > 6", 7, "末尾少了 3 条"),
        ("DELETE FROM journal_entry", 1, "末尾少了 9 条"),
        ("DELETE FROM journal_head", 1, "链头这一行不见了"),
        ("UPDATE journal_head SET seq = 8", 8, "与链头不符"),
        ("UPDATE journal_head SET seq = 10", 10, "末尾少了 1 条"),
        ("UPDATE journal_head SET digest = '0'", 9, "与链头不符"),
        ("UPDATE journal_entry SET previous = digest WHERE seq = 3", 3, "接不上"),
        ("UPDATE journal_entry SET seq = 0 WHERE seq = 3", 1, "塞进来"),
    ],
)
def test_what_is_missing_or_out_of_place_is_named(chain, statement, seq, words):
    do(statement)

    finding = journal.verify()

    assert finding.broken_seq == seq
    assert words in finding.reason
    assert f"第 {seq} 条处断裂" in finding.says


def test_two_entries_that_changed_places_are_found(chain):
    do(
        "UPDATE journal_entry SET seq = -4 WHERE seq = 4",
        "UPDATE journal_entry SET seq = 4 WHERE seq = 5",
        "UPDATE journal_entry SET seq = 5 WHERE seq = -4",
    )

    finding = journal.verify()

    assert finding.broken_seq == 4
    assert "次序被调换" in finding.reason


def test_an_entry_altered_with_a_fitting_digest_breaks_the_next(chain):
    entry = Entry.objects.get(seq=4)
    entry.remark = "改"
    do(
        f"UPDATE journal_entry SET remark = '改', digest = '{rewritten(entry, entry.previous)}' WHERE seq = 4"
    )

    finding = journal.verify()

    assert finding.broken_seq == 5
    assert "整条替换" in finding.reason


def test_an_entry_written_past_the_program_is_found(chain):
    head = Head.objects.get()
    columns = [field.column for field in Entry._meta.local_fields]
    values = {"seq": "10", "previous": f"'{head.digest}'"}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO journal_entry ({', '.join(columns)})"
            f" SELECT {', '.join(values.get(c, c) for c in columns)} FROM journal_entry WHERE seq = 9"
        )

    assert "绕过程序" in journal.verify().reason


def rewrite_from(seq: int) -> None:
    """Alter one entry and work out every digest after it, the head's too."""
    with transaction.atomic(), without_triggers(connection):
        previous = Entry.objects.get(seq=seq).previous
        Entry.objects.filter(seq=seq).update(remark="改")
        for entry in Entry.objects.filter(seq__gte=seq).order_by("seq"):
            previous, digest = rewritten(entry, previous), previous
            Entry.objects.filter(seq=entry.seq).update(previous=digest, digest=previous)
        Head.objects.update(digest=previous)


def test_a_chain_rewritten_to_its_end_is_found_by_the_printed_head_alone(chain):
    printed = {6: chain[5].digest.upper()}
    assert journal.verify(printed=printed).is_sound

    rewrite_from(4)

    assert journal.verify().is_sound
    finding = journal.verify(printed=printed)
    assert finding.broken_seq == 6
    assert "纸质链头" in finding.reason


def test_a_printed_head_beyond_the_end_says_that_the_tail_is_gone(chain):
    finding = journal.verify(printed={12: "ab" * 32})

    assert finding.broken_seq == 10
    assert "写到第 12 条" in finding.reason


@pytest.mark.parametrize("batch", [1, 2, 3, 1000])
def test_the_size_of_a_batch_changes_nothing(chain, monkeypatch, batch):
    monkeypatch.setattr("zhijian.journal.verifying.BATCH", batch)

    assert journal.verify().is_sound
    do("UPDATE journal_entry SET remark = '改' WHERE seq = 7")
    assert journal.verify().broken_seq == 7


def test_an_entry_that_cannot_even_be_read_is_found(chain):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL 不收读不出的值")
    do("UPDATE journal_entry SET data = '{\"number\": 1e999}' WHERE seq = 3")
    assert journal.verify().broken_seq == 3

    do("UPDATE journal_entry SET at = 'yesterday' WHERE seq = 2")
    assert journal.verify().broken_seq == 2
