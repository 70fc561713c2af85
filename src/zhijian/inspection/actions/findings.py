"""What people decide about findings: true, false alarm, excepted, open again, settled."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.models import FalseAlarm, Finding
from zhijian.inspection.remembering import context_of
from zhijian.law.models import Grant
from zhijian.people import edits
from zhijian.people.models import User

State = Finding.State
_CONFIRMED_FROM = (State.OPEN, State.REOPENED, State.FALSE_ALARM)
_ALARMED_FROM = (State.OPEN, State.CONFIRMED, State.REOPENED)
_EXCEPTED_FROM = (State.OPEN, State.CONFIRMED, State.REOPENED)
_REOPENED_FROM = (State.SETTLED, State.FALSE_ALARM, State.EXCEPTED)
_SETTLED_FROM = (State.OPEN, State.CONFIRMED, State.REOPENED, State.EXCEPTED)
MOST_DAYS = 3 * 366
"""A memory that would outlast every rule is none: it must be looked at again."""


@transaction.atomic
def confirm_finding(finding: Finding, *, by: User, remark: str = "") -> Finding:
    """Say that a finding is true.

    Raises:
        Refused: no leave, or somebody has decided otherwise meanwhile.
    """
    held = _held(finding, by, _CONFIRMED_FROM, to="确认问题")
    if held.state == State.FALSE_ALARM:
        _revoke(held)
    was = _ruled(held, State.CONFIRMED, Finding.Ruling.CONFIRMED, by)
    journal.record(
        "finding.confirmed", held, by=by, remark=remark.strip()[:200], was=State(was).label
    )
    return held


def confirm_findings(findings: Iterable[Finding], *, by: User) -> tuple[int, list[str]]:
    """Confirm several, each on its own; how many, and why the others were not.

    One that was decided meanwhile does not keep the others back.
    """
    done, refused = 0, []
    for finding in findings:
        try:
            confirm_finding(finding, by=by)
        except Refused as refusal:
            refused.append(f"{finding}：{refusal}")
        else:
            done += 1
    return done, refused


@transaction.atomic
def declare_false_alarm(
    finding: Finding, *, by: User, scope: str, reason: str, until_on: date
) -> FalseAlarm:
    """Say that a finding is none, for which context and until when. The check goes on.

    Raises:
        Refused: no leave, no reason, or an end in the past or out of sight.
    """
    held = _held(finding, by, _ALARMED_FROM, to="认定误报")
    reason = _reason(reason, what="认定误报")
    today = clock.today()
    if until_on < today:
        raise Refused(f"误报认定的截止日期 {until_on} 已经过去，请选今天或以后的日期。")
    if (until_on - today).days > MOST_DAYS:
        raise Refused(f"误报认定的截止日期 {until_on} 太远，最多三年，到期后重新认定。")
    _revoke(held)
    alarm = FalseAlarm.objects.create(
        finding=held,
        scope=scope,
        context=context_of(held),
        reason=reason,
        by=by,
        from_on=today,
        until_on=until_on,
    )
    was = _ruled(held, State.FALSE_ALARM, Finding.Ruling.FALSE_ALARM, by)
    journal.record(
        "finding.false_alarm",
        held,
        by=by,
        remark=reason,
        scope=scope,
        was=State(was).label,
        until_on=str(until_on),
    )
    return alarm


@transaction.atomic
def revoke_false_alarm(finding: Finding, *, by: User, reason: str) -> Finding:
    """Take a false alarm back: the finding stands again.

    Raises:
        Refused: no leave, no reason, or the finding is no false alarm.
    """
    held = _held(finding, by, (State.FALSE_ALARM,), to="撤销误报认定")
    reason = _reason(reason, what="撤销误报认定")
    _revoke(held)
    was, held.state, held.ruling = held.state, State.REOPENED, ""
    held.ruled_by, held.ruled_on = by, clock.today()
    held.save(update_fields=("state", "ruling", "ruled_by", "ruled_on"))
    journal.record("finding.false_alarm_revoked", held, by=by, remark=reason, was=State(was).label)
    return held


@transaction.atomic
def except_finding(finding: Finding, *, by: User, grant: Grant, remark: str = "") -> Finding:
    """Put a finding under an approved exception of its unit that holds today.

    Raises:
        Refused: no leave, or the exception is another unit's or does not hold today.
    """
    held = _held(finding, by, _EXCEPTED_FROM, to="按例外处理")
    if grant.organization_id != held.organization_id:
        raise Refused(f"例外“{grant}”不是{held.organization}的，请另选。")
    if not Grant.objects.holding().filter(pk=grant.pk).exists():
        raise Refused(f"例外“{grant}”今天不在有效期内，请先登记有效的例外。")
    was, held.state, held.exception = held.state, State.EXCEPTED, grant.number[:60]
    held.ruled_by, held.ruled_on = by, clock.today()
    held.save(update_fields=("state", "exception", "ruled_by", "ruled_on"))
    journal.record(
        "finding.excepted",
        held,
        by=by,
        remark=remark.strip()[:200],
        exception=grant.number,
        was=State(was).label,
    )
    return held


@transaction.atomic
def reopen_finding(finding: Finding, *, by: User, reason: str) -> Finding:
    """Open a finding again that was settled, excepted or called a false alarm.

    Raises:
        Refused: no leave, no reason, or it stands anyway.
    """
    held = _held(finding, by, _REOPENED_FROM, to="重新打开问题")
    reason = _reason(reason, what="重新打开")
    _revoke(held)
    was, held.state = held.state, State.REOPENED
    if held.ruling == Finding.Ruling.FALSE_ALARM:
        held.ruling = ""
    held.ruled_by, held.ruled_on = by, clock.today()
    held.save(update_fields=("state", "ruling", "ruled_by", "ruled_on"))
    journal.record("finding.reopened", held, by=by, remark=reason, was=State(was).label)
    return held


@transaction.atomic
def settle_finding(finding: Finding, *, by: User, reason: str) -> Finding:
    """Settle a finding by hand. One in rectification is settled by its recheck alone.

    Raises:
        Refused: no leave, no reason, or the finding does not stand or is in rectification.
    """
    held = _held(finding, by, _SETTLED_FROM, to="销号")
    reason = _reason(reason, what="人工销号")
    was, held.state = held.state, State.SETTLED
    held.settled_on, held.settled_how = clock.today(), f"人工销号：{reason}"[:200]
    held.save(update_fields=("state", "settled_on", "settled_how"))
    journal.record("finding.settled", held, by=by, remark=reason, was=State(was).label)
    return held


def _held(finding: Finding, by: User, states: tuple[str, ...], *, to: str) -> Finding:
    """The finding as it stands now, locked.

    Raises:
        Refused: no leave, or its state does not allow it (any more).
    """
    rows = Finding.objects.select_for_update(of=("self",)).select_related("office", "organization")
    held: Finding = rows.get(pk=finding.pk)
    policy.require_inspector(by, held.office, to=to)
    if held.state == State.IN_RECTIFICATION and held.state not in states:
        raise Refused(f"这个问题正在整改，{to}要等复查结论。请到整改办件中办理。")
    if held.state not in states:
        raise Refused(f"这个问题现在是“{held.get_state_display()}”，不能{to}。请刷新后再看。")
    return held


def _ruled(held: Finding, state: str, ruling: str, by: User) -> str:
    was = str(held.state)
    held.state, held.ruling = state, ruling
    held.ruled_by, held.ruled_on = by, clock.today()
    held.save(update_fields=("state", "ruling", "ruled_by", "ruled_on"))
    return was


def _revoke(held: Finding) -> None:
    held.false_alarms.filter(revoked_on__isnull=True).update(revoked_on=clock.today())


def _reason(reason: str, *, what: str) -> str:
    if not (said := edits.plain(reason, label="理由", most=200)):
        raise Refused(f"{what}须写明理由，请填写。")
    return said
