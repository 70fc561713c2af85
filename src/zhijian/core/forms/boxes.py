"""How a value is set inside its cell: words, drawn boxes, gaps to write on, a picture."""

from __future__ import annotations

import re

from zhijian.core.forms.model import Field, Shape
from zhijian.core.forms.sheet import Blank, Box, Inline, Line, Picture, Words
from zhijian.core.forms.values import Plain, chosen, flag_words, free_words, words_of

GAP = "　"
QR_MM = 24
OTHER_MM = 38


def lines_of(asked: Field, value: Plain) -> tuple[Line, ...]:
    """The lines that print a value in a cell of its own; options are all printed, with boxes."""
    if asked.shape is Shape.FLAG:
        return (_flag(asked, value),)
    if asked.options and asked.shape in (Shape.CHOICE, Shape.CHOICES):
        return _options(asked, value)
    if isinstance(value, bytes):
        return (Line((Picture(value, QR_MM, asked.label),), "center"),)
    if asked.shape in (Shape.NUMBER, Shape.MOMENT, Shape.DAY) and value is None and asked.unit:
        return (Line((Words(asked.unit),), "right"),)
    return in_lines(words_of(asked, value))


def in_lines(text: str) -> tuple[Line, ...]:
    """A text, one line a paragraph; none for an empty one."""
    return tuple(Line((Words(part),)) for part in text.split("\n")) if text else ()


def gap_for(asked: Field, value: Plain) -> Inline:
    """A value to be printed after its label outside the grid."""
    text = words_of(asked, value)
    return Words(text) if text else Blank(24)


def _flag(asked: Field, value: Plain) -> Line:
    yes, no = flag_words(asked)
    return Line((Box(value is True), Words(f"{yes}{GAP}"), Box(value is False), Words(no)))


def _options(asked: Field, value: Plain) -> tuple[Line, ...]:
    ticked = chosen(asked, value)
    parts: list[Inline] = []
    plain = [option for option in asked.options if option != asked.free_option]
    for number, option in enumerate(plain):
        if number:
            parts.append(Words(GAP))
        parts.append(Box(option in ticked))
        parts.extend(_with_subs(option, asked.sub_options.get(option, ()), ticked))
    if not asked.free_option:
        return (Line(tuple(parts)),)
    hint = f"（{asked.hint}）" if asked.hint else ""
    is_free, said = free_words(asked, value)
    free: list[Inline] = [
        Box(is_free),
        Words(f"{asked.free_option}{hint}："),
        Blank(OTHER_MM if hint else 18, said),
    ]
    if hint:
        return Line(tuple(parts)), Line(tuple(free))
    return (Line((*parts, Words(GAP), *free)),)


def _with_subs(option: str, subs: tuple[str, ...], ticked: frozenset[str]) -> list[Inline]:
    """An option's words as the form prints them; a sub-option that is chosen gets its own box."""
    said = [sub for sub in subs if sub in ticked]
    if not said:
        return [Words(option)]
    parts: list[Inline] = []
    for piece in re.split(f"({'|'.join(map(re.escape, said))})", option):
        if piece in said:
            parts.append(Box(is_ticked=True))
        if piece:
            parts.append(Words(piece))
    return parts
