"""Looking at some: the same verdicts as looking at all, of these and of nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.engines.duck import DuckEngine
from zhijian.core.engines.sqlite import SqliteEngine
from zhijian.core.facts.collection import Facts
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.looked_at import LookedAt
from zhijian.demo.build import build
from zhijian.demo.scenario import AS_OF

RULEBOOKS = Path(__file__).parents[3] / "rulebooks"
PLACE = "420325"
CHOSEN = ("updates.gap", "people.required_posts", "review.before_publish", "inspection.rhythm")


@pytest.fixture(scope="module")
def law():
    return Law.load(RULEBOOKS)


@pytest.fixture(scope="module")
def facts(law):
    county = build(law, seed=1, accounts=126)
    return Facts.from_records(county.rows, county.sights)


def judged(facts, law, looked_at=None, engine=None, on: date = AS_OF):
    checks = {name: CHECKS[name] for name in CHOSEN}
    return judge(
        facts, place=PLACE, on=on, law=law, engine=engine, checks=checks, looked_at=looked_at
    )


@pytest.mark.parametrize("engine", [SqliteEngine, DuckEngine])
def test_of_some_units_the_same_is_said_as_of_all(facts, law, engine):
    whole = judged(facts, law)
    units = sorted({one.organization for one in whole.findings if one.organization})[:3]

    part = judged(facts, law, LookedAt(frozenset(units)), engine())

    assert units
    assert part.outcomes == tuple(o for o in whole.outcomes if o.organization in units)
    assert part.subjects["organization"] == len(units)
    everything = {one.check: one.checked for one in whole.coverage}
    assert all(one.checked < everything[one.check] for one in part.coverage)


def test_the_place_itself_is_looked_at_only_if_named(facts, law):
    units = frozenset(facts.rows("organizations").column("organization"))

    without = judged(facts, law, LookedAt(units))
    with_it = judged(facts, law, LookedAt(units | {""}))

    assert {o.check: o for o in without.coverage}["inspection.rhythm"].checked == 0
    assert {o.check: o for o in with_it.coverage}["inspection.rhythm"].checked == 1
    assert with_it.coverage == judged(facts, law).coverage


def test_a_sample_is_of_the_drawn_and_what_belongs_to_them(facts, law):
    whole = judged(facts, law)
    failing = sorted(o.subject for o in whole.findings if o.check == "updates.gap")
    rows = list(facts.rows("publications").records())
    sound = next(str(row["account"]) for row in rows if row["account"] not in failing)
    drawn = frozenset(failing[:2]) | {sound}

    part = judged(facts, law, LookedAt(accounts=drawn))

    owned = {row["publication"] for row in rows if row["account"] in drawn}
    counted = {one.check: one for one in part.coverage}
    assert [o.subject for o in part.findings if o.check == "updates.gap"] == failing[:2]
    assert {o.subject for o in part.outcomes if o.subject_kind == "publication"} <= owned
    assert counted["people.required_posts"].checked == 0
    assert counted["inspection.rhythm"].checked == 0
    assert 0 < counted["review.before_publish"].checked <= len(owned)
    assert part.subjects["account"] == len(drawn)
