"""At most so many of a kind, read plainly."""

from __future__ import annotations

from collections import Counter

from core.checks.references.world import NOT_APPLICABLE, PASS, UNKNOWN, Limit, World


def at_most(world: World, limit: Limit | None, kinds: list[str]) -> tuple[int, int]:
    """Return the verdict on an owner, and the largest number of its rows of one kind.

    Too many of what was seen are too many, however little was seen.
    """
    most = max(Counter(kinds).values(), default=0)
    if limit is None:
        return NOT_APPLICABLE, most
    if most > limit.amount:
        return limit.bad, most
    if not (world.complete and world.fresh):
        return UNKNOWN, most
    return PASS if most else NOT_APPLICABLE, most
