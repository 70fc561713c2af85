"""Who may do a job now: taking, renewing and giving back the lease on its row.

Every statement that ends or renews a lease names the holder and the attempt, so a worker that was
thought dead and comes back changes nothing.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.jobs.models import Job, JobQuerySet

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
SPREAD = 0.2
DIED = "执行它的进程中途停止（断电、被强行结束或内存不足）"


@dataclass(frozen=True)
class Lease:
    """The right of ``holder`` to do one attempt at a job."""

    job_id: int
    kind: str
    payload: dict[str, Any]
    key: str
    attempt: int
    max_attempts: int
    holder: str

    def row(self) -> JobQuerySet:
        """The job's row, if the lease still holds."""
        return Job.objects.filter(
            pk=self.job_id,
            state=Job.State.RUNNING,
            leased_by=self.holder,
            attempts=self.attempt,
        )


def length() -> timedelta:
    """How long a worker may be silent before its job is given to another."""
    return timedelta(seconds=max(1, options().job_lease_seconds))


def claim(holder: str, *, job_id: int | None = None) -> Lease | None:
    """Lease the next job that may be done now, or the one named; None if there is none.

    Atomic with any number of workers: PostgreSQL skips rows that others are locking, SQLite lets
    one writer in at a time.
    """
    moment = clock.now()
    asked = Job.objects.all() if job_id is None else Job.objects.filter(pk=job_id)
    if not (asked.due(moment).exists() or asked.abandoned(moment).exists()):
        return None  # an idle worker takes no lock
    with transaction.atomic():
        job = _abandoned(asked, moment) or _locked(asked.due(moment))
        if job is None:
            return None
        job.state = Job.State.RUNNING
        job.attempts += 1
        job.leased_by = holder
        job.leased_until = moment + length()
        job.started_at = moment
        job.save(
            update_fields=("state", "attempts", "leased_by", "leased_until", "started_at"),
        )
    return Lease(
        job.pk, job.kind, job.payload, job.key or "", job.attempts, job.max_attempts, holder
    )


def renew(lease: Lease) -> bool:
    """Hold the lease for its full length from now; False if it was lost."""
    return bool(lease.row().update(leased_until=clock.now() + length()))


def finish(lease: Lease) -> bool:
    """The job is done; False if the lease was lost and nothing was marked."""
    return _end(lease, Job.State.DONE, "")


def fail(lease: Lease, reason: str) -> bool:
    """The job has failed for good."""
    return _end(lease, Job.State.FAILED, reason)


def put_back(lease: Lease, reason: str, after: timedelta | None = None) -> bool:
    """Let the job wait for its next attempt; after the last one it has failed."""
    if lease.attempt >= lease.max_attempts:
        return fail(lease, f"{reason}（已试 {lease.attempt} 次）")
    wait = pause(lease.job_id, lease.attempt) if after is None else after
    return bool(
        lease.row().update(
            state=Job.State.WAITING,
            run_at=clock.now() + wait,
            leased_until=None,
            handed_at=None,
            error=reason,
        )
    )


def pause(job_id: int, attempt: int) -> timedelta:
    """How long to wait after a failed attempt: 10 s, doubled each time, at most an hour.

    Up to a fifth more, derived from the id, so that jobs which failed together do not come back
    together, and the same job always waits the same.
    """
    plain = min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
    share = zlib.crc32(f"{job_id}/{attempt}".encode()) / 2**32
    return plain * (1 + SPREAD * share)


def _end(lease: Lease, state: str, reason: str) -> bool:
    return bool(
        lease.row().update(state=state, error=reason, leased_until=None, finished_at=clock.now())
    )


def _locked(rows: JobQuerySet) -> Job | None:
    return rows.select_for_update(skip_locked=True).first()


def _abandoned(asked: JobQuerySet, moment: datetime) -> Job | None:
    """A job whose worker died, locked, to be done at once: the first time it happened to the job.

    Later it waits as after a failure, so that a job that kills whoever takes it does not stand in
    the way of the others; with its last attempt it fails.
    """
    while (job := _locked(asked.abandoned(moment))) is not None:
        if job.attempts == 1 < job.max_attempts:
            return job
        job.error = f"{DIED}，已试 {job.attempts} 次。请查看日志后重试。"
        job.leased_until = None
        job.handed_at = None
        if job.attempts < job.max_attempts:
            job.state = Job.State.WAITING
            job.run_at = moment + pause(job.pk, job.attempts - 1)
        else:
            job.state = Job.State.FAILED
            job.finished_at = moment
        job.save(
            update_fields=("state", "run_at", "error", "leased_until", "handed_at", "finished_at")
        )
    return None
