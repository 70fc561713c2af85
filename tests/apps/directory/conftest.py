"""The county of the people tests, on Friday the 20th of November 2026."""

import pytest

from apps.ledger.conftest import county, kept_apart  # noqa: F401
from zhijian.directory.indexing import rebuild
from zhijian.ledger.models import Account


@pytest.fixture
def listed(county):  # noqa: F811
    """Makes an account of a unit and lists it."""

    def make(name: str, unit: str = "教育局", **fields) -> Account:
        values = {"platform": "weibo", "state": "operating", "is_filed": True} | fields
        account = Account.objects.create(organization=county.units[unit], name=name, **values)
        rebuild()
        return account

    return make
