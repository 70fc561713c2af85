"""Files opened into grids of cells: workbooks, and text tables in the encodings offices use."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from zhijian.core.facts.reading.archive import MAX_AREA, Troubles, inspect_workbook
from zhijian.core.facts.reading.cells import Raw
from zhijian.core.facts.reading.troubles import FileRefused

# A county's ledgers take a few MB. What is larger comes as Parquet.
MAX_FILE_BYTES = 100 * 2**20
# One field of a text table; a lost quotation mark makes a field swallow the rest of the file.
MAX_FIELD = 200_000

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et")
TEXT_TABLES = (".csv", ".tsv", ".txt")
READABLE = (*WORKBOOKS, *TEXT_TABLES)

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHINESE = re.compile("[\u4e00-\u9fff，。、；：（）《》“”]")

Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Grid:
    """One sheet: ``rows[i]`` stands in row ``numbers[i]`` (or i + 1), its cells from column A.

    ``sheet`` is '' for a text table. ``merges`` hold (row, column) corners from 0, both included.
    ``left_out`` holds lines that could not be decoded: line number and reason.
    """

    file: str
    sheet: str
    rows: list[list[Raw]]
    merges: list[Merge] = field(default_factory=list)
    numbers: list[int] | None = None
    hidden: bool = False
    left_out: list[tuple[int, str]] = field(default_factory=list)

    def number(self, index: int) -> int:
        """The row number a person sees."""
        return index + 1 if self.numbers is None else self.numbers[index]


def open_grids(path: Path, name: str) -> Iterator[Grid | tuple[str, FileRefused]]:
    """Yield the sheets of a file, or (sheet, why) for one that cannot be read.

    ``name`` is the file's name in messages. What the file is, its first bytes tell, not its name.

    Raises:
        FileRefused: the whole file cannot be read.
    """
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("文件是空的（0 字节）", "请核对是否保存或传输完整")
    if size > MAX_FILE_BYTES:
        raise FileRefused(
            f"文件有 {size // 2**20} MB，上限为 {MAX_FILE_BYTES // 2**20} MB，没有打开",
            "请删去图片和多余的工作表，分成几个文件，或改用 Parquet",
        )
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(_ZIP):
        yield from _workbook(path, name, inspect_workbook(path))
    elif head.startswith(_OLE):
        _check_ole(path)
        yield from _workbook(path, name, {})
    else:
        yield _text_table(path, name, head)


def _check_ole(path: Path) -> None:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileRefused("工作簿设有打开密码", "请去掉打开密码（另存时清空密码）后再导入")
    if not any(word.encode("utf-16-le") in content for word in ("Workbook", "Book")):
        raise FileRefused(
            "文件不是 Excel 工作簿（可能是 Word 文档或别的格式）", "请另存为 .xlsx 后再导入"
        )


def _workbook(
    path: Path, name: str, troubles: dict[str, Troubles]
) -> Iterator[Grid | tuple[str, FileRefused]]:
    broken = FileRefused(
        "工作簿已损坏，读不出内容", "请用表格软件打开并修复，另存为 .xlsx 后再导入"
    )
    with path.open("rb") as stream:
        try:
            workbook = CalamineWorkbook.from_filelike(stream)
        except PasswordError:
            raise FileRefused("工作簿设有打开密码", "请去掉打开密码后再导入") from None
        except BaseException as error:
            if not _is_readers(error):
                raise
            raise broken from None
        for number, about in enumerate(workbook.sheets_metadata):
            if not str(about.typ).endswith("WorkSheet"):
                continue
            try:
                sheet = workbook.get_sheet_by_index(number)
                grid = _grid(sheet, name, troubles.get(about.name, {}))
                del sheet  # its cells are ours now; a large sheet need not be held twice
            except FileRefused as why:
                yield about.name, why
                continue
            except BaseException as error:
                if not _is_readers(error):
                    raise
                yield about.name, broken
                continue
            grid.hidden = not str(about.visible).endswith(".Visible")
            yield grid


def _is_readers(error: BaseException) -> bool:
    """The error is the reader's own; a panic inside it is no ordinary exception to Python."""
    known = isinstance(error, (CalamineError, ValueError, OSError, IndexError))
    return known or type(error).__name__ == "PanicException"


def _grid(sheet: Any, name: str, troubles: Troubles) -> Grid:
    if sheet.start is None:
        rows: list[list[Raw]] = []
    else:
        left = [None] * sheet.start[1]
        rows = [[*left, *row] for row in sheet.iter_rows()] if left else list(sheet.iter_rows())
    for (row, column), trouble in troubles.items():
        while len(rows) <= row:
            rows.append([])
        if len(rows[row]) <= column:
            rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = trouble
    merges = [(tuple(first), tuple(last)) for first, last in sheet.merged_cell_ranges or ()]
    _fill_down(rows, merges)
    return Grid(name, sheet.name, rows, merges)


def _fill_down(rows: list[list[Raw]], merges: list[Merge]) -> None:
    """A cell merged over several rows speaks for each of them."""
    budget = MAX_AREA
    for (top, column), (bottom, _) in merges:
        for row in range(top + 1, min(bottom + 1, len(rows))):
            budget -= 1
            if budget < 0:
                raise FileRefused("合并单元格过多", "请取消合并单元格后再导入")
            if column < len(rows[row]) and column < len(rows[top]):
                rows[row][column] = rows[top][column]


def _text_table(path: Path, name: str, head: bytes) -> Grid:
    if head.startswith(b"PAR1"):
        raise FileRefused(
            "这是 Parquet 文件", "请把 Parquet 文件放在单独的文件夹里，直接检查该文件夹"
        )
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<?xml")):
        raise FileRefused(
            "文件实际是网页或 XML，只是扩展名像表格", "请用表格软件打开，另存为 .xlsx 后再导入"
        )
    if head.startswith(b"%PDF"):
        raise FileRefused("文件实际是 PDF", "请提供原始表格，另存为 .xlsx 后再导入")
    content = path.read_bytes()
    left_out: list[tuple[int, str]] = []
    lines = _decode(content, left_out)
    delimiter = _delimiter(lines)
    rows: list[list[Raw]] = []
    numbers: list[int] = []
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    before = 0
    try:
        for row in reader:
            if any(row):
                rows.append(list(row))
                numbers.append(before + 1)
            before = reader.line_num
    except csv.Error:
        raise FileRefused(
            f"第 {before + 1} 行起引号不成对，或一格超过 {MAX_FIELD} 个字符",
            "请检查该行的引号，或另存为 .xlsx 后再导入",
        ) from None
    return Grid(name, "", rows, [], numbers, left_out=left_out)


def _decode(content: bytes, left_out: list[tuple[int, str]]) -> list[str]:
    """Return the lines of a text. Strictly one encoding; a line in another is left out."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16").splitlines()
        except UnicodeDecodeError:
            raise FileRefused("文件的 UTF-16 编码不完整", "请另存为 UTF-8 编码后再导入") from None
    if b"\0" in content:
        raise FileRefused(
            "文件是二进制内容，不是文本表格", "请核对文件，另存为 .xlsx 或 .csv 后再导入"
        )
    try:
        return _lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    raw = [line.removesuffix(b"\r") for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    in_utf8 = [_try(line, "utf-8") for line in raw]
    sure = {n for n, line in enumerate(in_utf8) if line and len(_CHINESE.findall(line)) >= 2}
    wrong = {n for n, line in enumerate(in_utf8) if line is None}
    if not sure and (whole := _try(content, "gb18030")) is not None:
        return _lines(whole)
    main, decoded = "UTF-8", in_utf8
    if len(sure) < len(wrong):
        main = "GB18030"
        decoded = [None if n in sure else _try(line, "gb18030") for n, line in enumerate(raw)]
        wrong = {n for n, line in enumerate(decoded) if line is None}
    if len(wrong) >= sum(1 for line in raw if line):
        raise FileRefused("文件既不是 UTF-8，也不是 GB18030 编码", "请另存为 UTF-8 编码后再导入")
    why = f"本行的编码与全文件的 {main} 不一致，是两种编码拼接而成"
    left_out.extend((n + 1, why) for n in sorted(wrong))
    return [line if line is not None else "" for line in decoded]


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _delimiter(lines: list[str]) -> str:
    sample = [line for line in lines[:50] if line.strip()][:10]
    counts = {mark: sum(line.count(mark) for line in sample) for mark in (",", "\t", ";", "|")}
    return max(counts, key=lambda mark: counts[mark])
