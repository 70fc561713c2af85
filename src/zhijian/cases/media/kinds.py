"""What a file is, by its bytes. Only a few kinds are taken; everything else is refused.

The name is never believed: it must agree with the content, and a file that is two things at once
or unpacks to far more than it weighs is refused.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from zhijian.config.options import options
from zhijian.core.refused import Refused

LARGEST_BYTES = options().attachment_max_mb * 2**20
"""How large a file may be: the installation says so (``attachment_max_mb``)."""
MOST_PARTS = 4_000
LARGEST_UNPACKED = 300 * 1024 * 1024
STEEPEST = 200
"""How many times its own size a package may unpack to, once it is larger than a megabyte."""
_SMALL_UNPACKED = 1024 * 1024
_TAKEN = "PDF、PNG、JPEG、DOCX、XLSX、OFD"


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: what it is called, how it ends, how it is served."""

    title: str
    endings: tuple[str, ...]
    media_type: str


PDF = Kind("PDF", ("pdf",), "application/pdf")
PNG = Kind("PNG 图片", ("png",), "image/png")
JPEG = Kind("JPEG 图片", ("jpg", "jpeg"), "image/jpeg")
DOCX = Kind(
    "DOCX 文档",
    ("docx",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
XLSX = Kind(
    "XLSX 表格",
    ("xlsx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
OFD = Kind("OFD 版式文件", ("ofd",), "application/ofd")

_REFUSED = (
    (b"MZ", "可执行程序"),
    (b"\x7fELF", "可执行程序"),
    (b"\xca\xfe\xba\xbe", "可执行程序"),
    (b"\xcf\xfa\xed\xfe", "可执行程序"),
    (b"#!", "脚本"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件，请另存为 DOCX、XLSX 或 PDF"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"GIF8", "GIF 图片，请另存为 PNG 或 JPEG"),
)


def kind_of(content: bytes, name: str = "") -> Kind:
    """The kind of a file, from its content; the ending of ``name`` must agree with it.

    Raises:
        Refused: it is empty, too large, of a kind that is not taken, or lies about its kind.
    """
    if not content:
        raise Refused("文件是空的，请重新选择。")
    if len(content) > LARGEST_BYTES:
        size = len(content) / 1024 / 1024
        raise Refused(
            f"文件有 {size:.1f} MB，超过 {LARGEST_BYTES // 1024 // 1024} MB，请压缩图片或拆分后再上传。"
        )
    kind = _by_magic(content)
    ending = name.rsplit(".", 1)[-1].strip().lower() if "." in name else ""
    if ending and ending not in kind.endings:
        raise Refused(
            f"文件名以“.{ending[:12]}”结尾，内容却是{kind.title}。请用正确的文件，或改正文件名后再上传。"
        )
    return kind


def _by_magic(content: bytes) -> Kind:
    for kind, fits in _TESTS:
        if fits(content):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _package(content)
    for magic, what in _REFUSED:
        if content.startswith(magic):
            raise Refused(f"不能上传这个文件：它是{what}。可以上传的有 {_TAKEN}。")
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml")):
        raise Refused(f"不能上传网页、SVG 或 XML。可以上传的有 {_TAKEN}。")
    raise Refused(f"认不出这个文件的内容。可以上传的有 {_TAKEN}，请另存为其中一种。")


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]


def _is_png(content: bytes) -> bool:
    head = content[:24]
    return head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR" and _ends_png(content)


def _ends_png(content: bytes) -> bool:
    """Nothing follows the last chunk: a picture with a program behind it is no picture."""
    return content.rstrip(b"\x00").endswith(b"IEND\xaeB`\x82")


def _is_jpeg(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content


_TESTS: tuple[tuple[Kind, Callable[[bytes], bool]], ...] = (
    (PDF, _is_pdf),
    (PNG, _is_png),
    (JPEG, _is_jpeg),
)


def _package(content: bytes) -> Kind:
    """The kind of a ZIP package, by what its directory and its types say; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            _require_modest(parts, len(content))
            names = {part.filename for part in parts}
            if any(name.lower().endswith(_ACTIVE) for name in names):
                raise Refused("文件里带有宏或程序，不能上传。请另存为不带宏的文档。")
            if "OFD.xml" in names:
                return OFD
            types = _types_of(package, names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Refused("文件已损坏或加了密码，打不开。请重新另存后再上传。") from None
    for kind, main, folder in (
        (DOCX, b"wordprocessingml.document.main+xml", "word/document.xml"),
        (XLSX, b"spreadsheetml.sheet.main+xml", "xl/workbook.xml"),
    ):
        if main in types and folder in names:
            return kind
    raise Refused(f"不能上传压缩包。可以上传的有 {_TAKEN}，请逐个上传。")


_ACTIVE = ("vbaproject.bin", ".exe", ".dll", ".js", ".vbs", ".bat", ".ps1", ".html", ".htm", ".svg")


def _require_modest(parts: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
        raise Refused("文件展开后过大，不能上传。请删去不需要的内容，或拆成几个文件。")
    if unpacked > _SMALL_UNPACKED and unpacked > size * STEEPEST:
        raise Refused("文件压缩得异常，展开后过大，不能上传。请重新另存后再上传。")


def _types_of(package: zipfile.ZipFile, names: set[str]) -> bytes:
    if "[Content_Types].xml" not in names:
        return b""
    with package.open("[Content_Types].xml") as part:
        return part.read(_SMALL_UNPACKED)
