"""So many in every whole year, read plainly."""

from __future__ import annotations

from datetime import date

from core.checks.references.world import NOT_APPLICABLE, PASS, UNKNOWN, Limit, World
from zhijian.core.workdays import day_number, from_day_number


def yearly(
    world: World, limit: Limit | None, established_d: int | None, days: list[int]
) -> tuple[int, int | None]:
    """Return the verdict on the last whole year of which the records speak, and its count."""
    year = from_day_number(world.on_d).year - 1
    first, last = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
    count = sum(first <= day <= last for day in days)
    if limit is None:
        return NOT_APPLICABLE, None
    if (established_d or first) > first:
        return (NOT_APPLICABLE if established_d > world.on_d - 366 else UNKNOWN), None
    if (world.from_d or first) > first or last > world.seen_d:
        return UNKNOWN, None
    if count < limit.amount:
        return limit.bad if world.complete else UNKNOWN, count
    return PASS, count
