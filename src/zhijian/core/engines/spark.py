"""Judging in Apache Spark, where a province's or the nation's data already lies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

from zhijian.core.refused import Refused

from . import Cell, Schema

_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
}
# So many checks become one job, and so many jobs run at once: on small data a job costs more than
# the work in it, and most of that is planning, which uses one core.
_TOGETHER = 6
_AT_ONCE = 3


class SparkEngine:
    """A Spark session's temporary views; a cluster's own program may hand its ``session`` in."""

    name = "spark"

    def __init__(self, session: Any = None) -> None:
        try:
            import pyarrow
            from pyspark.sql import SparkSession
        except ImportError:
            raise Refused("没有安装 Spark。请安装附加包 zhijian[spark] 后重试。") from None
        if session is None:
            builder = SparkSession.builder.master("local[2]").appName("zhijian")
            for name, value in _LOCAL.items():
                builder = builder.config(name, value)
            session = builder.getOrCreate()
        self._session = session
        self._arrow = pyarrow
        self._grown: dict[str, Any] = {}
        self._views: list[str] = []
        self._kept: list[Any] = []

    def create(self, table: str, schema: Schema, columns: Sequence[Sequence[Cell]]) -> None:
        """Create ``table`` and fill it from ``columns``."""
        arrow = self._arrow
        described = arrow.schema(
            [(name, arrow.string() if is_text else arrow.int64()) for name, is_text in schema]
        )
        values = columns if columns else [[] for _ in schema]
        arrays = [
            arrow.array(column, kind.type) for column, kind in zip(values, described, strict=True)
        ]
        self._grown[table] = arrow.table(arrays, schema=described)
        self._name(table, self._session.createDataFrame(self._grown[table]))

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
        self._name(table, frame.selectExpr(*chosen))

    def make(self, table: str, select: str) -> None:
        """Store the rows of ``select`` as ``table``."""
        frame = self._session.sql(select).cache()
        self._kept.append(frame)
        self._name(table, frame)

    def view(self, table: str, select: str) -> None:
        """Give ``select`` the name ``table``."""
        self._name(table, self._session.sql(select))

    def add_all(self, table: str, selects: Iterable[str]) -> None:
        """Append the rows of each of ``selects`` to ``table``."""
        whole = self._grown[table]
        found = [whole]
        rest = iter(selects)
        jobs = iter(lambda: " UNION ALL ".join(islice(rest, _TOGETHER)), "")
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            told = pool.map(lambda job: self._session.sql(job).toArrow(), jobs)
            found.extend(r.rename_columns(whole.column_names).cast(whole.schema) for r in told)
        self._grown[table] = self._arrow.concat_tables(found)
        self._name(table, self._session.createDataFrame(self._grown[table]))

    def fetch(self, select: str) -> list[tuple[Cell, ...]]:
        """Return the rows of ``select``."""
        return [tuple(row) for row in self._session.sql(select).collect()]

    def close(self) -> None:
        """Forget the views; the session stays for whoever opened it."""
        for frame in self._kept:
            frame.unpersist()
        for view in self._views:
            self._session.catalog.dropTempView(view)

    def _name(self, table: str, frame: Any) -> None:
        frame.createOrReplaceTempView(table)
        self._views.append(table)
