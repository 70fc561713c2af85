"""Every natural week, read plainly (reading 4)."""

from __future__ import annotations

from core.checks.references.gap import silence
from core.checks.references.world import NOT_APPLICABLE, PASS, UNKNOWN, WARN, Limit, World


def weekly(
    world: World,
    limit: Limit | None,
    beside: int,
    opened_d: int | None,
    days: list[int],
    begin_d: int,
) -> int:
    """Return the verdict: a week with too little fails only beside too long a silence."""
    if limit is None:
        return NOT_APPLICABLE
    said = [day for day in days if day <= world.seen_d]
    first = min(said, default=world.since_d) if opened_d is None else opened_d
    start = max(begin_d, first)
    mondays = [
        day for day in range(max(world.since_d + 1, start), world.seen_d - 5) if (day + 3) % 7 == 0
    ]
    if not mondays:
        return NOT_APPLICABLE if start > world.since_d else UNKNOWN
    if opened_d is None and not said:
        return UNKNOWN
    fewest = min(sum(monday <= day < monday + 7 for day in days) for monday in mondays)
    if fewest < limit.amount and not world.complete:
        return UNKNOWN
    if fewest < limit.amount:
        return limit.bad if silence(world, opened_d, days, begin_d) > beside else WARN
    return PASS if world.fresh else UNKNOWN
