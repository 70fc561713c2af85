"""All checks: over a county from its spreadsheets, over facts in memory, over Parquet."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from zhijian.core.engines import Engine
from zhijian.core.facts.collection import Facts
from zhijian.core.judge import fitting_engine, judge
from zhijian.core.law import Law

from . import ON, RULEBOOKS
from .apart import Watch
from .replica import COUNTY_ACCOUNTS, DETAILS, county

PLACE = "420325"


def ledgers(folder: str, *, accounts: int = COUNTY_ACCOUNTS) -> dict[str, Any]:
    """Write the demo county's workbooks with our own command, unless they are there."""
    began = time.perf_counter()
    if not Path(folder, "truth.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _zhijian("demo-data", folder, "--seed", "1", "--accounts", str(accounts))
    return {"seconds": time.perf_counter() - began}


def cold(folder: str, out: str, *, turns: int = 1) -> dict[str, Any]:
    """From workbooks to documents: the command line, as an office starts it."""
    watch = Watch()
    for _ in range(turns):
        shutil.rmtree(out, ignore_errors=True)
        with watch.turn():
            _zhijian("check", folder, "--place", PLACE, "--on", str(ON), "--out", out)
    return {"seconds": watch.seconds, "files": sum(1 for _ in Path(out).rglob("*"))}


def _zhijian(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "zhijian.cli", *arguments], check=True, capture_output=True
    )


def loaded(engine: str, *, turns: int = 1, accounts: int = COUNTY_ACCOUNTS) -> dict[str, Any]:
    """All checks on the county's facts in memory; without a name, on the engine that fits."""
    law, facts, watch = Law.load(RULEBOOKS), county(accounts), Watch()
    for _ in range(turns):
        opened = _engine(engine) if engine else fitting_engine(facts)
        with watch.turn():
            judgement = judge(facts, place=PLACE, on=ON, law=law, engine=opened)
        opened.close()
    return {
        "seconds": watch.seconds,
        "outcomes": len(judgement.outcomes),
        "checks": len(judgement.coverage),
    }


def stored(
    data: str, *, engine: str = "duckdb", detailed: bool = True, turns: int = 1
) -> dict[str, Any]:
    """All checks on Parquet, every unit by the rules of its own place."""
    law, sights, watch = Law.load(RULEBOOKS), county().sights, Watch()
    whole = Facts.from_parquet(Path(data), sights)
    left_out = frozenset() if detailed else DETAILS
    tables = {name: table for name, table in whole.tables.items() if name not in left_out}
    for _ in range(turns):
        opened = _engine(engine)
        with watch.turn():
            judgement = judge(Facts(tables, sights), place="cn", on=ON, law=law, engine=opened)
        opened.close()
    rows = {seen.relation: seen.rows for seen in judgement.relations}
    return {
        "seconds": watch.seconds,
        "publications": rows["publications"],
        "findings": len(judgement.findings),
        "outcomes": len(judgement.outcomes),
    }


def _engine(name: str) -> Engine:
    if name == "sqlite":
        from zhijian.core.engines.sqlite import SqliteEngine

        return SqliteEngine()
    if name == "postgres":
        from zhijian.core.engines.postgres import PostgresEngine

        return PostgresEngine(os.environ["ZHIJIAN_TEST_POSTGRES"])
    if name == "spark":
        from zhijian.core.engines.spark import SparkEngine

        return SparkEngine()
    from zhijian.core.engines.duck import DuckEngine

    return DuckEngine()
