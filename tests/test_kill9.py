"""kill -9 while people work: a small run, and proof that the counts can find a fault."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import installations, kill9, kill9_inside

from zhijian import jobs, journal, notices
from zhijian.jobs.actions import retry_job
from zhijian.jobs.models import Job
from zhijian.notices.models import Notice
from zhijian.people.models import User

FAULTS = ("lost_actions", "lost_jobs", "doubled_jobs", "numbers_twice")


def test_ten_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = "sqlite"
    if os.environ.get("ZHIJIAN_TEST_DATABASE") == "postgres":
        kind = "postgres"
        monkeypatch.setenv("ZHIJIAN_TEST_POSTGRES", request.getfixturevalue("postgres_address"))
    with installations.scratch(tmp_path, kind) as made:
        found = kill9.endure(made, 10, web_share=0.1)

    assert sum(found["kills"].values()) == 10
    assert found["acknowledged"] > 0
    assert found["jobs"] >= 100
    assert {name: found[name] for name in FAULTS} == dict.fromkeys(FAULTS, 0)
    assert found["chain"] == ""


@pytest.fixture
def sound(db: None) -> dict[str, Any]:
    """Two orders acknowledged and done, as the counts want it."""
    clerk = User.objects.create_user("clerk")
    admin = User.objects.create_user("admin", office="system")
    for n in range(2):
        job = jobs.enqueue("bench.mark", {}, key=f"mark {n}")
        retry_job(job, by=admin)
        with transaction.atomic():
            notices.send(clerk, kind="bench.mark", title=f"mark {n}")
            journal.record("bench.marked", clerk, by=None, mark=f"mark {n}")
    return {"opened": [], "told": ["mark 0"], "flowing": ["mark 1"]}


def faults(acknowledged: dict[str, Any]) -> dict[str, int]:
    found = kill9_inside.count(acknowledged)
    return {name: found[name] for name in FAULTS if found[name]}


def test_a_sound_run_counts_nothing(sound: dict[str, Any]) -> None:
    assert faults(sound) == {}
    assert kill9_inside.count(sound)["chain"] == ""


@pytest.mark.parametrize("lost", ["mark 0", "mark 1"])
def test_a_mark_that_is_not_there_is_a_lost_job(sound: dict[str, Any], lost: str) -> None:
    Notice.objects.filter(title=lost).delete()

    assert faults(sound) == {"lost_jobs": 1}


def test_a_mark_that_is_there_twice_is_a_doubled_job(sound: dict[str, Any]) -> None:
    notices.send(User.objects.get(username="clerk"), kind="bench.mark", title="mark 1")

    assert faults(sound) == {"doubled_jobs": 1}


def test_an_order_without_its_entry_is_a_lost_action(sound: dict[str, Any]) -> None:
    job = Job.objects.get(key="mark 1")

    assert job.state == Job.State.WAITING
    assert faults({**sound, "told": ["mark 0", "mark 1"], "flowing": []}) == {}
    Job.objects.filter(pk=job.pk).update(key="another")
    jobs.enqueue("bench.mark", {}, key="mark 1")
    assert faults({**sound, "told": ["mark 0", "mark 1"], "flowing": []}) == {"lost_actions": 1}


def test_an_acknowledged_case_that_is_not_there_is_a_lost_action(sound: dict[str, Any]) -> None:
    assert faults({**sound, "opened": ["没有的一件"]}) == {"lost_actions": 1}
