"""The OpenAPI document as tables for a page: operations by subject, and the shapes they use."""

from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """One parameter, or one member of a shape."""

    name: str
    kind: str
    where: str
    is_required: bool
    says: str


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    title: str
    fields: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]
    body: str


@dataclass(frozen=True)
class Group:
    """The operations of one subject."""

    title: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Shape:
    """One object that goes in or out."""

    name: str
    fields: tuple[Field, ...]


def operations_of(document: dict[str, Any]) -> list[Group]:
    """Every operation, by the subject that it is tagged with."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                operation = methods[method]
                shown = _operation(path, method, operation)
                groups.setdefault(operation.get("tags", [""])[0], []).append(shown)
    return [Group(title, tuple(found)) for title, found in groups.items()]


def shapes_of(document: dict[str, Any]) -> list[Shape]:
    """Every object that goes in or out, by name."""
    return [
        Shape(
            name,
            tuple(
                Field(
                    key,
                    kind_of(schema),
                    "",
                    key in shape.get("required", ()),
                    schema.get("description", ""),
                )
                for key, schema in shape.get("properties", {}).items()
            ),
        )
        for name, shape in sorted(document["components"]["schemas"].items())
    ]


def kind_of(schema: dict[str, Any]) -> str:
    """What values a schema takes, in a few Chinese words."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " 或 ".join(kind_of(one) for one in schema["anyOf"])
    if "enum" in schema:
        return "、".join(str(value) or "（空）" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"{kind_of(schema.get('items', {}))} 的列表"
    return _PLAIN.get((schema.get("type"), schema.get("format")), "") or _PLAIN.get(
        (schema.get("type"), None), "任意值"
    )


_PLAIN = {
    ("string", None): "文字",
    ("string", "date"): "日期",
    ("string", "date-time"): "时间",
    ("string", "binary"): "文件",
    ("integer", None): "整数",
    ("number", None): "数",
    ("boolean", None): "true 或 false",
    ("object", None): "对象",
    ("null", None): "null",
}
_WHERE = {"path": "地址", "query": "查询", "header": "头"}


def _operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    fields = tuple(
        Field(
            one["name"],
            kind_of(one["schema"]),
            _WHERE.get(one["in"], one["in"]),
            one.get("required", False),
            one.get("description") or one["schema"].get("description", ""),
        )
        for one in operation.get("parameters", ())
    )
    content = operation.get("requestBody", {}).get("content", {})
    return Operation(
        operation["operationId"],
        method.upper(),
        path,
        operation.get("summary", ""),
        fields,
        tuple((code, _answer(said)) for code, said in sorted(operation["responses"].items())),
        "；".join(f"{media}：{kind_of(said['schema'])}" for media, said in content.items()),
    )


def _answer(response: dict[str, Any]) -> str:
    for said in response.get("content", {}).values():
        return kind_of(said.get("schema", {}))
    return ""
