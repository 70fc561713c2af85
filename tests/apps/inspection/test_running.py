"""A county inspection: what comes out, what is kept of it, and what it leaves alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from apps.inspection.entered import NINE, PLACE, Entered, enter
from zhijian.cases.media import path_of
from zhijian.config import clock
from zhijian.core.law import Law
from zhijian.core.refused import Refused
from zhijian.demo.build import build
from zhijian.demo.scenario import AS_OF
from zhijian.inspection.actions.inspections import (
    Plan,
    close_inspection,
    plan_inspection,
    start_inspection,
)
from zhijian.inspection.drawing import Sample, drawn_again
from zhijian.inspection.models import Finding, Sighting
from zhijian.inspection.replaying import replay, replay_for_record
from zhijian.inspection.running import run
from zhijian.journal.models import Entry
from zhijian.law.models import CalendarYear, Grant
from zhijian.ledger.models import Account
from zhijian.people.models import Organization, Person

RULEBOOKS = Path(__file__).parents[3] / "rulebooks"
State = Finding.State


@pytest.fixture(scope="module")
def county():
    return build(Law.load(RULEBOOKS), seed=1, accounts=126)


@pytest.fixture
def entered(db, county, settings, tmp_path) -> Entered:
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(NINE):
        yield enter(county)


def stated(expected, place: str = PLACE) -> set[tuple[str, str]]:
    return {(one.check, one.subject) for one in expected if one.place == place}


def found(*states: str) -> set[tuple[str, str]]:
    return set(Finding.objects.filter(state__in=states).values_list("check_id", "subject"))


def test_the_planted_truth_is_found_and_nothing_else(entered, county):
    entered.inspect()

    kept = {check for check, _ in found(State.OPEN)} | {check for check, _ in found(State.EXCEPTED)}
    assert kept
    assert found(State.OPEN) == stated(county.truth.fails)
    assert found(State.EXCEPTED) == stated(county.truth.excepted)


def test_an_inspection_replays_to_the_same_bytes_after_everything_changed(entered, tmp_path):
    made = entered.inspect()
    close_inspection(made, by=entered.inspector)
    before = replay(made)

    Account.objects.filter(state="operating").update(name="改名", is_filed=False)
    Person.objects.update(name="改名")
    Grant.objects.all().delete()
    Organization.objects.filter(pk=entered.unit.pk).update(name="青禾县改名局")
    changed_calendar(entered.inspector)
    with changed_rules(tmp_path):
        after = replay(made)
        again = entered.inspect(on=AS_OF)

    assert before.is_same
    assert after.is_same
    assert again.law_digest != made.law_digest
    assert again.outcomes_digest != made.outcomes_digest


def test_a_gone_file_is_said_and_not_passed_over(entered):
    made = entered.inspect(checks=("accounts.approved", "updates.gap"))
    path_of(made.facts_digest).unlink()

    with pytest.raises(Refused, match="事实清单读不出来"):
        replay_for_record(made, by=entered.inspector)

    assert (
        Entry.objects.filter(action="inspection.replayed").latest("seq").data["is_identical"]
        is False
    )


def test_a_run_cut_off_begins_again_and_doubles_nothing(entered, monkeypatch):
    made = plan_inspection(
        entered.office,
        by=entered.inspector,
        kind="SWEEP",
        plan=Plan(on=AS_OF, checks=("updates.gap", "people.required_posts")),
    )
    start_inspection(made, by=entered.inspector)
    with monkeypatch.context() as patch:
        patch.setattr("zhijian.inspection.running.record", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            run(made)
    made.refresh_from_db()
    assert (made.state, Finding.objects.count()) == ("running", 0)

    run(made)
    count = Finding.objects.count()
    run(made)

    made.refresh_from_db()
    assert made.state == "recorded"
    assert count == Finding.objects.count() == made.counts["failed"] > 0
    assert Sighting.objects.count() == count


def test_an_inspection_of_some_sees_and_settles_only_these(entered, county):
    entered.inspect(checks=("people.required_posts", "updates.gap", "accounts.approved"))
    whole = found(State.OPEN)
    unit = Finding.objects.filter(check_id="updates.gap").first().organization

    part = entered.inspect(units=(unit,), checks=("updates.gap",))

    here = Finding.objects.filter(organization=unit, check_id="updates.gap").count()
    assert part.counts["failed"] == here < len(whole)
    assert part.counts["organizations"] == 1
    assert found(State.OPEN) == whole
    assert [told["check"] for told in part.coverage] == ["updates.gap"]


def test_a_sample_looks_at_the_drawn_alone(entered):
    entered.inspect(checks=("updates.gap", "people.required_posts", "review.before_publish"))
    Finding.objects.update(first_seen_on=AS_OF - timedelta(days=1))

    part = entered.inspect(
        "SPOT_CHECK",
        checks=("updates.gap", "people.required_posts", "review.before_publish"),
        sample=Sample(30, "青禾", with_sites=False),
    )

    drawn = set(part.drawn.values_list("account", flat=True))
    told = {one["check"]: one for one in part.coverage}
    again = Finding.objects.filter(last_inspection=part)
    assert told["updates.gap"]["passed"] + told["updates.gap"]["failed"] <= len(drawn)
    assert told["people.required_posts"]["passed"] == told["people.required_posts"]["failed"] == 0
    assert again.exists()
    assert {one.account_id for one in again} <= drawn
    assert not Finding.objects.filter(state=State.SETTLED).exists()
    assert drawn_again(part)


def test_what_was_mended_in_the_ledger_is_settled_and_what_fell_out_of_the_period_is_not(entered):
    checks = ("review.before_publish", "accounts.approved")
    first = entered.inspect(checks=checks)
    mended = Finding.objects.filter(check_id="accounts.approved").first()
    Account.objects.filter(pk=mended.account_id).update(is_approved=True, is_filed=True)
    late = Finding.objects.filter(check_id="review.before_publish").count()

    later = AS_OF + timedelta(days=400)
    with clock.set_to(NINE + timedelta(days=400)):
        entered.inspect(on=later, checks=checks)

    assert late > 0
    assert (
        Finding.objects.filter(check_id="review.before_publish", state=State.OPEN).count() == late
    )
    mended.refresh_from_db()
    assert first.pk != mended.last_inspection_id or mended.state == State.SETTLED


def _cut_off(*args, **kwargs):
    raise KeyboardInterrupt


def changed_calendar(by) -> None:
    table = (RULEBOOKS / "calendars" / "2026.yaml").read_text(encoding="utf-8")
    CalendarYear.objects.create(
        year=2026,
        content=table.replace("to: 2026-02-23", "to: 2026-02-22"),
        imported_at=clock.now(),
        imported_by=by,
    )


@contextmanager
def changed_rules(folder: Path) -> Iterator[None]:
    """Rulebooks whose own proposals are others: they warn of other things."""
    changed = folder / "rulebooks"
    shutil.copytree(RULEBOOKS, changed)
    path = changed / "cn" / "inspection.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("value: 80", "value: 70"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zhijian.inspection.freezing.default_rulebooks", lambda: changed)
        yield
