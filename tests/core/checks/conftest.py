"""The published law, read once."""

from pathlib import Path

import pytest

from zhijian.core.law import Law

RULEBOOKS = Path(__file__).parents[3] / "rulebooks"


@pytest.fixture(scope="session")
def law() -> Law:
    return Law.load(RULEBOOKS)
