"""What the queue and the clock do for looking ahead."""

from typing import Any

from django.db import transaction

from zhijian.config import clock
from zhijian.inspection import foresight, previewing, worked_out
from zhijian.inspection.models import Watch
from zhijian.jobs import enqueue
from zhijian.jobs.registry import handler, periodic
from zhijian.people.models import Organization


@handler(foresight.JOB, title="测算将要到限的账号", outside=True)
def look_ahead(payload: dict[str, Any]) -> None:
    """Work out what turns in an office's units; done again, it says the same of the same day."""
    office = Organization.objects.filter(pk=payload["office"]).first()
    if office is not None:
        foresight.work_out(office)


@periodic("inspection.ahead_daily", title="每日测算将要到限的账号", daily_at="06:40")
def look_ahead_daily(payload: dict[str, Any]) -> None:
    """Let every office that watches its units find them looked ahead for in the morning."""
    today = clock.today()
    for office in Watch.objects.filter(is_on=True).values_list("office", flat=True):
        enqueue(foresight.JOB, {"office": office}, key=f"{foresight.JOB}:{office}@{today}")
    transaction.on_commit(lambda: worked_out.sweep(today) and None)


@handler(previewing.JOB, title="规则预演", outside=True)
def preview_rules(payload: dict[str, Any]) -> None:
    """Try rules out on an office's units; done again, it says the same of the same day."""
    office = Organization.objects.filter(pk=payload["office"]).first()
    if office is not None:
        previewing.work_out(office, previewing.Asked(**payload["asked"]))
