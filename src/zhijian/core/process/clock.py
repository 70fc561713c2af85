"""When a step is due, with pauses and extensions, and the words that show how it was reached."""

from collections.abc import Iterator
from datetime import date, timedelta

from zhijian.core.process.definition import Definition, Limit
from zhijian.core.process.state import Due, State
from zhijian.core.terms import Pause, Term, Unit, bridging_gaps, estimate, same_day_number
from zhijian.core.workdays import WorkCalendar
from zhijian.core.working import Working, explain

EVENT_FIRST = "event_first"
"""A term that runs from the event, through the steps before, too; once somebody who decides sent
the work back, from that day."""


def reckon(definition: Definition, state: State, calendar: WorkCalendar) -> Due | None:
    """The due day of the present step: the earliest of the terms that run.

    These are its own, that of the whole case, and those of later steps that run from the event
    already. None: no term runs. While the clock stands the due day is what it was.
    """
    if definition.is_end(state.at):
        return None
    if state.is_paused:
        return state.due
    found = [
        _due(definition, state, step, limit, calendar)
        for step, limit in _running(definition, state)
    ]
    return min(found, key=lambda due: due.on, default=None)


def due_at(definition: Definition, state: State, step: str, calendar: WorkCalendar) -> Due | None:
    """The due day of a step's own term as it runs now, wherever the case stands; None: no term."""
    limit = definition.step(step).term
    return _due(definition, state, step, limit, calendar) if limit is not None else None


def working_of(state: State, due: Due, calendar: WorkCalendar) -> Working:
    """The day-by-day working of a due day."""
    pauses, extensions = _moved_by(state, due.from_visit)
    return explain(
        due.start, due.limit.term, calendar, pauses=pauses, extensions=extensions, estimate=True
    )


def shifted(day: date, limit: Limit, calendar: WorkCalendar) -> date:
    """The last day of a length of time that runs from a day; years not published are estimated."""
    return estimate(day, limit.term, calendar)[0]


def backed(day: date, limit: Limit, calendar: WorkCalendar) -> date:
    """The day from which a length of time leads to ``day``; years not published are estimated."""
    unit, amount = Unit(limit.unit), limit.amount
    if not amount:
        return day
    if unit is Unit.WORKDAY:
        return bridging_gaps(lambda c: c.workday(c.ordinal(day) - amount + 1), calendar)[0]
    if unit is Unit.CALENDAR_DAY:
        return day - timedelta(amount)
    return same_day_number(day, -amount * (12 if unit is Unit.YEAR else 1))


def _running(definition: Definition, state: State) -> Iterator[tuple[str, Limit]]:
    here = definition.chain.index(state.at)
    own = definition.steps[here].term
    if own is not None:
        yield state.at, own
    if definition.term is not None:
        yield state.at, definition.term
    for step in definition.steps[here + 1 :]:
        if step.term is not None and step.term.start == EVENT_FIRST:
            yield step.id, step.term


def _due(
    definition: Definition, state: State, step: str, limit: Limit, calendar: WorkCalendar
) -> Due:
    start, from_visit = _start(definition, state, step, limit)
    pauses, extensions = _moved_by(state, from_visit)
    on, is_estimate = estimate(start, limit.term, calendar, pauses=pauses, extensions=extensions)
    return Due(on, is_estimate, limit, start, from_visit)


def _start(definition: Definition, state: State, step: str, limit: Limit) -> tuple[date, int]:
    """The day a term runs from, and the first visit whose pauses and extensions count."""
    if limit.start == "entry":
        return state.entered_on, state.visit
    if limit.start == EVENT_FIRST:
        for number in reversed(range(len(state.doings))):
            doing = state.doings[number]
            if doing.to == step and definition.step(doing.step).decides:
                return doing.on, number + 1
    return state.event_on, 0


def _moved_by(state: State, from_visit: int) -> tuple[tuple[Pause, ...], tuple[Term, ...]]:
    """A term from entry is moved by what happened during this visit, one from the event by all."""
    pauses = tuple(
        Pause(stop.stopped_on, stop.resumed_on)
        for stop in state.stops
        if stop.resumed_on is not None and stop.visit >= from_visit
    )
    grants = (grant for grant in state.grants if grant.visit >= from_visit)
    return pauses, tuple(grant.term for grant in grants)
