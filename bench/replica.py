"""A province or a nation, as so many counties like the demo's, in Parquet.

Every unit, account and event of the county is there once per copy, under a name of its own, so that
the faults are as frequent and as different as in the county. Publications and messages, with
whatever belongs to them, are folded: each is there several times, until the numbers asked for are
reached. The copies are spread over the five places that have rules of their own, so that every rule
is in force somewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhijian.core.facts.collection import Facts, Rows
from zhijian.core.facts.model import Column, Kind, Relation
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.law import Law
from zhijian.demo.build import build

from . import RULEBOOKS

DIVISIONS = ("211202", "420325", "430422", "370200", "330424")
FOLDED = {
    "publications": "publications",
    "reviews": "publications",
    "screenings": "publications",
    "messages": "messages",
    "replies": "messages",
}
"""Relations of which a county's rows are there several times over, and whose rows they follow."""
DETAILS = frozenset({"reviews", "screenings"})
SHARED = frozenset({"sources"})
"""Relations that all copies have in common."""
DAY = {"publications": "published_d", "messages": "received_d", "column_items": "published_d"}
ROW_GROUP = 500_000
COUNTY_ACCOUNTS = 126
ACCOUNTS_APART = 128


@dataclass(frozen=True)
class Size:
    """How large a replica is; ``detailed`` brings the ledgers of reviews and screenings along."""

    accounts: int
    publications: int
    messages: int
    detailed: bool = True


PROVINCE = Size(5_000, 1_000_000, 140_000)
NATION = Size(100_000, 36_000_000, 5_000_000)


def county(accounts: int = COUNTY_ACCOUNTS) -> Facts:
    """Return the demo county's facts in memory."""
    made = build(Law.load(RULEBOOKS), seed=1, accounts=accounts)
    return Facts.from_records(made.rows, made.sights)


def replicate(facts: Facts, folder: Path, size: Size) -> Path:
    """Write ``size`` as Parquet into ``folder``, unless it is there; return the folder."""
    if (folder / "done").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    copies = -(-size.accounts // len(facts.rows("accounts")))
    folds = {
        "publications": -(-size.publications // (copies * len(facts.rows("publications")))),
        "messages": -(-size.messages // (copies * len(facts.rows("messages")))),
    }
    for name in RELATIONS:
        rows = facts.rows(name)
        if len(rows) and (size.detailed or name not in DETAILS):
            _write(rows, folder, 1 if name in SHARED else copies, folds)
    (folder / "done").touch()
    return folder


def _write(rows: Rows, folder: Path, copies: int, folds: Mapping[str, int]) -> None:
    relation = rows.relation
    fold = folds.get(FOLDED.get(relation.name, ""), 1)
    each = copies * fold
    chosen = ", ".join(f"{_made(relation, column)} AS {column.name}" for column in relation.columns)
    described = ", ".join(f"{column.name} {_type(column)}" for column in relation.columns)
    taken = ", ".join(f"unnest(?::{_type(column)}[])" for column in relation.columns)
    order = DAY.get(relation.name, relation.key[0])
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute(f"CREATE TABLE base ({described})")
    connection.execute(f"INSERT INTO base SELECT {taken}", list(rows.columns))
    connection.execute(
        f"CREATE TABLE sorted AS SELECT *, ROW_NUMBER() OVER (ORDER BY {order}) - 1 AS row_n FROM base"
    )
    connection.execute(
        f"COPY (SELECT {chosen} FROM (SELECT i // {each} AS row_n, i % {copies} AS n, "
        f"(i // {copies}) % {fold} AS m FROM range({len(rows) * each}) t(i)) c "
        f"JOIN sorted b ON b.row_n = c.row_n) TO '{folder / relation.name}.parquet' "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
    )
    connection.close()


def _type(column: Column) -> str:
    if column.kind.is_text:
        return "VARCHAR"
    return "BIGINT" if column.kind is Kind.SECOND else "INTEGER"


def _made(relation: Relation, column: Column) -> str:
    """Return the value of a copy's column: what names something gets the number of the copy."""
    name = f"b.{column.name}"
    if column.name == "account_n":
        return f"CAST({name} + c.n * {ACCOUNTS_APART} AS INTEGER)"
    if column.name == "division":
        places = " ".join(f"WHEN {n} THEN '{place}'" for n, place in enumerate(DIVISIONS))
        return f"CASE c.n % {len(DIVISIONS)} {places} END"
    is_key = column.name == relation.key[0] and relation.name not in SHARED
    is_name = is_key or column.refers or (relation.name, column.name) == ("exceptions", "subject")
    if not is_name or not column.kind.is_text:
        return name
    of = column.refers or relation.name
    folded = " || '.' || c.m" if FOLDED.get(of) == of else ""
    return f"CASE WHEN {name} = '' THEN '' ELSE {name} || '@' || c.n{folded} END"
