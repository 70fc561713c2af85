"""Urging (催办), reminding by the clock, and telling the office above (上报)."""

from datetime import date, timedelta

from django.db import transaction

from zhijian.cases import policy
from zhijian.cases.actions.moving import present_or_refuse
from zhijian.cases.entering import office_for
from zhijian.cases.locking import done, held
from zhijian.cases.models import Case, Reminder
from zhijian.cases.telling import tell
from zhijian.cases.units import holders
from zhijian.cases.words import clean, digest_of
from zhijian.config import clock
from zhijian.core.process import shifted
from zhijian.core.refused import Refused
from zhijian.law.books import calendar
from zhijian.people.models import User


@transaction.atomic
def urge(case: Case, *, by: User, text: str = "", version: int | None = None) -> Case:
    """Urge those who have the case in hand (催办), not more often than the step's interval.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: ``by`` may not, or it was urged too short a time ago.
    """
    policy.require_active(by)
    text = clean(text, "催办说明", longest=400)
    case = held(case, version)
    step = present_or_refuse(case)
    if why_not := policy.why_not_urge(case, by):
        raise Refused(why_not)
    last = case.reminders.filter(step=step, kind=Reminder.Kind.URGE).order_by("-pk").first()
    if last is not None and clock.today() < (again := _again_on(case, last.on)):
        raise Refused(f"本件已于 {last.on} 催办过，{again} 起可以再催。")
    told = tell(in_hand(case), case, kind="case.urged", title="催办", body=text, red=True)
    Reminder.objects.create(
        case=case,
        step=step,
        kind=Reminder.Kind.URGE,
        on=clock.today(),
        at=clock.now(),
        by=by,
        text=text,
        told=told,
    )
    return done(
        case, "case.urged", "催办", by=by, step=case.step, told=told, text_sha256=digest_of(text)
    )


@transaction.atomic
def remind_overdue(case: Case, *, on: date | None = None) -> bool:
    """Remind by the clock, once a day and step; False if there is nothing to remind of."""
    today = on or clock.today()
    case = held(case)
    if not case.is_open or case.is_paused or case.remind_on is None or case.remind_on > today:
        return False
    step = present_or_refuse(case)
    kind = Reminder.Kind.AUTOMATIC
    if case.reminders.filter(step=step, kind=kind, on=today).exists():
        return False
    light = case.light(today)
    told = tell(
        in_hand(case),
        case,
        kind="case.reminded",
        title=light.word,
        body=case.due_basis,
        red=light.colour == "red",
    )
    Reminder.objects.create(case=case, step=step, kind=kind, on=today, at=clock.now(), told=told)
    case.remind_on = _again_on(case, today)
    done(case, "case.reminded", "自动提醒", by=None, step=case.step, told=told, due_on=case.due_on)
    return True


@transaction.atomic
def escalate(case: Case, *, by: User | None = None, text: str = "") -> bool:
    """Tell the office above that a step is overdue by what the definition allows; once a step.

    By the clock (``by`` None) False comes back where there is nothing to tell.

    Raises:
        Refused: by hand, where it is too early, was done already, or ``by`` may not.
    """
    text = clean(text, "上报说明", longest=400)
    case = held(case)
    why_not = _why_not_escalate(case)
    if by is not None and not why_not:
        policy.require_active(by)
        why_not = policy.why_not_urge(case, by)
    if why_not:
        if by is None:
            return False
        raise Refused(why_not)
    step, definition = present_or_refuse(case), case.present
    assert definition is not None
    assert definition.escalate_to is not None
    office = office_for(case, definition.escalate_to.unit)
    told = tell(
        holders(office, definition.escalate_to.posts, clock.today()),
        case,
        kind="case.escalated",
        title=f"逾期上报：{case.desk}“{case.step_title}”{case.light().word}",
        body=text or case.due_basis,
        red=True,
    )
    Reminder.objects.create(
        case=case,
        step=step,
        kind=Reminder.Kind.ESCALATION,
        on=clock.today(),
        at=clock.now(),
        by=by,
        office=office,
        text=text,
        told=told,
    )
    case.escalate_on = None
    done(
        case,
        "case.escalated",
        "上报",
        by=by,
        step=case.step,
        office=office.pk,
        told=told,
        due_on=case.due_on,
        text_sha256=digest_of(text),
    )
    return True


def in_hand(case: Case) -> list[User]:
    """Those who are to act now: the assignee, else who holds the posts and is not barred."""
    if case.assignee is not None:
        return [case.assignee]
    step = case.present
    if step is None:
        return []
    away = set(case.barred.values_list("user_id", flat=True))
    found = holders(case.desk, step.actor.posts, clock.today())
    return [user for user in found if user.pk not in away]


def _again_on(case: Case, last: date) -> date:
    step = case.present
    if step is None or step.remind_every is None:
        return last + timedelta(days=1)
    return max(shifted(last, step.remind_every, calendar()), last + timedelta(days=1))


def _why_not_escalate(case: Case) -> str:
    if not case.is_open:
        return f"本件已经办结（{case.step_title}），不必上报。"
    if case.is_paused:
        return "计时已暂停，不必上报。"
    if case.reminders.filter(kind=Reminder.Kind.ESCALATION, step__number=case.visit).exists():
        return "本环节已经上报过，不必再报。"
    if case.escalate_on is None:
        return "本环节没有期限或不须上报。"
    if clock.today() < case.escalate_on:
        return f"本环节 {case.escalate_on} 起才上报，请先催办。"
    return ""
