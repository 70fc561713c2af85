"""A file opened into pages: one grid each, with its merged cells and its pictures.

Word and workbooks come out alike, so that one reader serves both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from zhijian.core.facts.reading.cells import Raw
from zhijian.core.facts.reading.report import cell_name
from zhijian.core.facts.reading.sheets import Grid, open_grids
from zhijian.core.facts.reading.troubles import FileRefused, Trouble

_ZIP = b"PK"
_WORD_PART = "word/document.xml"

Extent = tuple[int, int, int, int]


@dataclass
class Page:
    """One grid, 0-based, and its pictures by (row, column).

    In a Word file ``named[i]`` stands for row i in messages (第 2 张表第 3 行), and ``tables[i]``
    is the number of the table row i belongs to, 0 for a paragraph.
    """

    grid: Grid
    pictures: dict[tuple[int, int], bytes] = field(default_factory=dict)
    named: dict[int, str] = field(default_factory=dict)
    tables: dict[int, int] = field(default_factory=dict)

    @cached_property
    def extents(self) -> dict[tuple[int, int], Extent]:
        """For each merged place its block: top, left, bottom, right, all included."""
        found = {}
        for (top, left), (bottom, right) in self.grid.merges:
            for row in range(top, min(bottom, len(self.grid.rows)) + 1):
                for column in range(left, right + 1):
                    found[row, column] = (top, left, bottom, right)
        return found

    def extent(self, row: int, column: int) -> Extent:
        """The block a place belongs to; itself when it is not merged."""
        return self.extents.get((row, column), (row, column, row, column))

    def raw(self, row: int, column: int) -> Raw:
        """What stands at a place; None beyond the edge."""
        top, left, _, _ = self.extent(row, column)
        cells = self.grid.rows[top] if top < len(self.grid.rows) else []
        return cells[left] if left < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """What stands at a place as text, line breaks kept; '' for anything else."""
        return text_of(self.raw(row, column))

    def cells(self, row: int) -> list[tuple[int, str]]:
        """The cells of a row as (first column, text), each merged block once."""
        found: list[tuple[int, str]] = []
        seen: set[tuple[int, int]] = set()
        for column in range(len(self.grid.rows[row])):
            top, left, _, _ = self.extent(row, column)
            if (top, left) not in seen:
                seen.add((top, left))
                found.append((left, self.text(row, column)))
        return found

    def place(self, row: int, column: int) -> str:
        """A place as people name it."""
        if row in self.named:
            number = 1 + sum(first < column for first, _ in self.cells(row))
            return f"{self.named[row]}第 {number} 格"
        return cell_name(column, self.grid.number(row))


def text_of(raw: Raw) -> str:
    """A cell as text without changing a sign of it; numbers as people write them."""
    if raw is None or isinstance(raw, Trouble):
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).replace("\r\n", "\n").replace("\r", "\n")


def open_pages(path: Path, name: str) -> list[Page]:
    """The pages of a Word file or workbook; ``name`` is the file's name in messages.

    Raises:
        FileRefused: the file is neither, is damaged, or claims more than a form can need.
    """
    with path.open("rb") as stream:
        head = stream.read(2)
    if head == _ZIP and _is_word(path):
        from zhijian.core.forms.reading.word import open_word

        return [open_word(path, name)]
    from zhijian.core.forms.reading.drawn import pictures_of

    pages = [
        Page(found, pictures_of(path, found.sheet) if head == _ZIP else {})
        for found in open_grids(path, name)
        if isinstance(found, Grid)
    ]
    if not pages:
        raise FileRefused("文件里没有读得出来的工作表", "请用表格软件打开，另存为 .xlsx 后再导入")
    return pages


def _is_word(path: Path) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return _WORD_PART in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False
