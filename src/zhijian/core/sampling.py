"""Drawing a sample that anybody can draw again: by SHA-256 of the seed and the subject's key.

No random number is taken. Within a stratum those drawn least often before come first; among equals
the order is that of the hashes. So nobody is drawn twice before all others of the stratum were
drawn once, and whoever knows the seed and the list of subjects draws the same.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from zhijian.core.refused import Refused

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be drawn: a key that is never another's, and the stratum he belongs to."""

    key: str
    stratum: str = ""


@dataclass(frozen=True)
class Stratum:
    """How many a stratum held and how many of them were drawn."""

    name: str
    held: int
    drawn: int


@dataclass(frozen=True)
class Draw:
    """What was drawn, and what proves it.

    ``population_digest`` is the SHA-256 of the candidates, one line each: key, tab, stratum, tab,
    times drawn before, in the order of the keys. ``drawn`` is in the order of the keys.
    """

    percent: int
    seed: str
    population: int
    population_digest: str
    drawn: tuple[str, ...]
    strata: tuple[Stratum, ...]


def draw(
    candidates: Iterable[Candidate],
    *,
    percent: int,
    seed: str,
    at_least_one: bool = False,
    before: Mapping[str, int] | None = None,
) -> Draw:
    """Draw ``percent`` of the candidates, rounded up, in proportion to the strata.

    The seats are dealt by the largest remainder; with ``at_least_one`` every stratum has one first,
    so that the sample may be larger than asked. ``before`` says how often a key was drawn before.

    Raises:
        Refused: a percentage outside 1 to 100, no seed, nobody to draw, or a key given twice.

    >>> found = draw((Candidate(f"a{n}") for n in range(10)), percent=30, seed="2026")
    >>> found.drawn, found.population
    (('a1', 'a2', 'a5'), 10)
    """
    held = sorted(candidates, key=lambda one: one.key)
    _check(held, percent, seed)
    times = before or {}
    by_stratum: dict[str, list[Candidate]] = defaultdict(list)
    for one in held:
        by_stratum[one.stratum].append(one)
    seats = _seats({name: len(rows) for name, rows in by_stratum.items()}, percent, at_least_one)
    drawn: list[str] = []
    for name, rows in by_stratum.items():
        rows.sort(key=lambda one: (times.get(one.key, 0), rank(seed, one.key), one.key))
        drawn.extend(one.key for one in rows[: seats[name]])
    return Draw(
        percent=percent,
        seed=seed,
        population=len(held),
        population_digest=_digest(held, times),
        drawn=tuple(sorted(drawn)),
        strata=tuple(Stratum(n, len(by_stratum[n]), seats[n]) for n in sorted(by_stratum)),
    )


def rank(seed: str, key: str) -> str:
    """The place of a key among its equals: the SHA-256 of seed, line feed and key."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def _seats(sizes: Mapping[str, int], percent: int, at_least_one: bool) -> dict[str, int]:
    """How many are drawn of each stratum: by whole shares, then by the largest remainders."""
    total = -(-sum(sizes.values()) * percent // _WHOLE)
    least = 1 if at_least_one else 0
    seats = {name: max(least, size * percent // _WHOLE) for name, size in sizes.items()}
    by_rest = sorted(sizes, key=lambda name: (-(sizes[name] * percent % _WHOLE), name))
    for name in by_rest:
        if sum(seats.values()) >= total:
            break
        if seats[name] < sizes[name] and seats[name] <= sizes[name] * percent // _WHOLE:
            seats[name] += 1
    return seats


def _digest(held: Iterable[Candidate], times: Mapping[str, int]) -> str:
    lines = (f"{one.key}\t{one.stratum}\t{times.get(one.key, 0)}\n" for one in held)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _check(held: list[Candidate], percent: int, seed: str) -> None:
    if not 1 <= percent <= _WHOLE:
        raise Refused(f"抽查比例应在 1 到 100 之间，实为 {percent}。请改正。")
    if not seed.strip():
        raise Refused("抽样要有种子，别人才能重抽核对。请填写一个，如日期。")
    if not held:
        raise Refused("没有可以抽查的对象，请核对所选的单位和平台。")
    for earlier, later in pairwise(held):
        if earlier.key == later.key:
            raise Refused(f"抽样名单里“{later.key}”出现了两次，请先核对台账。")
