"""Judging in Apache Spark, where a province's or the nation's data already lies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from zhijian.core.refused import Refused

from . import Cell, Schema


class SparkEngine:
    """A Spark session's temporary views; a cluster's own program may hand in ``session``."""

    name = "spark"

    def __init__(self, session: Any = None) -> None:
        if session is None:
            try:
                from pyspark.sql import SparkSession
            except ImportError:
                raise Refused("没有安装 Spark。请安装附加包 zhijian[spark] 后重试。") from None
            session = (
                SparkSession.builder.master("local[2]")
                .appName("zhijian")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate()
            )
        self._session = session
        self._grown: dict[str, list[tuple[Cell, ...]]] = {}
        self._schemas: dict[str, Any] = {}

    def create(self, table: str, schema: Schema, columns: Sequence[Sequence[Cell]]) -> None:
        """Create ``table`` and fill it from ``columns``."""
        described = ", ".join(
            f"{name} {'STRING' if is_text else 'BIGINT'}" for name, is_text in schema
        )
        rows = list(zip(*columns, strict=True)) if columns else []
        self._schemas[table] = described
        self._grown[table] = rows
        self._session.createDataFrame(rows, described).createOrReplaceTempView(table)

    def attach(self, table: str, schema: Schema, paths: Sequence[Path]) -> None:
        """Make Parquet files readable as ``table``."""
        frame = self._session.read.parquet(*[str(path) for path in paths])
        there = set(frame.columns)
        chosen = [
            name
            if name in there
            else (f"'' AS {name}" if is_text else f"CAST(NULL AS BIGINT) AS {name}")
            for name, is_text in schema
        ]
        frame.selectExpr(*chosen).createOrReplaceTempView(table)

    def make(self, table: str, select: str) -> None:
        """Store the rows of ``select`` as ``table``."""
        frame = self._session.sql(select).cache()
        frame.createOrReplaceTempView(table)

    def view(self, table: str, select: str) -> None:
        """Give ``select`` the name ``table``."""
        self._session.sql(select).createOrReplaceTempView(table)

    def add_all(self, table: str, selects: Iterable[str]) -> None:
        """Append the rows of each of ``selects`` to ``table``."""
        for select in selects:
            self._grown[table].extend(self.fetch(select))
        self._session.createDataFrame(
            self._grown[table], self._schemas[table]
        ).createOrReplaceTempView(table)

    def fetch(self, select: str) -> list[tuple[Cell, ...]]:
        """Return the rows of ``select``."""
        return [tuple(row) for row in self._session.sql(select).collect()]

    def close(self) -> None:
        """Forget the views; the session stays for whoever opened it."""
        self._session.catalog.clearCache()
