"""Who signs in on these pages."""

import pytest
from django.test import Client

import signing_in
from zhijian.config import clock
from zhijian.people.models import Organization, User


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(signing_in.NOON):
        yield


@pytest.fixture
def unit(db) -> Organization:
    return signing_in.a_unit()


@pytest.fixture
def liming(unit) -> User:
    return signing_in.a_worker("liming", unit, "CONTACT")


@pytest.fixture
def reviewer(unit) -> User:
    user = signing_in.a_worker("wangfang", unit, "REVIEWER", name="王芳")
    return signing_in.with_code(user)


@pytest.fixture
def browser() -> Client:
    return Client(HTTP_USER_AGENT="Chromium 86")


@pytest.fixture
def other_browser() -> Client:
    return Client(HTTP_USER_AGENT="Firefox")


def _officer(office: str):
    @pytest.fixture(name=office)
    def officer(db) -> Client:
        """A browser in which this officer is signed in."""
        user = signing_in.an_officer(office)
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return officer


system, security, audit = _officer("system"), _officer("security"), _officer("audit")
