"""A register's rows as lines of text, written by the database in one SELECT.

Every value that ``Register.records`` and the core's ``derive`` would work out row by row is an
expression here: names of units, accounts and sites by joins, days and moments as whole numbers,
derived columns of the large relations. What the tables promise takes the place of the core's look
at every value: texts are not NULL, numbers and days are of their kind, references stand. Codes are
those that forms and imports let in. A control character inside a text, which nobody can type,
becomes a blank.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from zhijian.core.facts.codes import map_number_holds
from zhijian.core.facts.lines import BETWEEN, Lines, UnfitLines, part_of
from zhijian.core.facts.model import Column, Kind
from zhijian.interaction.models import Reply
from zhijian.ledger.models import Account
from zhijian.ledger.registers import CIVIL_SECONDS, Register, register_of
from zhijian.people.models import Organization
from zhijian.publishing.models import Publication

AT_ONCE = 50_000
"""Lines of a part."""
UNITS = """units AS{kept} (
    SELECT o.id, CASE WHEN COUNT(*) OVER (PARTITION BY o.name) = 1 THEN o.name
        ELSE o.name || '（' || COALESCE(p.name, '顶级') || '）' END AS name
    FROM {unit} o LEFT JOIN {unit} p ON p.id = o.parent_id)"""
NUMBERED = """numbered AS{kept} (
    SELECT a.id, a.handle, b.n FROM {account} a LEFT JOIN (
        SELECT f.handle, MIN(f.n) AS n FROM (
            SELECT handle, ROW_NUMBER() OVER (ORDER BY id) AS n FROM {account}
            WHERE state IN ({known})) f GROUP BY f.handle) b ON b.handle = a.handle)"""
ANSWERED = """answered AS{kept} (
    SELECT message_id AS id, MIN(replied_on) AS d FROM {reply}
    WHERE is_answer IS NULL OR is_answer GROUP BY message_id)"""
DERIVED = {
    "publications": ("account_n", "map_number_ok"),
    "must_reposts": ("account_n",),
    "messages": ("account_n", "replied_d"),
}
"""The derived columns that a SELECT can work out; a relation with others is read row by row."""


def is_written_as_lines(register: Register) -> bool:
    """Whether a register's rows can be read as lines."""
    derived = {column.name for column in register.declared.columns if column.derived}
    return derived <= set(DERIVED.get(register.relation, ()))


def leans_on(register: Register) -> set[str]:
    """The relations that a register names, or from which its derived columns follow."""
    named = {column.refers for column in register.declared.columns if column.refers}
    return named | ({"replies"} if register.relation == "messages" else set())


def lines_of(register: Register, since: date | None = None) -> Lines:
    """A register's rows that are facts; of a stream, those from ``since`` on."""
    try:
        parts = list(_parts(register, since, is_clean=False))
    except UnfitLines:
        parts = list(_parts(register, since, is_clean=True))
    return Lines(register.declared, parts, iso=_iso(register), vouched=_vouched(register))


def _iso(register: Register) -> dict[str, int | None]:
    """The columns that SQLite hands over as they stand: it has them as texts, moments in UTC."""
    if connection.vendor != "sqlite":
        return {}
    ahead = {Kind.DAY: None, Kind.SECOND: CIVIL_SECONDS}
    columns = register.declared.columns
    return {column.name: ahead[column.kind] for column in columns if column.kind in ahead}


def _parts(register: Register, since: date | None, *, is_clean: bool) -> Iterator[bytes]:
    sql, params = _Select(register, is_clean=is_clean).text(since)
    width = len(register.declared.columns)
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(AT_ONCE):
            yield part_of([line for (line,) in rows], width)


def _vouched(register: Register) -> set[str]:
    """Columns of which every value stands in the relation that they name."""
    found = {name for name, ref in register.refs.items() if ref.model is Organization}
    rows = register.model._default_manager
    for column in register.declared.asked:
        kept = register.by_column.get(column.name)
        if not column.refers or kept is None or column.name in found:
            continue
        other = register_of(column.refers)
        theirs = other.model._default_manager
        if kept.ref is not None:
            lost = theirs.exclude(other.facts) if other.facts else theirs.none()
        else:
            known = theirs.filter(other.facts).values(other.key[0].field)
            lost = rows.exclude(**{kept.field: ""}).exclude(**{f"{kept.field}__in": known})
        if not lost.exists():
            found.add(column.name)
    return found


@dataclass(frozen=True)
class _Cell:
    """An expression; ``is_whole`` if it is a text that is never NULL."""

    sql: str
    is_whole: bool = False


@dataclass
class _Select:
    """The SELECT of one register: ``is_clean`` puts blanks in place of control characters."""

    register: Register
    is_clean: bool
    params: list[Any] = field(default_factory=list)
    ctes: dict[str, str] = field(default_factory=dict)
    joins: dict[str, str] = field(default_factory=dict)

    def text(self, since: date | None) -> tuple[str, list[Any]]:
        """The statement, one line a row, in no order; and its parameters."""
        model = self.register.model
        line = _line([self._cell(column) for column in self.register.declared.columns])
        chosen = self._chosen(since)
        ctes = f"WITH {', '.join(self.ctes.values())} " if self.ctes else ""
        sql = f"{ctes}SELECT {line} FROM {_table(model)} t {' '.join(self.joins.values())}"
        return f"{sql}{chosen}", self.params

    def _chosen(self, since: date | None) -> str:
        wanted = []
        rows = self.register.model._default_manager.filter(self.register.facts)
        if self.register.facts:
            sql, params = rows.order_by().values("pk").query.sql_with_params()
            wanted.append(f"t.id IN ({sql})")
            self.params += params
        if since is not None and self.register.stream:
            wanted.append(f"{self._walk(self.register.stream)[0]} >= %s")
            self.params.append(since.isoformat())
        return f" WHERE {' AND '.join(wanted)}" if wanted else ""

    def _cell(self, column: Column) -> _Cell:
        if column.derived:
            return _Cell(self._derived(column.name))
        kept = self.register.by_column.get(column.name)
        if kept is not None and kept.names_unit:
            self._join("units", UNITS, unit=_table(Organization))
            alias = f"u_{kept.field}"
            self.joins[alias] = f"LEFT JOIN units {alias} ON {alias}.id = t.{kept.field}_id"
            return _Cell(f"{alias}.name")
        if column.name == "account" and "account_n" in DERIVED.get(self.register.relation, ()):
            return _Cell(f"{self._numbered()}.handle")
        path = self.register.paths[column.name] if kept is None else kept.path
        expression, may_lack = self._walk(path)
        if not column.kind.is_text:
            return _Cell(_NUMBERS[connection.vendor][column.kind].format(expression))
        return _Cell(_cleaned(expression) if self.is_clean else expression, not may_lack)

    def _walk(self, path: str) -> tuple[str, bool]:
        """The column at the end of a path, joining what lies between, and whether it may lack."""
        model: Any = self.register.model
        alias, may_lack = "t", False
        *steps, last = path.split("__")
        for step in steps:
            key = model._meta.get_field(step)
            model, may_lack = key.related_model, may_lack or key.null
            on = f"{alias}.{key.column}"
            alias = f"{alias}_{step}"
            self.joins[alias] = f"LEFT JOIN {_table(model)} {alias} ON {alias}.id = {on}"
        declared = model._meta.get_field(last)
        return f"{alias}.{declared.column}", may_lack or declared.null

    def _numbered(self) -> str:
        """The accounts with their numbers, joined."""
        told = ", ".join(f"'{state}'" for state in Account.KNOWN)
        self._join("numbered", NUMBERED, account=_table(Account), known=told)
        self.joins["n"] = "LEFT JOIN numbered n ON n.id = t.account_id"
        return "n"

    def _derived(self, name: str) -> str:
        if name == "account_n":
            return f"{self._numbered()}.n"
        if name == "replied_d":
            self._join("answered", ANSWERED, reply=_table(Reply))
            self.joins["d"] = "LEFT JOIN answered d ON d.id = t.id"
            return _NUMBERS[connection.vendor][Kind.DAY].format("d.d")
        told = Publication.objects.exclude(map_number="").order_by().values_list("map_number")
        sound = [number for (number,) in told.distinct() if map_number_holds(number)]
        is_sqlite = connection.vendor == "sqlite"
        self.params.append(json.dumps(sound) if is_sqlite else sound)
        among = "IN (SELECT value FROM json_each(%s))" if is_sqlite else "= ANY(%s)"
        return (
            f"CASE WHEN t.map_number = '' THEN '' WHEN t.map_number {among} THEN '1' ELSE '0' END"
        )

    def _join(self, name: str, text: str, **names: str) -> None:
        # PostgreSQL joins what it may look into the right way round; SQLite would do it row by row.
        kept = " MATERIALIZED" if connection.vendor == "sqlite" else ""
        self.ctes[name] = text.format(kept=kept, **names)


def _line(cells: Sequence[_Cell]) -> str:
    """One expression for all cells: a single call, since each ``||`` copies what stands already."""
    if connection.vendor == "sqlite":
        # A blank is written as nothing, a number in digits.
        form = BETWEEN.join(["%%s"] * len(cells))
        # As bytes, which Python need not decode and encode again.
        return f"CAST(printf('{form}', {', '.join(cell.sql for cell in cells)}) AS BLOB)"
    texts = [
        cell.sql if cell.is_whole else f"COALESCE(CAST({cell.sql} AS TEXT), '')" for cell in cells
    ]
    return f"concat_ws('{BETWEEN}', {', '.join(texts)})"


_SQLITE = dict.fromkeys((Kind.DAY, Kind.SECOND, Kind.FLAG, Kind.INT), "{0}")
_POSTGRES = {
    Kind.DAY: "({0} - DATE '1970-01-01')",
    Kind.SECOND: f"(CAST(FLOOR(DATE_PART('epoch', {{0}})) AS BIGINT) + {CIVIL_SECONDS})",
    Kind.FLAG: "CAST({0} AS INTEGER)",
    Kind.INT: "{0}",
}
_NUMBERS: Mapping[str, Mapping[Kind, str]] = {"sqlite": _SQLITE, "postgresql": _POSTGRES}


def _cleaned(expression: str) -> str:
    """A text with blanks in place of what no line may hold."""
    code = "char" if connection.vendor == "sqlite" else "chr"
    for number in (31, 10, 13):
        expression = f"REPLACE({expression}, {code}({number}), ' ')"
    return expression


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)
