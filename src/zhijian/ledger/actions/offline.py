"""Asking that a site go offline, reporting that it had to, and noting what came of it."""

from datetime import date
from typing import Any

from django.db import transaction

from zhijian.cases import actions as cases
from zhijian.cases import policy as case_policy
from zhijian.cases.actions.moving import present_or_refuse
from zhijian.cases.locking import done, held
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.life.matters import OFFLINE
from zhijian.ledger.life.offline import (
    ASKED_AT,
    EMERGENCY,
    FIRST,
    PERMANENT,
    SAID,
    TEMPORARY,
    TITLES,
    said_of,
)
from zhijian.ledger.life.place_rules import held as rule_held
from zhijian.ledger.life.standing import open_case_of_site
from zhijian.ledger.models import OfflinePeriod, Site
from zhijian.people import edits
from zhijian.people.models import User


@transaction.atomic
def ask_offline(
    site: Site,
    kind: str,
    *,
    by: User,
    reason: str,
    from_on: date,
    until_on: date | None = None,
) -> Case:
    """The case that takes a site offline: for a time, at once for force majeure, or for good.

    Raises:
        Refused: no leave, one runs already, or the place's limits on number and length forbid it.
    """
    held_site = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    policy.require_keeper(by, held_site.organization, to=f"申请{TITLES[kind]}")
    if (running := open_case_of_site(held_site)) is not None:
        raise Refused(f"“{held_site}”已有没办完的下线事项：{running.number}“{running.title}”。")
    if held_site.state == "closed":
        raise Refused(f"“{held_site}”已经永久下线，不用再办。")
    reason = edits.plain(reason, label="下线原因", most=200)
    if not reason:
        raise Refused("没有写明下线原因，请填写。")
    _require_days(held_site, kind, from_on, until_on)
    said = {
        "kind": kind,
        "reason": reason,
        "from_on": from_on.isoformat(),
        "planned_until_on": until_on.isoformat() if until_on else "",
    }
    case = cases.open_case(
        OFFLINE,
        organization=held_site.organization,
        title=f"{TITLES[kind]}：{held_site}"[:200],
        by=by,
        subject=held_site,
        data={"下线类型": TITLES[kind], "下线原因": reason, SAID: said},
        on=min(from_on, clock.today()),
    )
    return cases.act(case, FIRST[kind], by=by)


@transaction.atomic
def note_offline(case: Case, *, by: User, **fields: Any) -> Case:
    """What the present step asks for: who approved, when it went off, was reported, came back.

    Raises:
        Refused: the step asks for none of it, ``by`` does not handle it, or a day is impossible.
    """
    case = held(case)
    present_or_refuse(case)
    names = ASKED_AT.get(case.step, ())
    if not names:
        raise Refused(f"“{case.step_title}”这一环节不用填写下线情况。")
    case_policy.require_handler(case, by)
    if unknown := set(fields) - set(names):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    said = said_of(case)
    for name, value in fields.items():
        if isinstance(value, date) and value > clock.today():
            raise Refused(f"填写的日期 {value} 还没有到，请核对。")
        said[name] = value.isoformat() if isinstance(value, date) else (value or "").strip()[:120]
    if said.get("until_on") and said["until_on"] < said["from_on"]:
        raise Refused(f"恢复日期 {said['until_on']} 早于下线日期 {said['from_on']}，请核对。")
    case.data = {**case.data, SAID: said}
    return done(case, "site.offline_noted", "填写下线情况", by=by)


def _require_days(site: Site, kind: str, from_on: date, until_on: date | None) -> None:
    if kind == EMERGENCY and from_on > clock.today():
        raise Refused(f"紧急关停的日期 {from_on} 还没有到。预先安排的下线请申请临时下线。")
    if kind == TEMPORARY:
        if until_on is None or until_on < from_on:
            raise Refused("临时下线须写明预计恢复日期，而且不早于下线日期。请核对。")
        if fault := over_count(site, from_on):
            raise Refused(fault)
        if fault := over_length(site, from_on, until_on):
            raise Refused(fault)
    elif kind == PERMANENT and until_on is not None:
        raise Refused("永久下线没有恢复日期，请留空。")


def over_count(site: Site, from_on: date) -> str:
    """Why a site may not go offline once more in a year; "" where no clause forbids it."""
    limit = rule_held(site.organization, "sites.offline_max_per_year", from_on)
    if limit is None or not limit.is_firm or limit.amount is None:
        return ""
    been = OfflinePeriod.objects.filter(site=site, kind=TEMPORARY, from_on__year=from_on.year)
    if been.count() < limit.amount:
        return ""
    return (
        f"“{site}”{from_on.year} 年已经临时下线 {been.count()} 次，每年至多 {limit.amount} 次"
        f"（{limit.basis}）。属不可抗力或责令关停的，请报告紧急关停，不占次数。"
    )


def over_length(site: Site, from_on: date, until_on: date) -> str:
    """Why a site may not stay off so long; "" where no clause forbids it."""
    limit = rule_held(site.organization, "sites.offline_max_days", from_on)
    if limit is None or not limit.is_firm or limit.amount is None:
        return ""
    days = (until_on - from_on).days
    if days <= limit.amount:
        return ""
    return f"预计下线 {days} 天，每次至多 {limit.amount} 天（{limit.basis}）。请缩短，或按永久下线办理。"
