"""A claim about a row, read plainly: what is not recorded is not known (reading 16)."""

from __future__ import annotations

from core.checks.references.world import NOT_APPLICABLE, PASS, UNKNOWN, Limit, World


def holds(world: World, limit: Limit | None, claim: bool | None) -> int:
    """Return the verdict on a subject of whose claim ``None`` says that nobody wrote it down."""
    if limit is None or not limit.amount:
        return NOT_APPLICABLE
    if claim is None or not world.fresh:
        return UNKNOWN
    if not claim:
        return limit.bad
    return PASS
