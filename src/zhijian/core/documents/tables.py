"""Findings as tables for other programs: CSV for Excel, Parquet for everything else."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from zhijian.core.documents.matters import Matter

Value = str | int | None


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# Column, its SQL type, and what it holds. The first fourteen names and their order are public.
COLUMNS: tuple[tuple[str, str, Callable[[Matter], Value]], ...] = (
    ("check", "VARCHAR", lambda m: m.outcome.check),
    ("subject_kind", "VARCHAR", lambda m: m.outcome.subject_kind),
    ("subject", "VARCHAR", lambda m: m.outcome.subject),
    ("organization", "VARCHAR", lambda m: m.outcome.organization),
    ("verdict", "VARCHAR", lambda m: m.outcome.verdict.value),
    ("observed", "BIGINT", lambda m: m.outcome.observed),
    ("limit", "BIGINT", lambda m: m.outcome.limit),
    ("unit", "VARCHAR", lambda m: m.outcome.unit),
    ("clause", "VARCHAR", lambda m: m.outcome.clause),
    ("document", "VARCHAR", lambda m: m.outcome.document),
    ("says", "VARCHAR", lambda m: m.outcome.says),
    ("mend", "VARCHAR", lambda m: m.outcome.mend),
    ("since", "DATE", lambda m: _iso(m.outcome.since)),
    ("due_on", "DATE", lambda m: _iso(m.outcome.due_on)),
    ("title", "VARCHAR", lambda m: m.outcome.title),
    ("subject_name", "VARCHAR", lambda m: m.outcome.subject_name),
    ("reading", "VARCHAR", lambda m: m.outcome.reading),
    ("place", "VARCHAR", lambda m: m.outcome.place),
    ("item", "VARCHAR", lambda m: m.outcome.item),
    ("document_number", "VARCHAR", lambda m: m.basis.number),
    ("clause_locator", "VARCHAR", lambda m: m.basis.locator),
)
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def findings_csv(matters: Iterable[Matter]) -> bytes:
    """Return ``findings.csv``: UTF-8 with a mark for Excel, one row per finding."""
    return csv_bytes(
        [name for name, _, _ in COLUMNS],
        ([value(matter) for _, _, value in COLUMNS] for matter in matters),
    )


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return rows as CSV with a mark for Excel; text a spreadsheet would run gets a leading ’."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return held.getvalue().encode("utf-8-sig")


def write_findings_parquet(matters: Sequence[Matter], path: Path) -> None:
    """Write ``findings.parquet``: the same columns and rows, typed; text is never null."""
    import duckdb

    columns = [[value(matter) for matter in matters] for _, _, value in COLUMNS]
    fields = ", ".join(f'"{name}" {kind}' for name, kind, _ in COLUMNS)
    asked = ", ".join(f"unnest(?::{kind}[])" for _, kind, _ in COLUMNS)
    with duckdb.connect(config={"threads": 1}) as engine:
        engine.execute(f"CREATE TABLE findings ({fields})")
        if matters:
            engine.execute(f"INSERT INTO findings SELECT {asked}", columns)
        quoted = str(path).replace("'", "''")
        engine.execute(f"COPY findings TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)")


def _harmless(value: Value) -> Value:
    if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA):
        return "'" + value
    return value
