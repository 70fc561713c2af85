"""Housekeeping: what nobody needs any more is taken away at night."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Q

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.jobs import registry
from zhijian.jobs.models import Job, Worker

SLOTS_KEPT = timedelta(days=7)
AT_ONCE = 2_000


@registry.periodic("jobs.clean", title="清理已办完的后台任务", daily_at="03:10")
def clean(payload: dict[str, Any]) -> None:
    """Delete jobs done or cancelled ``job_keep_days`` ago, and workers not seen for a day.

    The keys of periodic slots stay for a week at least, so that no slot can run a second time.
    """
    moment = clock.now()
    while _delete_some(moment):
        pass
    Worker.objects.filter(seen_at__lt=moment - timedelta(days=1)).delete()


@registry.periodic("sessions.clean", title="清理过期的登录", every=timedelta(hours=6))
def clean_sessions(payload: dict[str, Any]) -> None:
    """Delete sessions that have run out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def _delete_some(moment: datetime) -> int:
    old = Q(finished_at__lt=moment - timedelta(days=options().job_keep_days))
    recent_slot = Q(kind__in=list(registry.SCHEDULES), created_at__gt=moment - SLOTS_KEPT)
    over = Job.objects.filter(old, state__in=(Job.State.DONE, Job.State.CANCELLED))
    some = list(over.exclude(recent_slot).values_list("pk", flat=True)[:AT_ONCE])
    return Job.objects.filter(pk__in=some).delete()[0]
