"""Workbooks that open well in an office and print well: one way to lay out every sheet of ours."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Cell = str | int | float | date | None

_LONGEST_TEXT = 32_767
_MOST_ROWS = 1_000_000  # a sheet holds 1,048,576
_A4 = 9
_PER_LINE = 15
_TALLEST = 400  # a row holds 409 points


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its head, its width in characters, and whether it goes to paper.

    What is not printed stands to the right of all that is.
    """

    head: str
    width: int
    is_printed: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, columns and rows. ``note`` stands in the printed page head."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: Iterable[Sequence[Cell]]
    note: str = ""
    opens_first: bool = False
    total: Callable[[], Sequence[Cell]] | None = None


def workbook_bytes(sheets: Iterable[Sheet], *, title: str, made_on: date) -> bytes:
    """Return the workbook. ``made_on`` stands as its day; text is never run as a formula."""
    import xlsxwriter

    held = io.BytesIO()
    book: Workbook = xlsxwriter.Workbook(
        held,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    moment = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 (a day, no moment)
    book.set_properties({"title": title, "created": moment})
    book.set_size(24_000, 14_000)
    looks = _looks(book)
    for sheet in sheets:
        _write(book, sheet, looks)
    book.close()
    return held.getvalue()


def _looks(book: Workbook) -> dict[str, Any]:
    common = {
        "font_name": "微软雅黑",
        "font_size": 10,
        "valign": "top",
        "border": 1,
        "border_color": "#c9d2dc",
    }
    return {
        "head": book.add_format(
            {**common, "bold": True, "bg_color": "#dcebf6", "valign": "vcenter", "text_wrap": True}
        ),
        "text": book.add_format({**common, "text_wrap": True}),
        "number": book.add_format({**common, "num_format": "General", "align": "center"}),
        "day": book.add_format({**common, "num_format": "yyyy-mm-dd", "align": "left"}),
        "total": book.add_format({**common, "bold": True, "bg_color": "#f8fafb"}),
    }


def _write(book: Workbook, sheet: Sheet, looks: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.name)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.head, looks["head"])
    page.set_row(0, 24)
    line = 0
    for line, row in enumerate(sheet.rows, start=1):
        if line > _MOST_ROWS:
            page.write_string(line, 0, "行数超过一张表的上限，全部内容见 CSV 或 Parquet 文件。")
            break
        page.set_row(line, _height(sheet.columns, row))
        for place, value in enumerate(row):
            _put(page, line, place, value, looks)
    if line:
        page.autofilter(0, 0, line, len(sheet.columns) - 1)
    if sheet.total is not None:
        for place, value in enumerate(sheet.total()):
            _put(
                page,
                line + 1,
                place,
                value,
                {**looks, "text": looks["total"], "number": looks["total"]},
            )
    page.freeze_panes(1, 0)
    printed = sum(column.is_printed for column in sheet.columns)
    page.print_area(0, 0, line + (sheet.total is not None), printed - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_header(f"&C{(sheet.note or sheet.name).replace('&', '&&')}")
    page.set_footer("&C第 &P 页，共 &N 页")
    if sheet.opens_first:
        page.activate()


def _height(columns: Sequence[SheetColumn], row: Sequence[Cell]) -> int:
    """The height in points that shows every printed cell whole; not every program works it out."""
    lines = 1
    for column, value in zip(columns, row, strict=True):
        if column.is_printed and isinstance(value, str) and len(value) * 2 > column.width - 1:
            parts = (
                sum(2 if letter > "\u2000" else 1 for letter in part) for part in value.split("\n")
            )
            lines = max(lines, sum(max(1, -(-width // (column.width - 1))) for width in parts))
    return min(_TALLEST, _PER_LINE * lines + 4)


def _put(page: Any, line: int, place: int, value: Cell, looks: dict[str, Any]) -> None:
    if value is None or value == "":
        page.write_blank(line, place, None, looks["text"])
    elif isinstance(value, str):
        text = value if len(value) <= _LONGEST_TEXT else value[: _LONGEST_TEXT - 2] + "……"
        page.write_string(line, place, text, looks["text"])
    elif isinstance(value, date):
        page.write_datetime(line, place, value, looks["day"])
    else:
        page.write_number(line, place, value, looks["number"])
