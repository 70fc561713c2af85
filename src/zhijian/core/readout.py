"""Reading a run's relation of outcomes: words, names, exceptions, and what was covered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from zhijian.core.checks.check import Check
from zhijian.core.engines import Cell, Engine
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.granted import granted
from zhijian.core.law import Law
from zhijian.core.looked_at import narrowing
from zhijian.core.outcome_files import read_outcomes, write_outcomes
from zhijian.core.outcomes import (
    STATES,
    CheckCoverage,
    Judgement,
    Outcome,
    Standing,
    Verdict,
)
from zhijian.core.scope import NAMED_BY
from zhijian.core.workdays import from_day_number

if TYPE_CHECKING:
    from zhijian.core.judge import Run

UNIT_WORDS = {
    "workday": "个工作日",
    "calendar_day": "天",
    "month": "个月",
    "year": "年",
    "minute": "分钟",
    "count": "个",
    "person": "人",
}
_EXCEPTED = 5
_COUNTED = (("account", "accounts"), ("site", "sites"), ("organization", "organizations"))
_NOTABLE = (
    "SELECT check_id, subject, organization, book, item, observed, allowed, unit, since_d, due_d, "
    "state, clause FROM outcomes WHERE state <> 0 AND state <> 2"
)


def read_out(
    engine: Engine,
    run: Run,
    checks: Mapping[str, Check],
    law: Law,
    *,
    on: date,
    notes: tuple[str, ...] = (),
) -> Judgement:
    """Return the judgement that the engine's ``outcomes`` hold."""
    reader = _Reader(engine, run, checks, law, on)
    outcomes = tuple(reader.outcome(row) for row in sorted(engine.fetch(_NOTABLE), key=_order))
    subjects = {
        str(kind): int(count or 0)
        for kind, count in engine.fetch(
            " UNION ALL ".join(
                f"SELECT '{kind}' AS kind, COUNT(*) AS c FROM s_{table} j"
                f"{narrowing(run.looked_at, table)}"
                for kind, table in _COUNTED
            )
        )
    }
    excepted = {(o.check, o.subject) for o in outcomes if o.standing is Standing.EXCEPTED}

    def write(path: str) -> None:
        write_outcomes(engine, checks, excepted, path)

    return Judgement(
        place=run.place,
        on=on,
        since=from_day_number(run.since_d),
        engine=engine.name,
        outcomes=outcomes,
        coverage=_coverage(engine, run, checks, excepted),
        relations=tuple(run.seen.values()),
        subjects=subjects,
        notes=(*notes, *reader.notes),
        write_outcomes=write,
        read_outcomes=lambda: read_outcomes(engine, checks, excepted),
    )


class _Reader:
    """What is needed to put rows into words, fetched once."""

    def __init__(
        self, engine: Engine, run: Run, checks: Mapping[str, Check], law: Law, on: date
    ) -> None:
        self._run, self._checks, self._law = run, checks, law
        self._names = _names(engine, checks)
        self._items = _items(engine, checks)
        self._granted, self.notes = granted(engine, run, law.rulebooks)
        self._readings: dict[tuple[str, str, str], str] = {}
        self._on = on

    def outcome(self, row: tuple[Cell, ...]) -> Outcome:
        check = self._checks[str(row[0])]
        subject, organization, book = str(row[1]), str(row[2] or ""), str(row[3] or "")
        state = int(row[10] or 0)
        exception = self._granted.get((check.rule, subject)) or self._granted.get(
            (check.rule, organization), ""
        )
        if state == 1 and exception:
            state = _EXCEPTED
        verdict, standing = STATES[state]
        clause = str(row[11] or "")
        item = self._item(check, subject, str(row[4] or ""))
        # A ledger of the subjects that was not handed over speaks for itself, and for no unit.
        kind = "ledger" if subject == check.shape.subjects else check.subject_kind
        return Outcome(
            check=check.id,
            title=check.title,
            subject_kind=kind,
            subject=subject,
            subject_name=self._names.get((kind, subject), subject),
            organization=organization or (subject if kind == "organization" else ""),
            place=book,
            verdict=verdict,
            standing=standing,
            item=item,
            observed=_whole(row[5]),
            limit=_whole(row[6]),
            unit=str(row[7] or ""),
            clause=clause,
            document=self._law.rulebooks.clause(clause).document if clause else "",
            reading=self._reading(book, check.rule, str(row[4] or "")),
            says=_says(check, row, item, state),
            mend=check.mend,
            since_d=_whole(row[8]),
            due_d=_whole(row[9]),
            exception=exception if state == _EXCEPTED else "",
        )

    def _item(self, check: Check, subject: str, item: str) -> str:
        if check.is_itemised:
            codes = self._items.get((check.id, subject), [])
            return "、".join(_word(check, code) for code in codes)
        return _word(check, item)

    def _reading(self, book: str, rule: str, kind: str) -> str:
        # A measured finding carries the rule's kind as its item; any other has the rule's own.
        if (book, rule, kind) not in self._readings:
            rows = self._law.rulebooks.in_force(book, self._on, rule) if book else ()
            rows = tuple(row for row in rows if row.kind == kind) or rows
            found = next((row.reading for row in rows if row.reading), "")
            self._readings[book, rule, kind] = found
        return self._readings[book, rule, kind]


def _order(row: tuple[Cell, ...]) -> tuple[tuple[bool, Cell], ...]:
    # Sorted here, not by the engine: databases differ in how they order text and blanks.
    return tuple((cell is not None, cell) for cell in row)


def _whole(cell: Cell) -> int | None:
    return None if cell is None else int(cell)


def _word(check: Check, code: str) -> str:
    if check.item_words is None:
        return code
    relation, column = check.item_words
    said = dict(RELATIONS[relation].column(column).choices)
    return said.get(code.split("/")[0], code.split("/")[0])


def _says(check: Check, row: tuple[Cell, ...], item: str, state: int) -> str:
    if STATES[state][0] is Verdict.UNDETERMINED:
        return _unknown(check, row)
    unit = str(row[7] or "")
    observed, limit = _whole(row[5]), _whole(row[6])
    if unit == "minute" and observed is not None and limit is not None:
        observed, limit = observed // 60, limit // 60
    return check.says.format(
        observed="未知" if observed is None else observed,
        limit="未知" if limit is None else limit,
        unit=UNIT_WORDS.get(unit, ""),
        item=item or "未填",
        since=_date(row[8]),
        due=_date(row[9]),
    )


def _unknown(check: Check, row: tuple[Cell, ...]) -> str:
    ledger, _, column = str(row[4] or "").partition(".")
    if ledger in RELATIONS and column:
        label = RELATIONS[ledger].column(column).label
        return f"“{RELATIONS[ledger].title}”没有填“{label}”一列，无法判断是否{check.title}"
    if ledger in RELATIONS:
        return f"没有“{RELATIONS[ledger].title}”，无法判断是否{check.title}"
    return f"已有资料不足以判断是否{check.title}，请补全台账或说明截至日期"


def _date(cell: Cell) -> str:
    if cell is None:
        return "（日期不明）"
    day = from_day_number(int(cell))
    return f"{day.year}年{day.month}月{day.day}日"


def _names(engine: Engine, checks: Mapping[str, Check]) -> dict[tuple[str, str], str]:
    kinds = {
        c.shape.subjects: c.subject_kind for c in checks.values() if c.shape.subjects in NAMED_BY
    }
    found: dict[tuple[str, str], str] = {}
    for subjects, kind in kinds.items():
        ids = ", ".join(f"'{c.id}'" for c in checks.values() if c.shape.subjects == subjects)
        rows = engine.fetch(
            f"SELECT s.subject, MAX(s.{NAMED_BY[subjects]}) AS name FROM s_{subjects} s "
            "JOIN outcomes o ON o.subject = s.subject AND o.state <> 0 AND o.state <> 2 "
            f"AND o.check_id IN ({ids}) GROUP BY s.subject"
        )
        found.update({(kind, str(subject)): str(name) for subject, name in rows if name})
    return found


def _items(engine: Engine, checks: Mapping[str, Check]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    rows = engine.fetch("SELECT check_id, subject, item FROM items WHERE state = 1 OR state = 4")
    for check, subject, item in sorted(rows, key=_order):
        found.setdefault((str(check), str(subject)), []).append(str(item))
    return found


def _coverage(
    engine: Engine, run: Run, checks: Mapping[str, Check], excepted: set[tuple[str, str]]
) -> tuple[CheckCoverage, ...]:
    counts: dict[str, dict[int, int]] = {name: {} for name in checks}
    for table in ("outcomes", "counts"):
        measured = "COUNT(*)" if table == "outcomes" else "SUM(c)"
        for name, state, count in engine.fetch(
            f"SELECT check_id, state, {measured} AS c FROM {table} GROUP BY check_id, state"
        ):
            by_state = counts[str(name)]
            by_state[int(state or 0)] = by_state.get(int(state or 0), 0) + int(count or 0)
    for name, _ in excepted:
        counts[name][1] -= 1
        counts[name][_EXCEPTED] = counts[name].get(_EXCEPTED, 0) + 1
    return tuple(_covered(check, counts[name], run) for name, check in sorted(checks.items()))


def _covered(check: Check, by_state: dict[int, int], run: Run) -> CheckCoverage:
    unseen = [
        RELATIONS[name].title
        for name in check.shape.watched
        if name in run.seen and not run.seen[name].is_seen
    ]
    return CheckCoverage(
        check=check.id,
        title=check.title,
        passed=by_state.get(0, 0),
        failed=by_state.get(1, 0),
        not_applicable=by_state.get(2, 0),
        undetermined=by_state.get(3, 0),
        warned=by_state.get(4, 0),
        excepted=by_state.get(_EXCEPTED, 0),
        reason=f"没有台账：{'、'.join(unseen)}" if unseen else "",
    )
