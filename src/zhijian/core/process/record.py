"""Frozen dataclasses as canonical JSON, and back: what a case keeps of its definition."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from zhijian.core.process.definition import Definition
from zhijian.core.refused import Refused

FORMAT = 1
T = TypeVar("T")


def to_record(definition: Definition) -> dict[str, Any]:
    """Plain data that says all of a definition; what equals its default is left out."""
    return {"format": FORMAT, **_plain(definition)}


def to_text(definition: Definition) -> str:
    """The canonical text: keys in order, no blanks. Equal definitions have equal texts."""
    return json.dumps(
        to_record(definition), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def from_record(record: Mapping[str, Any]) -> Definition:
    """The definition that a record was made of.

    Raises:
        Refused: it was written in another format, or is no such record.
    """
    if record.get("format") != FORMAT:
        raise Refused(
            f"办件所存流程的格式是“{record.get('format')}”，本程序只认得 {FORMAT}。请升级程序后再打开。"
        )
    try:
        values = {key: value for key, value in record.items() if key != "format"}
        found: Definition = _built(Definition, values)
    except (KeyError, TypeError, AttributeError):
        raise Refused("办件所存的流程残缺，不能打开。请用备份核对，或联系管理员。") from None
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            each.name: _plain(getattr(value, each.name))
            for each in fields(value)
            if not _is_default(value, each)
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _is_default(value: Any, each: Any) -> bool:
    own = getattr(value, each.name)
    if each.default is not MISSING:
        return bool(own == each.default)
    return each.default_factory is not MISSING and bool(own == each.default_factory())


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def _built(shape: Any, value: Any) -> Any:
    if get_origin(shape) in (Union, UnionType):
        if value is None:
            return None
        (shape,) = (each for each in get_args(shape) if each is not type(None))
    if get_origin(shape) is tuple:
        return tuple(_built(get_args(shape)[0], item) for item in value)
    if is_dataclass(shape):
        hints = _hints(shape)  # type: ignore[arg-type]
        return shape(**{name: _built(hints[name], item) for name, item in value.items()})  # type: ignore[operator]
    if get_origin(shape) is not None:
        return dict(value)
    if not isinstance(value, shape):
        raise TypeError(f"expected {shape}, got {value!r}")
    return value
