"""Readers with invented addresses, and the channels that a test sets."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.notices import channels, hours, wording
from zhijian.people.models import Organization, Person, User

FRIDAY_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=clock.CHINA)


def at(text: str) -> Any:
    """The clock at a moment of China's time."""
    return clock.set_to(datetime.fromisoformat(text))


@pytest.fixture
def at_noon() -> Iterator[None]:
    with clock.set_to(FRIDAY_NOON):
        yield


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set options for one test; ``site_url`` is the invented county's."""

    def chosen(**changed: Any) -> None:
        now = replace(options(), **({"site_url": "https://xmt.qinghe.example"} | changed))
        for module in (channels, hours, wording):
            monkeypatch.setattr(module, "options", lambda: now)

    return chosen


@pytest.fixture
def make_user() -> Callable[..., User]:
    """A user with a person behind it; ``email`` may be empty."""

    def made(name: str, email: str | None = None) -> User:
        unit, _ = Organization.objects.get_or_create(name="青禾县林业局", place="420325")
        address = f"{name}@qinghe.example" if email is None else email
        person = Person.objects.create(organization=unit, name=f"干部{name}", email=address)
        return User.objects.create_user(name, person=person)

    return made
