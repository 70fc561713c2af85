"""The published law, and the runs whose outcomes every engine must agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from core.checks.random_facts import ON, Mill
from zhijian.core.engines import Engine
from zhijian.core.facts.collection import Facts, Sight
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.outcomes import Judgement
from zhijian.core.workdays import day_number

RULEBOOKS = Path(__file__).parents[3] / "rulebooks"
LEAP_DAY = date(2024, 2, 29)
Relation = Counter[tuple[str | int | None, ...]]


@dataclass(frozen=True)
class Scene:
    """One run: facts, the place, the day, and by whose rules."""

    facts: Facts
    place: str
    on: date
    as_place: str | None = None
    since: date | None = None


@dataclass(frozen=True)
class Said:
    """All that a run said: every stored row, and the judgement read out of them."""

    outcomes: Relation
    items: Relation
    counts: Relation
    judgement: Judgement


Run = Callable[[str, Engine], Said]


@pytest.fixture(scope="session")
def law() -> Law:
    return Law.load(RULEBOOKS)


@pytest.fixture(scope="session")
def scenes(law: Law) -> Mapping[str, Scene]:
    """Five places and the nation at once; half-seen ledgers; another day by another's rules."""
    return {
        "five places": Scene(Mill(law, seed=1, share=1.5).facts(), "cn", ON),
        "half seen": Scene(Mill(law, seed=2).facts(_half_seen()), "420325", ON),
        "leap day": Scene(
            Mill(law, seed=3, on=LEAP_DAY).facts(),
            "cn",
            LEAP_DAY,
            as_place="330424",
            since=LEAP_DAY - timedelta(60),
        ),
        **{f"more {n}": Scene(Mill(law, seed=n, share=1.5).facts(), "cn", ON) for n in (5, 6, 7)},
    }


@pytest.fixture(scope="session")
def said(law: Law, scenes: Mapping[str, Scene]) -> Run:
    """Return what an engine says of a scene; the engine is closed afterwards."""

    def run(name: str, engine: Engine) -> Said:
        scene = scenes[name]
        judgement = judge(
            scene.facts,
            place=scene.place,
            on=scene.on,
            since=scene.since,
            as_place=scene.as_place,
            law=law,
            engine=engine,
        )
        rows = [
            Counter(engine.fetch(f"SELECT * FROM {t}")) for t in ("outcomes", "items", "counts")
        ]
        engine.close()
        return Said(*rows, judgement)

    return run


def _half_seen() -> dict[str, Sight]:
    """Some ledgers whole, some in part, some stale, some from a day on only."""
    random, end = Random(4), day_number(ON)
    return {
        name: Sight(
            complete=random.random() < 0.5,
            as_of_d=random.choice((None, end, end - 1, end - 7, end - 8, end - 40)),
            from_d=random.choice((None, None, end - 400, end - 30)),
        )
        for name in RELATIONS
        if random.random() < 0.8
    }
