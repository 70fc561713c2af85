"""A form as it will be drawn: blocks from top to bottom, in millimetres, knowing no file format.

Rows of one ``Grid`` share its columns. A ``Band`` is a run of rows whose first ``header_rows``
repeat where the band runs over a page's end; ``side`` is a cell to its left, as high as the band.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a cell is for; the renderers choose its look by it."""

    LABEL = "label"
    HEAD = "head"
    VALUE = "value"
    OPINION = "opinion"
    NOTE = "note"
    HEADING = "heading"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text; it holds no line break."""

    text: str
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A check box, drawn."""

    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Blank:
    """An underlined gap of at least ``width_mm``, with what is written on it."""

    width_mm: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in PNG or JPEG, ``width_mm`` wide and high at most."""

    content: bytes
    width_mm: int
    alt: str

    @property
    def suffix(self) -> str:
        """png or jpg."""
        return "png" if self.content.startswith(b"\x89PNG") else "jpg"


Inline = Words | Box | Blank | Picture


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. ``align`` '' follows its cell; ``is_indented``: two characters in front."""

    parts: tuple[Inline, ...]
    align: str = ""
    is_indented: bool = False

    @property
    def text(self) -> str:
        """Its words alone, boxes as □ and ☑."""
        return "".join(map(_text, self.parts))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``foot`` stands at its lower right edge: where one signs.

    ``key`` names what it holds: a field, a signature, or ``table.column``. ``number`` is the value
    where it is one, for a workbook.
    """

    lines: tuple[Line, ...]
    role: Role = Role.VALUE
    across: int = 1
    down: int = 1
    align: str = "left"
    is_top: bool = False
    is_small: bool = False
    foot: tuple[Line, ...] = ()
    key: str = ""
    number: int | None = None

    @property
    def text(self) -> str:
        """Its words, one paragraph a line."""
        return "\n".join(line.text for line in (*self.lines, *self.foot))


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from left to right; those that reach down from above are not repeated."""

    cells: tuple[Cell, ...]
    height_mm: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """A run of rows; with ``side`` their cells begin right of it."""

    rows: tuple[Row, ...]
    header_rows: int = 0
    side: Cell | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Bands one below the other over the same columns."""

    widths: tuple[int, ...]
    bands: tuple[Band, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, the side cells put in as cells that reach down."""
        return tuple(row for band in self.bands for row in _with_side(band))


@dataclass(frozen=True, slots=True)
class Title:
    """The heading of the form."""

    text: str
    size: int = 20


@dataclass(frozen=True, slots=True)
class Spread:
    """A line outside the grid whose parts are spread over its width."""

    parts: tuple[Line, ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Lines outside the grid: ``notes`` small below it, ``prose`` as running text."""

    lines: tuple[Line, ...]
    look: str = "notes"


@dataclass(frozen=True, slots=True)
class Closing:
    """Name and day at the end of a letter; a seal of 42 mm has room over them."""

    name: str
    day: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Block = Title | Spread | Grid | Paragraphs | Closing | NewPage


@dataclass(frozen=True, slots=True)
class Sheet:
    """One filled form, ready to be drawn in any format."""

    form: str
    title: str
    is_landscape: bool
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """Every word on it, in reading order."""
        return "\n".join(_words_of(block) for block in self.blocks)


def _with_side(band: Band) -> tuple[Row, ...]:
    if band.side is None or not band.rows:
        return band.rows
    first = band.rows[0]
    return (Row((band.side, *first.cells), first.height_mm), *band.rows[1:])


def _text(part: Inline) -> str:
    if isinstance(part, Words):
        return part.text
    if isinstance(part, Box):
        return "☑" if part.is_ticked else "□"
    return part.text if isinstance(part, Blank) else ""


def _words_of(block: Block) -> str:
    if isinstance(block, Title):
        return block.text
    if isinstance(block, Grid):
        return "\n".join(cell.text for row in block.rows for cell in row.cells)
    if isinstance(block, Spread):
        return "　".join(part.text for part in block.parts)
    if isinstance(block, Paragraphs):
        return "\n".join(line.text for line in block.lines)
    return f"{block.name}\n{block.day}" if isinstance(block, Closing) else ""
