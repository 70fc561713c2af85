"""Names that read or look alike: for impostors, and for names taken twice.

A name is folded in three steps, each coarser: comparable (blanks, punctuation, case), then
traditional characters and those mistaken for others, then affixes such as 发布 or 官方. Names one
character apart are found by the forms each leaves when one character is struck out, so a hundred
thousand names are compared without looking at every pair.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import combinations, product

from zhijian.core.accounts.name_file import NameTable
from zhijian.core.facts.derive import comparable

# Marks that ride on other characters, and variation selectors.
_HIDDEN = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]")
_SHORTEST_NEAR = 4
_SHORTEST_CORE = 2


class Degree(IntEnum):
    """How much two names are alike, most first."""

    SAME = 1
    TWIN = 2
    AFFIX = 3
    NEAR = 4


WORDS = {
    Degree.SAME: "名称相同",
    Degree.TWIN: "只有繁简或形近字不同",
    Degree.AFFIX: "只差“发布”“政务”“官方”一类字样",
    Degree.NEAR: "只差一个字",
}


@dataclass(frozen=True)
class Named:
    """A name with a key to know it by; names of one owner are not held against each other."""

    key: str
    name: str
    owner: str = ""


@dataclass(frozen=True)
class Alike:
    """A name found alike, and how much."""

    key: str
    name: str
    degree: Degree

    @property
    def says(self) -> str:
        return f"与“{self.name}”{WORDS[self.degree]}"


@dataclass(frozen=True)
class Pair:
    """Two names that are alike."""

    one: Named
    other: Named
    degree: Degree


@dataclass(frozen=True)
class Pairs:
    """What a comparison of all names found; ``is_cut`` if there were more than asked for."""

    found: tuple[Pair, ...]
    is_cut: bool


@dataclass(frozen=True)
class Folded:
    """One name in its three comparable forms."""

    plain: str
    twin: str
    core: str


def fold(name: str, table: NameTable) -> Folded:
    """The forms that names are compared in.

    >>> fold("青禾發布", NameTable(("发布",), (), {}, {"發": "发", "佈": "布"}, {})).core
    '青禾'
    """
    plain = comparable(_HIDDEN.sub("", name if name.isprintable() else _visible(name)))
    simple = plain.translate(table.to_simplified)
    core = _without_affixes(simple, table).translate(table.to_one)
    return Folded(plain, simple.translate(table.to_one), core)


def _visible(name: str) -> str:
    return "".join(char for char in name if unicodedata.category(char) not in ("Cf", "Cc"))


def _without_affixes(name: str, table: NameTable) -> str:
    """The name less the affixes at both ends, as long as something is left to compare."""
    while name.endswith(table.affixes) or name.startswith(table.affixes):
        for word in table.affixes:
            left = name.removesuffix(word)
            left = left.removeprefix(word) if left == name else left
            if left != name and len(left) >= _SHORTEST_CORE:
                name = left
                break
        else:
            return name
    return name


@dataclass
class NameIndex:
    """Names ready to be searched; add all, then ask."""

    table: NameTable
    names: list[Named] = field(default_factory=list)
    forms: list[Folded] = field(default_factory=list)
    _plain: dict[str, list[int]] = field(default_factory=dict)
    _twin: dict[str, list[int]] = field(default_factory=dict)
    _core: dict[str, list[int]] = field(default_factory=dict)
    _struck: dict[int, list[str]] = field(default_factory=dict)

    @staticmethod
    def of(names: Iterable[Named], table: NameTable) -> "NameIndex":
        """The index of all these names."""
        index = NameIndex(table)
        for one in names:
            index.add(one)
        return index

    def add(self, one: Named) -> None:
        """Take one more name in; a blank one is left out."""
        form = fold(one.name, self.table)
        if not form.plain:
            return
        number = len(self.names)
        self.names.append(one)
        self.forms.append(form)
        self._plain.setdefault(form.plain, []).append(number)
        self._twin.setdefault(form.twin, []).append(number)
        if form.core not in self._core:
            for struck in _struck(form.core):
                self._struck.setdefault(hash(struck), []).append(form.core)
        self._core.setdefault(form.core, []).append(number)

    def candidates(self, form: Folded) -> Iterator[tuple[int, Degree]]:
        """Numbers of names alike, nearest degree first; a number may come again in a later one."""
        for degree, numbers in (
            (Degree.SAME, self._plain.get(form.plain, ())),
            (Degree.TWIN, self._twin.get(form.twin, ())),
            (Degree.AFFIX, self._core.get(form.core, ())),
        ):
            for number in numbers:
                yield number, degree
        for core in self.near_cores(form.core):
            for number in self._core[core]:
                yield number, Degree.NEAR

    def groups_of(self, form: str) -> Iterator[list[int]]:
        """The numbers of names that share a form: plain, twin or core."""
        groups = {"plain": self._plain, "twin": self._twin, "core": self._core}[form]
        yield from (numbers for numbers in groups.values() if len(numbers) > 1)

    def numbers_of(self, core: str) -> list[int]:
        """The numbers of the names with this core."""
        return self._core[core]

    def near_pairs(self) -> Iterator[tuple[str, str]]:
        """Cores one character apart, each pair once."""
        for core in self._core:
            yield from ((core, near) for near in self.near_cores(core) if core < near)

    def near_cores(self, core: str) -> list[str]:
        """The cores one character apart from this one, in order."""
        found = {
            other
            for struck in _struck(core)
            for other in self._struck.get(hash(struck), ())
            if is_one_apart(core, other)
        }
        return sorted(found)


def _struck(core: str) -> tuple[str, ...]:
    """A core, and what it leaves when any one character is struck out; nothing if it is short."""
    if len(core) < _SHORTEST_NEAR:
        return ()
    return (core, *{core[:at] + core[at + 1 :] for at in range(len(core))})


def is_one_apart(one: str, other: str) -> bool:
    """Whether one character is put in, left out or changed, or two neighbours are swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    shortest = min(len(one), len(other))
    while start < shortest and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[1::-1] == right[:2] and left[2:] == right[2:])
    return left[1:] == right if len(left) > len(right) else left == right[1:]


def look_alike(name: str, index: NameIndex, owner: str = "", most: int = 50) -> tuple[Alike, ...]:
    """The names alike to one, the most alike first; those of ``owner`` are its own."""
    found: dict[int, Degree] = {}
    for number, degree in index.candidates(fold(name, index.table)):
        one = index.names[number]
        if number not in found and not (owner and one.owner == owner):
            found[number] = degree
        if len(found) >= most:
            break
    return tuple(
        Alike(index.names[number].key, index.names[number].name, degree)
        for number, degree in found.items()
    )


def look_alikes(names: Iterable[Named], table: NameTable, most: int = 10_000) -> Pairs:
    """All pairs of names alike among many, of different owners, the most alike first."""
    index = NameIndex.of(names, table)
    found: list[Pair] = []
    for pair in _all_pairs(index):
        if len(found) >= most:
            return Pairs(tuple(found), is_cut=True)
        found.append(pair)
    return Pairs(tuple(found), is_cut=False)


def _all_pairs(index: NameIndex) -> Iterator[Pair]:
    """Alike as they stand, then less and less, then between cores one character apart."""
    for numbers in index.groups_of("plain"):
        for one, other in combinations(numbers, 2):
            yield from _pair(index, one, other, Degree.SAME)
    for coarse, fine, degree in (("twin", "plain", Degree.TWIN), ("core", "twin", Degree.AFFIX)):
        for numbers in index.groups_of(coarse):
            parts: dict[str, list[int]] = {}
            for number in numbers:
                parts.setdefault(getattr(index.forms[number], fine), []).append(number)
            for first, second in combinations(parts.values(), 2):
                for one, other in product(first, second):
                    yield from _pair(index, one, other, degree)
    for core, near in index.near_pairs():
        for one, other in product(index.numbers_of(core), index.numbers_of(near)):
            yield from _pair(index, one, other, Degree.NEAR)


def _pair(index: NameIndex, one: int, other: int, degree: Degree) -> Iterator[Pair]:
    first, second = index.names[one], index.names[other]
    if not first.owner or first.owner != second.owner:
        yield Pair(first, second, degree)
