"""The parts of a Word file that never change: fonts, page numbers, settings, relationships.

A font the machine lacks falls back to the names beside it in ``FONTS``.

Source: GB/T 9704—2012
"""

from __future__ import annotations

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

SONG, FANGSONG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
# font → the names to fall back to, and the class Word matches by: serif or not
FONTS = {
    SONG: ("华文中宋,宋体,Noto Serif CJK SC", "roman"),
    FANGSONG: ("仿宋,FangSong,华文仿宋,Noto Serif CJK SC", "roman"),
    HEI: ("SimHei,华文黑体,Noto Sans CJK SC", "swiss"),
    KAI: ("楷体,KaiTi,华文楷体,Noto Serif CJK SC", "roman"),
    "宋体": ("SimSun,华文宋体,Noto Serif CJK SC", "roman"),
}

CONTENT_TYPES = (
    f'{XML_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>'
        for part, kind in (
            ("document", "document.main"),
            ("styles", "styles"),
            ("settings", "settings"),
            ("fontTable", "fontTable"),
            ("footer1", "footer"),
            ("footer2", "footer"),
        )
    )
    + '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)


def _relationships(*targets: tuple[str, str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
        for key, kind, target in targets
    )
    return f'{XML_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _footer(style: str) -> str:
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    return (
        f'{XML_HEAD}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"{dash.format('— ')}{number}{dash.format(' —')}</w:p></w:ftr>"
    )


PARTS = {
    "_rels/.rels": _relationships(
        ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ),
    "word/_rels/document.xml.rels": _relationships(
        ("rId1", f"{_OFFICE}/relationships/styles", "styles.xml"),
        ("rId2", f"{_OFFICE}/relationships/settings", "settings.xml"),
        ("rId3", f"{_OFFICE}/relationships/fontTable", "fontTable.xml"),
        ("rId4", f"{_OFFICE}/relationships/footer", "footer1.xml"),
        ("rId5", f"{_OFFICE}/relationships/footer", "footer2.xml"),
    ),
    "word/footer1.xml": _footer("FooterOdd"),
    "word/footer2.xml": _footer("FooterEven"),
    "word/settings.xml": (
        f'{XML_HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    ),
}

FONT_TABLE = (
    f"{XML_HEAD}<w:fonts {NAMESPACES}>"
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{fallbacks}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (fallbacks, family) in FONTS.items()
    )
    + "</w:fonts>"
)
