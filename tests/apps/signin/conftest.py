"""A unit and the three officers of a made-up county."""

import pytest

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
def clerk(unit) -> User:
    return signing_in.a_worker("liming", unit, "CONTACT")


@pytest.fixture
def system(db) -> User:
    return signing_in.an_officer("system")


@pytest.fixture
def security(db) -> User:
    return signing_in.an_officer("security")


@pytest.fixture
def auditor(db) -> User:
    return signing_in.an_officer("audit")
