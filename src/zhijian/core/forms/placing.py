"""Where every cell of a grid stands, column by column, those that reach down from above too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from zhijian.core.forms.sheet import Block, Cell, Grid

_PAGE_MM = 166


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell in a row: its first column from 0, and whether it only continues from above."""

    cell: Cell
    column: int
    is_continued: bool = False


def placed_rows(grid: Grid) -> list[tuple[int, list[Placed]]]:
    """Each row of the grid: its least height and its cells from left to right, none left out."""
    reaching: dict[int, list[Placed]] = {}
    found = []
    for number, row in enumerate(grid.rows):
        above = {each.column: each for each in reaching.pop(number, [])}
        cells: list[Placed] = []
        column = 0
        waiting = list(row.cells)
        while waiting or column in above:
            if column in above:
                placed = above[column]
            else:
                placed = Placed(waiting.pop(0), column)
                for below in range(number + 1, number + placed.cell.down):
                    reaching.setdefault(below, []).append(replace(placed, is_continued=True))
            cells.append(placed)
            column += placed.cell.across
        found.append((row.height_mm, cells))
    return found


def header_rows(grid: Grid) -> int:
    """How many rows at the top of the grid repeat on every page; none beside a side cell."""
    first = grid.bands[0] if grid.bands else None
    return first.header_rows if first and first.side is None else 0


def common_widths(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Column widths fine enough for every grid among the blocks; else one column."""
    edges = sorted({0, *(edge for grid in _grids(blocks) for edge in accumulate(grid.widths))})
    return tuple(b - a for a, b in pairwise(edges)) or (_PAGE_MM,)


def columns_within(grid: Grid, widths: Sequence[int]) -> list[int]:
    """For each edge of the grid's own columns, its number among the common columns' edges."""
    edges = [0, *accumulate(widths)]
    return [edges.index(edge) for edge in (0, *accumulate(grid.widths))]


def _grids(blocks: Sequence[Block]) -> Iterator[Grid]:
    return (block for block in blocks if isinstance(block, Grid))
