"""The system administrator tries again or gives up; both are on record."""

from datetime import timedelta

import pytest

from zhijian import jobs
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.jobs.actions import cancel_job, retry_job
from zhijian.jobs.models import Job
from zhijian.journal.models import Entry
from zhijian.people.models import User

from .conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def admin():
    return User.objects.create_user("admin", office=User.Office.SYSTEM)


def job_in(state: str) -> Job:
    job = jobs.enqueue("test.kind", {}, run_at=NOON + timedelta(days=1))
    job.state, job.attempts, job.error = state, 8, "对方没有回音。"
    job.save()
    return job


@pytest.mark.parametrize("state", ["failed", "cancelled", "waiting"])
def test_a_retried_job_waits_with_all_its_attempts(admin, state):
    job = retry_job(job_in(state), by=admin)

    assert (job.state, job.attempts, job.run_at) == (Job.State.WAITING, 0, clock.now())
    entry = Entry.objects.get(action="job.retried")
    assert (entry.actor, entry.subject_id, entry.data["was"]) == (admin, str(job.pk), state)


@pytest.mark.parametrize("state", ["running", "done"])
def test_what_runs_or_is_done_is_not_retried(admin, state):
    with pytest.raises(Refused, match="不用重试"):
        retry_job(job_in(state), by=admin)


@pytest.mark.parametrize("state", ["waiting", "failed"])
def test_what_waits_or_failed_can_be_given_up(admin, state):
    assert cancel_job(job_in(state), by=admin).state == Job.State.CANCELLED
    assert Entry.objects.filter(action="job.cancelled").count() == 1


@pytest.mark.parametrize("state", ["running", "done", "cancelled"])
def test_what_runs_or_is_over_cannot_be_given_up(admin, state):
    with pytest.raises(Refused, match="可以取消"):
        cancel_job(job_in(state), by=admin)


@pytest.mark.parametrize("office", ["", "security", "audit"])
def test_nobody_else_manages_jobs(office):
    other = User.objects.create_user("other", office=office)

    for act in (retry_job, cancel_job):
        with pytest.raises(Refused, match="系统管理员"):
            act(job_in("failed"), by=other)
    assert not Entry.objects.exists()


def test_a_job_cleaned_away_meanwhile_is_refused_in_words(admin):
    job = job_in("failed")
    Job.objects.all().delete()

    with pytest.raises(Refused, match="已经清理"):
        retry_job(job, by=admin)
