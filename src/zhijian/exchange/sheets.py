"""Field sheets: what to copy into a system, in its order, and files of it for many tasks."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

from zhijian.config import clock
from zhijian.core.exchange.systems import Sheet, SheetField
from zhijian.core.facts.model import Kind
from zhijian.core.facts.reading.cells import GUARDED
from zhijian.core.refused import Refused
from zhijian.exchange.books import known_to, systems
from zhijian.exchange.models import Task
from zhijian.exchange.scope import rows_of
from zhijian.ledger.models import Account
from zhijian.ledger.registers import own_name, register_of, said

USUAL = "account-entry"
WHAT = {
    Task.Kind.ACCOUNT: ("accounts", "apps"),
    Task.Kind.SITE: ("sites",),
    Task.Kind.STAFF: ("staff",),
    Task.Kind.INVENTORY: ("inventory",),
}
MOST_LINES = 100_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROPOSED = "栏目、名称和次序是本平台的建议，请以系统实际的填报页面或导入模板为准。"


@dataclass(frozen=True)
class Line:
    """One field to copy: what the system calls it, and what to put there."""

    heading: str
    value: str


def sheet_of(task: Task) -> Sheet | None:
    """The field sheet by which a task is reported; an office gets the usual one of accounts."""
    if task.system:
        found = known_to(task.organization).get(task.system)
        reports = (
            [found.system.report(what) for what in WHAT[Task.Kind(task.kind)]] if found else []
        )
        return next((one.sheet for one in reports if one is not None and one.sheet), None)
    return systems().sheets.get(USUAL) if task.kind == Task.Kind.ACCOUNT else None


def lines_of(task: Task) -> list[Line]:
    """What to copy for one task, in the order of its sheet; empty where there is none."""
    sheet = sheet_of(task)
    if sheet is None or task.kind == Task.Kind.INVENTORY:
        return []
    rows = rows_about(task)
    return [Line(one.heading, value_of(one, rows)) for one in sheet.fields]


def rows_about(task: Task) -> dict[str, Any]:
    """The rows a task tells of, by relation."""
    account = task.account
    return {
        "organizations": account.organization if account is not None else task.organization,
        "accounts": account,
        "life_events": task.event,
        "sites": task.site,
        "staff_changes": task.staff_change,
    }


def value_of(field: SheetField, rows: dict[str, Any]) -> str:
    """One value as a person copies it; "" where nothing is known."""
    row = rows.get(field.relation)
    if row is None:
        return ""
    column = field.column
    value = row
    for name in _path(field).split("__"):
        value = getattr(value, name, None)
        if value is None:
            return ""
    if column.kind is Kind.CHOICE:
        own = getattr(row, f"get_{column.name}_display", None)  # 拟开设 is no code of the core
        return str(own() if own is not None else said(field.relation, column.name, value))
    if column.kind is Kind.FLAG:
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value)


def _path(field: SheetField) -> str:
    if field.relation == "organizations":
        return "name" if field.column.name == "organization" else own_name(field.column)
    kept = register_of(field.relation).by_column.get(field.column.name)
    return kept.path if kept is not None else own_name(field.column)


def table_of(tasks: Sequence[Task]) -> tuple[Sheet, list[list[str]]]:
    """The lines of many tasks of one sheet, heading row left out.

    Raises:
        Refused: there is none, or they are not reported by one sheet.
    """
    sheets = {sheet.id: sheet for task in tasks if (sheet := sheet_of(task)) is not None}
    if len(sheets) != 1:
        word = "没有可以导出的内容" if not sheets else "不是用同一张栏目单报送"
        raise Refused(f"所选的任务{word}，请按系统和类别分别导出。")
    (sheet,) = sheets.values()
    lines: list[list[str]] = []
    for task in tasks:
        for rows in _every(task):
            lines.append([value_of(field, rows) for field in sheet.fields])
            if len(lines) > MOST_LINES:
                raise Refused(f"内容超过 {MOST_LINES:,} 行，请按单位分别导出。")
    return sheet, lines


def _every(task: Task) -> Iterable[dict[str, Any]]:
    if task.kind != Task.Kind.INVENTORY:
        yield rows_about(task)
        return
    accounts = rows_of(Account.objects.in_books(), task.organization).select_related("organization")
    for account in accounts.order_by("organization__name", "pk").iterator(chunk_size=2_000):
        yield {"accounts": account, "organizations": account.organization}


def as_xlsx(title: str, sheet: Sheet, lines: Iterable[Sequence[str]]) -> bytes:
    """A workbook of the lines; every cell is text, so that ids keep their digits."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    page = book.add_worksheet(sheet.title[:31])
    page.freeze_panes(1, 0)
    for column, field in enumerate(sheet.fields):
        page.set_column(column, column, max(10, min(40, 2.2 * len(field.heading) + 6)), text)
        page.write_string(0, column, field.heading, bold)
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line):
            if value:
                page.write_string(number, column, value, text)
    told = book.add_worksheet("说明")
    told.set_column(0, 0, 90)
    for number, line in enumerate(_told(title, sheet)):
        told.write_string(number, 0, line)
    book.close()
    return file.getvalue()


def as_csv(sheet: Sheet, lines: Iterable[Sequence[str]]) -> bytes:
    """The lines as CSV in UTF-8 with a mark, guarded against being run as formulas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([field.heading for field in sheet.fields])
    writer.writerows([[_guarded(value) for value in line] for line in lines])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _guarded(value: str) -> str:
    return f"'{value}" if value.startswith(GUARDED) else value


def _told(title: str, sheet: Sheet) -> list[str]:
    lines = [title, f"{clock.now():%Y-%m-%d %H:%M} 生成"]
    return [*lines, PROPOSED] if sheet.is_proposed else lines
