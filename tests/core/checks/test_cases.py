"""Cases a jurist can read: facts of one day, and what the law of a place says of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.checks.bench import QuickSqlite
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.facts.collection import Facts, Sight
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.outcomes import STATES, Standing, Verdict
from zhijian.core.workdays import day_number

FOLDER = Path(__file__).parent / "cases"
UNIT = {"organization": "甲局", "kind": "organ", "level": "department"}
ACCOUNT = {
    "account": "甲号",
    "name": "甲发布",
    "organization": "甲局",
    "platform": "wechat",
    "account_type": "subscription",
}
ACCOUNT |= {"state": "operating", "media_form": "text", "opened_on": "2015-01-01"}
WORDS = {"WARN": (Verdict.PASS, Standing.WARNED), "EXCEPTED": (Verdict.FAIL, Standing.EXCEPTED)}


def cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            for n, expected in enumerate(case["expect"]):
                yield pytest.param(case, expected, id=f"{path.stem}：{case['case']}（{n + 1}）")


@pytest.mark.parametrize(("case", "expected"), list(cases()))
def test_the_law_says(case: dict[str, Any], expected: dict[str, Any], law: Law) -> None:
    """``facts`` are records by relation; 甲局 and its account 甲号 are there unless replaced."""
    found = answer(case | expected, law)

    assert found["verdict"] == expected["says"]
    for key in ("clause", "observed", "limit", "due", "reading", "judged_as"):
        if key in expected:
            assert str(found[key]) == str(expected[key]), key


def answer(case: dict[str, Any], law: Law) -> dict[str, Any]:
    on, check = _day(case["day"]), CHECKS[case["check"]]
    engine = QuickSqlite()
    judgement = judge(
        Facts.from_records(_records(case), _sights(case)),
        place=str(case["place"]),
        on=on,
        since=_day(case["since"]) if "since" in case else None,
        law=law,
        engine=engine,
        checks={check.id: check},
    )
    subject = case.get("subject", "甲号")
    rows = engine.fetch("SELECT subject, state FROM outcomes") + [
        (subject, state) for state, _ in engine.fetch("SELECT state, c FROM counts")
    ]
    engine.close()
    states = dict(rows)
    if subject not in states:
        return {"verdict": "LEFT_OUT"}
    told = {outcome.subject: outcome for outcome in judgement.outcomes}
    if subject not in told:
        return {"verdict": str(STATES[int(states[subject] or 0)][0])}
    one = told[subject]
    words = {pair: word for word, pair in WORDS.items()}
    return {
        "verdict": words.get((one.verdict, one.standing), str(one.verdict)),
        "clause": one.clause,
        "observed": one.observed,
        "limit": one.limit,
        "due": one.due_on,
        "reading": one.reading,
        "judged_as": one.place,
    }


def _records(case: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    facts = {name: list(rows or []) for name, rows in (case.get("facts") or {}).items()}
    units = facts.pop("organizations", [{}])
    accounts = facts.pop("accounts", [{}])
    said = facts.pop("published_on", None)
    if said is not None:
        facts["publications"] = [
            {"publication": f"信息{n}", "account": "甲号", "published_on": day}
            for n, day in enumerate(said)
        ]
    return {
        "organizations": [UNIT | unit for unit in units],
        "accounts": [ACCOUNT | account for account in accounts],
        **facts,
    }


def _sights(case: dict[str, Any]) -> dict[str, Sight]:
    return {
        name: Sight(
            complete=how.get("complete", True),
            as_of_d=day_number(_day(how["as_of"])) if "as_of" in how else None,
            from_d=day_number(_day(how["from"])) if "from" in how else None,
            declared_empty=how.get("zero_report", False),
        )
        for name, how in (case.get("seen") or {}).items()
    }


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
