"""Appeals against lines of score sheets: raised by a unit's leader, decided by somebody else.

Whoever ran the inspection, wrote the finding or ruled on it does not decide.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from zhijian import journal
from zhijian.cases.media import Upload
from zhijian.config import clock
from zhijian.core.indicators import points_text
from zhijian.core.refused import Refused
from zhijian.core.score_sheet import LineKind
from zhijian.inspection import policy
from zhijian.inspection.models import Appeal, FalseAlarm, Finding, ScoreLine, ScoreSheet
from zhijian.inspection.reissuing import appeals_of, current_sheets, issue_anew, key_of
from zhijian.inspection.remembering import context_of
from zhijian.ledger.actions.files import attach_file
from zhijian.people import edits
from zhijian.people import policy as people
from zhijian.people.models import User

LEADERS = ("LEAD", "DEPUTY", "PRINCIPAL")
"""The posts of a unit that appeal on its behalf."""
MOST = 2_000
CAN_BE_APPEALED = (LineKind.DEDUCTION, LineKind.VETO)
"""Lines that take something from a unit."""


@transaction.atomic
def appeal(line: ScoreLine, *, by: User, reason: str, proofs: Iterable[Upload] = ()) -> Appeal:
    """An objection to a line of the current sheet, with reason and proof.

    Raises:
        Refused: ``by`` does not lead the unit, the line takes nothing or stands in an old version,
            or the same was appealed before.
    """
    held = ScoreLine.objects.select_for_update(of=("self",)).select_related("sheet__organization")
    found: ScoreLine = held.get(pk=line.pk)
    sheet = found.sheet
    people.require(by, *LEADERS, organization=sheet.organization, to="申诉")
    if not (reason := edits.plain(reason, label="申诉理由", most=MOST)):
        raise Refused("申诉须写明理由，请填写。")
    _require_open(sheet, found)
    made = Appeal.objects.create(line=found, reason=reason, by=by)
    kept = [attach_file(made, proof, by=by, kind="申诉证明").digest for proof in proofs]
    journal.record(
        "appeal.raised",
        made,
        by=by,
        remark=reason,
        appealed_line=found.title,
        sheet_version=sheet.version,
        points_before=_shown(sheet.points),
        attached_sha256=kept,
    )
    return made


@transaction.atomic
def decide(
    appealed: Appeal,
    *,
    by: User,
    is_upheld: bool,
    decision: str,
    false_alarm_until: date | None = None,
) -> list[ScoreSheet]:
    """Decide an appeal; if it is upheld the unit's sheets with that line are issued anew.

    With ``false_alarm_until`` the finding becomes a false alarm until that day, as long as what is
    measured stays the same; without, it stands as it stood. Returns the new versions, none if the
    appeal is rejected.

    Raises:
        Refused: ``by`` may not, no decision is written, or it was decided already.
    """
    held = _held(appealed)
    require_other(by, held)
    if not (decision := edits.plain(decision, label="复核意见", most=MOST)):
        raise Refused("复核须写明意见，请填写。")
    if false_alarm_until is not None and not is_upheld:
        raise Refused("维持原判的，问题仍然成立，不能同时认定为误报。")
    if false_alarm_until is not None and false_alarm_until < clock.today():
        raise Refused("误报的截止日期已经过去，请填今天或以后的日期。")
    _require_no_order(held.line.finding, false_alarm_until)
    held.state = Appeal.State.UPHELD if is_upheld else Appeal.State.REJECTED
    held.decided_by, held.decided_at, held.decision = by, clock.now(), decision
    held.save(update_fields=("state", "decided_by", "decided_at", "decision"))
    why = f"申诉成立：{held.line.title}"
    sheets = current_sheets(held) if is_upheld else []
    issued = [issue_anew(sheet, by=by, why=why) for sheet in sheets]
    if false_alarm_until is not None and held.line.finding is not None:
        _call_false_alarm(held.line.finding, by=by, reason=decision, until=false_alarm_until)
    journal.record(
        "appeal.upheld" if is_upheld else "appeal.rejected",
        held,
        by=by,
        remark=decision,
        appealed_line=held.line.title,
        points_before=_shown(held.line.sheet.points),
        points_after=_shown(issued[0].points) if issued else "",
        sheet_version=issued[0].version if issued else None,
        alarm_until=str(false_alarm_until or ""),
    )
    return issued


@transaction.atomic
def withdraw(appealed: Appeal, *, by: User) -> Appeal:
    """An appeal taken back by the unit before it was decided.

    Raises:
        Refused: ``by`` does not lead the unit, or it was decided already.
    """
    held = _held(appealed)
    people.require(by, *LEADERS, organization=held.line.sheet.organization, to="撤回申诉")
    held.state = Appeal.State.WITHDRAWN
    held.save(update_fields=("state",))
    journal.record("appeal.withdrawn", held, by=by, appealed_line=held.line.title)
    return held


def may_be_appealed(sheet: ScoreSheet, line: ScoreLine) -> bool:
    """Whether a line takes something and stands in the current version."""
    return (
        sheet.is_current
        and line.set_aside_id is None
        and line.kind in CAN_BE_APPEALED
        and bool(line.check_id)
    )


def require_other(by: User, appealed: Appeal) -> None:
    """Pass if ``by`` inspects for the office and had no hand in what is appealed against.

    Raises:
        Refused: with the reason.
    """
    line, inspection = appealed.line, appealed.line.sheet.inspection
    policy.require_inspector(by, inspection.office, to="复核申诉")
    finding = line.finding
    judged = {inspection.by_id, appealed.by_id}
    if finding is not None:
        judged |= {finding.by_id, finding.ruled_by_id}
    if by.pk in judged:
        raise Refused(
            f"您办理过这次检查或认定过这个问题，申诉须由{inspection.office}的另一位检查人员复核。"
        )


def _require_open(sheet: ScoreSheet, line: ScoreLine) -> None:
    if not sheet.is_current:
        raise Refused("这一版算分单已经重出，请对现行的一版提出申诉。")
    if not may_be_appealed(sheet, line):
        raise Refused("这一行没有扣分，也不是单项否决，不能申诉。")
    for other in appeals_of(sheet):
        if key_of(other.line) != key_of(line) or other.state == Appeal.State.WITHDRAWN:
            continue
        if other.state == Appeal.State.OPEN:
            raise Refused("这一行已经申诉，正在复核，不用重复提出。")
        raise Refused(f"这一行已经复核过（{other.get_state_display()}），不再受理。")


def _require_no_order(finding: Finding | None, false_alarm_until: date | None) -> None:
    if false_alarm_until is None:
        return
    if finding is None:
        raise Refused("这一行没有对应的问题，不能认定误报。请不填误报截止日期。")
    if finding.state == Finding.State.IN_RECTIFICATION:
        raise Refused(
            "这个问题已经下达整改，不能同时认定为误报。请先撤销这一项整改，或只判申诉成立。"
        )


def _shown(points: int | None) -> str:
    return "—" if points is None else points_text(points)


def _held(appealed: Appeal) -> Appeal:
    rows = Appeal.objects.select_for_update(of=("self",)).select_related(
        "line__sheet__inspection__office", "line__sheet__organization", "line__finding"
    )
    held: Appeal = rows.get(pk=appealed.pk)
    if held.state != Appeal.State.OPEN:
        raise Refused(f"这件申诉{held.get_state_display()}，不能再办。")
    return held


def _call_false_alarm(finding: Finding, *, by: User, reason: str, until: date) -> None:
    """The finding is a false alarm, remembered for what was measured."""
    FalseAlarm.objects.create(
        finding=finding,
        scope=FalseAlarm.Scope.CONTEXT,
        context=context_of(finding),
        reason=f"申诉成立：{reason}"[:300],
        by=by,
        from_on=clock.today(),
        until_on=until,
    )
    finding.state = Finding.State.FALSE_ALARM
    finding.ruling, finding.ruled_by = Finding.Ruling.FALSE_ALARM, by
    finding.ruled_on = clock.today()
    finding.save(update_fields=("state", "ruling", "ruled_by", "ruled_on"))
