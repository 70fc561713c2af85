"""A row for every day, read plainly."""

from __future__ import annotations

from core.checks.references.world import NOT_APPLICABLE, PASS, UNKNOWN, Limit, World


def covered(world: World, limit: Limit | None, days: list[int], begin_d: int) -> tuple[int, int]:
    """Return the verdict, and how many days of the period, since the records begin, have no row."""
    period = range(max(world.since_d + 1, begin_d), world.seen_d + 1)
    empty = sum(day not in days for day in period)
    if limit is None or not limit.amount:
        return NOT_APPLICABLE, empty
    if empty:
        return limit.bad if world.complete else UNKNOWN, empty
    return PASS if world.fresh else UNKNOWN, 0
