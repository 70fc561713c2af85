"""A lease that runs out gives the job to another, and the first can change nothing any more."""

from datetime import timedelta

import pytest

from zhijian import jobs
from zhijian.config import clock
from zhijian.config.options import options
from zhijian.jobs import leasing, running, worker
from zhijian.jobs.models import Job

from .conftest import NOON, leave_a_mark, marks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LENGTH = timedelta(seconds=options().job_lease_seconds)


@pytest.fixture(autouse=True)
def mark_kind(own_registry):
    jobs.handler("test.mark")(leave_a_mark)


def test_a_leased_job_is_nobody_elses_until_the_lease_ends():
    jobs.enqueue("test.mark", {"n": 1})
    assert leasing.claim("one") is not None

    with clock.set_to(NOON + LENGTH):
        assert leasing.claim("two") is None
    with clock.set_to(NOON + LENGTH + timedelta(microseconds=1)):
        assert leasing.claim("two").attempt == 2


def test_who_lost_the_lease_leaves_no_effect_and_no_mark():
    job = jobs.enqueue("test.mark", {"n": 1})
    late = leasing.claim("one")
    with clock.set_to(NOON + 2 * LENGTH):
        prompt = leasing.claim("two")

    running.run(late)

    job.refresh_from_db()
    assert (job.state, job.leased_by) == (Job.State.RUNNING, "two")
    assert not marks()
    running.run(prompt)
    running.run(late)
    assert marks() == {"1": 1}


def test_a_renewed_lease_lasts_from_the_renewal():
    jobs.enqueue("test.mark", {"n": 1})
    lease = leasing.claim("one")
    with clock.set_to(NOON + LENGTH / 2):
        assert leasing.renew(lease)

    with clock.set_to(NOON + LENGTH * 1.4):
        assert leasing.claim("two") is None
    with clock.set_to(NOON + LENGTH * 1.6):
        assert leasing.claim("two") is not None
        assert not leasing.renew(lease)


def test_a_job_that_kills_its_worker_each_time_fails_in_the_end():
    job = jobs.enqueue("test.mark", {"n": 1}, max_attempts=3)
    for hours in range(3):
        with clock.set_to(NOON + timedelta(hours=hours)):
            leasing.claim("worker")
            # From the second time on it waits first.
            Job.objects.filter(state=Job.State.WAITING).update(run_at=clock.now())
            leasing.claim("worker")

    with clock.set_to(NOON + timedelta(hours=4)):
        assert worker.run_once() == 0

    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.FAILED, 3)
    assert "进程中途停止" in job.error
    assert "3 次" in job.error


def test_a_job_that_killed_two_workers_lets_the_others_go_first():
    bad = jobs.enqueue("test.mark", {"n": "bad"})
    for turn in range(2):
        with clock.set_to(NOON + 2 * turn * LENGTH):
            assert leasing.claim(f"worker {turn}").job_id == bad.pk
    good = jobs.enqueue("test.mark", {"n": "good"})

    with clock.set_to(NOON + 4 * LENGTH):
        assert leasing.claim("worker 2").job_id == good.pk
        assert leasing.claim("worker 2") is None
    with clock.set_to(NOON + 4 * LENGTH + timedelta(seconds=12)):
        assert leasing.claim("worker 2").job_id == bad.pk


def test_one_job_can_be_asked_for_by_its_id_once():
    job = jobs.enqueue("test.mark", {"n": 1})
    jobs.enqueue("test.mark", {"n": 2})

    assert worker.run_named(job.pk, "one") is True
    assert worker.run_named(job.pk, "one") is False
    assert worker.run_named(10**9, "one") is False
    assert marks() == {"1": 1}
