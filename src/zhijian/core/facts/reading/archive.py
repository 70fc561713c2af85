"""What a workbook claims to be, checked before anything is unpacked into memory.

A workbook is a ZIP of XML files. Its declared sizes, its ratios and the extent of every sheet are
looked at first, because the reader would otherwise reserve memory for whatever they claim. On the
same way cells that hold an error, or a formula nobody calculated, are found: the reader gives them
out as empty.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from zhijian.core.facts.reading.troubles import FileRefused, Trouble

# Unpacked XML of one workbook. A sheet of 100,000 rows and 15 columns takes about 70 MB.
MAX_UNPACKED_BYTES = 400 * 2**20
# Sheets of ledgers pack 10 to 40 times; a bomb about 1,000 times. Small parts may pack better.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 8 * 2**20
# Files inside one workbook, pictures included.
MAX_PARTS = 5_000
# The rectangle from A1 to the last filled cell: the reader reserves all of it.
MAX_AREA = 8_000_000
# No ledger is wider; column 702 is ZZ.
MAX_COLUMNS = 702
_CHUNK = 4 * 2**20
_LONGEST_CELL = 32 * 2**20

# Patterns over sheet XML whose attributes are all written name="value".
_ERROR = re.compile(rb'<(?:\w+:)?c\b[^>]*\bt="e"(?:[^>]*[^/>])?>')
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*[^<>/])>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Za-z]{1,3})(\d{1,7})"')
_WIDE = re.compile(rb'r="([A-Za-z]{2,})\d+"(?:[^>]*[^/>])?>')
_TALL = re.compile(rb'r="[A-Za-z]+(\d{6,})"(?:[^>]*[^/>])?>')
_FIVE_DIGITS = re.compile(rb'r="[A-Za-z]+(\d{5,})"(?:[^>]*[^/>])?>')
# Without this in a stretch, neither a wide nor a tall cell is in it.
_FAR = re.compile(rb'r="[A-Za-z](?:[A-Za-z]|\d{6})')
_ODD_SPACE = re.compile(rb'\s*=\s*(?=")')
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".bin", ".vml")

Troubles = dict[tuple[int, int], Trouble]


def inspect_workbook(path: Path) -> dict[str, Troubles]:
    """Return, by sheet title, the cells (row, column, from 0) that carry no value of their own.

    Raises:
        FileRefused: the file is no workbook, or claims more than a ledger can need.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            check_parts(archive.infolist())
            _check_is_workbook(archive)
            titles = _sheet_titles(archive)
            found: dict[str, Troubles] = {}
            for part in archive.infolist():
                name = part.filename.lower()
                if name.endswith(_PICTURES) or part.is_dir():
                    continue
                title = titles.get(part.filename)
                if title is None:
                    _read_through(archive, part)
                else:
                    found[title] = _inspect_sheet(archive, part, title)
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError):
        raise FileRefused(
            "文件已损坏，或不是真正的 Excel 工作簿", "请用表格软件打开，另存为 .xlsx 后再导入"
        ) from None


def check_parts(parts: list[zipfile.ZipInfo], what: str = "工作簿") -> None:
    """Look at what an office file claims to hold, before any of it is unpacked.

    Raises:
        FileRefused: it claims more than a ledger or a form can need, or is sealed by a password.
    """
    names = [part.filename for part in parts]
    if len(names) > MAX_PARTS:
        raise FileRefused(
            f"{what}里有 {len(names)} 个部件，上限为 {MAX_PARTS} 个", "请只保留要导入的内容后另存"
        )
    if len(set(names)) < len(names):
        raise FileRefused(
            f"{what}里有重名的部件，内容不可信", "请用办公软件打开，另存为新文件后再导入"
        )
    total = sum(part.file_size for part in parts)
    if total > MAX_UNPACKED_BYTES:
        raise FileRefused(
            f"{what}解压后有 {total // 2**20} MB，上限为 {MAX_UNPACKED_BYTES // 2**20} MB",
            "请删去多余的内容，或分成几个文件",
        )
    for part in parts:
        if part.flag_bits & 1:
            raise FileRefused(f"{what}设有密码", "请去掉打开密码后再导入")
        if part.file_size > RATIO_COUNTS_FROM and part.file_size > MAX_RATIO * part.compress_size:
            times = part.file_size // max(part.compress_size, 1)
            raise FileRefused(
                f"{what}的压缩比达 {times} 倍，超过 {MAX_RATIO} 倍，疑似压缩炸弹",
                "请核实文件来源，用办公软件打开并另存后再导入",
            )


def _check_is_workbook(archive: zipfile.ZipFile) -> None:
    if "xl/workbook.xml" not in archive.namelist():
        raise FileRefused(
            "文件不是 Excel 工作簿（可能是 Word、ODS、二进制工作簿或普通压缩包）",
            "请用表格软件另存为 .xlsx 后再导入",
        )


def _sheet_titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the title of each worksheet by the name of its part."""
    targets = {
        str(item.get("Id")): str(item.get("Target"))
        for item in tree(archive, "xl/_rels/workbook.xml.rels")
    }
    titles: dict[str, str] = {}
    for item in tree(archive, "xl/workbook.xml").iter():
        if item.tag.rpartition("}")[2] != "sheet":
            continue
        link = next((v for k, v in item.items() if k.rpartition("}")[2] == "id"), "")
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
        titles[part] = str(item.get("name"))
    return titles


def tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Return a part as XML without declarations of types or entities.

    Raises:
        FileRefused: it declares some, or is no XML.
    """
    content = archive.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefused("文件内含实体声明，不予读取", "请用办公软件打开，另存为新文件后再导入")
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise FileRefused("文件的目录已损坏", "请用办公软件打开并修复，另存后再导入") from None


def _read_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack ``part`` to nowhere: a part that is longer than it claims fails its checksum."""
    with archive.open(part) as stream:
        while stream.read(_CHUNK):
            pass


def _inspect_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo, title: str) -> Troubles:
    troubles: Troubles = {}
    extent = _Extent()
    held = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            held += chunk
            cut = max(held.rfind(b"</c>"), held.rfind(b":c>")) + 4
            if cut < 4:
                if len(held) > _LONGEST_CELL:
                    raise FileRefused(f"工作表“{title}”内容异常", "请用表格软件打开，另存后再导入")
                continue
            done, held = _plainly(held[:cut]), held[cut:]
            extent.see(done)
            _note_troubles(done, troubles)
    if extent.columns > MAX_COLUMNS:
        raise FileRefused(
            f"工作表“{title}”有内容的列多达 {extent.columns} 列，上限为 {MAX_COLUMNS} 列",
            "请删去台账以外的列（包括远处的零星内容）后再导入",
        )
    if extent.rows * extent.columns > MAX_AREA:
        raise FileRefused(
            f"工作表“{title}”的内容铺到第 {extent.rows} 行、第 {extent.columns} 列，"
            f"范围超过 {MAX_AREA} 格",
            "请删去远处的零星内容，或把台账分成几个文件",
        )
    return troubles


def _plainly(xml: bytes) -> bytes:
    """The same XML with every attribute written name="value"."""
    # A single sign is found many times quicker than two.
    if b"'" in xml and (b"='" in xml or b"= '" in xml):
        xml = xml.replace(b"'", b'"')
    has_break = b"\n" in xml and (b'=\n"' in xml or b'\n="' in xml)
    if has_break or b'= "' in xml or b' ="' in xml or (b"\t" in xml and b"\t=" in xml):
        xml = _ODD_SPACE.sub(b"=", xml)
    return xml


@dataclass
class _Extent:
    """How far a sheet's filled cells reach, at least: 26 columns and rows of 5 digits are cheap
    and not told apart until the sheet is wide.
    """

    rows: int = 1
    columns: int = 26
    has_five_digits: bool = False

    def see(self, xml: bytes) -> None:
        """Take the cells of one stretch of the sheet into account."""
        is_far = _FAR.search(xml) is not None
        for letters in set(_WIDE.findall(xml)) if is_far else ():
            self.columns = max(self.columns, column_number(letters.decode()))
        is_wide = self.columns > 26
        for digits in (
            (_FIVE_DIGITS if is_wide else _TALL).findall(xml) if is_far or is_wide else ()
        ):
            self.rows = max(self.rows, int(digits))
        if is_wide and self.has_five_digits:
            self.rows = max(self.rows, 99_999)
        elif not is_wide and not self.has_five_digits:
            self.has_five_digits = _FIVE_DIGITS.search(xml) is not None


def _note_troubles(done: bytes, troubles: Troubles) -> None:
    if b't="e"' in done:
        for found in _ERROR.finditer(done):
            _note(found[0], troubles, Trouble.ERROR)
    if b"<f" not in done and b":f" not in done:
        return
    for found in _UNCALCULATED.finditer(done):
        empty_text = b't="str"' in found[1] and found[2]
        if not empty_text:
            _note(found[1], troubles, Trouble.NO_RESULT)


def _note(tag: bytes, troubles: Troubles, trouble: Trouble) -> None:
    if place := _PLACE.search(tag):
        troubles[int(place[2]) - 1, column_number(place[1].decode()) - 1] = trouble


def column_number(letters: str) -> int:
    """Return the number of a column by its letters; A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column by its number; 1 is A."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
