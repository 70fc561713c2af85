"""The county of the people tests serves the ledger, too, on Friday the 20th of November 2026."""

from collections.abc import Iterator

import pytest

from apps.cases.conftest import FRIDAY
from apps.people.conftest import county  # noqa: F401
from zhijian.config import clock
from zhijian.law import books


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, settings) -> Iterator[None]:
    """One day, an empty store of files, and no calendar left over."""
    books._with_own_years.cache_clear()
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(FRIDAY):
        yield
