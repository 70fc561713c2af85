"""The whole relation of outcomes, as a Parquet file."""

from __future__ import annotations

from collections.abc import Mapping

from zhijian.core.checks.check import Check
from zhijian.core.engines import Engine
from zhijian.core.engines.duck import DuckEngine
from zhijian.core.outcomes import STATES, Standing

COLUMNS = (
    "check",
    "subject_kind",
    "subject",
    "organization",
    "place",
    "verdict",
    "standing",
    "item",
    "observed",
    "limit",
    "unit",
    "clause",
    "since",
    "due_on",
)
_STORED = (
    "check_id, subject, organization, book, item, observed, allowed, unit, since_d, due_d, "
    "state, clause"
)


def write_outcomes(
    engine: Engine, checks: Mapping[str, Check], excepted: set[tuple[str, str]], path: str
) -> None:
    """Write every stored outcome to ``path``: one row per check and subject, ordered by both.

    Columns: check, subject_kind, subject, organization, place, verdict, standing, item, observed,
    limit, unit, clause, since, due_on. The same rows give the same bytes.
    """
    _duck(engine).copy(_worded("outcomes", checks, excepted), path)


def read_outcomes(
    engine: Engine, checks: Mapping[str, Check], excepted: set[tuple[str, str]]
) -> list[dict[str, object]]:
    """Return every stored outcome as a dict, with the columns and the order of the file."""
    rows = _duck(engine).fetch(_worded("outcomes", checks, excepted))
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _duck(engine: Engine) -> DuckEngine:
    """Return the engine, or DuckDB with the outcomes of another engine."""
    if isinstance(engine, DuckEngine):
        return engine
    from zhijian.core.judge import OUTCOMES

    rows = engine.fetch(f"SELECT {_STORED} FROM outcomes")
    writer = DuckEngine()
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else ()
    writer.create("outcomes", OUTCOMES, columns)
    return writer


def _worded(table: str, checks: Mapping[str, Check], excepted: set[tuple[str, str]]) -> str:
    kinds = " ".join(f"WHEN '{name}' THEN '{check.subject_kind}'" for name, check in checks.items())
    verdicts = " ".join(f"WHEN {n} THEN '{verdict}'" for n, (verdict, _) in enumerate(STATES))
    lifted = ", ".join(
        f"('{name}', '{subject.replace(chr(39), chr(39) * 2)}')"
        for name, subject in sorted(excepted)
    )
    is_lifted = f"(check_id, subject) IN ({lifted}) AND state = 1" if lifted else "1 = 0"
    return (
        f'SELECT check_id AS "check", CASE check_id {kinds} END AS subject_kind, subject, '
        f"organization, book AS place, CASE state {verdicts} END AS verdict, "
        f"CASE WHEN {is_lifted} THEN '{Standing.EXCEPTED}' WHEN state = 4 THEN '{Standing.WARNED}' "
        f"ELSE '' END AS standing, item, observed, allowed AS \"limit\", unit, clause, "
        f"CAST(DATE '1970-01-01' + CAST(since_d AS INTEGER) AS DATE) AS since, "
        f"CAST(DATE '1970-01-01' + CAST(due_d AS INTEGER) AS DATE) AS due_on "
        f"FROM {table} ORDER BY check_id, subject, item, organization"
    )
