"""A new year's arrangement from what a clerk has: a table, a year file, or the notice itself."""

from datetime import date
from pathlib import Path

from zhijian.core.arrangement import Entry, assemble, implausible
from zhijian.core.calendar_files import Notice, YearTable, year_table
from zhijian.core.calendar_sheets import COLUMNS, CellError, read_entry, read_sheet_entries
from zhijian.core.notice_text import read_notice_entries, read_notice_number
from zhijian.core.refused import Refused
from zhijian.core.statutory import Statutory
from zhijian.core.strict_yaml import Part, parse_part, read_text

_SHEETS = (".csv", ".xlsx", ".xls")
_YAML = (".yaml", ".yml")


def import_year(
    path: Path, year: int, statutory: Statutory, *, number: str = "", issued_on: date | None = None
) -> YearTable:
    """The arrangement of ``year`` in ``path``, checked against the calendar and the law.

    ``number`` and ``issued_on`` name the notice; its own text and a year file bring theirs.

    Raises:
        Refused: the file or a cell of it cannot be understood, or the arrangement cannot be real;
            one sentence per reason, the first in the message, the others in ``lines``.
    """
    if not path.is_file():
        raise Refused(f"没有找到文件 {path}，请检查路径。")
    notice = _notice(year, number, issued_on)
    if path.suffix.lower() in _SHEETS:
        table = assemble(read_sheet_entries(path, year), year, notice, path.name)
    elif path.suffix.lower() in _YAML:
        table = _from_yaml(path, year, notice)
    elif path.suffix.lower() == ".txt":
        text = read_text(path)
        told, told_on = read_notice_number(text)
        notice = _notice(year, number or told, issued_on or told_on)
        table = assemble(read_notice_entries(text, year, path.name), year, notice, path.name)
    else:
        known = "、".join((*_SHEETS, *_YAML, ".txt"))
        raise Refused(f"{path.name}：不认识这种文件，可以导入的有 {known}。")
    if complaints := implausible(table, statutory):
        raise Refused(f"{path.name}：{complaints[0]}", complaints[1:])
    return table


def _notice(year: int, number: str, issued_on: date | None) -> Notice:
    return Notice(
        id=f"arrangement-{year}",
        number=number,
        title=f"{year}年部分节假日安排",
        issuer="国务院办公厅",
        issued_on=issued_on,
        confidence="medium" if number else "low",
        note="" if number else "导入时没有填写文号。",
    )


def _from_yaml(path: Path, year: int, notice: Notice) -> YearTable:
    root = parse_part(read_text(path), path.name)
    if "days" in root.values:
        root.only("days")
        entries = [_entry_of(part, year) for part in root.parts("days")]
        return assemble(entries, year, notice, path.name)
    table = year_table(root)
    if table.year != year:
        raise root.refuse(f"文件写的是 {table.year} 年，要导入的是 {year} 年，请核对。")
    return table


def _entry_of(part: Part, year: int) -> Entry:
    part.only(*COLUMNS)
    cells = {COLUMNS[key]: value for key, value in part.named().items()}
    try:
        return read_entry(cells, f"{part.file} 第 {part.values['__line__']} 行", year)
    except CellError as error:
        raise part.refuse(str(error)) from None
