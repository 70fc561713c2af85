"""Everything on a list, read plainly."""

from __future__ import annotations

from core.checks.references.world import NOT_APPLICABLE, PASS, UNKNOWN, Limit, World

Span = tuple[str, int, int | None]


def present(
    world: World, limit: Limit, wanted: list[str], held: list[Span]
) -> tuple[int, list[str]]:
    """Return the verdict on an owner, and what it lacks: things are held from a day to a day."""
    there = {
        thing
        for thing, from_d, until_d in held
        if from_d <= world.on_d and (until_d is None or until_d >= world.on_d)
    }
    lacks = sorted(set(wanted) - there)
    if not wanted:
        return NOT_APPLICABLE, []
    if lacks and world.complete:
        return limit.bad, lacks
    return PASS if not lacks and world.fresh else UNKNOWN, []
