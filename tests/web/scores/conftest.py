"""The small county after an inspection, seen in browsers of the office and of a unit."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from apps.cases.conftest import FRIDAY, County
from apps.inspection.scored import Inspected, inspect, usual
from zhijian.config import clock
from zhijian.inspection.models import Rectification, Unseen
from zhijian.law import books
from zhijian.ledger.models import Account
from zhijian.people.models import User


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, settings) -> Iterator[None]:
    """One day, an empty store of files, and no calendar left over."""
    books._with_own_years.cache_clear()
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(FRIDAY):
        yield


@pytest.fixture
def county(db) -> County:
    return County()


@pytest.fixture
def made(county) -> Inspected:
    found = inspect(county, *usual(county))
    Account.objects.create(
        organization=county.bureau, handle="a1", name="青禾林业", state="operating",
        platform="wechat",
    )  # fmt: skip
    Unseen.objects.create(
        inspection=found.inspection, organization=county.bureau, check_id="review.three",
        title="审核", subject="p1", says="没有看到审核台账",
    )  # fmt: skip
    for due in (found.inspection.on - timedelta(days=1), found.inspection.on):
        Rectification.objects.create(
            number=f"ZG-{due}", organization=county.bureau, received_on=due, due_on=due
        )
    return found


def browser(user: User) -> Client:
    """A browser in which somebody is signed in."""
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def office(county) -> Client:
    return browser(county.above_b)


@pytest.fixture
def leader(county) -> Client:
    return browser(county.lead)


@pytest.fixture
def stranger(county) -> Client:
    return browser(county.stranger)
