"""Durable work: rows written in the caller's transaction, done by workers."""

from typing import Any


def enqueue(kind: str, payload: dict[str, Any], **how: Any) -> Any:
    """Put a job into the queue; see ``zhijian.jobs.queueing.enqueue``."""
    from zhijian.jobs.queueing import enqueue as write

    return write(kind, payload, **how)
