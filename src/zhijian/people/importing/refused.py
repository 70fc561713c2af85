"""The rows of an upload that were not read, as a workbook with the reasons, to be mended."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter

from zhijian.core.facts.model import Column, Kind
from zhijian.core.facts.schema import RELATIONS
from zhijian.people.importing.plan_parts import Outcome
from zhijian.people.importing.rows import unpacked
from zhijian.people.models import ImportBatch, ImportRow

_FIRST = ("未读入的位置", "未读入的原因", "改法", "表头", "原内容")
"""Words that no ledger uses for a column, so that the sheet can be uploaded again as it is."""
_WIDTHS = (22, 40, 40, 16, 20)


def refused_workbook(batch: ImportBatch) -> bytes:
    """An XLSX with a sheet per ledger: where, why, what to do, and the cells that were read."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    look = book.add_format({"bold": True, "bg_color": "#EFF6FB", "bottom": 1})
    rows = batch.rows.filter(outcome=Outcome.REFUSED)
    for name in rows.order_by().values_list("relation", flat=True).distinct().order_by("relation"):
        relation = RELATIONS.get(name)
        columns = relation.asked if relation else ()
        sheet = book.add_worksheet(relation.title if relation else "未能识别")
        sheet.freeze_panes(1, 0)
        for at, width in enumerate(_WIDTHS):
            sheet.set_column(at, at, width)
        for at, header in enumerate((*_FIRST, *(column.label for column in columns))):
            sheet.write_string(0, at, header, look)
        for number, row in enumerate(
            rows.filter(relation=name).order_by("row", "number").iterator(chunk_size=1_000), 1
        ):
            for at, text in enumerate(_cells(row, columns)):
                if text:
                    sheet.write_string(number, at, text)
    if not book.worksheets():
        book.add_worksheet("没有未读入的行")
    book.close()
    return stream.getvalue()


def place_of(row: ImportRow) -> str:
    """Where a row or cell stands, in words."""
    parts = (
        f"工作表“{row.sheet}”" if row.sheet else "",
        row.cell or (f"第 {row.row} 行" if row.row else ""),
    )
    return "，".join(part for part in parts if part)


def _cells(row: ImportRow, columns: tuple[Column, ...]) -> Iterator[str]:
    values: Mapping[str, Any] = unpacked(row.sealed)
    yield place_of(row)
    yield row.reason
    yield row.cure
    yield row.header
    yield str(values.get("value", "")) if not row.is_planned else ""
    for column in columns:
        yield _word(column, values.get(column.name)) if row.is_planned else ""


def _word(column: Column, value: Any) -> str:
    """A cell as an office would write it."""
    if value is None or value == "":
        return ""
    if column.kind is Kind.FLAG:
        return "是" if value else "否"
    return str(dict(column.choices).get(value, value))
