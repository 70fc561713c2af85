"""A county with accounts, and who keeps them."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from web.conftest import add_user
from zhijian.config import clock
from zhijian.ledger.models import Account
from zhijian.people.models import User

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=clock.CHINA)
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def one_day(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(NOW):
        yield


@pytest.fixture
def unit(county):
    return county.units[1]


@pytest.fixture
def account(unit) -> Account:
    return an_account(unit, "青禾教育", handle="gh_0a1b2c3d4e5f")


@pytest.fixture
def reader(county) -> User:
    """Somebody who sees the unit's work and keeps no register."""
    return add_user("reader", county.office, name="读者", kind="MONITOR")


@pytest.fixture
def out(stranger) -> Client:
    """A browser in which somebody of another county is signed in."""
    return signed_in(stranger)


def an_account(unit: Any, name: str, **fields: Any) -> Account:
    values = {"platform": "wechat", "state": "operating", "is_filed": True} | fields
    return Account.objects.create(organization=unit, name=name, **values)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return response.content.decode()
