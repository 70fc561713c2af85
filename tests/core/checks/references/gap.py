"""The longest silence, read plainly (readings 3 and 16)."""

from __future__ import annotations

from itertools import pairwise

from core.checks.references.world import NOT_APPLICABLE, PASS, UNKNOWN, Limit, World


def silence(world: World, opened_d: int | None, days: list[int], begin_d: int) -> int:
    """Return the longest silence that ended in the inspected period or has not ended.

    Silence before the records begin (``begin_d``), or before a first word of an account whose
    opening nobody wrote down, proves nothing.
    """
    said = sorted(day for day in days if day <= world.seen_d)
    start = begin_d if opened_d is None else max(opened_d, begin_d)
    if not said:
        return world.seen_d - start
    ends = list(pairwise(said))
    if opened_d is not None and said[0] > start:
        ends.append((start, said[0]))
    return max([world.seen_d - said[-1], *(b - a for a, b in ends if b > world.since_d)])


def gap(
    world: World, limit: Limit | None, opened_d: int | None, days: list[int], begin_d: int
) -> int:
    """Return the verdict on an account: over the limit is too long, exactly the limit is not."""
    if (
        limit is None
        or max(begin_d, world.since_d if opened_d is None else opened_d) > world.seen_d
    ):
        return NOT_APPLICABLE
    if opened_d is None and not any(day <= world.seen_d for day in days):
        return UNKNOWN
    longest = silence(world, opened_d, days, begin_d)
    if longest > limit.loosest:
        return world.bad(limit, late=longest, proof=world.complete)
    if longest > limit.amount or not world.fresh:
        return UNKNOWN
    return PASS
