"""Check boxes as they are filled by hand: ☑自营□购买服务, √是 □否, 自营☑ 购买服务□."""

from __future__ import annotations

import re

# Word draws a ticked box as ☒ unless told otherwise, so it counts as a tick.
TICKED = "☑☒■√✓✔●◉"
EMPTY = "□☐○◯▢〇"
_MARK = re.compile(rf"[{TICKED}{EMPTY}]|[\[［][xXvV√✓ 　]?[\]］]")
_EDGE = " 　、，,；;/|\t"


def has_boxes(text: str) -> bool:
    """True when ``text`` is a row of check boxes with words, not merely one mark or a stray sign.

    >>> has_boxes("☑自营□购买服务"), has_boxes("√"), has_boxes("二〇二三年")
    (True, False, False)
    """
    if not _MARK.search(text):
        return False
    marks = _MARK.findall(text)
    if len(text.strip(_EDGE)) == len(marks[0]):
        return False
    starts = _MARK.match(text.lstrip(_EDGE))
    ends = any(text.rstrip(_EDGE).endswith(mark) for mark in marks)
    return "〇" not in marks and (starts is not None or ends)


def ticked(text: str) -> list[str]:
    """Return the words whose box is ticked, in order. Marks stand before or behind their words.

    >>> ticked("☑自营□购买服务"), ticked("是□ 否√")
    (['自营'], ['否'])
    """
    pieces = _MARK.split(text)
    marks = _MARK.findall(text)
    before = pieces[0].strip(_EDGE) == ""
    words = pieces[1:] if before else pieces[:-1]
    chosen = [
        word.strip(_EDGE)
        for mark, word in zip(marks, words, strict=True)
        if mark in TICKED or mark.strip("[]［］ 　")
        if mark not in EMPTY
    ]
    return [word for word in chosen if word]
