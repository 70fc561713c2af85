"""A sheet as a Word file to edit: real tables with merged cells, boxes as signs, no seal.

Source: docs/architecture.md, Dependencies: WordprocessingML is written directly
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from zhijian.core.documents.word import escape, pack, properties
from zhijian.core.documents.word_parts import (
    CONTENT_TYPES,
    FANGSONG,
    FONT_TABLE,
    NAMESPACES,
    PARTS,
    SONG,
    XML_HEAD,
)
from zhijian.core.documents.word_styles import style_sheet
from zhijian.core.forms.pictures import size_of
from zhijian.core.forms.placing import Placed, header_rows, placed_rows
from zhijian.core.forms.sheet import (
    Blank,
    Block,
    Box,
    Cell,
    Closing,
    Grid,
    Inline,
    NewPage,
    Paragraphs,
    Picture,
    Role,
    Sheet,
    Spread,
    Title,
    Words,
)
from zhijian.core.refused import Refused

_SUNG = "宋体"
_LATIN = "Times New Roman"
_BOX_FONT = "Segoe UI Symbol"
_TWIPS_PER_MM = 1440 / 25.4
_EMU_PER_MM = 36_000
_LINE_MM = 5.5
_UNBROKEN = 400
_DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_PICTURES = (
    '<Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="jpg" ContentType="image/jpeg"/>'
)


def to_docx(sheets: Sequence[Sheet], *, made_on: date) -> bytes:
    """Return one Word file with the sheets, each on a new page; the same sheets, the same bytes.

    Raises:
        Refused: there is nothing to write.
    """
    if not sheets:
        raise Refused("没有可生成的表。请先选定要下载的表。")
    pen = _Pen()
    bodies = []
    for number, sheet in enumerate(sheets, start=1):
        section = _section(is_landscape=sheet.is_landscape)
        is_last = number == len(sheets)
        end = section if is_last else f"<w:p><w:pPr>{section}</w:pPr></w:p>"
        pen.width_mm = 253 if sheet.is_landscape else 166
        bodies.append("".join(map(pen.block, sheet.blocks)) + end)
    return pack(
        {
            **PARTS,
            **{f"word/media/{name}": content for name, content in pen.pictures.items()},
            "[Content_Types].xml": CONTENT_TYPES.replace("<Override", _PICTURES + "<Override", 1),
            "docProps/core.xml": properties(sheets[0].title, made_on),
            "word/_rels/document.xml.rels": _relations(pen.pictures),
            "word/document.xml": (
                f"{XML_HEAD}<w:document {NAMESPACES} {_DRAWING}>"
                f"<w:body>{''.join(bodies)}</w:body></w:document>"
            ),
            "word/fontTable.xml": FONT_TABLE,
            "word/styles.xml": style_sheet(),
        }
    )


def _relations(pictures: dict[str, bytes]) -> str:
    lines = "".join(
        f'<Relationship Id="rIdP{number}" Type="{_IMAGE}" Target="media/{name}"/>'
        for number, name in enumerate(pictures, start=1)
    )
    return PARTS["word/_rels/document.xml.rels"].replace(
        "</Relationships>", f"{lines}</Relationships>"
    )


@dataclass
class _Pen:
    """Writes blocks; remembers the pictures it met."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    width_mm: int = 166

    def block(self, block: Block) -> str:
        if isinstance(block, Title):
            return _paragraph(_run(block.text, SONG, block.size * 2), "center", after=160)
        if isinstance(block, Spread):
            return self._spread(block)
        if isinstance(block, Paragraphs):
            is_prose = block.look == "prose"
            font, size = (FANGSONG, 32) if is_prose else (_SUNG, 18)
            return "".join(
                _paragraph(
                    self._parts(line.parts, font, size),
                    "both" if is_prose else "left",
                    indent=is_prose and line.is_indented,
                    line=560 if is_prose else 300,
                )
                for line in block.lines
            )
        if isinstance(block, Closing):
            return _paragraph(
                _run(block.name, FANGSONG, 32), "right", before=1400, right=640, keep=True
            ) + _paragraph(_run(block.day, FANGSONG, 32), "right", right=960)
        if isinstance(block, Grid):
            return self._grid(block)
        assert isinstance(block, NewPage)
        return (
            '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>'
            '<w:r><w:br w:type="page"/></w:r></w:p>'
        )

    def _spread(self, block: Spread) -> str:
        """Parts in one line, each at its stop, the last one at the right edge."""
        runs = []
        for number, part in enumerate(block.parts):
            runs.append("<w:r><w:tab/></w:r>" if number else "")
            runs.append(self._parts(part.parts, _SUNG, 21))
        width = _twips(self.width_mm)
        stops = [width * number // len(block.parts) for number in range(1, len(block.parts) - 1)]
        tabs = "".join(f'<w:tab w:val="left" w:pos="{stop}"/>' for stop in stops)
        tabs += f'<w:tab w:val="right" w:pos="{width}"/>'
        line = _paragraph("".join(runs), before=60, after=60)
        return line.replace("<w:pPr>", f"<w:pPr><w:tabs>{tabs}</w:tabs>", 1)

    def _grid(self, grid: Grid) -> str:
        widths = [_twips(width) for width in grid.widths]
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        repeated = header_rows(grid)
        rows = [
            self._row(height, cells, widths, repeats=number < repeated)
            for number, (height, cells) in enumerate(placed_rows(grid))
        ]
        return (
            '<w:tbl><w:tblPr><w:tblStyle w:val="Ruled"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
            f"{''.join(rows)}</w:tbl>"
        )

    def _row(
        self, height: int, cells: Sequence[Placed], widths: Sequence[int], *, repeats: bool
    ) -> str:
        whole = all(len(each.cell.text) <= _UNBROKEN for each in cells)
        marks = ("<w:cantSplit/>" if whole else "") + (
            f'<w:trHeight w:val="{_twips(height)}" w:hRule="atLeast"/>'
        )
        if repeats:
            marks += "<w:tblHeader/>"
        inside = "".join(self._cell(each, widths, height) for each in cells)
        return f"<w:tr><w:trPr>{marks}</w:trPr>{inside}</w:tr>"

    def _cell(self, placed: Placed, widths: Sequence[int], height: int) -> str:
        cell = placed.cell
        width = sum(widths[placed.column : placed.column + cell.across])
        span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
        merge = ""
        if cell.down > 1:
            merge = "<w:vMerge/>" if placed.is_continued else '<w:vMerge w:val="restart"/>'
        upright = "top" if cell.is_top else "center"
        content = "<w:p/>" if placed.is_continued else self._content(cell, height)
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}'
            f'<w:vAlign w:val="{upright}"/></w:tcPr>{content}</w:tc>'
        )

    def _content(self, cell: Cell, height: int) -> str:
        size = 18 if cell.is_small else 21
        lines = [
            _paragraph(
                self._parts(line.parts, _SUNG, size, is_bold=cell.role is Role.HEADING),
                line.align or cell.align,
                before=30,
                after=30,
                indent=line.is_indented,
                keep=cell.role is Role.HEADING,
            )
            for line in cell.lines
        ]
        room = height - _LINE_MM * (len(cell.lines) + len(cell.foot)) - 4
        for number, line in enumerate(cell.foot):
            before = _twips(max(room, 0)) if number == 0 else 60
            runs = self._parts(line.parts, _SUNG, size)
            lines.append(_paragraph(runs, "right", before=before, right=240))
        return "".join(lines) or _paragraph("", cell.align)

    def _parts(
        self, parts: Sequence[Inline], font: str, size: int, *, is_bold: bool = False
    ) -> str:
        return "".join(self._part(part, font, size, is_bold) for part in parts)

    def _part(self, part: Inline, font: str, size: int, is_bold: bool) -> str:
        if isinstance(part, Words):
            return _run(part.text, font, size, is_bold=part.is_bold or is_bold)
        if isinstance(part, Box):
            return _run("☑" if part.is_ticked else "☐", _BOX_FONT, size, latin=_BOX_FONT)
        if isinstance(part, Blank):
            gap = "　" * max(2, round(part.width_mm / 3.7))
            text = f"　{part.text}　" if part.text else gap
            return _run(text, font, size, is_underlined=True)
        assert isinstance(part, Picture)
        return self._picture(part)

    def _picture(self, picture: Picture) -> str:
        number = len(self.pictures) + 1
        self.pictures[f"picture{number}.{picture.suffix}"] = picture.content
        wide, high = size_of(picture.content)
        scale = picture.width_mm * _EMU_PER_MM / max(wide, high)
        x, y = round(wide * scale), round(high * scale)
        name = escape(picture.alt)
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{x}" cy="{y}"/><wp:docPr id="{number}" name="{name}" descr="{name}"/>'
            "<a:graphic><a:graphicData "
            'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="rIdP{number}"/><a:stretch><a:fillRect/></a:stretch>'
            f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{x}" cy="{y}"/>'
            '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


def _section(*, is_landscape: bool) -> str:
    """A4, margins 25 mm on top and 22 mm elsewhere, no page numbers: the forms print none."""
    size = 'w:w="11906" w:h="16838"'
    if is_landscape:
        size = 'w:w="16838" w:h="11906" w:orient="landscape"'
    side = _twips(22)
    return (
        f'<w:sectPr><w:pgSz {size}/><w:pgMar w:top="{_twips(25)}" w:right="{side}" '
        f'w:bottom="{side}" w:left="{side}" w:header="{_twips(12)}" w:footer="{_twips(12)}" '
        'w:gutter="0"/></w:sectPr>'
    )


def _paragraph(
    runs: str,
    align: str = "left",
    *,
    before: int = 0,
    after: int = 0,
    indent: bool = False,
    right: int = 0,
    line: int = 260,
    keep: bool = False,
) -> str:
    marks = "<w:keepNext/>" if keep else ""
    edges = ' w:firstLineChars="200" w:firstLine="420"' if indent else ""
    if right:
        edges += f' w:right="{right}"'
    return (
        f'<w:p><w:pPr>{marks}<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" '
        f'w:lineRule="atLeast"/>{f"<w:ind{edges}/>" if edges else ""}<w:jc w:val="{align}"/>'
        f"</w:pPr>{runs}</w:p>"
    )


def _run(
    text: str,
    font: str,
    size: int,
    *,
    is_bold: bool = False,
    is_underlined: bool = False,
    latin: str = _LATIN,
) -> str:
    if not text:
        return ""
    east = latin if latin == _BOX_FONT else font
    bold = "<w:b/>" if is_bold else ""
    line = '<w:u w:val="single"/>' if is_underlined else ""
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="{latin}" w:eastAsia="{east}" w:hAnsi="{latin}" '
        f'w:cs="{latin}"/>{bold}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>{line}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS_PER_MM)
