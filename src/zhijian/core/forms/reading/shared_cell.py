"""A cell outside a table that holds several fields: name and identifier of an account."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhijian.core.facts.reading.cells import Raw
from zhijian.core.facts.reading.composite import id_and_name
from zhijian.core.forms.model import Field
from zhijian.core.forms.reading.answers import Parts, answers, clean_words
from zhijian.core.forms.reading.page import text_of

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]*")
_CHINESE = re.compile("[\u3400-\u9fff]")


def read_shared(fields: Sequence[Field], raw: Raw) -> Parts:
    """What the cell says to its fields, a line for each, in their order or as people write them.

    Raises:
        CellRefused: name and identifier cannot be told apart.
    """
    text = text_of(raw)
    lines = text.split("\n")
    name, number = (field.key for field in fields[:2])
    if len(lines) == len(fields) == 2:
        found = answers(tuple(fields), raw)
        first, second = (line.strip() for line in lines)
        if _IDENTIFIER.fullmatch(first) and _CHINESE.search(second):
            values = {name: found.values[number], number: found.values[name]}
            return Parts(values, "账号ID写在名称前面，已按写法对应")
        return found
    if not text.strip():
        return Parts({name: None, number: None})
    parts = id_and_name(clean_words(text))
    return Parts(
        {name: parts["name"], number: parts["id"]},
        f"写在一行，拆作名称“{parts['name']}”、ID“{parts['id']}”",
    )
