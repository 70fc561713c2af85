"""A single check, asked of a few records under a rule made for the occasion."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.checks.references.world import ON, Limit, World
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.engines import Cell, Schema
from zhijian.core.engines.sqlite import SqliteEngine
from zhijian.core.facts.collection import Facts, Sight
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.rules import OPEN_END, RuleRow
from zhijian.core.workdays import from_day_number

PLACE = "420325"
CLAUSE, STATED = "fangxian-5g", "hengnan-4-1b"
UNIT = {"organization": "甲", "kind": "organ", "level": "department"}
ACCOUNT = {"organization": "甲", "platform": "wechat", "state": "operating", "media_form": "text"}
Answer = dict[str, tuple[int, int | None, int | None, str]]
_CALENDAR = "file:zhijian_test_calendar?mode=memory&cache=shared"


class QuickSqlite(SqliteEngine):
    """SQLite whose calendar is laid down once for all runs: it never changes."""

    _keeper: sqlite3.Connection | None = None
    _laid: set[str] = set()

    def __init__(self) -> None:
        super().__init__()
        if QuickSqlite._keeper is None:
            QuickSqlite._keeper = sqlite3.connect(_CALENDAR, uri=True)
        self._connection = sqlite3.connect("file::memory:?cache=private", uri=True)
        self._connection.execute(f"ATTACH '{_CALENDAR}' AS calendar")

    def create(self, table: str, schema: Schema, columns: Sequence[Sequence[Cell]]) -> None:
        if table not in ("days", "periods"):
            super().create(table, schema, columns)
        elif table not in QuickSqlite._laid:
            super().create(f"calendar.{table}", schema, columns)
            self._connection.execute(
                f"CREATE INDEX calendar.of_{table} ON {table} ({schema[0][0]})"
            )
            self._connection.commit()
            QuickSqlite._laid.add(table)


def under(law: Law, rules: Mapping[str, Limit | Sequence[str] | None]) -> Law:
    """Return the law with these rules in place of the published ones, for every kind."""
    books = law.rulebooks
    rows = {key: tuple(r for r in books.resolve(PLACE) if r.rule == key) for key in books.rules}
    for key, limit in rules.items():
        rows[key] = tuple(_rows(key, limit))
    return replace(law, rulebooks=replace(books, _resolved={PLACE: rows}))


def ask(
    law: Law,
    check: str,
    records: Mapping[str, Sequence[Mapping[str, object]]],
    world: World,
    *,
    rules: Mapping[str, Limit | Sequence[str] | None],
    witness: str,
) -> tuple[Answer, dict[int, int]]:
    """Return what a check says: (state, observed, since_d, clause) by subject, and counted states.

    ``witness`` is the relation that was seen as the world says; all others were seen in full.
    """
    sight = Sight(
        complete=world.complete, as_of_d=world.as_of_d, from_d=world.from_d, declared_empty=True
    )
    given = {"organizations": [UNIT], witness: [], **records}
    engine = QuickSqlite()
    judge(
        Facts.from_records(given, {witness: sight}),
        place=PLACE,
        on=ON,
        since=from_day_number(world.since_d),
        law=under(law, {"overdue.long_stop": Limit(world.long_stop), **rules}),
        engine=engine,
        checks={check: CHECKS[check]},
    )
    rows = engine.fetch("SELECT subject, state, observed, since_d, clause FROM outcomes")
    counts = engine.fetch("SELECT state, c FROM counts")
    engine.close()
    answer = {str(row[0]): (row[1], row[2], row[3], row[4]) for row in rows}
    assert len(answer) == len(rows), "one outcome per subject"
    return answer, dict(counts)  # type: ignore[return-value,arg-type]


def _rows(key: str, limit: Limit | Sequence[str] | None) -> list[RuleRow]:
    if limit is None:
        return []
    if not isinstance(limit, Limit):
        return [_row(key, item, Limit(1, "list")) for item in limit]
    return [_row(key, kind, limit) for kind in ("", "text", "video", "mixed", "CHANGE")]


def _row(key: str, kind: str, limit: Limit) -> RuleRow:
    return RuleRow(
        place=PLACE,
        rule=key,
        kind=kind,
        from_d=limit.from_d,
        until_d=OPEN_END,
        amount=limit.amount,
        amount_loose=limit.loose,
        text=None,
        unit=limit.unit,
        strength="proposed" if limit.warns else "law",
        clause=None if limit.warns else CLAUSE,
        stated_clause=STATED if limit.stated else None,
        document=None,
        reading="",
        level=PLACE,
    )
