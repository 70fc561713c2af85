from pathlib import Path

import pytest

from zhijian.core.rules import Rulebooks

FOLDER = Path(__file__).parents[3] / "rulebooks"


@pytest.fixture(scope="session")
def rulebooks() -> Rulebooks:
    """The rulebooks that the project publishes."""
    return Rulebooks.load(FOLDER)
