"""Every text of SQL a run sends stays in the subset on which the engines agree."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlglot
from sqlglot import exp

from core.checks.random_facts import ON, Mill
from core.checks.recorder import Recorder, texts_of
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.facts.collection import Facts, Sight
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.workdays import day_number

LARGE = frozenset({"publications", "messages", "column_items", "reviews", "screenings", "patrols"})
NODES = frozenset(
    {
        *("Select", "From", "Where", "Group", "Join", "Subquery", "With", "CTE", "Union"),
        *("Table", "TableAlias", "Alias", "Column", "Identifier", "Star", "Literal", "Null"),
        *("EQ", "NEQ", "GT", "GTE", "LT", "LTE", "Is", "Not", "And", "Or", "Paren", "In"),
        *("Add", "Sub", "Mul", "Neg", "DPipe", "Case", "If", "Coalesce"),
        *("Count", "Sum", "Min", "Max", "Distinct"),
        *("Window", "Lag", "Lead", "RowNumber", "Order", "Ordered", "Exists"),
    }
)
EXCEPTIONS = {
    "CAST(NULL AS BIGINT)": "a blank number must have a type before rows are united",
}
"""Texts outside the subset that are allowed, with the reason; nothing else is cast."""


@pytest.fixture(scope="module")
def texts(law: Law) -> list[tuple[str, exp.Expression]]:
    """Every text that runs send: all seen, nothing seen, seen in part, by another place's rules."""
    mill = Mill(law, seed=5, share=0.3)
    early = day_number(ON - timedelta(30))
    partial = Sight(complete=False, as_of_d=day_number(ON) - 3, from_d=early)
    runs = [Recorder() for _ in range(3)]
    judge(mill.facts(), place="cn", on=ON, law=law, engine=runs[0])
    judge(Facts.from_records({}), place="420325", on=ON, law=law, engine=runs[1])
    sights = dict.fromkeys(RELATIONS, partial)
    judge(mill.facts(sights), place="cn", as_place="330424", on=ON, law=law, engine=runs[2])
    return [(what, sqlglot.parse_one(text)) for what, text in texts_of(runs)]


def test_every_check_is_among_the_texts(texts: list[tuple[str, exp.Expression]]) -> None:
    literals = {node.this for _, tree in texts for node in tree.find_all(exp.Literal)}

    assert set(CHECKS) <= literals


def test_only_allowed_nodes_and_functions_occur(texts: list[tuple[str, exp.Expression]]) -> None:
    strange = {
        f"{type(node).__name__}: {node.sql()}"
        for what, tree in texts
        for node in tree.walk()
        if type(node).__name__ not in NODES and not _excepted(node)
    }

    assert strange == set()


def test_every_exception_is_still_needed(texts: list[tuple[str, exp.Expression]]) -> None:
    casts = {node.sql() for _, tree in texts for node in tree.find_all(exp.Cast)}

    assert casts == set(EXCEPTIONS)


@pytest.mark.parametrize(
    "foreign",
    [
        *("a / b", "a % b", "CAST(a AS DOUBLE)", "CAST(a AS DECIMAL(9, 2))", "1.5"),
        *("a LIKE 'x%'", "GREATEST(a, b)", "LEAST(a, b)", "TRIM(a)", "UPPER(a)", "SUBSTR(a, 1)"),
        *("a + INTERVAL '1' DAY", "CURRENT_TIMESTAMP", "REGEXP_LIKE(a, 'x')", "ABS(a)"),
        *("a IN (SELECT b FROM t)", "AVG(a)", "ROUND(a)", "a BETWEEN 1 AND 2", "DATE '2026-01-01'"),
    ],
)
def test_what_the_engines_do_differently_is_refused(foreign: str) -> None:
    tree = sqlglot.parse_one(f"SELECT {foreign} AS c FROM t")

    strange = [node for node in tree.walk() if type(node).__name__ not in NODES]

    assert strange or _fractions(tree) or _subquery_lists(tree)


def test_no_fraction_no_qualify_no_limit(texts: list[tuple[str, exp.Expression]]) -> None:
    for what, tree in texts:
        assert not _fractions(tree), what
        assert not _subquery_lists(tree), what
        for select in tree.find_all(exp.Select):
            assert not {"qualify", "limit", "offset", "having"} & {
                name for name, value in select.args.items() if value
            }, what


def test_joins_are_inner_left_or_cross(texts: list[tuple[str, exp.Expression]]) -> None:
    for what, tree in texts:
        for join in tree.find_all(exp.Join):
            assert (join.side, join.kind) in {("", ""), ("LEFT", ""), ("", "CROSS")}, what
            assert join.args.get("on") or join.kind == "CROSS", what


def test_windows_are_ordered_by_columns_that_are_never_blank(
    texts: list[tuple[str, exp.Expression]],
) -> None:
    ordered = 0
    for what, tree in texts:
        for order in tree.find_all(exp.Order):
            assert isinstance(order.parent, exp.Window), f"{what}: only windows are ordered"
            known = _known(order.find_ancestor(exp.Select))
            for term in order.expressions:
                ordered += 1
                assert term.this.sql() in known, f"{what}: {term.sql()} may be blank"

    assert ordered > 0


def test_grouping_is_by_columns_never_by_a_position(
    texts: list[tuple[str, exp.Expression]],
) -> None:
    for what, tree in texts:
        for group in tree.find_all(exp.Group):
            assert all(isinstance(key, exp.Column) for key in group.expressions), what


def test_no_part_that_reads_a_large_relation_is_read_twice(
    texts: list[tuple[str, exp.Expression]],
) -> None:
    views = {what.split()[-1]: _tables(tree) for what, tree in texts if what.startswith("view ")}
    large = LARGE | {name for name, tables in views.items() if tables & LARGE}
    for what, tree in texts:
        for name, reads in _parts(tree).items():
            if reads & large:
                times = sum(table.name == name for table in tree.find_all(exp.Table))
                assert times <= 1, f"{what}: {name} reads {reads & large} {times} times"


def _excepted(node: exp.Expression) -> bool:
    whole = node.parent if isinstance(node, exp.DataType) else node
    return whole is not None and whole.sql() in EXCEPTIONS


def _fractions(tree: exp.Expression) -> list[str]:
    return [
        node.sql()
        for node in tree.find_all(exp.Literal)
        if not node.is_string and not node.this.isdigit()
    ]


def _subquery_lists(tree: exp.Expression) -> list[str]:
    """Lists that are not of literals: a blank among them decides differently than one thinks."""
    return [
        node.sql()
        for node in tree.find_all(exp.In)
        if node.args.get("query") or not all(isinstance(e, exp.Literal) for e in node.expressions)
    ]


def _known(select: exp.Select | None) -> set[str]:
    """Return the columns that a select's own condition keeps from being blank."""
    where = select.args.get("where") if select is not None else None
    if where is None:
        return set()
    condition = where.this.unnest()
    terms = list(condition.flatten()) if isinstance(condition, exp.And) else [condition]
    known = set()
    for term in terms:
        if isinstance(term, exp.Not) and isinstance(term.this, exp.Is):
            known.add(term.this.this.sql())
        elif isinstance(term, (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)):
            known |= {term.this.sql(), term.expression.sql()}
    return known


def _tables(tree: exp.Expression) -> set[str]:
    return {table.name for table in tree.find_all(exp.Table)}


def _parts(tree: exp.Expression) -> dict[str, set[str]]:
    """Return each named part of a text with all the relations it reads, directly or not."""
    parts: dict[str, set[str]] = {}
    for cte in tree.find_all(exp.CTE):
        reads = _tables(cte.this)
        parts[cte.alias] = reads | {deep for name in reads for deep in parts.get(name, ())}
    return parts
