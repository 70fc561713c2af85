"""The invented county, made once, and the law it is judged by."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhijian.core.facts.collection import Facts
from zhijian.core.law import Law
from zhijian.demo.build import build
from zhijian.demo.county import County

RULEBOOKS = Path(__file__).parents[2] / "rulebooks"


@pytest.fixture(scope="session")
def law() -> Law:
    return Law.load(RULEBOOKS)


@pytest.fixture(scope="session")
def county(law: Law) -> County:
    return build(law, seed=1, accounts=126)


@pytest.fixture(scope="session")
def facts(county: County) -> Facts:
    return Facts.from_records(county.rows, county.sights)
