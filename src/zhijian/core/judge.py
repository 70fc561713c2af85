"""Judging: facts related to the rules in force, check by check, on an engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.checks.check import MANY, Check
from zhijian.core.checks.shapes import Holds, Shape
from zhijian.core.engines import Engine, Schema
from zhijian.core.engines.duck import DuckEngine
from zhijian.core.engines.sqlite import SqliteEngine
from zhijian.core.facts.collection import Facts, InDatabase, ParquetFiles, Rows, Sight
from zhijian.core.facts.lines import BETWEEN, Lines
from zhijian.core.facts.references import dangling
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.law import Law, lay_down
from zhijian.core.looked_at import LookedAt, lay_out, narrowing
from zhijian.core.outcomes import Judgement, RelationSeen
from zhijian.core.readout import read_out
from zhijian.core.refused import Refused
from zhijian.core.scope import subject_selects, units_of
from zhijian.core.streams import prepare_released, prepare_streams, streams
from zhijian.core.terms import same_day_number
from zhijian.core.workdays import day_number, from_day_number

OUTCOMES: Schema = (
    ("check_id", True),
    ("subject", True),
    ("organization", True),
    ("book", True),
    ("item", True),
    ("observed", False),
    ("allowed", False),
    ("unit", True),
    ("since_d", False),
    ("due_d", False),
    ("state", False),
    ("clause", True),
)
COUNTS: Schema = (("check_id", True), ("state", False), ("c", False))
TALLIES: Schema = (*OUTCOMES, ("c", False))
_NEVER_D = -1_000_000
SMALL = 100_000
"""Rows up to which planning a query costs DuckDB more than running it costs SQLite."""
_RULE_JOIN = (
    "LEFT JOIN rules r ON r.place = m.book AND r.rule = '{rule}' AND r.kind = {kind} "
    "AND r.from_d <= {on_d} AND {on_d} < r.until_d"
)
_COLUMNS = (
    "subject, organization, book, item, observed, allowed, unit, since_d, due_d, state, clause"
)


@dataclass(frozen=True)
class Run:
    """The arguments of one run: the place, the day, the inspected period, what was seen."""

    place: str
    book: str
    on_d: int
    since_d: int
    calendar_end_d: int
    long_stop: int
    form_days: int
    unanswered_d: int
    seen: Mapping[str, RelationSeen]
    first_rows: Mapping[str, int]
    blank_columns: frozenset[str]
    looked_at: LookedAt | None = None

    def times(self, shape: Shape) -> dict[str, str]:
        """Return the blanks that the run fills in, for a check of this shape."""
        seen = [self.seen[name] for name in shape.watched if name in self.seen]
        witnesses = seen[1:]
        limits = [sight.as_of_d for sight in seen if sight.as_of_d is not None]
        starts = [sight.from_d for sight in witnesses if sight.from_d is not None]
        if shape.is_stream and not starts:
            starts = [
                self.first_rows[s.relation] for s in witnesses if s.relation in self.first_rows
            ]
        return {
            "on_d": str(self.on_d),
            "since_d": str(self.since_d),
            "first_d": str(max([self.since_d, *(start - 1 for start in starts)])),
            "seen_d": str(min([self.on_d, *limits])),
            "from_d": str(max([_NEVER_D, *starts])),
            "year_ago_d": str(self.on_d - 366),
            "unanswered_d": str(self.unanswered_d),
            "year_n": str(from_day_number(self.on_d).year),
            "long_stop": str(self.long_stop),
            "calendar_end_d": str(self.calendar_end_d),
            "is_complete": str(int(all(sight.is_complete for sight in witnesses))),
            "fresh": str(int(all(sight.is_fresh for sight in seen))),
        }


def judge(
    facts: Facts,
    *,
    place: str,
    on: date,
    law: Law,
    since: date | None = None,
    as_place: str | None = None,
    engine: Engine | None = None,
    state: Path | None = None,
    checks: Mapping[str, Check] = CHECKS,
    looked_at: LookedAt | None = None,
) -> Judgement:
    """Return what the checks say of ``facts`` by the rules of ``place`` on the day ``on``.

    ``since`` begins the inspected period (exclusive); without it the rulebook's look-back holds.
    ``as_place`` judges every unit by another place's rules. The engine's relations stay open, so
    that the whole relation of outcomes can still be written; without ``engine`` the one that fits
    the size of the facts is taken.
    ``state`` is a folder that keeps what was learnt of the streams, so that the next day's run with
    the same ``since`` reads only what came after. ``looked_at`` leaves out outcomes of all else.

    Raises:
        Refused: an unknown place, or a period that ends before it begins.
    """
    engine = engine or fitting_engine(facts, keeps_state=state is not None)
    run = _run(facts, place=as_place or place, on=on, since=since, law=law)
    run = replace(run, looked_at=looked_at)
    load(engine, facts)
    lay_out(engine, looked_at)
    run = _counted(engine, facts, run)
    books = _scope(engine, facts, run, place=place, as_place=as_place, law=law)
    lay_down(engine, law, books, run.on_d)
    for table, select, stored in _subjects(engine, run):
        (engine.make if stored else engine.view)(table, select)
    prepare_streams(engine, run, state, checks)
    prepare_released(engine, run, checks)
    _judge_all(engine, run, checks)
    return read_out(engine, run, checks, law, on=on, notes=dangling(facts))


def fitting_engine(facts: Facts, *, keeps_state: bool = False) -> Engine:
    """Return SQLite for small facts in memory, DuckDB for all others; both say the same.

    Source: docs/decisions/0006-two-embedded-engines.md
    """
    tables = facts.tables.values()
    rows = sum(len(table) for table in tables if isinstance(table, Rows))
    in_memory = all(isinstance(table, Rows) for table in tables)
    return SqliteEngine() if in_memory and rows <= SMALL and not keeps_state else DuckEngine()


def _run(facts: Facts, *, place: str, on: date, since: date | None, law: Law) -> Run:
    on_d = day_number(on)
    book = law.rulebooks.book_of(place)
    look_back = law.amount(place, "updates.lookback", on)
    since_d = on_d - look_back if since is None else day_number(since)
    if since_d >= on_d:
        raise Refused(f"检查起始日 {since} 不在检查日 {on} 之前。请改早 --since 或改晚 --on。")
    max_age = law.amount(place, "freshness.max_age", on)
    return Run(
        place=place,
        book=book,
        on_d=on_d,
        since_d=since_d,
        calendar_end_d=law.calendar_end_d,
        long_stop=law.amount(place, "overdue.long_stop", on),
        form_days=law.amount(place, "updates.form_window", on),
        unanswered_d=_months_before(on, law.amount(place, "interaction.unanswered_lookback", on)),
        seen={name: _seen(facts, name, on_d, max_age) for name in RELATIONS},
        first_rows={},
        blank_columns=frozenset(),
    )


def _blank_columns(engine: Engine) -> frozenset[str]:
    """Return ``relation.column`` of each asked text column that every row leaves blank."""
    asked = sorted(
        {
            (check.shape.subjects, check.shape.asks)
            for check in CHECKS.values()
            if isinstance(check.shape, Holds) and check.shape.asks
        }
    )
    counted = " UNION ALL ".join(
        f"SELECT '{name}.{column}' AS k, COUNT(*) AS c FROM {name} WHERE {column} <> ''"
        for name, column in asked
    )
    return frozenset(str(name) for name, count in engine.fetch(counted) if count == 0)


def _months_before(on: date, months: int) -> int:
    """Return the day number as many months before ``on``, or of that month's last day."""
    return day_number(same_day_number(on, -months))


def _seen(facts: Facts, name: str, on_d: int, max_age: int) -> RelationSeen:
    table = facts.tables.get(name)
    sight = facts.sight(name) if table is not None else Sight(complete=False)
    rows = len(table) if isinstance(table, Rows) else 0
    return RelationSeen(
        relation=name,
        title=RELATIONS[name].title,
        rows=rows,
        is_seen=rows > 0 or sight.declared_empty,
        is_complete=sight.complete,
        is_fresh=sight.as_of_d is None or on_d - sight.as_of_d <= max_age,
        as_of_d=sight.as_of_d,
        from_d=sight.from_d,
    )


def _counted(engine: Engine, facts: Facts, run: Run) -> Run:
    """Return the run with what only the loaded relations tell: row counts and first rows."""
    seen = dict(run.seen)
    for name, table in facts.tables.items():
        if not isinstance(table, Rows):
            rows = int(engine.fetch(f"SELECT COUNT(*) FROM {name}")[0][0] or 0)
            is_seen = rows > 0 or facts.sight(name).declared_empty
            seen[name] = replace(seen[name], rows=rows, is_seen=is_seen)
    first_rows = {}
    for name, at in streams():
        first = engine.fetch(f"SELECT MIN({at}) AS d FROM {name}")[0][0]
        if first is not None:
            first_rows[name] = int(first)
    return replace(run, seen=seen, first_rows=first_rows, blank_columns=_blank_columns(engine))


def load(engine: Engine, facts: Facts) -> None:
    """Enter the facts into the engine, a table a relation, and make room for the outcomes."""
    for name, relation in RELATIONS.items():
        schema = [(column.name, column.kind.is_text) for column in relation.columns]
        table = facts.tables.get(name)
        if isinstance(table, ParquetFiles):
            engine.attach(name, schema, table.paths)
        elif isinstance(table, InDatabase):
            listed = ", ".join(column for column, _ in schema)
            engine.view(name, f"SELECT {listed} FROM {table.table}")
        elif isinstance(table, Lines) and isinstance(engine, DuckEngine):
            engine.read_lines(name, schema, table.parts, BETWEEN, table.iso)
        else:
            engine.create(name, schema, table.columns if table is not None else ())
    engine.create("outcomes", OUTCOMES, ())
    engine.create("items", OUTCOMES, ())
    engine.create("tallies", TALLIES, ())
    engine.create("counts", COUNTS, ())


def _scope(
    engine: Engine, facts: Facts, run: Run, *, place: str, as_place: str | None, law: Law
) -> list[str]:
    rows = engine.fetch("SELECT organization, kind, level, division, managed_by FROM organizations")
    texts = [(str(a), str(b), str(c), str(d), str(e)) for a, b, c, d, e in rows]
    units = units_of(texts, place, law.rulebooks, as_place=as_place)
    schema = (("organization", True), ("book", True), ("level", True), ("is_counted", False))
    columns = [list(column) for column in zip(*units, strict=True)] if units else []
    engine.create("units", schema, columns)
    return sorted({run.book, *(book for _, book, _, _ in units)})


def _subjects(engine: Engine, run: Run) -> Iterable[tuple[str, str, bool]]:
    undeclared = engine.fetch(
        "SELECT COUNT(*) FROM accounts WHERE media_form = '' AND platform <> 'app'"
    )
    return subject_selects(
        book=run.book,
        on_d=run.on_d,
        form_since_d=run.on_d - run.form_days,
        watch_forms=undeclared[0][0] != 0 and run.seen["publications"].is_seen,
    )


def _judge_all(engine: Engine, run: Run, checks: Mapping[str, Check]) -> None:
    outcomes: list[str] = []
    items: list[str] = []
    tallies: list[str] = []
    for check in checks.values():
        unseen = [
            name for name in check.shape.watched if name in run.seen and not run.seen[name].is_seen
        ]
        asked = f"{check.shape.subjects}.{getattr(check.shape, 'asks', '')}"
        if not unseen and asked in run.blank_columns:
            unseen = [asked]
        if unseen:
            outcomes.append(_unseen(check, unseen, run))
        elif check.is_itemised:
            items.append(_select(check, run))
        elif check.keeps_passes:
            outcomes.append(_select(check, run))
        else:
            tallies.append(_tally(check, run))
    engine.add_all("outcomes", outcomes)
    engine.add_all("items", items)
    engine.add_all("tallies", tallies)
    notable = f"SELECT check_id, {_COLUMNS} FROM tallies WHERE state <> 0 AND state <> 2"
    engine.add_all("outcomes", [_GATHER, notable])
    plain = "SELECT check_id, state, c FROM tallies WHERE state = 0 OR state = 2"
    engine.add_all("counts", [plain])


def sql_of(check: Check, run: Run) -> str:
    """Return the portable SQL of a check in a run, one row per subject (or per required thing)."""
    times = run.times(check.shape)
    times |= {"rule": check.rule}
    raw = check.shape.blanks()
    own = {
        name: _fill(text, {**times, "events": raw.get("events", "")}) for name, text in raw.items()
    }
    blanks = {"complete": "1", **times, **own}
    blanks["is_state"] = str(int(raw.get("day") == "{on_d}"))
    blanks["complete"] = f"{blanks['complete']} * {times['is_complete']}"
    blanks["rule_join"] = _RULE_JOIN.format(**{**blanks, "kind": _measured_kind(check)})
    return check.shape.text().format(**blanks)


def _measured_kind(check: Check) -> str:
    return "''" if check.shape.kind == "''" else "m.kind"


def _fill(text: str, blanks: Mapping[str, str]) -> str:
    for name, value in blanks.items():
        text = text.replace("{" + name + "}", value)
    return text


def _select(check: Check, run: Run) -> str:
    columns = ", ".join(f"j.{name}" for name in _COLUMNS.split(", "))
    narrowed = narrowing(run.looked_at, check.shape.subjects)
    return f"SELECT '{check.id}' AS check_id, {columns} FROM ({sql_of(check, run)}) j{narrowed}"


def _tally(check: Check, run: Run) -> str:
    """Return a select in one pass: notable outcomes row by row, the others only counted."""
    own = [name for name, _ in OUTCOMES if name not in ("check_id", "state")]
    shown = ", ".join(
        f"CASE WHEN j.state <> 0 AND j.state <> 2 THEN j.{name} END AS {name}" for name in own
    )
    listed = ", ".join(f"k.{name}" for name in (*own, "state"))
    named = ", ".join(f"k.{name}" for name, _ in OUTCOMES[1:])
    narrowed = narrowing(run.looked_at, check.shape.subjects)
    return (
        f"SELECT '{check.id}' AS check_id, {named}, COUNT(*) AS c "
        f"FROM (SELECT {shown}, j.state FROM ({sql_of(check, run)}) j{narrowed}) k GROUP BY {listed}"
    )


def _unseen(check: Check, unseen: list[str], run: Run) -> str:
    """Return outcomes that say that something needed was not handed over, one per subject.

    Where no rule asks for it, nothing is missing: not applicable.
    """
    subjects = check.shape.subjects
    blank = "CAST(NULL AS BIGINT)"
    asks_nothing = getattr(check.shape, "off", "") == "r.amount = 0"
    ruled = (
        f"SELECT place, COUNT(*) AS c FROM rules WHERE rule = '{check.rule}' "
        f"AND from_d <= {run.on_d} AND {run.on_d} < until_d"
        f"{' AND amount > 0' if asks_nothing else ''} GROUP BY place"
    )
    tail = (
        f"{blank} AS observed, {blank} AS allowed, '' AS unit, {blank} AS since_d, "
        f"{blank} AS due_d, CASE WHEN q.c IS NULL THEN 2 ELSE 3 END AS state, '' AS clause"
    )
    if run.looked_at is not None and not run.looked_at.covers(check):
        return f"SELECT '{check.id}' AS check_id, {_COLUMNS} FROM outcomes WHERE 1 = 0"
    if subjects in unseen or subjects in MANY:
        return (
            f"SELECT '{check.id}' AS check_id, '{subjects}' AS subject, '' AS organization, "
            f"'' AS book, '{unseen[0]}' AS item, {tail} "
            f"FROM (SELECT MAX(p.c) AS c FROM ({ruled}) p) q"
        )
    return (
        f"SELECT '{check.id}' AS check_id, s.subject, s.organization, s.book, '{unseen[0]}' AS item, "
        f"{tail} FROM s_{subjects} s LEFT JOIN ({ruled}) q ON q.place = s.book"
        f"{narrowing(run.looked_at, subjects, 's')}"
    )


_GATHER = """SELECT g.check_id, g.subject, g.organization, g.book, '' AS item,
       g.there AS observed, g.required AS allowed, g.unit,
       g.since_d, g.due_d,
       CASE WHEN g.failed > 0 THEN 1 WHEN g.unknown > 0 THEN 3 WHEN g.warned > 0 THEN 4
            WHEN g.met > 0 THEN 0 ELSE 2 END AS state,
       COALESCE(g.worst_clause, g.clause) AS clause
FROM (
    SELECT check_id, subject, organization, book, MAX(unit) AS unit, MIN(since_d) AS since_d,
           MAX(due_d) AS due_d, MAX(clause) AS clause,
           SUM(CASE WHEN state = 0 THEN 1 ELSE 0 END) AS met,
           SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END) AS failed,
           SUM(CASE WHEN state = 3 THEN 1 ELSE 0 END) AS unknown,
           SUM(CASE WHEN state = 4 THEN 1 ELSE 0 END) AS warned,
           SUM(CASE WHEN observed < allowed THEN observed ELSE allowed END) AS there,
           SUM(CASE WHEN state <> 2 THEN allowed ELSE 0 END) AS required,
           MIN(CASE WHEN state = 1 OR state = 4 THEN clause END) AS worst_clause
    FROM items
    GROUP BY check_id, subject, organization, book
) g"""
