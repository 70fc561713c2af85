"""Judging with SQLite, for what is small or already lies there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from zhijian.core.refused import Refused

from . import Cell, Schema


class SqliteEngine:
    """An in-memory SQLite database."""

    name = "sqlite"

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:")

    def create(self, table: str, schema: Schema, columns: Sequence[Sequence[Cell]]) -> None:
        """Create ``table`` and fill it from ``columns``."""
        described = ", ".join(
            f"{name} {'TEXT' if is_text else 'INTEGER'}" for name, is_text in schema
        )
        self._connection.execute(f"CREATE TABLE {table} ({described})")
        if columns and columns[0]:
            marks = ", ".join("?" * len(schema))
            self._connection.executemany(
                f"INSERT INTO {table} VALUES ({marks})", zip(*columns, strict=True)
            )

    def attach(self, table: str, schema: Schema, paths: Sequence[Path]) -> None:
        """Refuse: SQLite does not read Parquet."""
        raise Refused("SQLite 引擎不能直接读取 Parquet 台账，请改用 --engine duckdb。")

    def make(self, table: str, select: str) -> None:
        """Store the rows of ``select`` as ``table``."""
        self._connection.execute(f"CREATE TABLE {table} AS {select}")

    def view(self, table: str, select: str) -> None:
        """Give ``select`` the name ``table``."""
        self._connection.execute(f"CREATE VIEW {table} AS {select}")

    def add_all(self, table: str, selects: Iterable[str]) -> None:
        """Append the rows of each of ``selects`` to ``table``."""
        for select in selects:
            self._connection.execute(f"INSERT INTO {table} {select}")

    def fetch(self, select: str) -> list[tuple[Cell, ...]]:
        """Return the rows of ``select``."""
        return self._connection.execute(select).fetchall()

    def interrupt(self) -> None:
        """Stop what is running; the statement then raises."""
        self._connection.interrupt()

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()
