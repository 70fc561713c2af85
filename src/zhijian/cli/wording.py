"""argparse in Chinese: its own words translated, help folded by the width a terminal shows."""

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Never
from unicodedata import east_asian_width

# What argparse says to the person at the keyboard, in Python 3.11 to 3.14.
WORDS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "subcommands": "子命令",
    "%(heading)s:": "%(heading)s：",
    " (default: %(default)s)": "（默认 %(default)s）",
    "show this help message and exit": "显示这份说明",
    "show program's version number and exit": "显示版本号",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s。输入 %(prog)s --help 看用法。\n",
    "%(prog)s: warning: %(message)s\n": "%(prog)s：请注意，%(message)s。\n",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s %(message)s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "ambiguous option: %(option)s could match %(matches)s": (
        "%(option)s 写得不全，可能是 %(matches)s"
    ),
    "unexpected option string: %s": "不认识的选项：%s",
    "ignored explicit argument %r": "后面不能带值，却写了 %r",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "没有 %(value)r 这一项，可以写：%(choices)s"
    ),
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "没有 %(value)r 这一项，是不是 %(closest)r？可以写：%(choices)s"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "没有 %(parser_name)r 这个命令，可以写：%(choices)s"
    ),
    "invalid %(type)s value: %(value)r": "的值 %(value)r 写法不对（应为 %(type)s）",
    "expected one argument": "后面要写一个值",
    "expected at most one argument": "后面最多写一个值",
    "expected at least one argument": "后面至少写一个值",
    "expected %s argument": "后面要写 %s 个值",
    "expected %s arguments": "后面要写 %s 个值",
    "the following arguments are required: %s": "还缺少：%s",
    "one of the arguments %s is required": "以下几项须写一项：%s",
    "not allowed with argument %s": "不能与 %s 同时写",
    "can't open '%(filename)s': %(error)s": "打不开“%(filename)s”（%(error)s）",
    'argument "-" with mode %r': "不能在 %r 方式下写“-”",
    "argument '%(argument_name)s' is deprecated": "参数 %(argument_name)s 将不再使用",
    "command '%(parser_name)s' is deprecated": "命令 %(parser_name)s 将不再使用",
    "option '%(option)s' is deprecated": "选项 %(option)s 将不再使用",
}

CLOSING = "，。；：！？、）》」』”’…%"  # a line does not begin with one of these


@contextmanager
def argparse_in_chinese() -> Iterator[None]:
    """Inside this block argparse speaks Chinese; afterwards it speaks as before."""
    module: Any = argparse
    before = module._, module.ngettext
    module._ = lambda words: WORDS.get(words, words)
    module.ngettext = lambda one, many, count: WORDS.get(one if count == 1 else many, many)
    try:
        yield
    finally:
        module._, module.ngettext = before


def cells(text: str) -> int:
    """Return how many terminal columns ``text`` takes: two for a full-width character."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def fold(text: str, width: int) -> list[str]:
    """Return ``text`` in lines of at most ``width`` columns.

    A line breaks at a space or beside a Chinese character, never before closing punctuation,
    which may stand one character outside; a Latin word longer than a line stays whole.
    """
    lines, line = [], ""
    for piece in _pieces(" ".join(text.split())):
        if line and piece not in CLOSING and cells(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterator[str]:
    """Yield what must not be broken: one wide character, or a run of narrow ones with its space."""
    word = ""
    for char in text:
        if cells(char) == 2:
            if word:
                yield word
            yield char
            word = ""
        elif char == " ":
            yield word + char
            word = ""
        else:
            word += char
    if word:
        yield word


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help whose descriptions stand as written and whose option texts fold by columns."""

    def add_argument(self, action: argparse.Action) -> None:
        super().add_argument(action)
        if isinstance(action, argparse._SubParsersAction):  # argparse forgets their indent
            self._action_max_length += self._indent_increment

    def _split_lines(self, text: str, width: int) -> list[str]:
        return fold(text, width)


class Parser(argparse.ArgumentParser):
    """A parser of ours: no guessing of shortened options, no colours, wrong use is code 2."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", Formatter)
        options.setdefault("allow_abbrev", False)
        super().__init__(**options)
        self.color = False

    def format_help(self) -> str:
        return re.sub(r"(?m)^(\S+):$", r"\1：", super().format_help())

    def error(self, message: str) -> Never:
        self.exit(
            2, WORDS["%(prog)s: error: %(message)s\n"] % {"prog": self.prog, "message": message}
        )
