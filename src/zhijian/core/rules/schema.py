"""The JSON schema of rulebook files, drawn from the same tables that the loader checks by."""

import json
from collections.abc import Mapping
from typing import Any

from zhijian.core.rules import fields, process_fields
from zhijian.core.rules.books import Rulebooks
from zhijian.core.rules.fields import Field
from zhijian.core.rules.model import Rule

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_DAY: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_CODE: dict[str, Any] = {"type": "string", "pattern": f"^{fields.CODE.pattern}$"}
_MONTH_DAY = "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


def _list_of(item: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": dict(item), **more}


_SHAPES: Mapping[str, Mapping[str, Any]] = {
    "text": _TEXT,
    "number": _TEXT,
    "code": _CODE,
    "division": {"type": "string", "pattern": f"^({fields.DIVISION.pattern})$"},
    "day": _DAY,
    "flag": {"type": "boolean"},
    "int": {"type": "integer"},
    "ints": _list_of({"type": "integer"}, minItems=2, maxItems=2),
    "texts": _list_of(_TEXT),
    "records": {"type": "array"},
    "mapping": {"type": "object"},
    "titles": {"type": "object", "additionalProperties": _TEXT},
    "units": {"anyOf": [_CODE, _list_of(_CODE)]},
    "any": {},
}


def schema_of(rulebooks: Rulebooks) -> dict[str, Any]:
    """A schema whose ``$defs`` are the kinds of file: place, values, document, rules and so on."""
    document = _record(fields.DOCUMENT)
    document["properties"]["clauses"] = _list_of(_record(fields.CLAUSE))
    rule = _record(fields.RULE)
    rule["properties"]["mixed"] = _record(fields.MIXED)
    entry = _record(fields.ENTRY)
    entry["oneOf"] = [{"required": [name]} for name in ("value", "values", "stated")]
    files = {
        "place": _record(fields.PLACE),
        "values": _values(rulebooks),
        "document": document,
        "rules": {"type": "object", "additionalProperties": rule},
        "controls": _list_of(_record(fields.CONTROL)),
        "readings": _list_of(_record(fields.READING)),
        "process": _process(),
        "indicators": {
            "type": "object",
            "required": ["indicators"],
            "properties": {"indicators": _list_of(_record(fields.INDICATOR))},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "指尖规则文件",
        "description": "各类文件见 $defs；编辑器按文件选用其中一项。",
        "$defs": {**files, "entry": entry},
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in files],
    }


def _process() -> dict[str, Any]:
    """A process file; each nested part has the fields that the loader allows it."""
    term = _record(process_fields.TERM)
    term["properties"]["proposed"] = _record(process_fields.AMOUNT)
    who, bars = _record(process_fields.WHO), _list_of(_record(process_fields.BAR))
    extend, paper = _record(process_fields.EXTEND), _record(process_fields.PAPER)
    extend["properties"] |= {"longest": term, "approver": who}
    paper["properties"]["by"] = who
    turn = _record(process_fields.TURN)
    turn["properties"] |= {"actor": who, "not_by": bars}
    habits = {
        **dict.fromkeys(("warn_before", "remind_every", "escalate_after", "term"), term),
        "escalate_to": who,
        "extend": extend,
    }
    step, process = _record(process_fields.STEP), _record(process_fields.PROCESS)
    step["properties"] |= {
        **habits,
        "actor": who,
        "moves": _list_of(_record(process_fields.MOVE), minItems=1),
        "each": {"type": "object", "additionalProperties": turn},
        "not_by": bars,
        "checklist": _record(process_fields.CHECKLIST),
        "paper": paper,
    }
    process["properties"] |= {
        **habits,
        "steps": _list_of(step, minItems=1),
        "variants": {
            "type": "object",
            "additionalProperties": _record(process_fields.VARIANT),
        },
    }
    return process


def _record(table: Mapping[str, Field]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, field in table.items() if field.required],
        "properties": {name: _shape(field) for name, field in table.items()},
    }


def _shape(field: Field) -> dict[str, Any]:
    if field.type == "choice":
        return {"enum": list(field.allowed)}
    shape = dict(_SHAPES[field.type])
    return {"anyOf": [shape, {"type": "null"}]} if field.nullable and shape else shape


def _values(rulebooks: Rulebooks) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _rule_in_place(rule) for key, rule in rulebooks.rules.items()},
    }


def _rule_in_place(rule: Rule) -> dict[str, Any]:
    value = _value(rule)
    kinds = [kind for kind in rule.kinds if not (rule.mixed and kind == "mixed")]
    own: dict[str, Any] = {
        "value": {"anyOf": [value, {"type": "null"}]},
        "unit": {"enum": list(rule.units)},
        "kinds": _list_of({"enum": kinds}, minItems=1) if kinds else False,
        "values": {"propertyNames": {"enum": kinds}, "additionalProperties": value}
        if kinds
        else False,
    }
    entry = {"$ref": "#/$defs/entry", "properties": own}
    return {
        "title": rule.title,
        **({"description": rule.note} if rule.note else {}),
        "type": "object",
        "additionalProperties": False,
        "required": ["in_force"],
        "properties": {
            "title": {"const": rule.title},
            "unit": {"enum": list(rule.units)},
            "in_force": _list_of(entry, minItems=1),
        },
    }


def _value(rule: Rule) -> dict[str, Any]:
    match rule.type:
        case "amount":
            low, high = rule.range or (0, 0)
            return {"type": "integer", "minimum": low, "maximum": high}
        case "flag":
            return {"type": "boolean"}
        case "date":
            return _DAY
        case "choice":
            return {"enum": list(rule.choices)}
        case "list":
            item = {"enum": list(rule.items)} if rule.items else _TEXT
            return _list_of(item, minItems=1, uniqueItems=True)
    return {"type": "string", "pattern": _MONTH_DAY} if rule.pattern else _TEXT


def schema_text(rulebooks: Rulebooks) -> str:
    """The schema as the published file has it, without its last line end."""
    return json.dumps(schema_of(rulebooks), ensure_ascii=False, indent=1)
