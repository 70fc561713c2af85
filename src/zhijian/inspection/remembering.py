"""The memory of false alarms: whether one still holds for what an inspection measured."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from zhijian.inspection.models import FalseAlarm

_TIMES = ("calendar_day", "workday", "month", "year", "minute")
_WORDS = {
    "observed": "实际数值",
    "since": "起算日",
    "limit": "限值",
    "clause": "依据条款",
    "item": "所指内容",
}


class Measured(Protocol):
    """What is measured of a subject: a finding, or what an inspection says of it now."""

    observed: Any
    limit: Any
    measure: Any
    clause: Any
    item: Any
    since_on: Any


def context_of(measured: Measured) -> dict[str, Any]:
    """What a false alarm remembers: what was measured, limit, clause, what it names.

    A time that runs is known by the day it began, for its length is another every day.
    """
    runs = measured.measure in _TIMES and measured.since_on is not None
    return {
        "observed": None if runs else measured.observed,
        "since": measured.since_on.isoformat() if runs else None,
        "limit": measured.limit,
        "clause": measured.clause,
        "item": measured.item,
    }


def alarms_of(findings: Iterable[int]) -> dict[int, FalseAlarm]:
    """The newest false alarm of each finding that has one which was not revoked."""
    rows = FalseAlarm.objects.filter(finding__in=list(findings), revoked_on__isnull=True)
    return {alarm.finding_id: alarm for alarm in rows.order_by("pk")}


def forgotten(alarm: FalseAlarm | None, context: Mapping[str, Any], on: date) -> str:
    """Why a false alarm does not hold in a context on a day; "" while it holds."""
    if alarm is None:
        return "误报认定已撤销"
    if not alarm.from_on <= on <= alarm.until_on:
        return f"误报认定只到 {alarm.until_on}"
    if alarm.scope == alarm.Scope.SUBJECT:
        return ""
    differing = [name for name in _WORDS if alarm.context.get(name) != context[name]]
    if not differing:
        return ""
    words = "、".join(_WORDS[name] for name in differing)
    return f"认定误报时的情形变了：{words}不同"
