"""What an administrator does with jobs: try again, or give up."""

from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.jobs import broker
from zhijian.jobs.models import Job


def may_manage(user: Any) -> bool:
    """Whether ``user`` looks after the jobs: the system administrator does."""
    return bool(user.is_active and getattr(user, "office", "") == "system")


@transaction.atomic
def retry_job(job: Job, *, by: Any) -> Job:
    """Let a failed or cancelled job wait again, with all its attempts; one that waits goes now.

    Raises:
        Refused: ``by`` is no system administrator, or the job runs or is done.
    """
    job = _locked(job, by=by, to="重试后台任务")
    if job.state in (Job.State.RUNNING, Job.State.DONE):
        raise Refused(
            f"任务 {job.pk} 现在是“{job.get_state_display()}”，不用重试。请刷新页面查看。"
        )
    was = job.state
    job.state = Job.State.WAITING
    job.run_at = clock.now()
    job.attempts = 0
    job.handed_at = job.finished_at = None
    job.save(update_fields=("state", "run_at", "attempts", "handed_at", "finished_at"))
    broker.hand_over_on_commit([job.pk])
    journal.record("job.retried", job, by=by, kind=job.kind, was=was)
    return job


@transaction.atomic
def cancel_job(job: Job, *, by: Any, remark: str = "") -> Job:
    """Take a job that waits or has failed out of the queue; its row and key stay for a while.

    Raises:
        Refused: ``by`` is no system administrator, or the job runs or is over.
    """
    job = _locked(job, by=by, to="取消后台任务")
    if job.state not in (Job.State.WAITING, Job.State.FAILED):
        raise Refused(
            f"任务 {job.pk} 现在是“{job.get_state_display()}”，只有等待和失败的任务可以取消。请刷新页面查看。"
        )
    was = job.state
    job.state = Job.State.CANCELLED
    job.finished_at = clock.now()
    job.save(update_fields=("state", "finished_at"))
    journal.record("job.cancelled", job, by=by, remark=remark, kind=job.kind, was=was)
    return job


def _locked(job: Job, *, by: Any, to: str) -> Job:
    if not may_manage(by):
        raise Refused(f"{to}由系统管理员办理，您没有这项职责。")
    found = Job.objects.select_for_update().filter(pk=job.pk).first()
    if found is None:
        raise Refused(f"任务 {job.pk} 已经清理，不能再办理。请刷新页面。")
    return found
