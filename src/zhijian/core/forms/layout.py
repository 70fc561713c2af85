"""How a form is laid out: blocks from top to bottom, grids of cells among them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LayoutCell:
    """One cell of the grid: exactly one of label, fields, text, sign is set, or none: blank."""

    label: str = ""
    fields: tuple[str, ...] = ()
    text: str = ""
    sign: str = ""
    lead: str = ""
    across: int = 1
    down: int = 1
    align: str = ""
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """A row of the grid with its least height."""

    cells: tuple[LayoutCell, ...]
    height_mm: int = 0


@dataclass(frozen=True, slots=True)
class GridBlock:
    """Rows of cells over columns of the given widths."""

    widths: tuple[int, ...]
    rows: tuple[LayoutRow, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table of the form; ``side`` is its label in a cell of its own on the left."""

    table: str
    side: str = ""
    side_mm: int = 0
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class LineBlock:
    """A line outside the grid: labels with their fields, spread over the width."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Printed sentences: notes below (small), a row of the grid (framed), or running prose."""

    texts: tuple[str, ...]
    look: str = "notes"


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """The heading of a part of the form, as a row of the grid."""

    text: str


@dataclass(frozen=True, slots=True)
class ClosingBlock:
    """Name and day at the end of a letter, with room for a seal."""

    name: str
    day: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = GridBlock | TableBlock | LineBlock | TextBlock | HeadingBlock | ClosingBlock | PageBreak
