"""The daily watch: judging only what can have changed gives what judging everything gives."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from apps.inspection.entered import NINE, Entered, enter
from zhijian.config import clock
from zhijian.core.law import Law
from zhijian.demo.build import build
from zhijian.demo.scenario import AS_OF
from zhijian.inspection.actions import findings as actions
from zhijian.inspection.actions.inspections import (
    Plan,
    plan_inspection,
    set_watch,
    start_inspection,
)
from zhijian.inspection.jobs_handlers import run_inspection, watch
from zhijian.inspection.models import Finding, Inspection, Sighting, Unseen
from zhijian.inspection.running import run
from zhijian.jobs.models import Job
from zhijian.law.models import Grant
from zhijian.ledger.models import Account
from zhijian.people.models import Organization

RULEBOOKS = Path(__file__).parents[3] / "rulebooks"
_NOT_COMPARED = {"id", "created_at"}
START = 5
"""Days after the demonstration's day, on which exceptions of its county end."""


@pytest.fixture(scope="module")
def county():
    return build(Law.load(RULEBOOKS), seed=1, accounts=126)


@pytest.fixture
def entered(db, county, settings, tmp_path) -> Entered:
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(NINE):
        yield enter(county)


def watched(entered: Entered, days: int, *, is_full: bool = False) -> Inspection:
    with clock.set_to(NINE + timedelta(days=days)):
        plan = Plan(on=AS_OF + timedelta(days=days))
        made = plan_inspection(entered.office, by=None, kind="WATCH", plan=plan)
        start_inspection(made, by=None)
        return run(made, is_full=is_full)


def told() -> dict[str, Any]:
    """Everything a watch leaves, but for ids of its own."""
    tables = {}
    for model in (Finding, Unseen, Sighting):
        fields = (f for f in model._meta.concrete_fields if f.name not in _NOT_COMPARED)
        # An inspection is told by its number: what is taken back uses up ids.
        names = [f"{f.name}__number" if "inspection" in f.name else f.attname for f in fields]
        rows = model.objects.all()
        if model is Sighting:
            names = [name for name in names if name != "finding_id"] + [
                "finding__check_id",
                "finding__subject",
            ]
        tables[model.__name__] = sorted(map(repr, rows.values(*names)))
    last = Inspection.objects.latest("pk")
    counts = {name: count for name, count in last.counts.items() if name != "carried_checks"}
    return tables | {"coverage": last.coverage, "counts": counts, "score": last.score_digest}


class Undone(Exception):
    """What was tried is taken back."""


def full_run(entered: Entered, days: int) -> dict[str, Any]:
    """What a full run would leave, taken back afterwards."""
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            watched(entered, days, is_full=True)
            found = told()
            raise Undone
    except Undone:
        return found


def test_day_by_day_the_watch_says_what_a_full_run_says(entered):
    watched(entered, START)
    carried = []
    for days, happens in enumerate(HAPPENINGS, START + 1):
        happens(entered)
        expected = full_run(entered, days)

        made = watched(entered, days)

        assert told() == expected, f"day {days}"
        carried.append(made.counts["carried_checks"])
    assert carried[0] > 30
    assert carried[1] == 0  # accounts are read by every check
    assert carried[2] > 30  # what people decided need not be judged again
    assert carried[3] == 0
    assert carried[4] == 0


def test_the_clock_has_every_office_watched_once_a_day(entered):
    set_watch(entered.office, by=entered.inspector, is_on=True)

    watch({})
    watch({})

    made = Inspection.objects.get(kind="WATCH")
    assert Job.objects.filter(kind="inspection.run").count() == 1
    run_inspection({"inspection": made.pk, "by": None})
    made.refresh_from_db()
    assert (made.state, made.closed_on) == ("closed", AS_OF)


def _nothing(entered: Entered) -> None:
    pass


def _comments_closed(entered: Entered) -> None:
    sound = Account.objects.filter(state="operating", comments_open=True).order_by("pk").first()
    Account.objects.filter(pk=sound.pk).update(comments_open=False)


def _people_decide(entered: Entered) -> None:
    rows = list(Finding.objects.filter(state="open").order_by("check_id")[:3])
    actions.confirm_finding(rows[0], by=entered.inspector)
    actions.settle_finding(rows[1], by=entered.inspector, reason="以为改好了")
    actions.declare_false_alarm(
        rows[2],
        by=entered.inspector,
        scope="subject",
        reason="误判",
        until_on=clock.today() + timedelta(days=START + 3),
    )


def _a_unit_renamed(entered: Entered) -> None:
    Organization.objects.filter(pk=entered.unit.pk).update(name="青禾县改名局")


def _an_exception_begins(entered: Entered) -> None:
    day = AS_OF + timedelta(days=START + 5)
    Grant.objects.filter(until_on__lt=day).update(until_on=day)


HAPPENINGS = (_nothing, _comments_closed, _people_decide, _a_unit_renamed, _an_exception_begins)
