"""A YAML file becomes plain data, or a sentence saying which line to mend and how.

Only a plain subset is read: mappings, lists, text, integers, true and false, dates, null. Anchors,
tags, duplicate keys and odd spellings of numbers are refused, because a jurist would misread them.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from zhijian.core.rules.problems import Problems

MAX_BYTES = 1_000_000
MAX_LINE = 2_000
MAX_DEPTH = 24
MAX_NODES = 100_000

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufeff]")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Source:
    """One file as read: its name in messages, its data, and the nodes that know the lines."""

    name: str
    data: Any
    node: Any
    problems: Problems

    def report(self, where: Where, says: str) -> None:
        """Add a problem at the line of the value that ``where`` leads to."""
        self.problems.add(self.name, says, line_of(self.node, where))


@dataclass(frozen=True)
class Odd:
    """A scalar we do not take, kept so that every problem of a file is told at once."""

    text: str


def line_of(node: Any, where: Where) -> int:
    """The line, from 1, of the deepest part of ``where`` that the file has."""
    line = int(node.start_mark.line) + 1 if node is not None else 0
    for step in where:
        found = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    found, line = value, int(key.start_mark.line) + 1
        elif isinstance(node, yaml.SequenceNode) and int(step) < len(node.value):
            found = node.value[int(step)]
            line = int(found.start_mark.line) + 1
        if found is None:
            return line
        node = found
    return line


def read(path: Path, name: str, problems: Problems) -> Source | None:
    """The data of one file; None if it could not be read, with the reason in ``problems``."""
    text = _text(path, name, problems)
    if text is None or not _is_harmless(text, name, problems):
        return None
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problems.add(
            name, _syntax(str(getattr(error, "problem", ""))), mark.line + 1 if mark else 0
        )
        return None
    finally:
        loader.dispose()
    if node is None:
        problems.add(name, "文件是空的。请写入内容，或删除这个文件。")
        return None
    before = len(problems.found)
    data = _Plain(name, problems).value(node, 0)
    return None if len(problems.found) > before else Source(name, data, node, problems)


def _text(path: Path, name: str, problems: Problems) -> str | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            problems.add(
                name, f"文件超过 {MAX_BYTES // 1000} KB，不像规则文件。请按主题拆成几个文件。"
            )
            return None
        raw = path.read_bytes()
    except OSError as error:
        problems.add(name, f"文件打不开（{error.strerror}）。请检查文件权限后重试。")
        return None
    if raw.startswith(b"\xef\xbb\xbf"):
        problems.add(name, "文件开头有 BOM 标记。请另存为不带 BOM 的 UTF-8 编码。", 1)
        return None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.add(name, "文件是 UTF-16 编码。请另存为 UTF-8 编码。", 1)
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problems.add(name, f"不是 UTF-8 编码{_guess(raw)}。请用编辑器另存为 UTF-8。", line)
        return None


def _guess(raw: bytes) -> str:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "，看来是 GBK（GB18030）"


def _is_harmless(text: str, name: str, problems: Problems) -> bool:
    before = len(problems.found)
    depth = deepest = 0
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            problems.add(name, f"一行超过 {MAX_LINE} 个字符。请分行书写。", number)
        if "\t" in line[: len(line) - len(line.lstrip())]:
            problems.add(name, "缩进用了制表符（Tab）。请改用空格，每级两个。", number)
        if _CONTROL.search(line):
            problems.add(name, "有看不见的控制字符。请删去后重新输入这一行。", number)
        depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")
        deepest = max(deepest, depth, line.count("[") + line.count("{"))
        indent = len(line) - len(line.lstrip(" -"))
        if deepest > 4 * MAX_DEPTH or indent > 4 * MAX_DEPTH:
            problems.add(name, f"嵌套超过 {MAX_DEPTH} 层。请按手册的样例改写。", number)
            break
    return len(problems.found) == before


def _syntax(problem: str) -> str:
    if "alias" in problem or "anchor" in problem:
        return "使用了锚点或引用（& 或 *）。规则文件不接受，请把内容写全。"
    if "mapping values are not allowed" in problem:
        return "冒号的位置不对。“名称: 内容”的冒号后要有空格，内容里有冒号的请加英文双引号。"
    if "could not find expected ':'" in problem:
        return "缺少冒号。每一项都要写成“名称: 内容”，请补上冒号和空格。"
    if "quot" in problem or "end of stream" in problem or "scalar" in problem:
        return "引号没有成对。请补上缺少的引号。"
    if "expected ',' or" in problem or "flow" in problem:
        return "方括号或花括号没有成对，或缺少逗号。请补全。"
    if "document" in problem:
        return "一个文件里有多份内容（---）。请拆成几个文件。"
    return "缩进或写法不合 YAML 规范。请对照上下行的缩进，逐级两个空格。"


class _Plain:
    """Turns nodes into data; remembers which nodes it has met, to refuse references."""

    def __init__(self, name: str, problems: Problems) -> None:
        self.name, self.problems, self.seen = name, problems, set[int]()

    def _add(self, node: Any, says: str) -> Odd:
        self.problems.add(self.name, says, int(node.start_mark.line) + 1)
        return Odd(str(getattr(node, "value", "")))

    def value(self, node: Any, depth: int) -> Any:
        if id(node) in self.seen:
            return self._add(node, "使用了锚点或引用（& 或 *）。规则文件不接受，请把内容写全。")
        self.seen.add(id(node))
        if depth > MAX_DEPTH:
            return self._add(node, f"嵌套超过 {MAX_DEPTH} 层。请按手册的样例改写。")
        if len(self.seen) > MAX_NODES:
            return self._add(node, f"文件里的条目超过 {MAX_NODES} 个。请按主题拆成几个文件。")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if not node.tag.startswith("tag:yaml.org,2002:") or node.tag[18:] not in ("map", "seq"):
            return self._add(node, f"使用了类型标记“{node.tag}”。规则文件不接受，请删去。")
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return self._mapping(node, depth)

    def _mapping(self, node: Any, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._add(key, "名称必须是文字，不能是列表或映射。请改写。")
            elif key.value == "<<":
                self._add(key, "使用了合并写法（<<）。规则文件不接受，请把内容写全。")
            elif key.value in data:
                self._add(key, f"“{key.value}”写了两次。请合并为一处，或删去多余的一处。")
            else:
                data[key.value] = self.value(value, depth + 1)
        return data

    def _scalar(self, node: Any) -> Any:
        tag, text = node.tag, node.value
        if tag == "tag:yaml.org,2002:str":
            return text
        if tag == "tag:yaml.org,2002:null" and text in ("null", "~", ""):
            return None
        if tag == "tag:yaml.org,2002:bool":
            if text in ("true", "false"):
                return text == "true"
            return self._add(
                node, f"“{text}”会被当作是与否。请写 true 或 false；作文字用的请加引号。"
            )
        if tag == "tag:yaml.org,2002:int" and _INTEGER.fullmatch(text):
            return int(text)
        if tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
            return self._add(node, f"“{text}”不是普通整数。请写十进制整数；作文字用的请加引号。")
        if tag == "tag:yaml.org,2002:timestamp":
            match = _DAY.fullmatch(text)
            try:
                return date(*(int(part) for part in match.groups())) if match else self._day(node)
            except ValueError:
                return self._day(node)
        return self._add(node, f"使用了类型标记“{tag}”。规则文件不接受，请删去。")

    def _day(self, node: Any) -> Odd:
        return self._add(node, f"“{node.value}”不是有效日期。请写成 2023-08-07 这样的年-月-日。")
