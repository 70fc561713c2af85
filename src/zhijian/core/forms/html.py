"""A sheet as a piece of a page: a table with header cells, classes for its look, nothing inline."""

from __future__ import annotations

import base64
from html import escape

from zhijian.core.forms.placing import header_rows, placed_rows
from zhijian.core.forms.sheet import (
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
    Role,
    Sheet,
    Spread,
    Title,
    Words,
)

_HEADERS = {Role.LABEL: "row", Role.HEAD: "col"}
_CENTRED = {"center": " is-centred", "right": " is-right"}


def to_html(sheet: Sheet) -> str:
    """Return an ``article`` that shows the sheet; every text in it is escaped.

    Column widths are attributes in per cent; classes begin with ``sheet``. Pictures are part of
    the text (``data:``).
    """
    lying = " is-landscape" if sheet.is_landscape else ""
    body = "\n".join(_block(block, sheet.title) for block in sheet.blocks)
    return f'<article class="sheet{lying}">\n{body}\n</article>\n'


def _block(block: Block, title: str) -> str:
    if isinstance(block, Title):
        return f'<h2 class="sheet-title">{escape(block.text)}</h2>'
    if isinstance(block, Spread):
        parts = "".join(f"<span>{_inside(part)}</span>" for part in block.parts)
        return f'<p class="sheet-spread">{parts}</p>'
    if isinstance(block, Paragraphs):
        return "\n".join(
            f'<p class="sheet-{block.look}">{_inside(line)}</p>' for line in block.lines
        )
    if isinstance(block, Closing):
        return (
            f'<p class="sheet-closing"><span>{escape(block.name)}</span>'
            f"<span>{escape(block.day)}</span></p>"
        )
    if isinstance(block, Grid):
        return _grid(block, title)
    assert isinstance(block, NewPage)
    return '<hr class="sheet-page">'


def _grid(grid: Grid, title: str) -> str:
    total = sum(grid.widths)
    columns = "".join(f'<col width="{100 * width / total:.3f}%">' for width in grid.widths)
    rows = [
        "<tr>" + "".join(_cell(each.cell) for each in cells if not each.is_continued) + "</tr>"
        for _, cells in placed_rows(grid)
    ]
    cut = header_rows(grid)
    head = f"<thead>{''.join(rows[:cut])}</thead>" if cut else ""
    return (
        f'<table class="sheet-grid"><caption class="vh">{escape(title)}</caption>'
        f"<colgroup>{columns}</colgroup>{head}<tbody>{''.join(rows[cut:])}</tbody></table>"
    )


def _cell(cell: Cell) -> str:
    scope = _HEADERS.get(cell.role)
    name = "th" if scope else "td"
    spans = "".join(
        f' {word}span="{count}"'
        for word, count in (("col", cell.across), ("row", cell.down))
        if count > 1
    )
    small = " is-small" if cell.is_small else ""
    top = " is-top" if cell.is_top else ""
    kind = f"sheet-{cell.role.value}{_CENTRED.get(cell.align, '')}{small}{top}"
    inside = "".join(map(_paragraph, cell.lines))
    foot = "".join(map(_paragraph, cell.foot))
    if foot:
        foot = f'<div class="sheet-foot">{foot}</div>'
    scoped = f' scope="{scope}"' if scope else ""
    return f'<{name} class="{kind}"{spans}{scoped}>{inside}{foot}</{name}>'


def _paragraph(line: Line) -> str:
    kind = (_CENTRED.get(line.align, "") + (" is-indented" if line.is_indented else "")).strip()
    classed = f' class="{kind}"' if kind else ""
    return f"<p{classed}>{_inside(line)}</p>"


def _inside(line: Line) -> str:
    """The parts of a line; a box stays on one line with its words."""
    found: list[str] = []
    for number, part in enumerate(line.parts):
        before = line.parts[number - 1] if number else None
        if isinstance(before, Box) and isinstance(part, Words):
            words = part.text.rstrip("　")
            option = f'<span class="sheet-option">{found.pop()}{escape(words)}</span>'
            found.append(option + part.text[len(words) :])
        else:
            found.append(_part(part))
    return "".join(found)


def _part(part: Inline) -> str:
    if isinstance(part, Words):
        words = escape(part.text)
        return f"<b>{words}</b>" if part.is_bold else words
    if isinstance(part, Box):
        word, state = ("已选", " is-ticked") if part.is_ticked else ("未选", "")
        return f'<span class="sheet-box{state}" role="img" aria-label="{word}"></span>'
    if isinstance(part, Blank):
        return f'<span class="sheet-blank">{escape(part.text)}</span>'
    assert isinstance(part, Picture)
    kind = "png" if part.suffix == "png" else "jpeg"
    held = base64.b64encode(part.content).decode("ascii")
    return f'<img class="sheet-picture" alt="{escape(part.alt)}" src="data:image/{kind};base64,{held}">'
