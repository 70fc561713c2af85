"""What the auditor does with the record, and nobody else."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction

from journal_flush import without_triggers
from zhijian.audit import actions
from zhijian.audit.jobs_handlers import daily_head, nightly_verify, verify
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.jobs.models import Job
from zhijian.journal.heads import make_daily_heads
from zhijian.journal.models import DailyHead, Entry, Verification
from zhijian.journal.package import examine
from zhijian.notices.models import Notice

pytestmark = pytest.mark.django_db


def moment(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.CHINA)


def done() -> dict:
    return Job.objects.get(kind=actions.VERIFY).payload


def test_a_verification_is_asked_for_done_and_kept(write, auditor):
    write()
    asked = actions.ask_verification(by=auditor)
    verify(done())

    asked.refresh_from_db()
    assert (asked.state, asked.count, asked.broken_seq) == ("sound", 2, None)
    assert asked.head_digest == Entry.objects.get(seq=2).digest
    assert Entry.objects.first().action == "journal.verified"


def test_asking_twice_makes_one_verification(auditor):
    first = actions.ask_verification(by=auditor)

    assert actions.ask_verification(by=auditor) == first
    assert actions.ask_verification(by=auditor, printed=f"1:{'a' * 16}") != first


def test_doing_a_verification_again_changes_nothing(auditor):
    asked = actions.ask_verification(by=auditor)
    verify(done())
    asked.refresh_from_db()
    finished = asked.finished_at

    verify(done())

    asked.refresh_from_db()
    assert asked.finished_at == finished


def test_a_break_is_told_to_the_auditors_at_once(write, auditor, clerk):
    for _ in range(3):
        write()
    with transaction.atomic(), without_triggers(connection):
        Entry.objects.filter(seq=2).update(remark="改")

    nightly_verify({})

    found = Verification.objects.get()
    assert (found.state, found.broken_seq) == ("broken", 2)
    notice = Notice.objects.get()
    assert notice.to == auditor
    assert "第 2 条" in notice.body


def test_a_printed_head_travels_with_the_job(write, auditor):
    write()
    asked = actions.ask_verification(by=auditor, printed=f" 1 ：{'0' * 16}\n\n")
    verify(done())

    asked.refresh_from_db()
    assert (asked.state, asked.broken_seq) == ("broken", 1)
    assert "纸质链头" in asked.reason


@pytest.mark.parametrize("line", ["1", "1:abc", "a:" + "0" * 16, f"1:{'0' * 15}", f"1:{'g' * 16}"])
def test_what_is_no_head_is_refused_with_an_example(auditor, line):
    with pytest.raises(Refused, match="1234:9f86d081884c7d65"):
        actions.ask_verification(by=auditor, printed=line)


def test_nobody_but_the_auditor_verifies_or_takes_evidence_out(write, clerk, unit):
    write()
    with pytest.raises(Refused, match="审计员"):
        actions.ask_verification(by=clerk)
    with pytest.raises(Refused, match="审计员"):
        actions.export_evidence(unit, io.BytesIO(), by=clerk)
    with pytest.raises(Refused, match="审计员"):
        actions.note_list_export(3, by=clerk)

    assert Entry.objects.count() == 1


def test_only_the_auditor_sees_the_whole_record(write, clerk, auditor):
    write()

    assert not Entry.objects.visible_to(clerk).exists()
    assert Entry.objects.visible_to(auditor).count() == 1
    auditor.is_active = False
    assert not Entry.objects.visible_to(auditor).exists()


def test_taking_evidence_out_is_itself_recorded(write, auditor, unit):
    write()
    to = io.BytesIO()

    exported = actions.export_evidence(unit, to, by=auditor)

    assert "1 条留痕" in examine(to)[0]
    newest = Entry.objects.first()
    assert (newest.action, newest.data["head"], exported.head_seq) == (
        "journal.evidence_exported",
        1,
        1,
    )


def test_each_day_that_is_over_has_one_head(write):
    write(at=moment(20, 9))
    write(at=moment(20, 23, 59))
    last = write(at=moment(22, 0))
    with clock.set_to(moment(23, 0, 5)):
        daily_head({})
        assert make_daily_heads() == []

    heads = DailyHead.objects.order_by("day")
    assert [(h.day.day, h.seq, h.count) for h in heads] == [(20, 2, 2), (21, 2, 0), (22, 3, 1)]
    assert heads[2].digest == last.digest


def test_the_present_day_has_no_head_yet(write):
    write(at=moment(20))
    with clock.set_to(moment(20, 23, 59)):
        assert make_daily_heads() == []


def test_before_the_first_entry_there_is_no_head():
    assert make_daily_heads() == []


def test_a_clock_put_back_moves_no_head_backwards(write):
    write(at=moment(20))
    with clock.set_to(moment(21, 0, 5)):
        make_daily_heads()
    write(at=moment(20) - timedelta(days=3))
    with clock.set_to(moment(22, 0, 5)):
        make_daily_heads()

    assert [(h.day, h.seq) for h in DailyHead.objects.order_by("day")] == [
        (date(2026, 11, 20), 1),
        (date(2026, 11, 21), 2),
    ]
