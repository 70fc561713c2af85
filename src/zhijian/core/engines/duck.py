"""Judging inside the process, with DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from . import Cell, Schema

_THREADS = 2
_LARGE = 200_000
_NUMBERED_BITS = 20
_BETWEEN = "\x1f"


class DuckEngine:
    """The default engine: embedded, columnar, reads Parquet in place, spills to disk.

    ``memory`` is a limit such as ``"2GB"``, ``spill`` the folder for what does not fit.
    """

    name = "duckdb"

    def __init__(
        self, *, memory: str = "", spill: Path | None = None, threads: int = _THREADS
    ) -> None:
        import duckdb  # large, and many who import this module never judge

        self._connection = duckdb.connect()
        self._connection.execute("SET preserve_insertion_order = false")
        # Numbered accounts are grouped by counting through them; the default range is too small.
        self._connection.execute(f"SET perfect_ht_threshold = {_NUMBERED_BITS}")
        self._threads = threads
        self._is_large = False
        self._connection.execute(f"SET threads = {int(threads)}")
        if memory:
            self._connection.execute(f"SET memory_limit = '{_quoted(memory)}'")
        if spill is not None:
            self._connection.execute(f"SET temp_directory = '{_quoted(str(spill))}'")

    def create(self, table: str, schema: Schema, columns: Sequence[Sequence[Cell]]) -> None:
        """Create ``table`` and fill it from ``columns``."""
        described = ", ".join(f"{name} {_type(is_text)}" for name, is_text in schema)
        self._connection.execute(f"CREATE TABLE {table} ({described})")
        if columns and columns[0]:
            self._is_large |= len(columns[0]) > _LARGE
            packed = [
                _packed(column, is_text)
                for column, (_, is_text) in zip(columns, schema, strict=True)
            ]
            taken = ", ".join(taken for taken, _ in packed)
            self._connection.execute(
                f"INSERT INTO {table} SELECT {taken}", [value for _, value in packed]
            )

    def read_lines(
        self,
        table: str,
        schema: Schema,
        parts: Sequence[bytes],
        between: str,
        iso: Mapping[str, int | None],
    ) -> None:
        """Create ``table`` and fill it from lines of text whose values ``between`` sets apart.

        ``iso`` are columns written as ISO texts: days (None), or moments with the seconds to add.
        They pass through a file that only this process may read: DuckDB takes a file's lines apart
        six times as fast as a text it is handed.
        """
        described = ", ".join(f"{name} {_type(is_text)}" for name, is_text in schema)
        self._connection.execute(f"CREATE TABLE {table} ({described})")
        self._is_large |= sum(map(len, parts)) > _LARGE
        written = {name: _type(is_text) for name, is_text in schema}
        written |= {name: "DATE" if add is None else "TIMESTAMP" for name, add in iso.items()}
        types = ", ".join(f"'{name}': '{kind}'" for name, kind in written.items())
        taken = ", ".join(_number(name, kind, iso.get(name)) for name, kind in written.items())
        texts = ", ".join(f"'{name}'" for name, is_text in schema if is_text)
        how = (
            f"header = false, auto_detect = false, delim = '{between}', quote = '', escape = '', "
            f"new_line = '\\n', nullstr = '', force_not_null = [{texts}], columns = {{{types}}}"
        )
        with TemporaryDirectory(prefix="zhijian-lines-") as folder:
            for number, part in enumerate(parts):
                Path(folder, f"{number}.txt").write_bytes(part + b"\n")
            if parts:
                files = _quoted(str(Path(folder, "*.txt")))
                self._connection.execute(
                    f"INSERT INTO {table} SELECT {taken} FROM read_csv('{files}', {how})"
                )

    def attach(self, table: str, schema: Schema, paths: Sequence[Path]) -> None:
        """Make Parquet files readable as ``table``."""
        listed = ", ".join(f"'{_quoted(str(path))}'" for path in paths)
        source = f"read_parquet([{listed}])"
        described = self._connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        there = {row[0] for row in described}
        chosen = ", ".join(
            name if name in there else f"CAST({_blank(is_text)} AS {_type(is_text)}) AS {name}"
            for name, is_text in schema
        )
        self._is_large = True
        self._connection.execute(f"CREATE VIEW {table} AS SELECT {chosen} FROM {source}")

    def make(self, table: str, select: str) -> None:
        """Store the rows of ``select`` as ``table``."""
        self._connection.execute(f"CREATE TABLE {table} AS {select}")

    def view(self, table: str, select: str) -> None:
        """Give ``select`` the name ``table``."""
        self._connection.execute(f"CREATE VIEW {table} AS {select}")

    def add_all(self, table: str, selects: Iterable[str]) -> None:
        """Append the rows of each of ``selects`` to ``table``."""
        statements = [f"INSERT INTO {table} {select}" for select in selects]
        if self._is_large or len(statements) < _THREADS:
            for statement in statements:
                self._connection.execute(statement)
            return
        # On small relations planning costs more than running, and planning uses one core.
        with ThreadPoolExecutor(_THREADS) as pool:
            shares = [statements[n::_THREADS] for n in range(_THREADS)]
            list(pool.map(self._execute_all, shares))

    def _execute_all(self, statements: list[str]) -> None:
        cursor = self._connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()

    def fetch(self, select: str) -> list[tuple[Cell, ...]]:
        """Return the rows of ``select``."""
        return self._connection.execute(select).fetchall()

    def copy(self, select: str, path: str) -> None:
        """Write the rows of ``select``, in their order, to a Parquet file."""
        self._connection.execute("SET threads = 1")
        self._connection.execute("SET preserve_insertion_order = true")
        self._connection.execute(
            f"COPY ({select}) TO '{_quoted(path)}' (FORMAT parquet, COMPRESSION zstd)"
        )
        self._connection.execute("SET preserve_insertion_order = false")
        self._connection.execute(f"SET threads = {int(self._threads)}")

    def interrupt(self) -> None:
        """Stop what is running; the statement then raises."""
        self._connection.interrupt()

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()


def _packed(column: Sequence[Cell], is_text: bool) -> tuple[str, object]:
    """Return how a column enters a statement, and what is handed over for it.

    One long text that DuckDB takes apart crosses the border twice as fast as a list of values.
    """
    if not is_text:
        numbers = ",".join(["" if cell is None else str(int(cell)) for cell in column])
        return "CAST(NULLIF(unnest(string_split(?, ',')), '') AS BIGINT)", numbers
    if all(isinstance(cell, str) for cell in column):
        joined = _BETWEEN.join(column)  # type: ignore[arg-type]
        if joined.count(_BETWEEN) == len(column) - 1:
            return f"unnest(string_split(?, chr({ord(_BETWEEN)})))", joined
    return "unnest(?::VARCHAR[])", list(column)


def _number(name: str, kind: str, add: int | None) -> str:
    """A column as the core's number, if it was read as a day or a moment."""
    if kind == "DATE":
        return f"{name} - DATE '1970-01-01'"
    return f"epoch_us({name}) // 1000000 + {add}" if kind == "TIMESTAMP" else name


def _type(is_text: bool) -> str:
    return "VARCHAR" if is_text else "BIGINT"


def _blank(is_text: bool) -> str:
    return "''" if is_text else "NULL"


def _quoted(word: str) -> str:
    return word.replace("'", "''")
