"""Reading a workbook: our reader with all its care, and openpyxl with none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .apart import Watch


def workbook(path: str, *, rows: int) -> dict[str, Any]:
    """Write a ledger of ``rows`` publications, unless it is there."""
    import xlsxwriter

    if not Path(path).exists():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("发布台账")
            sheet.write_row(0, 0, ("信息编号", "账号ID", "标题", "发布日期", "形态", "原创/转载"))
            for n in range(rows):
                cells = (f"P{n:06d}", f"qh-{n % 126}", f"便民提示 {n}", _day(n), "图文", "原创")
                sheet.write_row(n + 1, 0, cells)
    return {"seconds": 0.0}


def _day(n: int) -> str:
    return f"2026-{1 + n % 10:02d}-{1 + n % 28:02d}"


def ours(path: str) -> dict[str, Any]:
    """Read it as an office's ledger: header found, columns mapped, every cell typed or refused."""
    from zhijian.core.facts.reading.folder import read_folder

    watch = Watch()
    with watch.turn():
        reading = read_folder(Path(path))
    return {"seconds": watch.seconds, "rows": reading.rows_taken}


def openpyxl_cells(path: str) -> dict[str, Any]:
    """Read its bare cells with openpyxl, in its quickest mode."""
    import openpyxl

    watch = Watch()
    with watch.turn():
        book = openpyxl.load_workbook(path, read_only=True)
        rows = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) - 1
    return {"seconds": watch.seconds, "rows": rows}
