"""Word files of official look, written straight as their XML: the same words, the same bytes.

Paragraphs and tables are strings of WordprocessingML; ``package`` wraps them up. Sizes follow the
format of official documents: A4, margins 37/35/28/26 mm, 22 lines a page, page numbers — 1 —.

Source: GB/T 9704—2012
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhijian.core.documents.word_parts import (
    CONTENT_TYPES,
    FONT_TABLE,
    NAMESPACES,
    PARTS,
    XML_HEAD,
)
from zhijian.core.documents.word_styles import style_sheet

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TWIPS_PER_MM = 1440 / 25.4
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Strong:
    """Words set in 黑体 inside a paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its head, its width in millimetres, and whether its cells are centred."""

    head: str
    width_mm: int
    is_centred: bool = False


def escape(text: str) -> str:
    """Return ``text`` fit for XML; characters XML cannot hold become the replacement mark."""
    fit = _UNFIT.sub("\ufffd", text)
    return (
        fit.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def paragraph(style: str, *parts: str | Strong) -> str:
    """Return one paragraph in ``style``; a line break in a part stays a line break."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(map(_run, parts))}</w:p>'


def page_break() -> str:
    """Return a paragraph that ends the page."""
    return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def section_end(*, is_landscape: bool = False) -> str:
    """Return the paragraph that closes a section, so that the next begins on a new page."""
    return (
        '<w:p><w:pPr><w:pStyle w:val="SectionEnd"/>'
        f"{section(is_landscape=is_landscape)}</w:pPr></w:p>"
    )


def section(*, is_landscape: bool = False) -> str:
    """Return the page of a section; lying pages have the binding edge on top."""
    if is_landscape:
        size = 'w:w="16838" w:h="11906" w:orient="landscape"'
        top, right, bottom, left, foot = 28, 37, 26, 35, 14
    else:
        size = 'w:w="11906" w:h="16838"'
        top, right, bottom, left, foot = 37, 26, 35, 28, 25
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
        '<w:footerReference w:type="even" r:id="rId5"/>'
        f"<w:pgSz {size}/>"
        f'<w:pgMar w:top="{_twips(top)}" w:right="{_twips(right)}" w:bottom="{_twips(bottom)}" '
        f'w:left="{_twips(left)}" w:header="{_twips(15)}" w:footer="{_twips(foot)}" w:gutter="0"/></w:sectPr>'
    )


def table(columns: Sequence[TableColumn], rows: Iterable[Sequence[str]]) -> str:
    """Return a ruled table; its head repeats on every page and no row is torn by a page's end."""
    widths = [_twips(column.width_mm) for column in columns]
    head = "".join(
        _cell(width, "CellHead", column.head) for width, column in zip(widths, columns, strict=True)
    )
    open_cells = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{"CellCentred" if column.is_centred else "Cell"}"/></w:pPr>'
        for width, column in zip(widths, columns, strict=True)
    ]
    body = [
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            f"{opened}{_run(value)}</w:p></w:tc>"
            for opened, value in zip(open_cells, row, strict=True)
        )
        + "</w:tr>"
        for row in rows
    ]
    return (
        f"{_table_start(widths)}<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
        f"{''.join(body)}</w:tbl>"
    )


def form(label_mm: int, value_mm: int, rows: Iterable[tuple[str, str, int]]) -> str:
    """Return a two-column form: label, what is already known, least height of the row in mm."""
    widths = [_twips(label_mm), _twips(value_mm)]
    lines = [
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{_twips(height)}" w:hRule="atLeast"/>'
        f"</w:trPr>{_cell(widths[0], 'CellHead', label)}{_cell(widths[1], 'Cell', value)}</w:tr>"
        for label, value, height in rows
    ]
    return f"{_table_start(widths)}{''.join(lines)}</w:tbl>"


def package(body: str, *, title: str, made_on: date) -> bytes:
    """Return the Word file with ``body``; ``made_on`` stands as its day, never the clock's."""
    parts = {
        **PARTS,
        "[Content_Types].xml": CONTENT_TYPES,
        "docProps/core.xml": properties(title, made_on),
        "word/document.xml": _document(body),
        "word/fontTable.xml": FONT_TABLE,
        "word/styles.xml": style_sheet(),
    }
    return pack(parts)


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """Return the parts as one file whose bytes depend on them alone."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts):  # "[Content_Types].xml" comes first, as readers expect
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same bytes on every system
            archive.writestr(entry, parts[name])
    return held.getvalue()


def _run(part: str | Strong) -> str:
    if isinstance(part, Strong):
        return f'<w:r><w:rPr><w:rStyle w:val="StrongWords"/></w:rPr>{_words(part.text)}</w:r>'
    return f"<w:r>{_words(part)}</w:r>"


def _words(text: str) -> str:
    lines = escape(text).split("\n")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)


def _cell(width: int, style: str, text: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(style, text)}</w:tc>"
    )


def _table_start(widths: Sequence[int]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Ruled"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def _twips(millimetres: int) -> int:
    return round(millimetres * _TWIPS_PER_MM)


def _document(body: str) -> str:
    return f"{XML_HEAD}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


def properties(title: str, made_on: date) -> str:
    """Return the part ``docProps/core.xml``."""
    moment = f'<dcterms:{{0}} xsi:type="dcterms:W3CDTF">{made_on}T00:00:00Z</dcterms:{{0}}>'
    return (
        f"{XML_HEAD}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>zh-CN</dc:language>"
        f"{moment.format('created')}{moment.format('modified')}</cp:coreProperties>"
    )
