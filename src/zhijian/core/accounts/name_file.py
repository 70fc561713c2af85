"""Reads ``names.yaml`` strictly, and makes of it the table that names are compared by."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhijian.core.rules import fields
from zhijian.core.rules.fields import Field
from zhijian.core.rules.sources import Source

FILE = {
    "affixes": Field("texts"),
    "generic": Field("texts"),
    "short_names": Field("mapping"),
    "confusables": Field("titles"),
    "simplified": Field("titles"),
}
_LISTS = ("affixes", "generic")
_TABLES = ("short_names", "confusables", "simplified")


@dataclass(frozen=True)
class NameTable:
    """Small tables of our own: affixes, short names of organs, and characters taken as one.

    ``folds`` maps a character to the one it is compared as, traditional to simplified first.
    """

    affixes: tuple[str, ...]
    generic: tuple[str, ...]
    short_names: Mapping[str, tuple[str, ...]]
    simplified: Mapping[str, str]
    confusables: Mapping[str, str]

    @cached_property
    def to_simplified(self) -> dict[int, str]:
        """For ``str.translate``: traditional characters to simplified ones."""
        return {ord(char): other for char, other in self.simplified.items()}

    @cached_property
    def to_one(self) -> dict[int, str]:
        """For ``str.translate``: characters mistaken for one another to one of them."""
        return {ord(char): other for char, other in self.confusables.items()}


def names_of(source: Source, earlier: Mapping[str, Any]) -> dict[str, Any]:
    """The name file laid over that of the folders before; every fault of it is reported."""
    before = len(source.problems.found)
    if not fields.check(source, (), source.data, FILE, "名称用表"):
        return dict(earlier)
    for table in ("confusables", "simplified"):
        for one, other in source.data.get(table, {}).items():
            if len(one) != 1 or len(other) != 1:
                says = f"“{one}: {other}”应是一个字符对一个字符。请改写。"
                source.report((table, one), says)
    for organ, words in source.data.get("short_names", {}).items():
        if not fields.is_of("texts", words):
            source.report(("short_names", organ), f"{organ} 的简称应是文字的列表。请改写。")
    if len(source.problems.found) > before:
        return dict(earlier)
    data: dict[str, Any] = dict(earlier)
    for key in _LISTS:
        data[key] = list(dict.fromkeys([*earlier.get(key, ()), *source.data.get(key, ())]))
    for key in _TABLES:
        data[key] = {**earlier.get(key, {}), **source.data.get(key, {})}
    return data


def table_of(data: Mapping[str, Any]) -> NameTable:
    """The table of a name file that was found sound when the rulebooks were loaded."""
    longest_first = sorted(data.get("affixes", ()), key=lambda word: (-len(word), word))
    generic = sorted(data.get("generic", ()), key=lambda word: (-len(word), word))
    return NameTable(
        affixes=tuple(longest_first),
        generic=tuple(generic),
        short_names={one: tuple(words) for one, words in data.get("short_names", {}).items()},
        simplified=data.get("simplified", {}),
        confusables=data.get("confusables", {}),
    )
