"""导出Excel：the filtered rows as a spreadsheet, at the memory of one row."""

import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils.timezone import localtime

from zhijian.config import clock
from zhijian.web.listing.columns import Column
from zhijian.web.listing.declared import Declared

CELL_CHARS = 32_767
CHUNK = 1_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def respond(
    request: HttpRequest,
    declared: Declared,
    columns: Iterable[Column],
    rows: QuerySet[Any],
    told: Iterable[tuple[str, str]],
) -> FileResponse:
    """``rows`` as a file whose name says how many they are; ``told`` goes onto its second sheet."""
    # The answer reads the file while it is sent, and the file is gone when it is closed.
    file = tempfile.TemporaryFile(prefix="zhijian-export-")  # noqa: SIM115
    number, is_cut = write(file, declared, tuple(columns), rows, tuple(told))
    if declared.on_export:
        declared.on_export(request, number)
    file.seek(0)
    part = "前" if is_cut else ""
    name = f"{declared.title}-{clock.today():%Y%m%d}-{part}{number}行.xlsx"
    response = FileResponse(file, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Rows"] = str(number)
    response["Cache-Control"] = "no-store"
    return response


def write(
    file: IO[bytes],
    declared: Declared,
    columns: tuple[Column, ...],
    rows: QuerySet[Any],
    told: tuple[tuple[str, str], ...],
) -> tuple[int, bool]:
    """How many rows were written, and whether there were more than a sheet takes."""
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet = book.add_worksheet(_sheet_name(declared.title))
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, max(10, min(40, 2.2 * len(column.title) + 6)))
        sheet.write_string(0, index, column.title, bold)
    number, is_cut = 0, False
    for row in rows[: declared.export_limit + 1].iterator(chunk_size=CHUNK):
        if number >= declared.export_limit:
            is_cut = True
            break
        number += 1
        for index, column in enumerate(columns):
            _put(sheet, number, index, column.exported(row), formats)
    if number:
        sheet.autofilter(0, 0, number, len(columns) - 1)
    _explain(book, declared, number, told, is_cut=is_cut)
    book.close()
    return number, is_cut


def _put(sheet: Any, row: int, index: int, value: Any, formats: dict[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, index, "是" if value else "否")
    elif isinstance(value, int | float) and abs(value) < 10**15:
        sheet.write_number(row, index, value)
    elif isinstance(value, datetime):
        local = (localtime(value) if value.tzinfo else value).replace(tzinfo=None)
        _put_day(sheet, row, index, local, formats[datetime])
    elif isinstance(value, date):
        _put_day(sheet, row, index, value, formats[date])
    else:
        sheet.write_string(row, index, str(value)[:CELL_CHARS])


def _put_day(sheet: Any, row: int, index: int, value: Any, look: Any) -> None:
    if value.year < 1900:  # a spreadsheet has no such days
        sheet.write_string(row, index, value.isoformat())
    else:
        sheet.write_datetime(row, index, value, look)


def _explain(
    book: Any, declared: Declared, number: int, told: Iterable[tuple[str, str]], *, is_cut: bool
) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 80)
    lines = [
        ("导出内容", declared.title),
        ("导出时间", f"{clock.now():%Y-%m-%d %H:%M}"),
        ("行数", f"{number:,} 行"),
        *told,
    ]
    if is_cut:
        lines.append(
            (
                "没有导全",
                f"一张工作表最多放 {declared.export_limit:,} 行，这里是前 {number:,} 行，后面还有。"
                "请缩小筛选范围，分几次导出。",
            )
        )
    for index, (label, text) in enumerate(lines):
        sheet.write_string(index, 0, label)
        sheet.write_string(index, 1, text[:CELL_CHARS])


def _sheet_name(title: str) -> str:
    return "".join("_" if c in "[]:*?/\\'" else c for c in title)[:31] or "列表"
