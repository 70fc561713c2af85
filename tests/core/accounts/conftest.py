"""The published rulebooks, and the five places that brought their own."""

from datetime import date
from pathlib import Path

import pytest

from zhijian.core.accounts.name_file import table_of
from zhijian.core.accounts.platforms import catalogue_of
from zhijian.core.rules import Rulebooks

FOLDER = Path(__file__).parents[3] / "rulebooks"
DAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def rulebooks() -> Rulebooks:
    return Rulebooks.load(FOLDER)


@pytest.fixture
def of_place(rulebooks):
    """The rules in force for a place on one day, as the pure functions ask for them."""
    return lambda place, day=DAY: lambda rule: rulebooks.in_force(place, day, rule)


@pytest.fixture(scope="session")
def catalogue(rulebooks):
    return catalogue_of(rulebooks.platforms, rulebooks.names["confusables"])


@pytest.fixture(scope="session")
def table(rulebooks):
    return table_of(rulebooks.names)
