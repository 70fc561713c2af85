"""Stopping the clock, starting it again, and prolonging a term."""

from django.db import transaction

from zhijian.cases import policy
from zhijian.cases.actions.moving import present_or_refuse
from zhijian.cases.entering import keep_changes, let_see, office_for, set_days
from zhijian.cases.locking import done, held
from zhijian.cases.models import Case, Extension, Opinion, Pause
from zhijian.cases.standing import state_of
from zhijian.cases.telling import tell
from zhijian.cases.units import holders
from zhijian.cases.words import clean, digest_of, required
from zhijian.config import clock
from zhijian.core import process
from zhijian.core.refused import Refused
from zhijian.core.terms import Term, Unit
from zhijian.law.books import calendar
from zhijian.people.models import User


@transaction.atomic
def pause(case: Case, *, by: User, reason: str, version: int | None = None) -> Case:
    """Stop the clock, for one of the reasons that the step lists.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: ``by`` does not handle the step, or the step does not know the reason.
    """
    case = held(case, version)
    policy.require_handler(case, by)
    step, today = present_or_refuse(case), clock.today()
    before = state_of(case)
    state = process.pause(case.definition, before, on=today, reason=reason, calendar=calendar())
    Pause.objects.create(case=case, step=step, stopped_on=today, reason=reason, by=by)
    case.is_paused = state.is_paused
    return done(case, "case.paused", "暂停计时", by=by, step=case.step, reason=reason, on=today)


@transaction.atomic
def resume(case: Case, *, by: User, version: int | None = None) -> Case:
    """Let the clock run again; the due day moves by what it stood.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: ``by`` does not handle the step, or the clock runs.
    """
    case = held(case, version)
    policy.require_handler(case, by)
    step, today, before = present_or_refuse(case), clock.today(), case.due_on
    state = process.resume(case.definition, state_of(case), on=today, calendar=calendar())
    case.pauses.filter(resumed_on__isnull=True).update(resumed_on=today, resumed_by=by)
    set_days(case, state, step)
    step.save()
    keep_changes(case, state, step, by=by)
    return done(
        case,
        "case.resumed",
        "恢复计时",
        by=by,
        step=case.step,
        due_before=before,
        due_on=case.due_on,
    )


@transaction.atomic
def ask_extension(
    case: Case, *, by: User, amount: int, unit: str, reason: str, version: int | None = None
) -> Extension:
    """Ask the office above for a longer term. The due day does not move yet.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: ``by`` does not handle the step, or the step knows no extension of that length.
    """
    reason = required(reason, "延期理由")
    if unit not in (Unit.WORKDAY.value, Unit.CALENDAR_DAY.value):
        raise Refused("延期的单位只能是工作日或自然日，请重新选择。")
    term = Term(amount, Unit(unit))
    case = held(case, version)
    policy.require_handler(case, by)
    step = present_or_refuse(case)
    if case.extensions.filter(state=Extension.State.ASKED).exists():
        raise Refused("本件已有一份延期申请待批，请等批复后再申请。")
    extend = process.require_extendable(case.definition, state_of(case), term, calendar=calendar())
    office, posts = office_for(case, extend.approver.unit), extend.approver.posts
    extension = Extension.objects.create(
        case=case,
        step=step,
        amount=amount,
        unit=unit,
        reason=reason,
        office=office,
        posts=f",{','.join(posts)}," if posts else "",
        asked_by=by,
        asked_at=clock.now(),
    )
    let_see(case, organization=office)
    may_grant = [user for user in holders(office, posts, clock.today()) if user.pk != by.pk]
    tell(may_grant, case, kind="case.extension_asked", title=f"申请延期{term}", body=reason)
    done(
        case,
        "case.extension_asked",
        f"申请延期{term}",
        by=by,
        step=case.step,
        amount=amount,
        unit=unit,
        office=office.pk,
        reason_sha256=digest_of(reason),
    )
    return extension


@transaction.atomic
def decide_extension(
    extension: Extension, *, by: User, is_granted: bool, opinion: str = ""
) -> Case:
    """Grant or refuse an extension. Granted, it moves the due day; refused, it needs an opinion.

    Raises:
        Refused: it is decided or lapsed, ``by`` may not, or a refusal says nothing.
    """
    opinion = clean(opinion, "批复意见")
    case = held(extension.case)
    extension = Extension.objects.select_related("step", "case", "office").get(pk=extension.pk)
    if extension.state != Extension.State.ASKED:
        raise Refused(f"这份延期申请{extension.get_state_display()}，不能再批。")
    policy.require_extension_decider(extension, by)
    if not is_granted and not opinion:
        raise Refused("不同意延期须写明意见，请填写后再提交。")
    step, before = present_or_refuse(case), case.due_on
    if is_granted:
        state = process.extend(
            case.definition,
            state_of(case),
            Term(extension.amount, Unit(extension.unit)),
            on=clock.today(),
            reason=extension.reason,
            granted_by=str(by.pk),
            asked_by=str(extension.asked_by_id),
            calendar=calendar(),
        )
        set_days(case, state, step)
        step.save()
        keep_changes(case, state, step, by=by)
    extension.state = Extension.State.GRANTED if is_granted else Extension.State.REFUSED
    extension.decided_by, extension.decided_at, extension.opinion = by, clock.now(), opinion
    extension.save()
    if opinion:
        Opinion.objects.create(
            case=case, step=step, kind=Opinion.Kind.EXTENSION, text=opinion, by=by, at=clock.now()
        )
    word = "同意延期" if is_granted else "不同意延期"
    tell([extension.asked_by], case, kind="case.extension_decided", title=word, body=opinion)
    return done(
        case,
        "case.extended" if is_granted else "case.extension_refused",
        word,
        by=by,
        step=case.step,
        due_before=before,
        due_on=case.due_on,
        opinion_sha256=digest_of(opinion),
    )


@transaction.atomic
def reckon(case: Case, *, by: User | None = None) -> bool:
    """Reckon the due day anew after a year of the calendar came in; True if it moved.

    A due day that was an estimate becomes certain; the change is recorded like any other.
    """
    case = held(case)
    if not case.is_open or case.is_paused:
        return False
    step, was = present_or_refuse(case), (case.due_on, case.due_is_estimate)
    state = process.settle(
        case.definition,
        state_of(case),
        on=clock.today(),
        why="日历录入后重算",
        calendar=calendar(),
    )
    now = (state.due.on, state.due.is_estimate) if state.due else (None, False)
    if now == was:
        return False
    set_days(case, state, step)
    step.save()
    keep_changes(case, state, step, by=by)
    done(
        case,
        "case.reckoned",
        "重算到期日",
        by=by,
        step=case.step,
        due_before=was[0],
        due_on=case.due_on,
        is_estimate=case.due_is_estimate,
    )
    return True
