"""Reading a workbook: our reader with all its care, and openpyxl with none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .apart import Watch


def workbook(path: str, *, rows: int, different: int = 0) -> dict[str, Any]:
    """Write a ledger of ``rows`` publications, unless it is there.

    Of these only the first ``different`` ones differ, if it is given.
    """
    import xlsxwriter

    if not Path(path).exists():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("发布台账")
            sheet.write_row(0, 0, ("信息编号", "账号ID", "标题", "发布日期", "形态", "原创/转载"))
            for line in range(rows):
                n = line % (different or rows)
                cells = (f"P{n:06d}", f"qh-{n % 126}", f"便民提示 {n}", _day(n), "图文", "原创")
                sheet.write_row(line + 1, 0, cells)
    return {"seconds": 0.0}


def _day(n: int) -> str:
    return f"2026-{1 + n % 10:02d}-{1 + n % 28:02d}"


def ours(path: str, *, turns: int = 1) -> dict[str, Any]:
    """Read it as an office's ledger: header found, columns mapped, every cell typed or refused."""
    from zhijian.core.facts.reading.folder import read_folder

    watch = Watch()
    for _ in range(turns):
        with watch.turn():
            reading = read_folder(Path(path))
        taken, refused = reading.rows_taken, reading.rows_refused
        del reading  # two at once would count as its memory
    return {"seconds": watch.seconds, "cpu": watch.cpu, "rows": taken, "refused": refused}


def openpyxl_cells(path: str, *, turns: int = 1) -> dict[str, Any]:
    """Read its bare cells with openpyxl, in its quickest mode."""
    import openpyxl

    watch = Watch()
    for _ in range(turns):
        with watch.turn():
            book = openpyxl.load_workbook(path, read_only=True)
            rows = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) - 1
    return {"seconds": watch.seconds, "cpu": watch.cpu, "rows": rows}
