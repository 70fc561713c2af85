"""A unit, people who work there, and entries about it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.journal.models import Entry
from zhijian.people.models import Lineage, Organization, Person, User

MORNING = datetime(2026, 11, 20, 9, 30, tzinfo=clock.CHINA)


@pytest.fixture
def unit() -> Organization:
    unit = Organization.objects.create(name="青禾县林业局", place="420325")
    Lineage.objects.create(ancestor=unit, descendant=unit, depth=0)
    return unit


@pytest.fixture
def clerk(unit: Organization) -> User:
    person = Person.objects.create(organization=unit, name="林小青")
    return User.objects.create(username="lin", person=person)


@pytest.fixture
def auditor(unit: Organization) -> User:
    person = Person.objects.create(organization=unit, name="审小计")
    return User.objects.create(username="shen", person=person, office="audit")


@pytest.fixture
def write(unit: Organization, clerk: User) -> Callable[..., Entry]:
    """Record one entry in a transaction of its own."""

    def one(action: str = "sample.done", subject=None, at: datetime | None = None, **data) -> Entry:
        with transaction.atomic(), clock.set_to(at or MORNING):
            return journal.record(action, subject or unit, by=clerk, **data)

    return one
