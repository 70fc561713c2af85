from pathlib import Path

import pytest

from zhijian.core.rules import Rulebooks
from zhijian.core.workdays import WorkCalendar, load_calendars

FOLDER = Path(__file__).parents[3] / "rulebooks"


@pytest.fixture(scope="session")
def rulebooks() -> Rulebooks:
    """The rulebooks that the project publishes."""
    return Rulebooks.load(FOLDER)


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    """The published calendars; the year 2027 is not among them."""
    return load_calendars(FOLDER / "calendars")
