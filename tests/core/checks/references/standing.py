"""A notice that must stand, read plainly: its first and last day count (reading 2)."""

from __future__ import annotations

from core.checks.references.world import NOT_APPLICABLE, PASS, Limit, World


def standing(
    world: World, limit: Limit | None, posted_d: int, until_d: int | None
) -> tuple[int, int] | None:
    """Return the verdict and the days it stood; None: it came down before the period."""
    if until_d is not None and until_d <= world.since_d:
        return None
    last = world.seen_d if until_d is None else until_d
    stood = world.workdays(posted_d, last) if last >= posted_d else 0
    if limit is None or posted_d < limit.from_d:
        return NOT_APPLICABLE, stood
    return PASS if until_d is None or stood >= limit.amount else limit.bad, stood
