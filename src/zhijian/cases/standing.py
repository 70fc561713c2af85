"""Between the tables and the core's state machine: how a case stands, and who acts on it."""

from dataclasses import dataclass, replace
from datetime import date

from zhijian.cases.models import Case, Delegation, Extension, Step
from zhijian.cases.units import seats_in
from zhijian.config import clock
from zhijian.core.process import (
    Actor,
    Doing,
    Due,
    Grant,
    Offer,
    State,
    Stop,
    allowed,
    holds_seat,
    reckon,
)
from zhijian.core.terms import Term, Unit
from zhijian.law.books import calendar
from zhijian.people.models import User


@dataclass(frozen=True)
class Acting:
    """Who acts, as the core sees it, and for whom if by delegation."""

    actor: Actor
    on_behalf_of: User | None = None


def state_of(case: Case) -> State:
    """The case as the core sees it. Its due day is the one on record, not one reckoned anew."""
    steps = list(case.steps.all())
    numbers = {step.pk: step.number for step in steps}
    state = State(
        at=case.step,
        opener=str(case.opened_by_id or ""),
        event_on=case.event_on,
        entered_on=case.entered_on,
        visit=case.visit,
        doings=tuple(
            Doing(step.step, step.verb, step.to, _doers(step), step.left_on)
            for step in steps
            if step.left_on is not None
        ),
        stops=tuple(
            Stop(numbers[pause.step_id], pause.stopped_on, pause.resumed_on, pause.reason)
            for pause in case.pauses.all()
        ),
        grants=tuple(
            Grant(
                numbers[row.step_id],
                Term(row.amount, Unit(row.unit)),
                row.reason,
                str(row.decided_by_id),
                row.decided_at.astimezone(clock.CHINA).date(),
            )
            for row in case.extensions.filter(state=Extension.State.GRANTED)
        ),
        attached=frozenset(case.attachments.values_list("kind", flat=True)),
        ticked=frozenset(case.ticked),
        open_cosigns=case.cosigns.filter(is_open=True).count(),
        assignee=str(case.assignee_id or ""),
    )
    return replace(state, due=_due_on_record(case, state))


def acting(case: Case, user: User, on: date | None = None) -> Acting:
    """``user`` at the present step: by own right if any, else as the delegate of who has it."""
    day = on or clock.today()
    own = Acting(_actor(case, user, day))
    step = case.present
    if step is None or not step.may_do("delegate") or _is_here(case, own.actor):
        return own
    for row in Delegation.objects.in_force(day).filter(taker=user).select_related("giver__person"):
        if row.processes and case.process not in row.processes:
            continue
        giver = _actor(case, row.giver, day)
        if _is_here(case, giver):
            seats = own.actor.seats | giver.seats
            actor = Actor(str(user.pk), seats, giver.is_opener, (str(row.giver_id),))
            return Acting(actor, row.giver)
    return own


def offers_for(case: Case, user: User) -> tuple[Offer, ...]:
    """What ``user`` may do at the present step: every move, or why not."""
    return allowed(case.definition, state_of(case), acting(case, user).actor)


def _due_on_record(case: Case, state: State) -> Due | None:
    """The due day that the case carries, with the term that it comes from."""
    running = replace(state, stops=tuple(stop for stop in state.stops if stop.resumed_on))
    due = reckon(case.definition, running, calendar())
    if due is None or case.due_on is None:
        return None
    return replace(due, on=case.due_on, is_estimate=case.due_is_estimate)


def _doers(step: Step) -> frozenset[str]:
    return frozenset(str(pk) for pk in (step.by_id, step.on_behalf_of_id) if pk)


def _actor(case: Case, user: User, day: date) -> Actor:
    step = case.present
    seats: set[tuple[str, str]] = set()
    is_opener = user.is_active and case.opened_by_id == user.pk
    if step is not None:
        seats = seats_in(user, case.desk, step.actor.unit, day)
        if step.actor.unit == "opener" and user.is_active and case.assignee_id == user.pk:
            is_opener = True
    return Actor(str(user.pk), frozenset(seats), is_opener)


def _is_here(case: Case, actor: Actor) -> bool:
    step = case.present
    if step is None or not holds_seat(step, actor):
        return False
    return case.assignee_id is None or str(case.assignee_id) in actor.persons
