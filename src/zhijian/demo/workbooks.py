"""The county's ledgers as its office keeps them: workbooks that are right, but not neat."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from zhijian.core.engines.duck import DuckEngine
from zhijian.core.facts.collection import Facts, Rows, Sight
from zhijian.core.facts.model import Column, Kind, Relation
from zhijian.core.facts.reading.sights import SIGHTS, SIGHTS_TITLE
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.facts.template import CREATED, WORKBOOKS, written
from zhijian.demo.county import Row

Records = Mapping[str, list[Row]]
_TITLED = frozenset({"accounts", "sites", "positions", "incidents"})
"""Ledgers with a title and a line on who filled them in above their header."""
_HEADER_BELOW = 2
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_FORMATS = {Kind.DAY: "yyyy-mm-dd", Kind.SECOND: "yyyy-mm-dd hh:mm:ss"}
_MANY = 10_000


def write_workbooks(folder: Path, records: Records, sights: Mapping[str, Sight]) -> list[Path]:
    """Write one workbook per subject group and return their paths."""
    paths = []
    for title, names in WORKBOOKS:
        kept = [RELATIONS[name] for name in names if name in records]
        path = folder / f"{title}.xlsx"
        book = xlsxwriter.Workbook(
            str(path), {"strings_to_urls": False, "strings_to_formulas": False, "in_memory": True}
        )
        book.set_properties({"title": f"青禾县{title}", "created": CREATED})
        looks = {kind: book.add_format({"num_format": said}) for kind, said in _FORMATS.items()}
        bold = book.add_format({"bold": True})
        for relation in kept:
            sheet = book.add_worksheet(relation.title)
            for number, cells in enumerate(_lines(relation, records[relation.name])):
                _write_line(sheet, number, cells, looks)
            sheet.set_column(0, len(relation.asked), 16)
            sheet.set_row(_HEADER_BELOW if relation.name in _TITLED else 0, None, bold)
        sheet = book.add_worksheet(SIGHTS_TITLE)
        for number, cells in enumerate(_statements(kept, sights)):
            _write_line(sheet, number, cells, looks)
        book.close()
        paths.append(path)
    return paths


def write_csv(folder: Path, records: Records, sights: Mapping[str, Sight]) -> list[Path]:
    """Write one CSV file per ledger, and the statements on them, and return their paths."""
    relations = [RELATIONS[name] for _, names in WORKBOOKS for name in names if name in records]
    tables = [(relation.title, _lines(relation, records[relation.name])) for relation in relations]
    tables.append((SIGHTS_TITLE, _statements(relations, sights)))
    paths = []
    for title, lines in tables:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(lines)
        path = folder / f"{title}.csv"
        path.write_bytes(text.getvalue().encode("utf-8-sig"))
        paths.append(path)
    return paths


def write_parquet(folder: Path, facts: Facts) -> list[Path]:
    """Write one Parquet file per relation with all its stored columns, and return their paths."""
    engine = DuckEngine()
    paths = []
    for name, table in facts.tables.items():
        if isinstance(table, Rows):
            schema = [(column.name, column.kind.is_text) for column in table.relation.columns]
            engine.create(name, schema, table.columns)
            path = folder / f"{name}.parquet"
            engine.copy(f"SELECT * FROM {name}", str(path))
            paths.append(path)
    engine.close()
    return paths


def _lines(relation: Relation, rows: Iterable[Row]) -> Iterable[list[object]]:
    """Yield the sheet's lines: sometimes a title, then the header, then the rows."""
    if relation.name in _TITLED:
        yield [f"青禾县政务新媒体{relation.title}"]
        yield ["填报单位：青禾县人民政府办公室", "", "单位：个、条、人"]
    yield [column.label for column in relation.asked]
    for number, row in enumerate(rows):
        yield [_by_hand(column, row.get(column.name), number) for column in relation.asked]


def _by_hand(column: Column, value: object, number: int) -> object:
    """Return a stored value as somebody typed it: plainly, now and then in a way of his own."""
    said = written(column, value)
    if isinstance(value, int) and column.kind is Kind.INT:
        if column.name == "followers" and value > _MANY and value % 1_000 == 0:
            return f"{value // _MANY}.{value % _MANY // 1_000}万"
        if column.name == "attendees" and number % 4 == 1:
            return str(value).translate(_WIDE)
    if isinstance(said, date) and not isinstance(said, datetime) and column.kind is Kind.DAY:
        if number % 50 == 7:
            return f"{said.year}年{said.month}月{said.day}日".translate(_WIDE)
        if number % 50 == 8:
            return f"{said.year}.{said.month}.{said.day}"
    if column.name == "operator" and said == "":
        return "无" if number % 5 == 3 else ""
    return said


def _statements(
    relations: Iterable[Relation], sights: Mapping[str, Sight]
) -> Iterable[list[object]]:
    yield [column.label for column in SIGHTS.asked]
    for relation in relations:
        sight = sights.get(relation.name, Sight())
        stated = {
            "ledger": relation.title,
            "as_of_d": sight.as_of_d,
            "from_d": sight.from_d,
            "complete": int(sight.complete),
            "declared_empty": int(sight.declared_empty),
        }
        yield [written(column, stated[column.name]) for column in SIGHTS.asked]


def _write_line(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    cells: list[object],
    looks: Mapping[Kind, object],
) -> None:
    for place, said in enumerate(cells):
        if isinstance(said, datetime):
            sheet.write_datetime(row, place, said, looks[Kind.SECOND])
        elif isinstance(said, date):
            sheet.write_datetime(row, place, said, looks[Kind.DAY])
        elif isinstance(said, int):
            sheet.write_number(row, place, said)
        elif said:
            sheet.write_string(row, place, str(said))
