"""Facts that already lie in the engine's database are judged where they lie."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhijian.core.engines import Engine
from zhijian.core.engines.duck import DuckEngine
from zhijian.core.engines.sqlite import SqliteEngine
from zhijian.core.facts.collection import Facts
from zhijian.core.judge import judge
from zhijian.core.law import Law

ROOT = Path(__file__).resolve().parents[3]
RECORDS = {
    "organizations": [{"organization": "青禾县林业局", "kind": "organ", "level": "department"}],
    "accounts": [
        {
            "account": f"qh-{n}",
            "name": "青禾林业",
            "platform": "weibo",
            "organization": "青禾县林业局",
            "state": "operating",
            "media_form": "text",
            "opened_on": "2023-01-01",
        }
        for n in range(2)
    ],
    "publications": [
        {"publication": f"p{n}", "account": "qh-0", "published_on": f"2024-03-{n:02d}"}
        for n in range(1, 20)
    ],
}


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load(ROOT / "rulebooks")


@pytest.mark.parametrize("engine", [DuckEngine, SqliteEngine])
def test_the_same_facts_give_the_same_outcomes_where_they_lie(engine, law: Law) -> None:
    loaded = Facts.from_records(RECORDS)
    there: Engine = engine()
    for name in RECORDS:
        rows = loaded.rows(name)
        schema = [(c.name, c.kind.is_text) for c in rows.relation.columns]
        there.create(f"office_{name}", schema, rows.columns)
    lying = Facts.in_database({name: f"office_{name}" for name in RECORDS})

    by_rows = judge(loaded, place="420325", on=date(2024, 3, 19), law=law)
    in_place = judge(lying, place="420325", on=date(2024, 3, 19), law=law, engine=there)

    assert in_place.read_outcomes() == by_rows.read_outcomes()
    assert {o.check for o in in_place.findings} >= {"updates.gap", "accounts.one_per_platform"}
