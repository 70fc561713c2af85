"""Reviews of a released text, read plainly: before release, in order, by different persons."""

from __future__ import annotations

from itertools import pairwise

from core.checks.references.world import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, World

Review = tuple[int, str, int, str]


def reviewed(
    world: World, released_s: int, released: str, stages: int, reviews: list[Review]
) -> dict[str, int]:
    """Return each check's verdict on a text; a review is (stage, person, moment, version)."""
    proven = FAIL if world.complete else UNKNOWN
    steps = sorted(reviews, key=lambda review: (review[0], review[2]))
    last = max((moment for _, _, moment, _ in steps), default=None)
    said = {"before_publish": PASS if last is not None and last <= released_s else proven}
    if not steps:
        rest = ("stages", "order", "persons", "version")
        return said | dict.fromkeys(rest, NOT_APPLICABLE)
    levels = {stage for stage, _, _, _ in steps}
    backwards = any(b[2] < a[2] for a, b in pairwise(steps))
    versions = {version for _, _, _, version in steps if version}
    said["stages"] = PASS if len(levels) >= stages else proven
    said["order"] = proven if backwards else PASS
    said["persons"] = PASS if len({who for _, who, _, _ in steps}) >= len(levels) else proven
    said["version"] = PASS if versions == {released} else proven
    unsaid = any(not version for _, _, _, version in steps)
    if not released or not versions or (unsaid and versions == {released}):
        said["version"] = UNKNOWN
    return said
