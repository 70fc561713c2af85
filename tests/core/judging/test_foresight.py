"""What turns on a day to come is what judging that day would find, and on no earlier day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.facts.collection import Facts, Sight
from zhijian.core.foresight import as_seen_on, turning
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.workdays import day_number

ROOT = Path(__file__).resolve().parents[3]
ON = date(2026, 11, 20)
UNIT = "青禾县林业局"
FANGXIAN = "420325"
TURNING = (
    "updates.gap", "updates.weekly", "security.documents", "filing.in_time",
    "filing.change_cancel", "people.host_rules", "duty.patrol", "training.yearly",
)  # fmt: skip


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load(ROOT / "rulebooks")


def account(name: str, **more) -> dict:
    row = {"account": name, "name": name, "platform": "weibo", "organization": UNIT}
    return row | {"state": "operating", "media_form": "text", "opened_on": "2023-01-01"} | more


def facts(last: dict[str, date], sights: dict[str, Sight] | None = None, **more) -> Facts:
    """Accounts of which each spoke every third day up to a last one."""
    rows = [
        {"publication": f"{name}-{n}", "account": name, "published_on": day - timedelta(days=3 * n)}
        for name, day in last.items()
        for n in range(60)
    ]
    records = {
        "organizations": [{"organization": UNIT, "kind": "organ", "level": "department"}],
        "accounts": [account(name) for name in last],
        "publications": rows,
        **more,
    }
    return Facts.from_records(records, sights)


def turned(held: Facts, law: Law, days: int = 14, **how) -> dict[tuple[str, str], tuple]:
    how = {"place": FANGXIAN, "on": ON, "until": ON + timedelta(days=days), **how}
    how |= {"checks": {"updates.gap": CHECKS["updates.gap"]}}
    found = turning(held, law=law, **how)
    return {(one.outcome.check, one.outcome.subject): (one.on, one.left) for one in found}


def test_an_account_at_its_limit_turns_tomorrow_and_one_day_under_it_the_day_after(law):
    held = facts({"at": ON - timedelta(days=10), "under": ON - timedelta(days=9)})

    found = turned(held, law)

    assert found["updates.gap", "at"] == (ON + timedelta(days=1), 0)
    assert found["updates.gap", "under"] == (ON + timedelta(days=2), 1)


def test_what_already_fails_and_what_stays_within_its_limit_turn_on_no_day(law):
    held = facts({"over": ON - timedelta(days=11), "fresh": ON})

    found = turned(held, law, days=10)

    assert not {key for key in found if key[0] == "updates.gap"}
    assert turned(held, law, days=11)["updates.gap", "fresh"] == (ON + timedelta(days=11), 10)


def test_every_turn_fails_on_its_day_and_not_on_the_day_before(law):
    place, checks = FANGXIAN, {name: CHECKS[name] for name in TURNING}
    soon = [
        {"matter": "安全管理制度", "organization": UNIT, "signed_on": "2025-01-01",
         "until_on": ON + timedelta(days=5)},
    ]  # fmt: skip
    changes = [
        {"event": "BG-1", "account": "a", "kind": "CHANGE", "event_on": ON - timedelta(days=2),
         "caused_on": ON - timedelta(days=25)},
    ]  # fmt: skip
    last = {"a": ON - timedelta(days=4), "b": ON - timedelta(days=3), "c": ON}
    held = facts(last, attestations=soon, life_events=changes, filings=[], announcements=[])
    until, since = ON + timedelta(days=8), None

    found = turning(held, place=place, on=ON, until=until, law=law, checks=checks)

    assert len(found) >= 3
    since = judge(held, place=place, on=ON, law=law, checks=checks).since
    failing = {
        day: {
            (one.check, one.subject)
            for one in judge(
                as_seen_on(held, ON, day, 0),
                place=place,
                on=day,
                since=since,
                law=law,
                checks=checks,
            ).findings
        }
        for day in (ON + timedelta(days=n) for n in range(9))
    }
    for one in found:
        key = (one.outcome.check, one.outcome.subject)
        assert key in failing[one.on]
        assert key not in failing[one.on - timedelta(days=1)]
    turns = failing[until] - failing[ON]
    daily = {key for key in turns if key[0] in ("duty.roster", "duty.patrol")}
    assert {(one.outcome.check, one.outcome.subject) for one in found} == turns - daily


def seen_until(day: date) -> dict[str, Sight]:
    return {"publications": Sight(as_of_d=day_number(day))}


def test_nothing_is_promised_of_a_ledger_that_was_left_lying(law):
    oldest = ON - timedelta(days=law.amount(FANGXIAN, "freshness.max_age", ON))
    spoken = oldest - timedelta(days=5)

    fresh = turned(facts({"a": spoken}, seen_until(oldest)), law)
    stale = turned(facts({"a": spoken}, seen_until(oldest - timedelta(days=1))), law)

    assert ("updates.gap", "a") in fresh
    assert ("updates.gap", "a") not in stale


def test_what_may_be_over_on_days_nobody_saw_yet_is_said_first(law):
    yesterday = ON - timedelta(days=1)
    held = facts({"at": yesterday - timedelta(days=10), "under": yesterday}, seen_until(yesterday))

    found = turned(held, law)

    assert found["updates.gap", "at"] == (ON, -1)
    assert found["updates.gap", "under"] == (yesterday + timedelta(days=11), 9)


def test_what_an_exception_lifts_turns_on_the_day_after_it_ends(law):
    lifted = [
        {"number": "例外1", "rule": "updates.max_gap", "subject": "a", "reason": "改版",
         "approved_by": "青禾县政务公开办", "approved_on": ON - timedelta(days=30),
         "from_on": ON - timedelta(days=20), "until_on": ON + timedelta(days=3),
         "higher_norm": "gbf-2018-123"},
    ]  # fmt: skip
    held = facts({"a": ON - timedelta(days=15)}, exceptions=lifted)

    found = turned(held, law)

    assert found["updates.gap", "a"] == (ON + timedelta(days=4), 3)
