"""The style sheet of our Word files.

Type sizes are half points (二号 44, 三号 32, 四号 28, 小四 24, 五号 21), distances twentieths of a
point.

Source: GB/T 9704—2012
"""

from __future__ import annotations

from dataclasses import dataclass

from zhijian.core.documents.word_parts import FANGSONG, HEI, KAI, NAMESPACES, SONG, XML_HEAD

LINE_PITCH = 579  # 22 lines on the 225 mm of a page's text
_LATIN = "Times New Roman"
_RED = "C8161D"
_TWO_CHARACTERS = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of paragraph looks; ``line`` 0 lets the line follow the type."""

    name: str
    font: str
    size: int
    line: int = LINE_PITCH
    before: int = 0
    after: int = 0
    align: str = "left"
    indent: str = ""
    stays_with_next: bool = False
    is_ruled_below: bool = False
    colour: str = ""
    level: int | None = None


LOOKS = (
    Look("Mark", SONG, 72, 0, 400, 300, "center", colour=_RED),
    Look("Number", FANGSONG, 32, after=0, align="center", is_ruled_below=True),
    Look("DocTitle", SONG, 44, 660, 560, 460, "center"),
    Look("PlainTitle", SONG, 44, 660, 0, 240, "center"),
    Look("Addressee", FANGSONG, 32),
    Look("BodyText", FANGSONG, 32, align="both", indent=_TWO_CHARACTERS),
    Look("BodyKept", FANGSONG, 32, align="both", indent=_TWO_CHARACTERS, stays_with_next=True),
    Look("HeadingOne", HEI, 32, indent=_TWO_CHARACTERS, stays_with_next=True, level=0),
    Look("HeadingTwo", KAI, 32, indent=_TWO_CHARACTERS, stays_with_next=True, level=1),
    Look(
        "AnnexFirst",
        FANGSONG,
        32,
        indent='<w:ind w:left="1920" w:hanging="1280"/>',
        stays_with_next=True,
    ),
    Look(
        "AnnexNext",
        FANGSONG,
        32,
        indent='<w:ind w:left="1920" w:hanging="320"/>',
        stays_with_next=True,
    ),
    # Name and day never stand alone on a page; room for a seal of 42 mm over name and day.
    Look(
        "SignedBy",
        FANGSONG,
        32,
        before=1700,
        align="right",
        stays_with_next=True,
        indent='<w:ind w:right="640"/>',
    ),
    Look("SignedOn", FANGSONG, 32, align="right", indent='<w:ind w:right="1280"/>'),
    Look("AnnexMark", HEI, 32, stays_with_next=True),
    Look("AnnexTitle", SONG, 44, 600, 160, 260, "center", stays_with_next=True, level=0),
    Look("TableNote", FANGSONG, 24, 380, 60, 60, "both"),
    Look("TableHead", HEI, 28, 460, 160, 80, stays_with_next=True),
    Look("Cell", "宋体", 21, 300, 40, 40),
    Look("CellCentred", "宋体", 21, 300, 40, 40, "center"),
    Look("CellHead", HEI, 21, 300, 40, 40, "center"),
    Look("SectionEnd", FANGSONG, 2, 20),
    Look("FooterOdd", "宋体", 28, 0, align="right", indent='<w:ind w:right="280"/>'),
    Look("FooterEven", "宋体", 28, 0, indent='<w:ind w:left="280"/>'),
)


def style_sheet() -> str:
    """Return the part ``word/styles.xml``."""
    return (
        f"{XML_HEAD}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(FANGSONG)}"
        '<w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '</w:style><w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        f'<w:name w:val="Default Paragraph Font"/></w:style>{"".join(map(_style, LOOKS))}'
        '<w:style w:type="character" w:styleId="StrongWords"><w:name w:val="Strong Words"/>'
        f"<w:rPr>{_fonts(HEI)}</w:rPr></w:style>{_RULED_TABLE}</w:styles>"
    )


def _style(look: Look) -> str:
    """One style; the order of its properties is fixed by the schema."""
    keep = "<w:keepNext/>" if look.stays_with_next else ""
    rule = f'<w:bottom w:val="single" w:sz="16" w:space="8" w:color="{_RED}"/>'
    border = f"<w:pBdr>{rule}</w:pBdr>" if look.is_ruled_below else ""
    line = f' w:line="{look.line}" w:lineRule="exact"' if look.line else ""
    outline = "" if look.level is None else f'<w:outlineLvl w:val="{look.level}"/>'
    colour = f'<w:color w:val="{look.colour}"/>' if look.colour else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{look.name}">'
        f'<w:name w:val="{look.name}"/><w:basedOn w:val="Normal"/><w:pPr>{keep}{border}'
        f'<w:spacing w:before="{look.before}" w:after="{look.after}"{line}/>{look.indent}'
        f'<w:jc w:val="{look.align}"/>{outline}</w:pPr>'
        f'<w:rPr>{_fonts(look.font)}{colour}<w:sz w:val="{look.size}"/>'
        f'<w:szCs w:val="{look.size}"/></w:rPr></w:style>'
    )


def _fonts(east: str) -> str:
    return f'<w:rFonts w:ascii="{_LATIN}" w:eastAsia="{east}" w:hAnsi="{_LATIN}" w:cs="{_LATIN}"/>'


_RULED_TABLE = (
    '<w:style w:type="table" w:customStyle="1" w:styleId="Ruled"><w:name w:val="Ruled"/>'
    "<w:tblPr><w:tblBorders>"
    + "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders><w:tblCellMar><w:left w:w="70" w:type="dxa"/>'
    '<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
