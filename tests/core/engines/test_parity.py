"""Every engine says the same of the same facts: each row, each count, in the same order."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from core.engines.conftest import Run, Said
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.engines.duck import DuckEngine
from zhijian.core.engines.postgres import PostgresEngine
from zhijian.core.engines.sqlite import SqliteEngine

SCENES = ("five places", "half seen", "leap day")
MORE = ("more 5", "more 6", "more 7")
ONE_ANSWER = {
    "inspection.rhythm": "one subject, the place: it answers once a run",
    "sites.portal_count": "one subject, the place: it answers once a run",
}
"""Checks that cannot both pass and fail in these few runs, with the reason."""


@pytest.fixture(scope="module")
def reference(said: Run) -> Any:
    """What SQLite says of a scene, asked once."""
    return functools.cache(lambda scene: said(scene, SqliteEngine()))


@pytest.mark.parametrize("scene", SCENES)
def test_duckdb_says_what_sqlite_says(scene: str, said: Run, reference: Any) -> None:
    assert_same(said(scene, DuckEngine()), reference(scene))


@pytest.mark.postgres
@pytest.mark.parametrize("scene", SCENES)
def test_postgresql_says_what_sqlite_says(
    scene: str, said: Run, reference: Any, postgres_address: str
) -> None:
    assert_same(said(scene, PostgresEngine(postgres_address)), reference(scene))


@pytest.mark.spark
def test_spark_says_what_sqlite_says(said: Run, reference: Any, spark: Any) -> None:
    from zhijian.core.engines.spark import SparkEngine

    assert_same(said("five places", SparkEngine(spark)), reference("five places"))


@pytest.mark.parametrize("check", CHECKS)
def test_the_random_facts_show_both_sides_of_every_check(check: str, reference: Any) -> None:
    states = set(_states(check, [reference(scene) for scene in (*SCENES, *MORE)]))

    if check in ONE_ANSWER:
        assert states
    else:
        assert 0 in states, "nobody passes"
        assert states & {1, 4}, "nobody fails or is warned"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A Spark on this machine, set up for small data."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("zhijian-tests")
    for name, value in _QUICK.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


_QUICK = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.lightweightPlanChangeValidation": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def assert_same(one: Said, other: Said) -> None:
    for name in ("outcomes", "items", "counts"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert mine - theirs == Counter(), f"{name}: only {one.judgement.engine} says this"
        assert theirs - mine == Counter(), f"{name}: only {other.judgement.engine} says this"
    for name in ("outcomes", "coverage", "relations", "subjects", "notes"):
        assert getattr(one.judgement, name) == getattr(other.judgement, name), name


def _states(check: str, runs: list[Said]) -> Iterator[Any]:
    for run in runs:
        yield from (row[10] for row in run.outcomes if row[0] == check)
        yield from (row[1] for row in run.counts if row[0] == check)
