"""Putting work into the queue, in the caller's transaction."""

from datetime import datetime
from typing import Any

from zhijian.config import clock
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
    """A job that waits, or the job that already carries ``key``. Committed with the caller."""
    moment = clock.now()
    fresh = {
        "kind": kind,
        "payload": payload,
        "run_at": run_at or moment,
        "max_attempts": max_attempts,
        "created_at": moment,
    }
    if not key:
        return Job.objects.create(**fresh)
    return Job.objects.get_or_create(key=key, defaults=fresh)[0]
