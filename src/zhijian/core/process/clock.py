"""When a step is due, with pauses and extensions, and the words that show how it was reached."""

from datetime import date, timedelta

from zhijian.core.process.definition import Definition, Limit
from zhijian.core.process.state import Due, State
from zhijian.core.terms import Pause, Term, Unit, bridging_gaps, estimate, same_day_number
from zhijian.core.workdays import WorkCalendar
from zhijian.core.working import Working, explain


def reckon(definition: Definition, state: State, calendar: WorkCalendar) -> Due | None:
    """The due day of the present step: the earlier of its own term and that of the whole case.

    None: no term runs. While the clock stands the due day is what it was.
    """
    if definition.is_end(state.at):
        return None
    if state.is_paused:
        return state.due
    own = definition.step(state.at).term
    found = [_due(state, limit, calendar) for limit in (own, definition.term) if limit is not None]
    return min(found, key=lambda due: due.on, default=None)


def working_of(state: State, due: Due, calendar: WorkCalendar) -> Working:
    """The day-by-day working of a due day."""
    pauses, extensions = _moved_by(state, due.limit)
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


def _due(state: State, limit: Limit, calendar: WorkCalendar) -> Due:
    start = state.event_on if limit.start == "event" else state.entered_on
    pauses, extensions = _moved_by(state, limit)
    on, is_estimate = estimate(start, limit.term, calendar, pauses=pauses, extensions=extensions)
    return Due(on, is_estimate, limit, start)


def _moved_by(state: State, limit: Limit) -> tuple[tuple[Pause, ...], tuple[Term, ...]]:
    """A term from entry is moved by what happened during this visit, one from the event by all."""
    is_whole = limit.start == "event"
    pauses = tuple(
        Pause(stop.stopped_on, stop.resumed_on)
        for stop in state.stops
        if stop.resumed_on is not None and (is_whole or stop.visit == state.visit)
    )
    grants = (g for g in state.grants if is_whole or g.visit == state.visit)
    return pauses, tuple(grant.term for grant in grants)
