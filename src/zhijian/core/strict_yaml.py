"""YAML read strictly: a complaint names the file, the line, what stands there and what belongs."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

from zhijian.core.refused import Refused

T = TypeVar("T")
A_DATE = "2027-01-01 这样的日期"


def parse_date(text: object) -> date:
    """The date written as 2027-01-01.

    Raises:
        ValueError: it is not written so, or there is no such day.
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(text)):
        raise ValueError(f"not a date: {text}")
    return date.fromisoformat(str(text))


class _Lines(yaml.SafeLoader):
    """Mappings know the line they begin on; days stay text until we read them ourselves."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the shape PyYAML asks for
        first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"“{key}”写了不止一次", node.start_mark
                )
        return {**super().construct_mapping(node, deep=True), "__line__": node.start_mark.line + 1}


@dataclass(frozen=True)
class Part:
    """A mapping of a calendar file, with the place to name when it is wrong."""

    file: str
    values: Mapping[str, Any]

    def refuse(self, what: str) -> Refused:
        """The complaint, with file and line before it."""
        return Refused(f"{self.file} 第 {self.values['__line__']} 行：{what}")

    def only(self, *keys: str) -> "Part":
        """The same part, once every key of it is known."""
        for key in self.values:
            if key != "__line__" and key not in keys:
                known = "、".join(keys)
                raise self.refuse(f"不认识“{key}”这一项。可用的项：{known}。")
        return self

    def get(self, key: str, read: Callable[[Any], T], should_be: str) -> T:
        """The value under ``key`` as ``read`` makes it; refused when missing or unreadable."""
        if self.values.get(key) is None:
            raise self.refuse(f"缺少“{key}”（{should_be}），请补上。")
        try:
            return read(self.values[key])
        except (ValueError, TypeError, AttributeError):
            got = self.values[key]
            raise self.refuse(f"“{key}”写作“{got}”，应为{should_be}。") from None

    def parts(self, key: str) -> list["Part"]:
        """The mappings of the list under ``key``."""
        rows = self.values.get(key)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.refuse(f"“{key}”应为一个列表，每行一项。")
        return [Part(self.file, row) for row in rows]

    def part(self, key: str) -> "Part":
        """The mapping under ``key``."""
        if not isinstance(self.values.get(key), dict):
            raise self.refuse(f"缺少“{key}”这一部分，请补上。")
        return Part(self.file, self.values[key])

    def named(self) -> dict[Any, Any]:
        """Its values without the line they begin on."""
        return {key: value for key, value in self.values.items() if key != "__line__"}


def read_text(path: Path) -> str:
    """The text of a UTF-8 file.

    Raises:
        Refused: it is missing or written in another encoding.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Refused(f"没有找到日历文件 {path.name}，请检查日历文件夹。") from None
    except UnicodeDecodeError:
        raise Refused(f"{path.name} 不是 UTF-8 编码，请另存为 UTF-8 后再试。") from None


def parse_part(text: str, file: str) -> Part:
    """The mapping that ``text`` holds; ``file`` is its name in messages.

    Raises:
        Refused: it is no YAML, or no mapping, or a key stands in it twice.
    """
    try:
        loader = _Lines(text)
    except yaml.YAMLError:
        raise Refused(f"{file}：含有不能识别的字符，请另存为 UTF-8 文本后再试。") from None
    try:
        values = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refused(
            f"{file} 第 {line} 行：写法不合 YAML，{error.problem}。请照样例改正。"
        ) from None
    finally:
        loader.dispose()
    if not isinstance(values, dict):
        raise Refused(f"{file}：文件是空的或不是“项: 值”的写法，请照同一文件夹中的其他文件填写。")
    return Part(file, values)
