"""What must be renewed, read plainly: the last time still holds, or its term has run out."""

from __future__ import annotations

from core.checks.references.term import due
from core.checks.references.world import NOT_APPLICABLE, PASS, UNKNOWN, Limit, World


def renewal(
    world: World, limit: Limit | None, since_d: int | None, days: list[int]
) -> tuple[int, int | None]:
    """Return the verdict and the day the running term began."""
    if limit is None:
        return NOT_APPLICABLE, None
    done = [day for day in days if day <= world.seen_d]
    start = max(done) if done else since_d
    last = None if start is None else due(world, limit, start)
    if start is None or last is None:
        return UNKNOWN, start
    if world.seen_d > last:
        return world.bad(limit, late=world.seen_d - start, proof=world.complete), start
    return UNKNOWN if world.on_d > last else PASS, start
