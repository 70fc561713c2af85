"""A job is done once, tried again with growing pauses, and says why it failed."""

import logging
from datetime import timedelta

import pytest
from django.db import transaction

from zhijian import jobs
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.jobs import leasing, worker
from zhijian.jobs.models import Job

from .conftest import NOON, leave_a_mark, marks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_a_job_is_done_and_its_effect_is_there():
    jobs.handler("test.mark")(leave_a_mark)
    job = jobs.enqueue("test.mark", {"n": 1})

    assert worker.run_once() == 1

    job.refresh_from_db()
    assert (job.state, job.attempts, job.finished_at) == (Job.State.DONE, 1, NOON)
    assert marks() == {"1": 1}
    assert worker.run_once() == 0


def test_a_job_of_a_rolled_back_action_never_was():
    with transaction.atomic():
        jobs.enqueue("test.mark", {"n": 1})
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_a_job_waits_for_its_time():
    jobs.handler("test.mark")(leave_a_mark)
    jobs.enqueue("test.mark", {"n": 1}, run_at=NOON + timedelta(minutes=1))

    with clock.set_to(NOON + timedelta(seconds=59)):
        assert worker.run_once() == 0
    with clock.set_to(NOON + timedelta(minutes=1)):
        assert worker.run_once() == 1


def test_the_same_key_makes_no_second_job_even_when_the_first_is_done():
    jobs.handler("test.mark")(leave_a_mark)
    first = jobs.enqueue("test.mark", {"n": 1}, key="once")
    worker.run_once()

    second = jobs.enqueue("test.mark", {"n": 2}, key="once")
    jobs.enqueue_all("test.mark", {"once": {"n": 3}, "other": {"n": 4}})
    worker.run_once()

    assert second.pk == first.pk
    assert marks() == {"1": 1, "4": 1}


def test_what_a_failed_attempt_wrote_is_gone():
    @jobs.handler("test.half")
    def half(payload):
        leave_a_mark(payload)
        raise ValueError("13800000001 is not for the page")

    job = jobs.enqueue("test.half", {"n": 1})
    worker.run_once()

    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    assert not marks()


def test_the_reason_names_the_class_and_neither_reason_nor_log_repeats_the_message(caplog):
    @jobs.handler("test.talks")
    def talks(payload):
        raise ValueError("1380000" + payload["rest"])

    job = jobs.enqueue("test.talks", {"rest": "0001"}, max_attempts=1)
    with caplog.at_level(logging.DEBUG, logger="zhijian.jobs"):
        worker.run_once()

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.error.startswith("ValueError：")
    assert str(job.pk) in job.error
    assert "test_doing.py" in caplog.text
    assert "13800000001" not in job.error + caplog.text


def test_the_pauses_grow_and_are_the_same_each_time():
    pauses = [leasing.pause(7, attempt).total_seconds() for attempt in range(1, 13)]

    assert pauses == [leasing.pause(7, attempt).total_seconds() for attempt in range(1, 13)]
    for number, seconds in enumerate(pauses):
        plain = min(10 * 2**number, 3600)
        assert plain <= seconds <= 1.2 * plain
    assert leasing.pause(8, 1) != leasing.pause(7, 1)


@pytest.mark.parametrize(("limit", "state"), [(3, "failed"), (4, "waiting")])
def test_after_the_last_attempt_it_has_failed(limit, state):
    @jobs.handler("test.never")
    def never(payload):
        raise jobs.TryLater("对方没有回音。")

    job = jobs.enqueue("test.never", {}, max_attempts=limit)
    for hour in range(3):
        with clock.set_to(NOON + timedelta(hours=2 * hour)):
            assert worker.run_once() == 1

    job.refresh_from_db()
    assert (job.state, job.attempts) == (state, 3)
    assert job.error.startswith("对方没有回音。")


def test_a_refusal_ends_the_job_at_once_with_its_sentence():
    @jobs.handler("test.refused")
    def refused(payload):
        raise Refused("这个单位已经撤并，不再办理。")

    job = jobs.enqueue("test.refused", {})
    worker.run_once()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.FAILED, 1)
    assert job.error == "这个单位已经撤并，不再办理。"


def test_a_pause_that_the_handler_names_is_kept():
    @jobs.handler("test.busy")
    def busy(payload):
        raise jobs.TryLater("对方忙。", after=timedelta(minutes=5))

    job = jobs.enqueue("test.busy", {})
    worker.run_once()

    job.refresh_from_db()
    assert job.run_at == NOON + timedelta(minutes=5)


def test_a_kind_nobody_knows_waits_for_the_upgrade():
    job = jobs.enqueue("test.unheard", {})
    worker.run_once()

    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    assert "test.unheard" in job.error


def test_a_handler_knows_a_key_that_is_the_same_in_every_attempt():
    seen = []

    @jobs.handler("test.key", outside=True)
    def tell(payload):
        seen.append((jobs.current().idempotency_key, jobs.current().attempt))
        if len(seen) == 1:
            raise jobs.TryLater("再来一次。")

    job = jobs.enqueue("test.key", {})
    worker.run_once()
    with clock.set_to(NOON + timedelta(hours=1)):
        worker.run_once()

    assert seen == [(f"job-{job.pk}", 1), (f"job-{job.pk}", 2)]
    assert jobs.current() is None


def test_two_functions_cannot_claim_one_kind():
    jobs.handler("test.mark")(leave_a_mark)

    with pytest.raises(ValueError, match="two handlers"):
        jobs.handler("test.mark")(lambda payload: None)
