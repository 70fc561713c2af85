"""Sheets as PDF, by typst: fonts from one folder, nothing from the network or the system.

The compiler with its fonts is kept, so that only the first form waits for them.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from zhijian.core.forms.joining import joined
from zhijian.core.forms.pictures import size_of
from zhijian.core.forms.sheet import (
    Band,
    Blank,
    Block,
    Box,
    Cell,
    Closing,
    Grid,
    Inline,
    Line,
    NewPage,
    Paragraphs,
    Picture,
    Sheet,
    Spread,
    Title,
    Words,
)
from zhijian.core.refused import Refused

# A sheet takes some megabytes while it is set.
SET_AT_ONCE = 12
_TEMPLATE = Path(__file__).with_name("sheet.typ")
_POINTS_PER_MM = 72 / 25.4
_LATIN_RUN = re.compile(r"[!-~]{8,}")
_FULL_PAGE_MM = 166
# A cell of so many characters fits on any page, so that its row need not be broken.
_MOST_UNBROKEN = 400


def to_pdf(sheets: Sequence[Sheet], fonts: Path, *, made_on: date) -> bytes:
    """Return one PDF with the sheets, each on a new page; the same sheets give the same bytes.

    ``fonts`` is the folder of fonts to embed; ``made_on`` stands as the file's day. Up to
    ``SET_AT_ONCE`` sheets carry the marks that reading aloud needs; a larger batch is set in
    parts and joined, and is for printing.

    Raises:
        Refused: there is no font in the folder, or nothing to print.
    """
    if not sheets:
        raise Refused("没有可打印的表。请先选定要打印的表，再生成 PDF。")
    title = sheets[0].title if len(sheets) == 1 else f"{sheets[0].title}等 {len(sheets)} 份"
    if len(sheets) <= SET_AT_ONCE:
        return _set(sheets, fonts, title, made_on, is_tagged=True)
    parts = [sheets[at : at + SET_AT_ONCE] for at in range(0, len(sheets), SET_AT_ONCE)]
    return joined([_set(part, fonts, title, made_on, is_tagged=False) for part in parts])


def _set(
    sheets: Sequence[Sheet], fonts: Path, title: str, made_on: date, *, is_tagged: bool
) -> bytes:
    data = json.dumps([_sheet(sheet) for sheet in sheets], ensure_ascii=False)
    press = _press(fonts)
    with press.lock:
        made = press.compiler.compile(
            press.template,
            format="pdf",
            sys_inputs={"data": data, "title": title},
            timestamp=datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC),
            pdf_tags=is_tagged,
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


class _Press:
    """A compiler that has its fonts; one form at a time."""

    def __init__(self, fonts: Path) -> None:
        self.compiler: Any = typst.Compiler(
            root=_TEMPLATE.parent,
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
            ),
            ignore_system_fonts=True,
        )
        self.template = _TEMPLATE.read_bytes()
        self.lock = Lock()


@lru_cache(maxsize=2)
def _press(fonts: Path) -> _Press:
    if not any(fonts.glob("*.ttf")):
        raise Refused(
            f"打印用的字体文件夹 {fonts} 里没有字体，不能生成 PDF。请重新安装 zhijian；其间可以先下载 Word 版打印。"
        )
    return _Press(fonts)


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "landscape": sheet.is_landscape,
        "blocks": [_block(block) for block in sheet.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Title):
        return {"kind": "title", "text": block.text, "size": block.size}
    if isinstance(block, Spread):
        return {"kind": "spread", "parts": [_line(part, _FULL_PAGE_MM) for part in block.parts]}
    if isinstance(block, Paragraphs):
        lines = [_line(line, _FULL_PAGE_MM) for line in block.lines]
        return {"kind": block.look, "lines": lines}
    if isinstance(block, Closing):
        return {"kind": "closing", "name": block.name, "day": block.day}
    if isinstance(block, Grid):
        bands = [_band(band, block.widths) for band in block.bands]
        return {"kind": "grid", "widths": list(block.widths), "bands": bands}
    assert isinstance(block, NewPage)
    return {"kind": "page"}


def _band(band: Band, widths: Sequence[int]) -> dict[str, Any]:
    first = band.side.across if band.side else 0
    return {
        "header": band.header_rows,
        "side": _cell(band.side, sum(widths[:first])) if band.side else None,
        "rows": [
            {"height": row.height_mm, "cells": list(_cells(row.cells, widths))} for row in band.rows
        ],
    }


def _cells(cells: Sequence[Cell], widths: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Cells with a width each: a mean one, since cells that reach down are not counted here."""
    mean = sum(widths) / len(widths)
    for cell in cells:
        exact = len(cells) == len(widths) and all(each.across == 1 for each in cells)
        width = widths[cells.index(cell)] if exact else mean * cell.across
        yield _cell(cell, width)


def _cell(cell: Cell, width_mm: float) -> dict[str, Any]:
    return {
        "role": cell.role.value,
        "across": cell.across,
        "down": cell.down,
        "align": cell.align,
        "top": cell.is_top,
        "small": cell.is_small,
        "whole": len(cell.text) <= _MOST_UNBROKEN,
        "lines": [_line(line, width_mm, 9 if cell.is_small else 10.5) for line in cell.lines],
        "foot": [_line(line, width_mm) for line in cell.foot],
    }


def _line(line: Line, width_mm: float, size: float = 10.5) -> dict[str, Any]:
    parts = list(_parts(line.parts, width_mm, size))
    return {"parts": parts, "align": line.align, "indent": line.is_indented}


def _parts(parts: Sequence[Inline], width_mm: float, size: float) -> Iterator[list[Any]]:
    """The parts of a line; a box goes together with its words, so that no line parts them."""
    ticks = False
    for number, part in enumerate(parts):
        after = parts[number + 1] if number + 1 < len(parts) else None
        if isinstance(part, Box):
            ticks = isinstance(after, Words)
            words = after.text.rstrip("　") if isinstance(after, Words) else ""
            yield ["b", part.is_ticked, words]
        elif isinstance(part, Words) and ticks:
            ticks = False
            if part.text.endswith("　"):
                yield ["w", "　", False]
        else:
            yield _part(part, width_mm, size)


def _part(part: Inline, width_mm: float, size: float) -> list[Any]:
    if isinstance(part, Words):
        return ["w", _breakable(part.text, width_mm, size), part.is_bold]
    if isinstance(part, Blank):
        return ["u", part.width_mm, _breakable(part.text, width_mm, size)]
    assert isinstance(part, Picture)
    return ["i", _svg(part), part.width_mm, part.alt]


def _breakable(text: str, width_mm: float, size: float) -> str:
    """A run of Latin letters too long for its cell may be broken between any two of them."""
    room = (width_mm - 3) * _POINTS_PER_MM / (0.56 * size)

    def opened(found: re.Match[str]) -> str:
        return found[0] if len(found[0]) <= room else "\u200b".join(found[0])

    return _LATIN_RUN.sub(opened, text)


def _svg(picture: Picture) -> str:
    """A picture wrapped as SVG: text, so that it travels with the rest."""
    width, height = size_of(picture.content)
    kind = "png" if picture.suffix == "png" else "jpeg"
    held = base64.b64encode(picture.content).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" xlink:href="data:image/{kind};base64,{held}"/></svg>'
    )
