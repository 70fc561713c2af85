"""Many writers at once: one chain, without gaps."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from zhijian import journal
from zhijian.journal.models import Entry, Head
from zhijian.people.models import Organization

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 8, 12


class GaveUp(Exception):
    """A change that was taken back after it was recorded."""


def write_some(unit: Organization, errors: list[Exception], *, gives_up: bool = False) -> None:
    """Record ``EACH`` entries; every third is taken back if ``gives_up``."""
    try:
        for n in range(EACH):
            try:
                with transaction.atomic():
                    journal.record("sample.done", unit, by=None, n=n)
                    if gives_up and n % 3 == 0:
                        raise GaveUp
            except GaveUp:
                continue
    except Exception as error:  # noqa: BLE001
        errors.append(error)
    finally:
        connections.close_all()


def record_and_give_up(unit: Organization) -> None:
    with transaction.atomic():
        journal.record("sample.done", unit, by=None)
        raise GaveUp


def run(unit: Organization, **how: bool) -> None:
    errors: list[Exception] = []
    threads = [
        threading.Thread(target=write_some, args=(unit, errors), kwargs=how) for _ in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []


def assert_whole(count: int) -> None:
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(
        range(1, count + 1)
    )
    assert Head.objects.get().seq == count
    assert journal.verify().is_sound
    subject_previous = Entry.objects.order_by("seq").values_list("subject_previous", flat=True)
    assert list(subject_previous) == list(range(count))


def test_threads_that_write_at_once_make_one_chain(unit):
    run(unit)

    assert_whole(WRITERS * EACH)


def test_what_is_taken_back_leaves_no_hole(unit):
    run(unit, gives_up=True)

    assert_whole(WRITERS * EACH * 2 // 3)


def test_a_refused_change_leaves_the_head_where_it_was(unit, write):
    write()

    with pytest.raises(GaveUp):
        record_and_give_up(unit)

    assert write().seq == 2
    assert journal.verify().is_sound


def test_processes_that_write_at_once_make_one_chain(unit):
    script = Path(__file__).with_name("writing_process.py")
    database = connection.settings_dict["NAME"]
    writers = [
        subprocess.Popen(
            [sys.executable, str(script), str(database), str(unit.pk), str(EACH)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]

    said = [writer.communicate(timeout=120)[1].decode() for writer in writers]

    assert [writer.returncode for writer in writers] == [0, 0, 0], said
    assert_whole(3 * EACH)
