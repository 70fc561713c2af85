"""Planning, starting, dropping and closing inspections; the daily watch on and off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhijian import jobs, journal
from zhijian.config import clock
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.refused import Refused
from zhijian.inspection import freezing, policy
from zhijian.inspection.drawing import Sample, draw_for
from zhijian.inspection.models import Inspection, Watch
from zhijian.inspection.numbers import next_number
from zhijian.inspection.planning import place_of
from zhijian.law.books import rulebooks
from zhijian.people import edits
from zhijian.people.models import Organization, User

JOB = "inspection.run"
State = Inspection.State
_DONE = (State.RECORDED, State.CLOSED)
_STARTS = (State.PLANNED, State.FAILED)
_DROPS = (State.PLANNED, State.FAILED)


@dataclass(frozen=True)
class Plan:
    """What is to be looked at; ``units`` and ``checks`` empty for all, ``sample`` for a draw."""

    on: date
    place: str = ""
    since: date | None = None
    units: Sequence[Organization] = ()
    checks: Sequence[str] = ()
    sample: Sample | None = None


@transaction.atomic
def plan_inspection(
    office: Organization, *, by: User | None, kind: str, plan: Plan, title: str = ""
) -> Inspection:
    """An inspection with its number; a sample is drawn now, by name, and stays as it is.

    Raises:
        Refused: no leave, a day before the last inspection's, an unknown check or place, a unit
            that the office does not inspect, or nobody to draw.
    """
    office = Organization.objects.select_for_update().get(pk=office.pk)
    if by is not None:
        policy.require_inspector(by, office, to="安排检查")
    _require_sound(office, plan)
    label = Inspection.Kind(kind).label
    title = edits.plain(title, label="名称", most=120) or f"{plan.on:%Y年%m月%d日}{label}"
    inspection = Inspection.objects.create(
        number=next_number(office, plan.on.year),
        office=office,
        kind=kind,
        title=title,
        place=plan.place or place_of(office),
        on=plan.on,
        since=plan.since,
        units=sorted(unit.pk for unit in plan.units),
        checks=sorted(set(plan.checks)),
        by=by,
    )
    if plan.sample is not None:
        draw_for(inspection, plan.sample)
    journal.record(
        "inspection.planned",
        inspection,
        by=by,
        inspection_number=inspection.number,
        inspected_units=len(inspection.units) or None,
        inspected_checks=len(inspection.checks) or None,
        draw=inspection.draw.get("digest", ""),
    )
    return inspection


@transaction.atomic
def start_inspection(inspection: Inspection, *, by: User | None) -> Inspection:
    """Have it run by a worker; what was broken off starts over.

    Raises:
        Refused: no leave, its day is still to come, or it runs or is done already.
    """
    held = _held(inspection, by, to="开始检查")
    if held.state not in _STARTS:
        raise Refused(
            f"{held.number} {held.get_state_display()}，不能再开始。需要再查的，请另行安排。"
        )
    if held.on is not None and held.on > clock.today():
        raise Refused(f"检查日是 {held.on}，还没有到。请到那天再开始，或取消后另行安排。")
    _require_after_last(held.office, held.on or clock.today())
    held.state, held.stage, held.trouble = State.RUNNING, "等待后台执行", ""
    held.started_at = clock.now()
    held.save(update_fields=("state", "stage", "trouble", "started_at"))
    key = f"{JOB}:{held.pk}:{held.started_at.isoformat()}"
    payload = {"inspection": held.pk, "by": by.pk if by else None}
    jobs.enqueue(JOB, payload, key=key)
    journal.record("inspection.started", held, by=by, inspection_number=held.number)
    return held


@transaction.atomic
def fail_inspection(inspection: Inspection, *, why: str) -> None:
    """Say that a running inspection came to nothing; nothing of it was recorded."""
    held = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if held.state != State.RUNNING:
        return
    held.state, held.stage, held.trouble = State.FAILED, "", why[:500]
    held.save(update_fields=("state", "stage", "trouble"))
    journal.record("inspection.failed", held, by=None, inspection_number=held.number)


@transaction.atomic
def drop_inspection(inspection: Inspection, *, by: User, reason: str) -> Inspection:
    """An inspection that is not held after all.

    Raises:
        Refused: no leave, no reason, or it runs or has results.
    """
    held = _held(inspection, by, to="取消检查")
    if not (reason := edits.plain(reason, label="理由", most=200)):
        raise Refused("取消检查须写明理由，请填写。")
    if held.state not in _DROPS:
        raise Refused(f"{held.number} {held.get_state_display()}，不能取消。")
    held.state, held.stage, held.trouble = State.DROPPED, "", reason
    held.save(update_fields=("state", "stage", "trouble"))
    journal.record("inspection.dropped", held, by=by, remark=reason, inspection_number=held.number)
    return held


@transaction.atomic
def close_inspection(inspection: Inspection, *, by: User | None) -> Inspection:
    """Close it: it counts as held, and never changes again.

    Raises:
        Refused: no leave, or it has no results, or is closed already.
    """
    held = _held(inspection, by, to="归档检查")
    if held.state != State.RECORDED:
        raise Refused(f"{held.number} {held.get_state_display()}，只有已出结果的检查可以归档。")
    held.state, held.closed_on = State.CLOSED, clock.today()
    held.save(update_fields=("state", "closed_on"))
    journal.record(
        "inspection.closed",
        held,
        by=by,
        inspection_number=held.number,
        law=held.law_digest,
        facts=held.facts_digest,
        outcomes=held.outcomes_digest,
        score_kept=held.score_digest,
        ledgers_kept=freezing.digests_in(held.facts_digest),
    )
    return held


@transaction.atomic
def set_watch(office: Organization, *, by: User, is_on: bool, place: str = "") -> Watch:
    """Have all units of an office watched every day, or no more.

    Raises:
        Refused: no leave.
    """
    office = Organization.objects.select_for_update().get(pk=office.pk)
    policy.require_inspector(by, office, to="设置每日监测")
    told = {"is_on": is_on, "place": place or place_of(office), "by": by}
    told["changed_on"] = clock.today()
    watch, _ = Watch.objects.update_or_create(office=office, defaults=told)
    journal.record("inspection.watch_set", watch, by=by, is_on=is_on)
    return watch


def _held(inspection: Inspection, by: User | None, *, to: str) -> Inspection:
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("office")
    held: Inspection = rows.get(pk=inspection.pk)
    if by is not None:
        policy.require_inspector(by, held.office, to=to)
    return held


def _require_sound(office: Organization, plan: Plan) -> None:
    _require_after_last(office, plan.on)
    if plan.since is not None and plan.since >= plan.on:
        raise Refused(f"检查时段的起始日 {plan.since} 不在检查日 {plan.on} 之前，请改正。")
    if plan.place:
        rulebooks().book_of(plan.place)
    if unknown := sorted(set(plan.checks) - set(CHECKS)):
        raise Refused(f"没有这些检查项：{'、'.join(unknown)}。请重新选择。")
    inspected = set(policy.units_of(office, plan.on).values_list("pk", flat=True))
    if strange := [str(unit) for unit in plan.units if unit.pk not in inspected]:
        raise Refused(f"{office}不检查{'、'.join(strange[:5])}，请重新选择单位。")


def _require_after_last(office: Organization, on: date) -> None:
    """What is found later must not be judged by an earlier day."""
    last = Inspection.objects.filter(office=office, state__in=_DONE, on__gt=on)
    found = last.order_by("-on").first()
    if found is not None:
        raise Refused(f"{found.number} 已按 {found.on} 检查过，检查日不能早于它。请改检查日。")
