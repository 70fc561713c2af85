"""Sheets written on the fly, and the reading of what was written."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from zhijian.core.facts.reading.folder import read_folder
from zhijian.core.facts.reading.report import Reading

Rows = list[list[object]]


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook: sheet title → rows; ``merges`` are ranges of the first sheet."""

    def write(
        sheets: dict[str, Rows], name: str = "报送.xlsx", merges: tuple[str, ...] = ()
    ) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for number, (title, rows) in enumerate(sheets.items()):
            sheet = book.add_worksheet(title)
            for place in merges if number == 0 else ():
                sheet.merge_range(place, "")
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(row, column, cell, moment)
                    elif isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        sheet.write(row, column, cell)
        book.close()
        return path

    return write


@pytest.fixture
def text_table(tmp_path: Path) -> Callable[..., Path]:
    """Write a text table in some encoding."""

    def write(text: str | bytes, name: str = "发布台账.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.fixture
def balanced() -> Callable[[Path], Reading]:
    """Read a path and prove that no row of it was lost on the way."""

    def read(path: Path, **how: object) -> Reading:
        reading = read_folder(path, **how)
        for table in reading.tables:
            assert table.rows_in == table.taken + table.refused
        return reading

    return read
