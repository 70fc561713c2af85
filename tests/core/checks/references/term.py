"""A term, read plainly (readings 2, 7 and 16)."""

from __future__ import annotations

from datetime import date

from core.checks.references.world import NOT_APPLICABLE, PASS, UNKNOWN, Limit, World
from zhijian.core.workdays import CalendarGap, day_number, from_day_number


def due(world: World, limit: Limit, start_d: int) -> int | None:
    """Return the last day of the term; the day of the event is day 0. None: beyond the calendar."""
    start = from_day_number(start_d)
    if limit.unit == "calendar_day" or limit.amount == 0:
        return start_d + limit.amount
    if limit.unit == "month":
        months = start.year * 12 + start.month - 1 + limit.amount
        following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
        last = from_day_number(day_number(following) - 1)
        return day_number(last.replace(day=min(start.day, last.day)))
    day, left = start_d, limit.amount
    try:
        while left:
            day += 1
            left -= world.calendar.is_workday(from_day_number(day))
    except CalendarGap:
        return None
    return day


def term(world: World, limit: Limit | None, start_d: int, done_d: int | None) -> int | None:
    """Return the verdict on a matter; None: it does not concern this period."""
    if start_d > world.on_d or (done_d is not None and done_d <= world.since_d):
        return None
    if limit is None or start_d < limit.from_d:
        return NOT_APPLICABLE
    done = done_d if done_d is not None and done_d <= world.on_d else None
    last = due(world, limit, start_d)
    assert last is not None
    if done is not None:
        return PASS if done <= last else limit.bad
    if world.seen_d > last:
        return world.bad(limit, late=world.seen_d - start_d, proof=world.complete)
    return UNKNOWN if world.on_d > last else PASS
