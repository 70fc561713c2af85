"""What a judgement says, in the form of the truth: pairs of check and subject."""

from __future__ import annotations

from collections.abc import Iterable

from zhijian.core.facts.collection import Facts
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.outcomes import Judgement, Outcome
from zhijian.demo.county import Expected, Truth
from zhijian.demo.scenario import AS_OF

Pairs = set[tuple[str, str]]


def judged(facts: Facts, law: Law, place: str) -> Judgement:
    return judge(facts, place=place, on=AS_OF, law=law)


def pairs(outcomes: Iterable[Outcome]) -> Pairs:
    found = [(outcome.check, outcome.subject) for outcome in outcomes]
    assert len(found) == len(set(found)), "one outcome per check and subject"
    return set(found)


def stated(expected: Iterable[Expected], place: str) -> Pairs:
    return {(one.check, one.subject) for one in expected if one.place == place}


def assert_true(judgement: Judgement, truth: Truth, place: str) -> None:
    assert pairs(judgement.findings) == stated(truth.fails, place)
    assert pairs(judgement.warnings) == stated(truth.warns, place)
    assert pairs(judgement.excepted) == stated(truth.excepted, place)
