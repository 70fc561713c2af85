"""A Word file opened into one grid: its paragraphs and the rows of its tables, top to bottom."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from zhijian.core.facts.reading.archive import check_parts, tree
from zhijian.core.facts.reading.cells import Raw
from zhijian.core.facts.reading.sheets import MAX_FILE_BYTES, Grid, Merge
from zhijian.core.facts.reading.troubles import FileRefused
from zhijian.core.forms.reading.drawn import media_of
from zhijian.core.forms.reading.page import Page

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# A form's text is a few kilobytes; a letter with pasted ledgers may reach a few megabytes.
MAX_TEXT_BYTES = 40 * 2**20
MAX_ROWS = 20_000
MAX_COLUMNS = 200
# Signs of the fonts Wingdings and Webdings that stand for boxes.
_SIGNS = {0xFE: "☑", 0xFD: "☒", 0x52: "☑", 0x54: "☒", 0xA8: "□", 0x6F: "□", 0xFC: "√", 0x71: "□"}
_SKIPPED = {"Fallback", "del", "moveFrom", "instrText", "delText"}


def open_word(path: Path, name: str) -> Page:
    """The text of a Word file as one page.

    Raises:
        FileRefused: it is damaged, or claims more than a form can need.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        raise FileRefused(
            f"文件有 {path.stat().st_size // 2**20} MB，上限为 {MAX_FILE_BYTES // 2**20} MB",
            "请压缩其中的图片，另存后再导入",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            check_parts(archive.infolist(), "Word 文件")
            size = archive.getinfo("word/document.xml").file_size
            if size > MAX_TEXT_BYTES:
                raise FileRefused(
                    f"正文有 {size // 2**20} MB，不像一张表", "请只保留这张表，另存后再导入"
                )
            body = tree(archive, "word/document.xml").find(f"{_W}body")
            media = media_of(archive, "word/document.xml")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError):
        raise FileRefused(
            "文件已损坏，或不是真正的 Word 文件", "请用文字处理软件打开，另存为 .docx 后再导入"
        ) from None
    if body is None:
        raise FileRefused("Word 文件没有正文", "请核对文件是否保存完整")
    build = _Build(media)
    build.body(body)
    return Page(
        Grid(name, "正文", build.rows, build.merges), build.pictures, build.named, build.belongs
    )


@dataclass
class _Build:
    """The grid as it grows."""

    media: dict[str, bytes]
    rows: list[list[Raw]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    pictures: dict[tuple[int, int], bytes] = field(default_factory=dict)
    named: dict[int, str] = field(default_factory=dict)
    belongs: dict[int, int] = field(default_factory=dict)
    tables: int = 0
    paragraphs: int = 0

    def body(self, body: Element) -> None:
        for item in _within(body):
            if item.tag == f"{_W}p":
                self.paragraphs += 1
                text = paragraph_text(item)
                if text.strip():
                    self._row([text], f"正文第 {self.paragraphs} 段", 0)
            elif item.tag == f"{_W}tbl":
                self.tables += 1
                self._table(item)

    def _row(self, cells: list[Raw], name: str, table: int) -> None:
        if len(self.rows) >= MAX_ROWS:
            raise FileRefused(f"表格超过 {MAX_ROWS} 行，不像一张表", "请只保留这张表后再导入")
        self.named[len(self.rows)] = name
        self.belongs[len(self.rows)] = table
        self.rows.append(cells)

    def _table(self, table: Element) -> None:
        open_merges: dict[int, tuple[int, int]] = {}
        for number, row in enumerate(_rows(table), start=1):
            top = len(self.rows)
            cells: list[Raw] = [None] * _number(row.find(f"{_W}trPr/{_W}gridBefore"))
            going: dict[int, tuple[int, int]] = {}
            for cell in _cells(row):
                column = len(cells)
                span = max(_number(cell.find(f"{_W}tcPr/{_W}gridSpan")), 1)
                if column + span > MAX_COLUMNS:
                    raise FileRefused(
                        f"表格超过 {MAX_COLUMNS} 列，不像一张表", "请只保留这张表后再导入"
                    )
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                is_below = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
                if is_below and column in open_merges:
                    first, _ = open_merges[column]
                    text = self.rows[first][column]
                    going[column] = open_merges[column]
                else:
                    text = "\n".join(paragraph_text(each) for each in cell.iter(f"{_W}p"))
                    self._picture(cell, top, column)
                    if merge is not None:
                        going[column] = (top, span)
                    elif span > 1:
                        self.merges.append(((top, column), (top, column + span - 1)))
                cells += [text, *[None] * (span - 1)]
            self._close(open_merges, going, top - 1)
            open_merges = going
            self._row(cells, f"第 {self.tables} 张表第 {number} 行", self.tables)
        self._close(open_merges, {}, len(self.rows) - 1)

    def _close(
        self,
        before: dict[int, tuple[int, int]],
        going: dict[int, tuple[int, int]],
        bottom: int,
    ) -> None:
        """Merges that ended in row ``bottom``."""
        for column, (top, span) in before.items():
            if going.get(column) != (top, span):
                self.merges.append(((top, column), (bottom, column + span - 1)))

    def _picture(self, cell: Element, row: int, column: int) -> None:
        for blip in cell.iter(f"{_A}blip"):
            held = self.media.get(blip.get(f"{_R}embed", ""))
            if held is not None:
                self.pictures.setdefault((row, column), held)


def _within(parent: Element) -> Iterator[Element]:
    """Children, those inside content controls among them."""
    for item in parent:
        if item.tag == f"{_W}sdt":
            content = item.find(f"{_W}sdtContent")
            if content is not None:
                yield from _within(content)
        else:
            yield item


def _rows(table: Element) -> Iterator[Element]:
    return (item for item in _within(table) if item.tag == f"{_W}tr")


def _cells(row: Element) -> Iterator[Element]:
    return (item for item in _within(row) if item.tag == f"{_W}tc")


def _number(item: Element | None) -> int:
    said = "" if item is None else item.get(f"{_W}val", "")
    return min(int(said), MAX_COLUMNS) if said.isascii() and said.isdigit() else 0


def paragraph_text(paragraph: Element) -> str:
    """The words of a paragraph as one reads them; boxes as signs, what was struck out left out."""
    return "".join(_pieces(paragraph))


def _pieces(item: Element) -> Iterator[str]:
    name = item.tag.rpartition("}")[2]
    if name in _SKIPPED:
        return
    if name == "t":
        yield item.text or ""
    elif name in ("br", "cr"):
        yield "\n"
    elif name == "tab" and item.tag == f"{_W}tab" and f"{_W}val" not in item.attrib:
        yield "\t"
    elif name == "noBreakHyphen":
        yield "-"
    elif name == "sym":
        yield _sign(item)
    elif name == "checkBox":
        yield "☑" if _is_checked(item) else "□"
    else:
        for child in item:
            yield from _pieces(child)


def _sign(item: Element) -> str:
    try:
        code = int(item.get(f"{_W}char", ""), 16)
    except ValueError:
        return ""
    return _SIGNS.get(code & 0xFF, "")


def _is_checked(box: Element) -> bool:
    for name in ("checked", "default"):
        found = box.find(f"{_W}{name}")
        if found is not None:
            return found.get(f"{_W}val", "1") not in ("0", "false")
    return False
