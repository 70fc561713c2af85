"""Continuing from kept state gives what a full run gives."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from zhijian.core.engines.sqlite import SqliteEngine
from zhijian.core.facts.collection import Facts
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.refused import Refused

ROOT = Path(__file__).resolve().parents[3]
SINCE = date(2026, 8, 31)
FIRST = date(2026, 10, 1)


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load(ROOT / "rulebooks")


def a_county(until: date, *, late: int = 0) -> Facts:
    """Forty accounts that publish now and then up to ``until``; ``late`` rows filed in behind."""
    rng = random.Random(7)
    accounts = [
        {
            "account": f"a{n}",
            "name": f"青禾{n}",
            "platform": "weibo",
            "organization": "青禾县林业局",
            "state": "operating",
            "media_form": rng.choice(["text", "video", ""]),
            "opened_on": rng.choice(["2025-01-01", "2026-09-15", ""]),
        }
        for n in range(40)
    ]
    publications = [
        {
            "publication": f"p{n}",
            "account": f"a{rng.randrange(36)}",
            "published_on": FIRST - timedelta(days=60) + timedelta(days=rng.randrange(110)),
        }
        for n in range(400)
    ]
    kept = [p for p in publications if p["published_on"] <= until]
    kept += [
        {"publication": f"late{n}", "account": "a39", "published_on": FIRST - timedelta(days=n)}
        for n in range(late)
    ]
    return Facts.from_records({"accounts": accounts, "publications": kept})


@pytest.mark.parametrize("place", ["330424", "420325", "211202"])
def test_thirty_days_one_by_one_equal_thirty_full_runs(
    place: str, law: Law, tmp_path: Path
) -> None:
    for n in range(0, 31, 3):
        on = FIRST + timedelta(days=n)
        facts = a_county(on)

        daily = judge(facts, place=place, on=on, since=SINCE, law=law, state=tmp_path)
        full = judge(facts, place=place, on=on, since=SINCE, law=law)

        assert daily.read_outcomes() == full.read_outcomes()
    assert json.loads((tmp_path / "publications" / "state.json").read_text())["rows"] > 0


def test_rows_filed_in_behind_the_kept_day_start_the_state_anew(law: Law, tmp_path: Path) -> None:
    judge(a_county(FIRST), place="420325", on=FIRST, since=SINCE, law=law, state=tmp_path)
    on = FIRST + timedelta(days=1)
    facts = a_county(on, late=5)

    daily = judge(facts, place="420325", on=on, since=SINCE, law=law, state=tmp_path)

    assert (
        daily.read_outcomes()
        == judge(facts, place="420325", on=on, since=SINCE, law=law).read_outcomes()
    )


def test_another_inspected_period_does_not_continue_the_kept_one(law: Law, tmp_path: Path) -> None:
    judge(a_county(FIRST), place="420325", on=FIRST, since=SINCE, law=law, state=tmp_path)
    on, since = FIRST + timedelta(days=2), SINCE + timedelta(days=20)

    daily = judge(a_county(on), place="420325", on=on, since=since, law=law, state=tmp_path)

    assert (
        daily.read_outcomes()
        == judge(a_county(on), place="420325", on=on, since=since, law=law).read_outcomes()
    )


def test_a_broken_state_costs_a_full_run_and_nothing_else(law: Law, tmp_path: Path) -> None:
    judge(a_county(FIRST), place="420325", on=FIRST, since=SINCE, law=law, state=tmp_path)
    (tmp_path / "publications" / "state.json").write_text("{", encoding="utf-8")

    daily = judge(a_county(FIRST), place="420325", on=FIRST, since=SINCE, law=law, state=tmp_path)

    assert daily.findings


def test_only_the_embedded_engine_keeps_a_state(law: Law, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="--state"):
        judge(
            a_county(FIRST),
            place="420325",
            on=FIRST,
            law=law,
            state=tmp_path,
            engine=SqliteEngine(),
        )
