"""Judging in PostgreSQL, where the office's data already lies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from zhijian.core.refused import Refused

from . import Cell, Schema

# Compared byte by byte, as on every engine, whatever order the database itself keeps.
_TEXT = 'TEXT COLLATE "C"'


class PostgresEngine:
    """A schema of its own in a PostgreSQL database, dropped again at the end.

    ``address`` is a libpq connection string or URL.
    """

    name = "postgres"

    def __init__(self, address: str) -> None:
        try:
            import psycopg
        except ImportError:
            raise Refused(
                "没有安装 PostgreSQL 驱动。请安装附加包 zhijian[postgres] 后重试。"
            ) from None
        try:
            self._connection: Any = psycopg.connect(address, autocommit=True)
        except psycopg.OperationalError as fault:
            raise Refused(f"连不上 PostgreSQL：{fault}。请核对地址，并确认服务已启动。") from None
        # A temporary schema is this session's own; two runs at once never meet in it.
        self._connection.execute("SET search_path TO pg_temp")

    def create(self, table: str, schema: Schema, columns: Sequence[Sequence[Cell]]) -> None:
        """Create ``table`` and fill it from ``columns``."""
        described = ", ".join(
            f"{name} {_TEXT if is_text else 'BIGINT'}" for name, is_text in schema
        )
        self._connection.execute(f"CREATE TEMPORARY TABLE {table} ({described})")
        if columns and columns[0]:
            with (
                self._connection.cursor() as cursor,
                cursor.copy(f"COPY {table} FROM STDIN") as copy,
            ):
                for row in zip(*columns, strict=True):
                    copy.write_row(row)
            self._connection.execute(f"ANALYZE {table}")

    def attach(self, table: str, schema: Schema, paths: Sequence[Path]) -> None:
        """Refuse: PostgreSQL does not read Parquet."""
        raise Refused("PostgreSQL 引擎不能直接读取 Parquet 台账，请改用 --engine duckdb。")

    def make(self, table: str, select: str) -> None:
        """Store the rows of ``select`` as ``table``."""
        self._connection.execute(f"CREATE TEMPORARY TABLE {table} AS {select}")
        self._connection.execute(f"ANALYZE {table}")

    def view(self, table: str, select: str) -> None:
        """Give ``select`` the name ``table``."""
        self._connection.execute(f"CREATE TEMPORARY VIEW {table} AS {select}")

    def add_all(self, table: str, selects: Iterable[str]) -> None:
        """Append the rows of each of ``selects`` to ``table``."""
        for select in selects:
            self._connection.execute(f"INSERT INTO {table} {select}")

    def fetch(self, select: str) -> list[tuple[Cell, ...]]:
        """Return the rows of ``select``."""
        rows: list[tuple[Cell, ...]] = self._connection.execute(select).fetchall()
        return [
            tuple(int(c) if c is not None and not isinstance(c, str) else c for c in row)
            for row in rows
        ]

    def close(self) -> None:
        """Drop the session's tables with the session."""
        self._connection.close()
