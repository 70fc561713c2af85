"""Which fields each kind of record has and what may stand there; the schema is drawn from this."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from zhijian.core.rules.problems import listed
from zhijian.core.rules.sources import Source, Where


class Field(NamedTuple):
    """One field: its type, whether it must be there, and (for choices) what is allowed."""

    type: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    nullable: bool = False


CONFIDENCE = ("high", "medium", "low")
CLAUSE_KINDS = (
    *("definition", "duty", "prohibition", "workflow", "deadline", "threshold"),
    *("consequence", "role", "form", "right", "indicator", "term"),
)
NATIONAL_KINDS = ("indicator", "term")
AUTOMATION = ("automatic", "assisted", "attested")
CAPABILITIES = (
    *("registry", "org_staff", "disclosure", "duty_incident", "review", "screening", "website"),
    *("rectification", "publishing", "interaction", "data_exchange", "statistics", "forms"),
    *("inspection", "account_security", "monitoring", "privacy_security", "training"),
    *("knowledge_base", "scoring", "outsourcing", "announcements", "sources"),
    *("public_directory", "audit_backup"),
)
TYPES = ("amount", "flag", "date", "choice", "text", "list")
MERGES = ("local_replaces", "stricter_low", "stricter_high")
LEVELS = ("nation", "province", "city", "county")

DOCUMENT = {
    "id": Field("code", required=True),
    "number": Field("number", required=True, nullable=True),
    "title": Field("text", required=True),
    "issuer": Field("text", required=True),
    "issued_on": Field("day", required=True, nullable=True),
    "effective_on": Field("day", required=True, nullable=True),
    "effective_marked": Field("flag"),
    "status": Field("choice", required=True, allowed=("in_force", "repealed", "replaced")),
    "confidence": Field("choice", allowed=CONFIDENCE),
    "basis": Field("texts"),
    "aliases": Field("texts"),
    "note": Field("text"),
    "clauses": Field("records", required=True),
}
CLAUSE = {
    "id": Field("code", required=True),
    "locator": Field("text", required=True),
    "says": Field("text", required=True),
    "kind": Field("choice", required=True, allowed=CLAUSE_KINDS),
    "control": Field("code"),
    "capability": Field("choice", allowed=CAPABILITIES),
    "automation": Field("choice", allowed=AUTOMATION),
    "confidence": Field("choice", allowed=CONFIDENCE),
}
CONTROL = {
    "key": Field("code", required=True),
    "title": Field("text", required=True),
    "capability": Field("choice", required=True, allowed=CAPABILITIES),
}
READING = {
    "id": Field("code", required=True),
    "title": Field("text", required=True),
    "says": Field("text", required=True),
    "applies": Field("texts", required=True),
}
INDICATOR = {
    "id": Field("code", required=True),
    "name": Field("text", required=True),
    "target": Field("choice", required=True, allowed=("website", "new_media", "supervision")),
    "kind": Field("choice", required=True, allowed=("veto", "deduction", "bonus")),
    "group": Field("text"),
    "points": Field("int", required=True, nullable=True),
    "points_proposed": Field("int"),
    "points_per_occurrence": Field("int"),
    "confidence": Field("choice", required=True, allowed=CONFIDENCE),
    "clause": Field("code", required=True),
    "checks": Field("texts", required=True),
}
RULE = {
    "title": Field("text", required=True),
    "type": Field("choice", required=True, allowed=TYPES),
    "unit": Field("units"),
    "merge": Field("choice", required=True, allowed=MERGES),
    "kinds": Field("titles"),
    "mixed": Field("mapping"),
    "choices": Field("titles"),
    "items": Field("titles"),
    "range": Field("ints"),
    "pattern": Field("choice", allowed=("month_day", "control")),
    "note": Field("text"),
}
MIXED = {
    "of": Field("texts", required=True),
    "strictest": Field("choice", required=True, allowed=("low", "high")),
    "reading": Field("code"),
}
PLACE = {
    "code": Field("division", required=True),
    "name": Field("text", required=True),
    "level": Field("choice", required=True, allowed=LEVELS),
    "in_force_from": Field("day"),
}
RULE_IN_PLACE = {
    "title": Field("text"),
    "unit": Field("text"),
    "in_force": Field("records", required=True),
}
ENTRY = {
    "from": Field("day", required=True),
    "until": Field("day"),
    "kinds": Field("texts"),
    "value": Field("any", nullable=True),
    "values": Field("mapping"),
    "unit": Field("text"),
    "stated": Field("text"),
    "clause": Field("code"),
    "proposed": Field("flag"),
    "strength": Field("choice", allowed=("law", "principle", "encouraged", "beside")),
    "reading": Field("code"),
    "says": Field("text"),
}

CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?")
DIVISION = re.compile(r"cn|[1-8][0-9]{5}")

_WANTED = {
    "text": "一段文字（纯数字的文字请加英文双引号）",
    "number": "文号文字，没有文号的写 null",
    "code": "由英文字母、数字、点、横线组成的代码，不超过 80 个字符",
    "division": '加引号的六位行政区划代码，如 "420325"',
    "day": "2023-08-07 这样的日期",
    "flag": "true 或 false",
    "int": "整数",
    "ints": "两个整数，如 [1, 366]",
    "texts": "文字的列表，如 [甲, 乙]",
    "records": "逐条以“- ”开头的列表",
    "mapping": "“名称: 内容”形式的映射",
    "titles": "代码和名称的映射，如 {text: 图文为主}",
    "units": "单位代码",
}


def is_of(kind: str, value: Any) -> bool:
    """Whether plain data has the shape that a field type asks for."""
    return _SHAPES[kind](value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and bool(CODE.fullmatch(value))


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_list_of(shape: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(shape, value))


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "number": _is_text,
    "code": _is_code,
    "division": lambda value: isinstance(value, str) and bool(DIVISION.fullmatch(value)),
    "day": lambda value: isinstance(value, date),
    "flag": lambda value: isinstance(value, bool),
    "int": _is_int,
    "ints": lambda value: _is_list_of(_is_int)(value) and len(value) == 2,
    "texts": _is_list_of(_is_text),
    "records": lambda value: isinstance(value, list),
    "mapping": lambda value: isinstance(value, dict),
    "titles": lambda value: isinstance(value, dict) and all(map(_is_text, value.values())),
    "units": lambda value: _is_code(value) or _is_list_of(_is_code)(value),
    "any": lambda value: not isinstance(value, dict),
}


def check(
    source: Source, where: Where, record: Any, fields: Mapping[str, Field], what: str
) -> bool:
    """Whether a record has the right fields; each fault is reported at its line."""
    if not isinstance(record, dict):
        source.report(where, f"{what}应是“名称: 内容”形式的映射。请对照手册的样例改写。")
        return False
    sound = True
    for name, value in record.items():
        spec = fields.get(name)
        if spec is None:
            says = f"{what}没有“{name}”这一项。可用的有：{listed(fields, 20)}。请改名或删去。"
        elif value is None and spec.nullable:
            continue
        elif spec.type == "choice":
            if value in spec.allowed:
                continue
            allowed = listed(spec.allowed, 30)
            says = f"{what}的 {name} 写作“{shown(value)}”，不在可用的值之列。请改为：{allowed}。"
        elif is_of(spec.type, value):
            continue
        else:
            says = f"{what}的 {name} 写作“{shown(value)}”，应是{_WANTED[spec.type]}。请改写。"
        source.report((*where, name), says)
        sound = False
    for name, spec in fields.items():
        if spec.required and name not in record:
            source.report(where, f"{what}缺少“{name}”。请补上。")
            sound = False
    return sound


def shown(value: Any) -> str:
    """A value as its writer wrote it, cut short."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        text = "[" + ", ".join(shown(item) for item in value) + "]"
    elif isinstance(value, dict):
        text = "{…}"
    else:
        text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"
