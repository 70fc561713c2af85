"""Which items a form's file has, and what may stand there."""

from __future__ import annotations

from zhijian.core.forms.model import EXPORTS, STATUSES, TYPES
from zhijian.core.rules.fields import Field

PORTRAIT_MM, LANDSCAPE_MM = 166, 253
LABEL_MM = 28
NAME = r"[a-z][a-z0-9_]{0,40}"

FORM = {
    "id": Field("code", required=True),
    "title": Field("text", required=True),
    "printed_title": Field("text"),
    "short_title": Field("text"),
    "place": Field("division", required=True),
    "also_for": Field("texts"),
    "source": Field("text", required=True),
    "status": Field("choice", required=True, allowed=tuple(STATUSES)),
    "inferred": Field("flag", required=True),
    "clauses": Field("texts", required=True),
    "purpose": Field("text", required=True),
    "events": Field("texts", required=True),
    "page": Field("mapping"),
    "texts": Field("mapping"),
    "fields": Field("records", required=True),
    "tables": Field("records"),
    "signatures": Field("records", required=True),
    "deadlines": Field("records"),
    "copies": Field("text"),
    "exports": Field("texts", required=True),
    "layout": Field("records", required=True),
}
PAGE = {
    "orientation": Field("choice", allowed=("portrait", "landscape")),
    "pages": Field("int"),
    "title_size": Field("int"),
}
TEXT = {
    "says": Field("text", required=True),
    "slots": Field("mapping"),
    "otherwise": Field("text"),
}
SLOT = {
    "rule": Field("text", required=True),
    "as": Field("choice", allowed=("amount", "number", "numeral")),
}
ASKED = {
    "key": Field("code", required=True),
    "label": Field("text", required=True),
    "type": Field("choice", required=True, allowed=tuple(TYPES)),
    "required": Field("flag"),
    "required_if": Field("mapping"),
    "options": Field("texts"),
    "sub_options": Field("mapping"),
    "free_option": Field("text"),
    "hint": Field("text"),
    "unit": Field("text"),
    "personal": Field("flag"),
    "from": Field("text"),
}
COLUMN = {**ASKED, "type": Field("text"), "parts": Field("records"), "width": Field("int")}
CONDITION = {
    "field": Field("code", required=True),
    "is": Field("text"),
    "differs": Field("code"),
    "has_any": Field("texts"),
}
TABLE = {
    "key": Field("code", required=True),
    "label": Field("text", required=True),
    "columns": Field("records", required=True),
    "blank_rows": Field("int"),
    "min_rows": Field("int"),
    "min_rows_if": Field("mapping"),
    "covers": Field("mapping"),
    "from": Field("text"),
}
SIGNATURE = {
    "block": Field("code", required=True),
    "label": Field("text"),
    "who": Field("text", required=True),
    "needs": Field("texts", required=True),
    "line": Field("text"),
    "text": Field("code"),
    "checks": Field("texts"),
    "outcomes": Field("texts"),
    "optional": Field("flag"),
    "about": Field("text"),
}
DEADLINE = {"what": Field("text", required=True), "rule": Field("text", required=True)}

BLOCKS = {
    "grid": {"grid": Field("mapping", required=True)},
    "pairs": {"pairs": Field("records", required=True), "label_mm": Field("int")},
    "table": {
        "table": Field("code", required=True),
        "side": Field("text"),
        "side_mm": Field("int"),
        "small": Field("flag"),
    },
    "line": {"line": Field("texts", required=True)},
    "note": {"note": Field("texts", required=True)},
    "notes": {"notes": Field("texts", required=True)},
    "prose": {"prose": Field("texts", required=True)},
    "heading": {"heading": Field("text", required=True)},
    "sign": {"sign": Field("texts", required=True), "label_mm": Field("int")},
    "closing": {"closing": Field("mapping", required=True)},
    "page_break": {"page_break": Field("flag", required=True)},
}
GRID = {"widths": Field("records", required=True), "rows": Field("records", required=True)}
ROW = {"cells": Field("records", required=True), "height": Field("int")}
CELL = {
    "label": Field("text"),
    "field": Field("code"),
    "fields": Field("texts"),
    "text": Field("code"),
    "sign": Field("code"),
    "lead": Field("text"),
    "across": Field("int"),
    "down": Field("int"),
    "align": Field("choice", allowed=("left", "center", "right", "top")),
    "small": Field("flag"),
}
CLOSING = {"name": Field("code", required=True), "day": Field("code", required=True)}

# Exports that exist at all; kept beside the fields so that both are seen together.
KNOWN_EXPORTS = EXPORTS
