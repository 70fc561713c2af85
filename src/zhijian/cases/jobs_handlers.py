"""The work of cases that the clock does: reminding, escalating, reckoning anew, opening."""

from datetime import date
from typing import Any

from django.db.models import F, Q

from zhijian import jobs
from zhijian.cases import actions
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.jobs.registry import handler, periodic
from zhijian.people.models import Organization, User

EACH_MORNING = "08:00"
AT_ONCE = 1_000


@periodic("cases.sweep", title="办件提醒和上报", daily_at=EACH_MORNING)
def sweep(payload: dict[str, Any]) -> None:
    """Put one job per case that has something due today; each is keyed, so none comes twice."""
    today, after = clock.today(), int(payload.get("after", 0))
    due = (
        Case.objects.open()
        .filter(pk__gt=after)
        .filter(
            Q(is_paused=False, remind_on__lte=today)
            | Q(is_paused=False, escalate_on__lte=today)
            | Q(assignee__is_active=False)
            | Q(due_is_estimate=True, due_on__isnull=False)
        )
        .order_by("pk")
        .annotate(visited=F("visit"))
        .values_list("pk", "visited")[:AT_ONCE]
    )
    rows = list(due)
    for pk, visit in rows:
        jobs.enqueue(
            "cases.attend",
            {"case": pk, "on": today.isoformat()},
            key=f"cases.attend@{pk}-{visit}@{today}",
        )
    if len(rows) == AT_ONCE:
        last = rows[-1][0]
        jobs.enqueue("cases.sweep", {"after": last}, key=f"cases.sweep@{today}@{last}")


@handler("cases.attend", title="提醒和上报一个办件")
def attend(payload: dict[str, Any]) -> None:
    """Free, reckon, remind and escalate one case, each once; again, it changes nothing."""
    case = Case.objects.filter(pk=payload["case"]).first()
    if case is None or not case.is_open:
        return
    actions.free(case)
    if case.due_is_estimate:
        actions.reckon(case)
    actions.remind_overdue(case)
    actions.escalate(case)


@handler("cases.open", title="发起办件")
def open_asked(payload: dict[str, Any]) -> None:
    """Open a case that another register asked for.

    Payload: process, organization, title, by (ids), and if wanted kind, on, data, subject_type,
    subject_id. The job's key keeps it from being opened twice.
    """
    from django.apps import apps

    subject = None
    if payload.get("subject_type"):
        model = apps.get_model(payload["subject_type"])
        subject = model._default_manager.get(pk=payload["subject_id"])
    actions.open_case(
        payload["process"],
        organization=Organization.objects.get(pk=payload["organization"]),
        title=payload["title"],
        by=User.objects.get(pk=payload["by"]),
        subject=subject,
        data=payload.get("data") or {},
        on=date.fromisoformat(payload["on"]) if payload.get("on") else None,
        kind=payload.get("kind", ""),
    )
