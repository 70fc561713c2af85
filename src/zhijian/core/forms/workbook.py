"""Sheets as a workbook: the same grid with merged cells, numbers as numbers, ready to print."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from zhijian.core.forms.pictures import size_of
from zhijian.core.forms.placing import columns_within, common_widths, header_rows, placed_rows
from zhijian.core.forms.sheet import (
    Block,
    Cell,
    Closing,
    Grid,
    Paragraphs,
    Picture,
    Role,
    Sheet,
    Spread,
    Title,
)
from zhijian.core.refused import Refused

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_A4 = 9
_MM_PER_CHARACTER = 1.95
_POINTS_PER_MM = 72 / 25.4
_LINE_MM = 4.8
_MM_PER_GLYPH = 3.7
_TALLEST_MM = 140
_PIXELS_PER_MM = 96 / 25.4
_LONGEST = 32_767
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def to_xlsx(sheets: Sequence[Sheet], *, made_on: date) -> bytes:
    """Return one workbook, a worksheet for each sheet; text is never run as a formula.

    Raises:
        Refused: there is nothing to write, or a cell's text is longer than a workbook can hold.
    """
    import xlsxwriter

    if not sheets:
        raise Refused("没有可生成的表。请先选定要下载的表。")
    held = io.BytesIO()
    book: Workbook = xlsxwriter.Workbook(
        held,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {
            "title": sheets[0].title,
            "created": datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC),
        }
    )
    for number, sheet in enumerate(sheets, start=1):
        name = _NOT_IN_NAMES.sub("", sheet.title)[:24]
        page = book.add_worksheet(name if len(sheets) == 1 else f"{name}（{number}）")
        _Pen(book, page, sheet).write()
    book.close()
    return held.getvalue()


class _Pen:
    """Writes one sheet, row by row."""

    def __init__(self, book: Workbook, page: Worksheet, sheet: Sheet) -> None:
        self.book, self.page, self.sheet = book, page, sheet
        self.widths = common_widths(sheet.blocks)
        self.last = len(self.widths) - 1
        self.row = 0
        self.formats: dict[tuple[Any, ...], Any] = {}
        self.page_ends: list[int] = []

    def write(self) -> None:
        """Everything, and how it prints."""
        page = self.page
        for column, width in enumerate(self.widths):
            page.set_column(column, column, width / _MM_PER_CHARACTER)
        for block in self.sheet.blocks:
            self._block(block)
        page.set_paper(_A4)
        if self.sheet.is_landscape:
            page.set_landscape()
        page.set_margins(left=0.87, right=0.87, top=0.98, bottom=0.87)
        page.center_horizontally()
        page.fit_to_pages(1, 0)
        page.hide_gridlines(2)

    def _block(self, block: Block) -> None:
        if isinstance(block, Title):
            self._line(block.text, self._format("center", size=block.size, bold=True, line=0), 12)
        elif isinstance(block, Spread):
            text = "　　　".join(part.text for part in block.parts)
            self._line(text, self._format("left", line=0), 8)
        elif isinstance(block, Paragraphs):
            for line in block.lines:
                size = 9 if block.look == "notes" else 14
                lead = "　　" if line.is_indented else ""
                self._line(lead + line.text, self._format("left", size=size, line=0))
        elif isinstance(block, Closing):
            for text in (block.name, block.day):
                self._line(text, self._format("right", size=14, line=0), 10)
        elif isinstance(block, Grid):
            self._grid(block)
        else:
            self.page_ends.append(self.row)
            self.page.set_h_pagebreaks(self.page_ends)

    def _line(self, text: str, look: Any, height: float = 0) -> None:
        """A line over the whole width, outside the frame."""
        self._put(self.row, 0, self.row, self.last, text, look)
        least = height or _LINE_MM * _lines(text, sum(self.widths))
        self.page.set_row(self.row, least * _POINTS_PER_MM)
        self.row += 1

    def _grid(self, grid: Grid) -> None:
        edges = columns_within(grid, self.widths)
        first = self.row
        repeated = header_rows(grid)
        if repeated:
            self.page.repeat_rows(first, first + repeated - 1)
        for height, cells in placed_rows(grid):
            tallest = float(height)
            for each in cells:
                if each.is_continued:
                    continue
                cell = each.cell
                left, right = edges[each.column], edges[each.column + cell.across] - 1
                self._cell(cell, left, right, height)
                if cell.down == 1:
                    width = sum(self.widths[left : right + 1])
                    tallest = max(tallest, _LINE_MM * _lines(cell.text, width) + 2)
            self.page.set_row(self.row, min(tallest, _TALLEST_MM) * _POINTS_PER_MM)
            self.row += 1

    def _cell(self, cell: Cell, left: int, right: int, height: int) -> None:
        is_head = cell.role in (Role.HEAD, Role.HEADING)
        look = self._format(
            cell.align,
            size=9 if cell.is_small else 10,
            bold=is_head,
            top=cell.is_top,
            number=cell.number is not None,
        )
        value: str | int = _signed(cell, height) if cell.foot else cell.text
        plain = cell.text.replace(",", "")
        if cell.number is not None and plain == str(cell.number):
            value = cell.number
        self._put(self.row, left, self.row + cell.down - 1, right, value, look)
        for line in cell.lines:
            for part in line.parts:
                if isinstance(part, Picture):
                    self._picture(part, left)

    def _picture(self, picture: Picture, column: int) -> None:
        scale = picture.width_mm * _PIXELS_PER_MM / max(size_of(picture.content))
        self.page.insert_image(
            self.row,
            column,
            f"picture.{picture.suffix}",
            {
                "image_data": io.BytesIO(picture.content),
                "x_scale": scale,
                "y_scale": scale,
                "x_offset": 6,
                "y_offset": 20,
                "description": picture.alt,
                "object_position": 1,
            },
        )

    def _put(
        self, top: int, left: int, bottom: int, right: int, value: str | int, look: Any
    ) -> None:
        if isinstance(value, str) and len(value) > _LONGEST:
            raise Refused(
                f"“{value[:12]}…”一格有 {len(value)} 个字符，工作簿一格最多 {_LONGEST} 个。"
                "请压缩文字，或改用 Word 版。"
            )
        if top != bottom or left != right:
            self.page.merge_range(top, left, bottom, right, "", look)
        if isinstance(value, int):
            self.page.write_number(top, left, value, look)
        elif value:
            self.page.write_string(top, left, value, look)
        else:
            self.page.write_blank(top, left, None, look)

    def _format(
        self,
        align: str,
        *,
        size: int = 10,
        bold: bool = False,
        top: bool = False,
        number: bool = False,
        line: int = 1,
    ) -> Any:
        key = (align, size, bold, top, number, line)
        if key not in self.formats:
            look = {
                "font_name": "宋体",
                "font_size": size,
                "bold": bold,
                "align": align,
                "valign": "top" if top else "vcenter",
                "text_wrap": True,
                "border": line,
            }
            if number:
                look["num_format"] = "#,##0"
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]


def _signed(cell: Cell, height_mm: int) -> str:
    """The words of a place to sign, pushed down and to the right as far as blanks can do it."""
    above = "\n".join(line.text for line in cell.lines)
    room = int(height_mm / _LINE_MM) - len(cell.lines) - len(cell.foot) - 1
    foot = "\n".join("　" * 16 + line.text.rstrip("　") for line in cell.foot)
    return f"{above}{chr(10) * max(room, 1)}{foot}"


def _lines(text: str, width_mm: float) -> int:
    """How many lines a text takes in so wide a cell, by the width of Chinese characters."""
    room = max(width_mm - 2, _MM_PER_GLYPH)
    return sum(
        1 + int(sum(_MM_PER_GLYPH if ord(c) > 255 else 2.0 for c in part) // room)
        for part in text.split("\n")
    )
