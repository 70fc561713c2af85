"""Periodic work: one job per slot, missed slots made up once, a failing one does not pile up."""

from datetime import datetime, timedelta

import pytest

from zhijian import jobs
from zhijian.config import clock
from zhijian.jobs import jobs_handlers, leasing
from zhijian.jobs.models import Job, Worker
from zhijian.jobs.planning import Planner

from .conftest import NOON, leave_a_mark

pytestmark = pytest.mark.django_db


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)


def slots() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("key", flat=True))


def finish_all() -> None:
    Job.objects.update(state=Job.State.DONE, finished_at=clock.now())


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-20 08:29:59", "daily@2026-11-19T08:30:00"),
        ("2026-11-20 08:30:00", "daily@2026-11-20T08:30:00"),
        ("2026-11-20 23:59:59", "daily@2026-11-20T08:30:00"),
    ],
)
def test_a_daily_slot_begins_at_its_time(now, slot):
    jobs.periodic("daily", daily_at="08:30")(leave_a_mark)

    with clock.set_to(moment(now)):
        Planner().plan()

    assert slots() == [slot]


def test_a_slot_is_planned_once_by_anyone_even_after_it_is_done():
    jobs.periodic("often", every=timedelta(minutes=10))(leave_a_mark)
    first = Planner()

    for minutes in (0, 4, 9.9):
        with clock.set_to(NOON + timedelta(minutes=minutes)):
            first.plan()
            Planner().plan()
            finish_all()

    assert slots() == ["often@2026-11-20T12:00:00"]


def test_slots_missed_in_three_days_off_are_made_up_by_one_run():
    jobs.periodic("often", every=timedelta(minutes=10))(leave_a_mark)
    planner = Planner()
    with clock.set_to(NOON):
        planner.plan()
        finish_all()

    with clock.set_to(NOON + timedelta(days=3)):
        planner.plan()
        planner.plan()

    assert slots() == ["often@2026-11-20T12:00:00", "often@2026-11-23T12:00:00"]


def test_the_next_slot_waits_for_an_unfinished_one_and_then_comes():
    jobs.periodic("often", every=timedelta(minutes=10))(leave_a_mark)
    planner = Planner()
    with clock.set_to(NOON):
        planner.plan()
    with clock.set_to(NOON + timedelta(minutes=10)):
        assert planner.plan() == 0
        finish_all()
        assert planner.plan() == 1


def test_a_schedule_says_either_a_period_or_a_time():
    for wrong in ({}, {"every": timedelta(hours=1), "daily_at": "08:30"}, {"every": timedelta(0)}):
        with pytest.raises(ValueError, match="wrong"):
            jobs.periodic("wrong", **wrong)


def test_housekeeping_takes_the_old_and_leaves_the_rest(monkeypatch):
    jobs.periodic("often", every=timedelta(minutes=10))(leave_a_mark)
    with clock.set_to(NOON - timedelta(days=31)):
        for key in ("done", "cancelled", "failed", "waiting"):
            jobs.enqueue("plain", {}, key=key)
            Job.objects.filter(key=key).update(state=key, finished_at=clock.now())
        Worker.objects.create(name="gone", started_at=clock.now(), seen_at=clock.now())
    with clock.set_to(NOON - timedelta(days=29)):
        jobs.enqueue("plain", {}, key="younger")
        Job.objects.filter(key="younger").update(state="done", finished_at=clock.now())

    with clock.set_to(NOON):
        jobs_handlers.clean({})

    assert set(slots()) == {"failed", "waiting", "younger"}
    assert not Worker.objects.exists()


@pytest.mark.parametrize(("days", "is_kept"), [(6.9, True), (7.1, False)])
def test_the_keys_of_slots_stay_for_a_week_however_soon_the_rest_goes(days, is_kept, monkeypatch):
    jobs.periodic("often", every=timedelta(minutes=10))(leave_a_mark)
    with clock.set_to(NOON - timedelta(days=days)):
        Planner().plan()
        finish_all()

    keep_one_day(monkeypatch)
    with clock.set_to(NOON):
        jobs_handlers.clean({})

    assert bool(slots()) is is_kept


def keep_one_day(monkeypatch) -> None:
    from dataclasses import replace

    from zhijian.config.options import options

    chosen = replace(options(), job_keep_days=1)
    monkeypatch.setattr(jobs_handlers, "options", lambda: chosen)


def test_a_lease_of_a_slot_is_like_any_other():
    jobs.periodic("often", title="常办", every=timedelta(minutes=10))(leave_a_mark)
    with clock.set_to(NOON):
        Planner().plan()
        lease = leasing.claim("one")

    assert lease.payload == {"slot": "2026-11-20T12:00:00+08:00"}
