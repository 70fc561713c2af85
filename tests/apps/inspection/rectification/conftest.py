"""A county whose office found something, on a Friday in November 2026."""

from collections.abc import Iterator

import pytest

from apps.inspection.rectifying import FRIDAY, County
from zhijian.config import clock
from zhijian.law import books


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, settings) -> Iterator[None]:
    """Friday the 20th of November 2026, and an empty store of files."""
    books._with_own_years.cache_clear()
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(FRIDAY):
        yield


@pytest.fixture
def county(db) -> County:
    return County()
