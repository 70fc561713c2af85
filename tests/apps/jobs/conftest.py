"""Kinds of job that exist for one test, and threads that close what they open."""

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from zhijian.config import clock
from zhijian.jobs import registry
from zhijian.people.models import Organization

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=clock.CHINA)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(registry, "HANDLERS", dict(registry.HANDLERS))
    monkeypatch.setattr(registry, "SCHEDULES", {})


@pytest.fixture
def at_noon() -> Iterator[None]:
    with clock.set_to(NOON):
        yield


def leave_a_mark(payload: dict[str, Any]) -> None:
    """An effect in the database that can be counted, and that nothing keeps from doubling."""
    Organization.objects.create(name=f"mark {payload['n']} {secrets.token_hex(8)}", place="420325")


def marks() -> Counter[str]:
    """How often each mark was left."""
    return Counter(
        name.split()[1]
        for name in Organization.objects.filter(name__startswith="mark ").values_list(
            "name", flat=True
        )
    )


def in_threads(count: int, work: Callable[[int], object]) -> None:
    """Run ``work(0)`` … at once, each in a thread; raise what the first of them raised."""
    faults: list[BaseException] = []
    together = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            together.wait(10)
            work(number)
        except BaseException as fault:  # noqa: BLE001 - handed to the test
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if faults:
        raise faults[0]
