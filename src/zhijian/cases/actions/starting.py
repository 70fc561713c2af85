"""Letting a term run from an earlier day than the case was opened with."""

from datetime import date

from django.db import transaction

from zhijian.cases.actions.moving import present_or_refuse
from zhijian.cases.entering import keep_changes, set_days
from zhijian.cases.locking import done, held
from zhijian.cases.models import Case
from zhijian.cases.standing import state_of
from zhijian.config import clock
from zhijian.core import process
from zhijian.law.books import calendar
from zhijian.people.models import User


@transaction.atomic
def start_earlier(case: Case, on: date, *, by: User | None, why: str) -> bool:
    """Let the terms of the event run from ``on``, if that is before its present day.

    The due day moves with it and the change is recorded like any other; ``why`` says in one line
    what makes them start then. True if the day moved. A case that is over, or whose clock stands,
    stays as it is.
    """
    case = held(case)
    if not case.is_open or case.is_paused or on >= case.event_on:
        return False
    step, was, began = present_or_refuse(case), case.due_on, case.event_on
    case.event_on = on
    state = process.settle(
        case.definition, state_of(case), on=clock.today(), why=why[:120], calendar=calendar()
    )
    set_days(case, state, step)
    step.save()
    keep_changes(case, state, step, by=by)
    done(
        case,
        "case.reckoned",
        "重算到期日",
        by=by,
        remark=why,
        step=case.step,
        event_before=began,
        event_on=on,
        due_before=was,
        due_on=case.due_on,
        is_estimate=case.due_is_estimate,
    )
    return True
