"""How the cells of one source column are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from zhijian.core.facts.model import Column, Kind
from zhijian.core.facts.reading.cells import Raw, Value, is_blank, reader, text_of
from zhijian.core.facts.reading.mapping import Mapped, TableMapping, twin
from zhijian.core.facts.reading.moments import time_of
from zhijian.core.facts.reading.sheets import Grid
from zhijian.core.facts.reading.troubles import CellRefused
from zhijian.core.facts.values import DAY_SECONDS

_TEN_THOUSAND = re.compile(r"[（(][^）)]*万[^）)]*[)）]")


@dataclass(frozen=True, slots=True)
class Plan:
    """How one source column is read.

    ``is_needed``: without its value the row is lost. ``twin`` is the day column that a moment fills
    as well, or the moment column that a day does; '' where there is none.
    """

    index: int
    header: str
    column: Column
    read: Callable[[Raw], Value]
    is_needed: bool
    twin: str = ""

    def of_twin(self, raw: Raw, value: Value) -> Value:
        """What the cell says for the twin; None where it says nothing of it.

        A moment written where only the day was asked for fills both, and the other way round.
        """
        if not isinstance(value, int):
            return None
        if self.twin.endswith("_d"):
            return value // DAY_SECONDS
        seconds = time_of(raw, text_of(raw))
        return None if seconds is None else value * DAY_SECONDS + seconds


def plan_of(
    mapped: Mapped,
    column: Column,
    mapping: TableMapping,
    grid: Grid,
    rows: range,
    must: Collection[str],
    doubtful: str,
) -> Plan:
    """How the column of ``mapped`` is read; ``doubtful`` is a line above that may name its unit."""
    read = reader(column)
    if column.kind is Kind.SECOND and _has_times(grid, rows, mapped.header.column):
        read = _with_midnight(read)
    if column.kind is Kind.INT:
        if _TEN_THOUSAND.search(mapped.header.full):
            read = _in_ten_thousands(read)
        elif doubtful:
            read = _in_doubt(read, doubtful)
    pair = twin(column.name)
    has_twin = pair not in mapping.targets and any(c.name == pair for c in mapping.relation.asked)
    return Plan(
        mapped.header.column,
        mapped.header.full,
        column,
        read,
        column.name in must,
        pair if has_twin else "",
    )


def _has_times(grid: Grid, rows: range, column: int) -> bool:
    return any(
        isinstance(grid.rows[n][column], datetime) for n in rows if column < len(grid.rows[n])
    )


def _with_midnight(read: Callable[[Raw], Value]) -> Callable[[Raw], Value]:
    """In a column of moments a bare date is midnight: a workbook stores both alike."""

    def timed(raw: Raw) -> Value:
        if isinstance(raw, date) and not isinstance(raw, datetime):
            raw = datetime(raw.year, raw.month, raw.day)  # noqa: DTZ001 - local civil time
        return read(raw)

    return timed


def _in_ten_thousands(read: Callable[[Raw], Value]) -> Callable[[Raw], Value]:
    """The header says that its numbers count 万."""

    def scaled(raw: Raw) -> Value:
        if is_blank(raw):
            return None
        text = text_of(raw)
        return read(f"{text}万" if text.replace(".", "", 1).isdecimal() else raw)

    return scaled


def _in_doubt(read: Callable[[Raw], Value], line: str) -> Callable[[Raw], Value]:
    """A line above the table names a unit of 万 and does not say for which column."""

    def refusing(raw: Raw) -> Value:
        if not is_blank(raw) and "万" not in text_of(raw):
            raise CellRefused(
                f"表头上方写着“{line}”，不知本列是否以万计", "请在列名后写明单位，如“粉丝量（万）”"
            )
        return read(raw)

    return refusing
