"""A year's arrangement entered as a small table: CSV, XLSX or XLS, one line per day or per range.

Columns, in any order and under any title rows: 日期 (a day, or 1月1日至3日), 结束日期 (for ranges),
类型 (休 or 班), 节日名称 (may be left out for 班).
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from unicodedata import normalize

import python_calamine

from zhijian.core.arrangement import Entry
from zhijian.core.refused import Refused

Rows = Sequence[Sequence[object]]
COLUMNS = {
    "日期": "first",
    "放假日期": "first",
    "起始日期": "first",
    "开始日期": "first",
    "结束日期": "last",
    "截止日期": "last",
    "类型": "kind",
    "休/班": "kind",
    "节日名称": "name",
    "节日": "name",
    "名称": "name",
}
_KINDS = {
    **dict.fromkeys(("休", "放假", "休息", "假"), True),
    **dict.fromkeys(("班", "上班", "调休上班", "补班", "调休"), False),
}
_LARGEST_BYTES = 5_000_000
_LARGEST_UNPACKED = 50_000_000
_HEADER_WITHIN = 20
_ROWS_AT_MOST = 2_000


def read_sheet_entries(path: Path, year: int) -> list[Entry]:
    """The entries of the first sheet that has a 日期 and a 类型 column.

    Raises:
        Refused: the file cannot be read, has no such sheet, or cells in it cannot be understood;
            ``lines`` holds a sentence for each further cell.
    """
    if path.stat().st_size > _LARGEST_BYTES:
        raise Refused(f"{path.name} 超过 5 MB，不像是一年的放假表，请核对文件。")
    sheets = _csv(path) if path.suffix.lower() == ".csv" else _workbook(path)
    for sheet, rows in sheets:
        where = f"{path.name} 工作表“{sheet}”" if sheet else f"{path.name} "
        for number, row in enumerate(rows[:_HEADER_WITHIN]):
            columns = _columns(row)
            if {"first", "kind"} <= set(columns):
                return _entries(rows, number + 1, columns, where, year)
    raise Refused(
        f"{path.name}：前 {_HEADER_WITHIN} 行里没有找到含“日期”和“类型”的表头，请照手册样例填写。"
    )


def read_day(text: str, year: int) -> date:
    """The day written as 2027-01-01, 2027/1/1, 2027.1.1, 2027年1月1日 or, in ``year``, 1月1日.

    Raises:
        ValueError: it is written otherwise, or there is no such day.
    """
    form = r"(?:(\d{4})\s*[年./-]\s*)?(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?"
    if not (found := re.fullmatch(form, text)):
        raise ValueError(f"not a day: {text}")
    return date(int(found[1] or year), int(found[2]), int(found[3]))


def _entries(rows: Rows, begin: int, columns: dict[str, int], where: str, year: int) -> list[Entry]:
    entries, complaints = [], []
    if len(rows) > _ROWS_AT_MOST:
        raise Refused(f"{where.strip()}有 {len(rows)} 行，不像是一年的放假表，请核对文件。")
    for number, row in enumerate(rows[begin:], begin + 1):
        cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
        if not any(_text(value) for value in cells.values()):
            continue
        try:
            entries.append(read_entry(cells, f"{where}第 {number} 行", year))
        except CellError as error:
            letter = chr(ord("A") + columns.get(error.column, columns["kind"]))
            complaints.append(f"{where}第 {number} 行 {letter}{number} 单元格：{error}")
    if complaints:
        raise Refused(complaints[0], complaints[1:])
    return entries


class CellError(Exception):
    """A cell that cannot be understood: ``column`` is one of first, last, kind and name."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def read_entry(cells: Mapping[str, object], place: str, year: int) -> Entry:
    """The entry that the cells first, last, kind and name of one line state.

    Raises:
        CellError: one of them is missing or cannot be understood.
    """
    first, last = _span(cells.get("first"), "first", year)
    if _text(cells.get("last")):
        last = _span(cells["last"], "last", year)[0]
    if not 0 <= (last - first).days < 31:
        column = "last" if _text(cells.get("last")) else "first"
        raise CellError(column, f"从 {first} 到 {last} 前后颠倒或长过一个月，请核对。")
    kind = _text(cells.get("kind"))
    if kind not in _KINDS:
        raise CellError("kind", f"类型写作“{kind}”，请写“休”（放假）或“班”（调休上班）。")
    name = _text(cells.get("name"))
    if _KINDS[kind] and not name:
        raise CellError("name", "放假没有写节日名称，请补上。")
    return Entry(first, last, _KINDS[kind], name, place)


def _span(value: object, column: str, year: int) -> tuple[date, date]:
    if isinstance(value, datetime):
        return value.date(), value.date()
    if isinstance(value, date):
        return value, value
    text = re.sub(r"\s*\([^)]*\)", "", _text(value))
    ends = re.split(r"\s*(?:至|到|~|—+|--+|–)\s*", text)
    try:
        first = read_day(ends[0], year)
        if len(ends) == 1:
            return first, first
        if re.fullmatch(r"\d{1,2}日?", ends[1]):
            return first, first.replace(day=int(ends[1].rstrip("日")))
        if len(ends) == 2:
            return first, read_day(ends[1], first.year)
    except ValueError:
        pass
    raise CellError(column, f"日期写作“{text}”，看不懂。请写成 {year}-01-01，或 1月1日至3日。")


def _columns(row: Sequence[object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, cell in enumerate(row[:26]):
        if name := COLUMNS.get(_text(cell).replace(" ", "")):
            found.setdefault(name, number)
    return found


def _text(value: object) -> str:
    return normalize("NFKC", "" if value is None else str(value)).strip()


def _csv(path: Path) -> Iterator[tuple[str, Rows]]:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            yield "", list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error:
            raise Refused(f"{path.name} 的引号没有成对，不是完好的 CSV，请重新导出。") from None
        return
    raise Refused(f"{path.name} 既不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8 后再试。")


def _workbook(path: Path) -> Iterator[tuple[str, Rows]]:
    data = path.read_bytes()
    broken = Refused(f"{path.name} 打不开，不是完好的工作簿，请用表格软件另存为 xlsx 后再试。")
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > _LARGEST_UNPACKED:
            raise Refused(f"{path.name} 解开后超过 50 MB，不像是一年的放假表，请核对文件。")
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in workbook.sheet_names
        ]
    except (python_calamine.CalamineError, zipfile.BadZipFile):
        raise broken from None
    yield from sheets
