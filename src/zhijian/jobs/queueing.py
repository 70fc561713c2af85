"""Putting work into the queue, in the caller's transaction."""

from datetime import datetime
from typing import Any

from zhijian.config import clock
from zhijian.jobs import broker
from zhijian.jobs.models import Job

MAX_ATTEMPTS = 8


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    key: str = "",
    run_at: datetime | None = None,
    max_attempts: int = MAX_ATTEMPTS,
) -> Job:
    """A job that waits, or the job that already carries ``key``. Committed with the caller.

    A key is used up for as long as its row is kept (``job_keep_days`` after it is done), in
    whatever state: who wants the same work again puts the day or the revision into the key.
    """
    moment = clock.now()
    fresh = {
        "kind": kind,
        "payload": payload,
        "run_at": run_at or moment,
        "max_attempts": max_attempts,
        "created_at": moment,
    }
    if key:
        job, is_new = Job.objects.get_or_create(key=key, defaults=fresh)
    else:
        job, is_new = Job.objects.create(**fresh), True
    if is_new and job.run_at <= moment:
        broker.hand_over_on_commit([job.pk])
    return job


def enqueue_all(
    kind: str,
    payloads: dict[str, dict[str, Any]],
    *,
    run_at: datetime | None = None,
    max_attempts: int = MAX_ATTEMPTS,
) -> None:
    """One waiting job per key of ``payloads``, in one statement; keys already used are passed over.

    Committed with the caller.
    """
    moment = clock.now()
    Job.objects.bulk_create(
        (
            Job(
                kind=kind,
                payload=payload,
                key=key,
                run_at=run_at or moment,
                max_attempts=max_attempts,
                created_at=moment,
            )
            for key, payload in payloads.items()
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
    broker.hand_over_on_commit(keys=list(payloads))
