"""One value among all rows of an owner, read plainly."""

from __future__ import annotations

from core.checks.references.world import NOT_APPLICABLE, PASS, UNKNOWN, Limit, World


def same(world: World, limit: Limit | None, values: list[str]) -> int:
    """Return the verdict on an owner; a single row has nothing to differ from."""
    if limit is None or not limit.amount:
        return NOT_APPLICABLE
    if len(set(values)) > 1:
        return limit.bad
    if not (world.complete and world.fresh):
        return UNKNOWN
    return PASS if len(values) > 1 else NOT_APPLICABLE
