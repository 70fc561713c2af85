"""Handing the ids of jobs to a message broker, where many machines share the work.

Without ``broker_url`` nothing happens here: workers poll the table. With it, Celery carries the id
of each job; the row stays the truth. A message that is lost is sent again by ``sweep``; one that
comes twice finds the job leased or done.
"""

import logging
import time
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.jobs.models import Job

log = logging.getLogger("zhijian.jobs")

LOST_AFTER = timedelta(seconds=60)
REST_SECONDS = 15.0
AT_ONCE = 500
_rest_until = 0.0


def is_used() -> bool:
    """Whether the installation has a broker."""
    return bool(options().broker_url)


def hand_over_on_commit(ids: Iterable[int] = (), keys: Iterable[str] = ()) -> None:
    """After the caller's transaction, send the ids of these jobs to the workers."""
    if is_used():
        ids, keys = list(ids), list(keys)
        transaction.on_commit(lambda: hand_over(ids or _ids_of(keys)))


def hand_over(ids: Iterable[int]) -> int:
    """Send ids to the workers; return how many went. A broker that is down is left to ``sweep``.

    After a failure this process does not try for a quarter of a minute, so that pages do not wait
    for a broker that is away.
    """
    global _rest_until
    sent: list[int] = []
    if time.monotonic() < _rest_until:
        return 0
    try:
        from zhijian.jobs.celery_app import TROUBLE, run_job
    except ImportError:
        log.error("broker: Celery is not installed here (pip install zhijian[celery])")
        _rest_until = time.monotonic() + REST_SECONDS
        return 0
    try:
        for each in ids:
            run_job.apply_async((each,), retry=False)
            sent.append(each)
    except TROUBLE as fault:
        _rest_until = time.monotonic() + REST_SECONDS
        log.warning("broker: %s; the sweep will send the ids again", type(fault).__name__)
    if sent:
        Job.objects.filter(pk__in=sent).update(handed_at=clock.now())
    return len(sent)


def sweep() -> int:
    """Send again what is due and was not sent lately, or whose worker died; return how many."""
    moment = clock.now()
    due = Job.objects.due(moment)
    fresh = due.filter(handed_at__isnull=True)
    lost = due.filter(handed_at__lt=moment - LOST_AFTER)
    waiting = [
        pk
        for rows in (fresh, lost, Job.objects.abandoned(moment))
        for pk in rows.values_list("pk", flat=True)[:AT_ONCE]
    ]
    return hand_over(waiting)


def _ids_of(keys: list[str]) -> list[int]:
    waiting = Job.objects.filter(key__in=keys, state=Job.State.WAITING, handed_at__isnull=True)
    return list(waiting.values_list("pk", flat=True))
