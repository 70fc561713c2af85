"""Everything in a PostgreSQL database as of one moment, without any client tool.

The tables are read by COPY in one REPEATABLE READ transaction, so writers go on meanwhile. Tables,
constraints and triggers themselves are not copied: the migrations that made them are named, and
make them again where the rows are put back.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from zhijian.core.refused import Refused

if TYPE_CHECKING:
    from psycopg import Connection

PART = 4 << 20
"""Bytes of one piece of a table; the size of the table is not known beforehand."""

_TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema())) AND c.relkind = 'r'
    ORDER BY c.relname
"""
_COLUMNS = """
    SELECT a.attname FROM pg_attribute a
    WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attgenerated = '' ORDER BY a.attnum
"""
_SEQUENCES = """
    SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY 1
"""


def connect(database: dict[str, Any], *, schema: str = "") -> "Connection[Any]":
    """A connection of our own to the database of Django's settings; ``schema`` replaces its path.

    Raises:
        Refused: the server does not answer, or the driver is not installed.
    """
    try:
        import psycopg
    except ImportError:
        raise Refused(
            "没有安装 PostgreSQL 的驱动。请执行 pip install zhijian[postgres]。"
        ) from None
    options = dict(database["OPTIONS"])
    if schema:
        options["options"] = f"{options.get('options', '')} -c search_path={schema}".strip()
    try:
        return psycopg.connect(
            dbname=database["NAME"],
            user=database["USER"] or None,
            password=database["PASSWORD"] or None,
            host=database["HOST"] or None,
            port=database["PORT"] or None,
            connect_timeout=10,
            **options,
        )
    except psycopg.OperationalError:
        raise Refused(
            f"连不上 PostgreSQL 的库 {database['NAME']}。请检查数据库服务、地址和口令。"
        ) from None


@contextmanager
def one_moment(connection: "Connection[Any]") -> Iterator[None]:
    """Inside this block every read sees the same moment, and nothing can be written."""
    from psycopg import IsolationLevel

    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection.transaction():
        yield


def tables(connection: "Connection[Any]") -> dict[str, list[str]]:
    """Columns by table, of the connection's schema."""
    names = [name for (name,) in connection.execute(_TABLES)]
    return {
        name: [column for (column,) in connection.execute(_COLUMNS, (_quoted(name),))]
        for name in names
    }


def sequences(connection: "Connection[Any]") -> dict[str, int]:
    """The last number that each sequence gave out."""
    return dict(connection.execute(_SEQUENCES).fetchall())


def applied_migrations(connection: "Connection[Any]") -> list[list[str]]:
    """``[app, name]`` of every migration that made the tables."""
    rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY id")
    return [list(row) for row in rows]


def row_counts(connection: "Connection[Any]") -> dict[str, int]:
    """Rows by table."""
    from psycopg import sql

    counted = {}
    for name in tables(connection):
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
        row = connection.execute(query).fetchone()
        counted[name] = row[0] if row else 0
    return counted


def pieces(connection: "Connection[Any]", table: str, columns: list[str]) -> Iterator[bytes]:
    """The rows of a table in COPY's text form, in pieces that are cut between rows' blocks."""
    with connection.cursor() as cursor, cursor.copy(_copy(table, columns, "TO STDOUT")) as rows:
        waiting = bytearray()
        for block in rows:
            waiting += block
            if len(waiting) >= PART:
                yield bytes(waiting)
                waiting.clear()
        if waiting:
            yield bytes(waiting)


class Filling:
    """Puts rows into the tables of a schema that the migrations made, all in one transaction."""

    def __init__(self, connection: "Connection[Any]", wanted: dict[str, list[str]]) -> None:
        """Empty the tables and keep their own triggers quiet until ``finish``.

        Raises:
            Refused: the tables are not those that were saved.
        """
        found = tables(connection)
        if {name: sorted(columns) for name, columns in found.items()} != {
            name: sorted(columns) for name, columns in wanted.items()
        }:
            differing = sorted(set(found) ^ set(wanted)) or sorted(
                name for name in found if sorted(found[name]) != sorted(wanted[name])
            )
            raise Refused(
                f"备份中的表与按升级记录重建的表不一致（{differing[0]} 等），不能恢复。"
                "请用写这份备份的版本恢复。"
            )
        import psycopg

        self._connection, self._tables = connection, wanted
        self._error = psycopg.Error
        self._open: tuple[str, Any, Any] | None = None
        for name in wanted:
            self._alter(name, "DISABLE TRIGGER USER")
        self._truncate()

    def put(self, table: str, piece: bytes) -> None:
        """Add rows in COPY's text form; the pieces of one table come one after another."""
        if self._open is None or self._open[0] != table:
            self._leave()
            context = self._connection.cursor().copy(
                _copy(table, self._tables[table], "FROM STDIN")
            )
            self._open = (table, context, context.__enter__())
        self._open[2].write(piece)

    def finish(self, last_values: dict[str, int]) -> None:
        """Set the sequences and let the triggers speak again."""
        self._leave()
        for name, last in last_values.items():
            self._connection.execute("SELECT setval(%s::regclass, %s)", (_quoted(name), last))
        self._connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in self._tables:
            self._alter(name, "ENABLE TRIGGER USER")

    def close(self) -> None:
        """End a COPY that was cut short, so that the connection can be closed."""
        if self._open is not None:
            stopped, self._open = self._open, None
            cut = RuntimeError("cut short")
            with suppress(type(cut), self._error):
                stopped[1].__exit__(type(cut), cut, None)

    def _leave(self) -> None:
        if self._open is not None:
            ended, self._open = self._open, None
            ended[1].__exit__(None, None, None)

    def _alter(self, table: str, what: str) -> None:
        from psycopg import sql

        self._connection.execute(
            sql.SQL("ALTER TABLE {} " + what).format(sql.Identifier(table))  # type: ignore[arg-type]
        )

    def _truncate(self) -> None:
        from psycopg import sql

        names = sql.SQL(", ").join(sql.Identifier(name) for name in self._tables)
        self._connection.execute(sql.SQL("TRUNCATE {}").format(names))


def replace_tables(connection: "Connection[Any]", fresh: str, kept: str) -> None:
    """Swap the connection's schema for ``fresh`` in one transaction; the old tables go to ``kept``.

    Tables move with their indexes, constraints, sequences and triggers; functions move too.
    """
    row = connection.execute("SELECT current_schema()").fetchone()
    live = row[0] if row else "public"
    with connection.transaction():
        if tables(connection):
            _run(connection, "CREATE SCHEMA {}", kept)
            _move(connection, live, kept)
        _move(connection, fresh, live)
        _run(connection, "DROP SCHEMA {}", fresh)


def create_schema(connection: "Connection[Any]", name: str) -> None:
    """A schema of our own, in a transaction of its own.

    Raises:
        Refused: the user of the database may not make one.
    """
    import psycopg

    try:
        with connection.transaction():
            _run(connection, "CREATE SCHEMA {}", name)
    except psycopg.errors.InsufficientPrivilege:
        raise Refused(
            "数据库用户没有建立模式（schema）的权限，不能验证或恢复备份。"
            "请由数据库管理员执行 GRANT CREATE ON DATABASE 库名 TO 用户名。"
        ) from None


def drop_schema(connection: "Connection[Any]", name: str) -> None:
    """Take a schema of our own away with all in it."""
    with connection.transaction():
        _run(connection, "DROP SCHEMA IF EXISTS {} CASCADE", name)


_MOVABLE = """
    SELECT 'TABLE', c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %(schema)s AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    UNION ALL
    SELECT 'SEQUENCE', c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %(schema)s AND c.relkind = 'S'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))
    UNION ALL
    SELECT 'VIEW', c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %(schema)s AND c.relkind = 'v'
"""
_FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = %(schema)s AND pg_get_userbyid(p.proowner) = current_user
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def _move(connection: "Connection[Any]", source: str, target: str) -> None:
    from psycopg import sql

    asked = {"schema": source}
    for kind, name in connection.execute(_MOVABLE, asked).fetchall():
        move = sql.SQL("ALTER " + kind + " {}.{} SET SCHEMA {}")
        connection.execute(
            move.format(sql.Identifier(source), sql.Identifier(name), sql.Identifier(target))
        )
    for (signature,) in connection.execute(_FUNCTIONS, asked).fetchall():
        move = sql.SQL("ALTER FUNCTION " + signature + " SET SCHEMA {}")
        connection.execute(move.format(sql.Identifier(target)))


def _run(connection: "Connection[Any]", statement: str, name: str) -> None:
    from psycopg import sql

    connection.execute(sql.SQL(statement).format(sql.Identifier(name)))  # type: ignore[arg-type]


def _copy(table: str, columns: list[str], way: str) -> Any:
    from psycopg import sql

    names = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    return sql.SQL("COPY {} ({}) " + way).format(sql.Identifier(table), names)  # type: ignore[arg-type]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
