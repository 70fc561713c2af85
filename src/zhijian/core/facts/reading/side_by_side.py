"""Two ledgers beside each other in one sheet, with blank columns between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from zhijian.core.facts.reading.cells import Raw
from zhijian.core.facts.reading.headers import Header, hits
from zhijian.core.facts.reading.mapping import Unknown, by_headers, knows
from zhijian.core.facts.reading.sheets import Grid

# A header row stands near the top of a sheet that is laid out so.
LOOK_AT_ROWS = 12
# Fewer headers on one side make no ledger of their own.
LEAST_HEADERS = 3


def side_by_side(grid: Grid) -> list[Grid]:
    """Return the sheet cut at its blank columns, where both sides are ledgers; else as it is.

    Each part keeps its rows and columns where they were; what belongs to another part is blank.
    """
    for row in grid.rows[:LOOK_AT_ROWS]:
        runs = _runs(row)
        if len(runs) < 2 or hits(row, knows) < 2 * LEAST_HEADERS:
            continue
        if not all(_is_ledger(row, run) for run in runs) or not _gaps_are_blank(grid, runs):
            continue
        parts = [_part(grid, run) for run in runs]
        parts[0].left_out = grid.left_out
        return parts
    return [grid]


def _runs(row: Sequence[Raw]) -> list[range]:
    """Stretches of filled cells."""
    runs: list[range] = []
    for column, cell in enumerate(row):
        if cell is None or cell == "":
            continue
        if runs and runs[-1].stop == column:
            runs[-1] = range(runs[-1].start, column + 1)
        else:
            runs.append(range(column, column + 1))
    return runs


def _is_ledger(row: Sequence[Raw], run: range) -> bool:
    headers = [Header(column, str(row[column])) for column in run]
    return len(headers) >= LEAST_HEADERS and not isinstance(by_headers(headers, {}, ()), Unknown)


def _gaps_are_blank(grid: Grid, runs: Sequence[range]) -> bool:
    gaps = [n for one, other in pairwise(runs) for n in range(one.stop, other.start)]
    return all(row[n] in (None, "") for row in grid.rows for n in gaps if n < len(row))


def _part(grid: Grid, run: range) -> Grid:
    rows: list[list[Raw]] = [
        [cell if column in run else None for column, cell in enumerate(row)] for row in grid.rows
    ]
    merges = [merge for merge in grid.merges if merge[0][1] in run]
    return Grid(grid.file, grid.sheet, rows, merges, grid.numbers)
