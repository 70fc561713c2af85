"""Durable work: rows written in the caller's transaction, done by workers.

``enqueue`` puts a job into the queue. ``handler`` and ``periodic`` say, in the module
``jobs_handlers`` of an app, what is done for a kind of job. ``TryLater`` is what a handler raises
when the work may succeed later; a ``Refused`` ends the job at once.
"""

from typing import Any

from zhijian.jobs.registry import TryLater, current, handler, periodic

__all__ = ("TryLater", "current", "enqueue", "enqueue_all", "handler", "periodic")


def enqueue(kind: str, payload: dict[str, Any], **how: Any) -> Any:
    """Put a job into the queue; see ``zhijian.jobs.queueing.enqueue``."""
    from zhijian.jobs.queueing import enqueue as write

    return write(kind, payload, **how)


def enqueue_all(kind: str, payloads: dict[str, dict[str, Any]], **how: Any) -> Any:
    """Put many jobs of one kind into the queue; see ``zhijian.jobs.queueing.enqueue_all``."""
    from zhijian.jobs.queueing import enqueue_all as write

    return write(kind, payloads, **how)
