"""Which ledger a table is, and which column of it each header means."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache

from zhijian.core.facts.model import Column, Relation
from zhijian.core.facts.reading.composite import Composite, composite
from zhijian.core.facts.reading.headers import Header, folded
from zhijian.core.facts.schema import RELATIONS

# A table without a name is told by its headers only when at least so many are understood.
LIKELY_COLUMNS = 3
LEFT_OUT = "按指定不采用"  # the reason for a column that somebody asked to leave out
BY_PROFILE = "按方案"  # how a ledger was told that a profile knows
IGNORE = ""  # what a mapping says of a column that is to be left out

# Words that change nothing about what a header asks for.
_BRACKETS = re.compile(r"\([^()]*\)")
_FILLER = re.compile(r"\([^()]*\)|是否|有无|情况|具体|填写|请填|请|必填|的|全称")
_SAME = (("时间", "日期"), ("号码", "编号"), ("链接地址", "链接"), ("网址", "链接"))
_RANK = {"given": 0, "profile": 1, "exact": 2, "alias": 3, "composite": 4, "guess": 5}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A header and what was made of it: one column, several (composite), or none with a reason."""

    header: Header
    column: Column | None
    how: str
    parts: Composite | None = None


@dataclass
class TableMapping:
    """A table read as ``relation``."""

    relation: Relation
    columns: list[Mapped] = field(default_factory=list)

    @property
    def targets(self) -> set[str]:
        """The names of the columns that get a value."""
        names = {mapped.column.name for mapped in self.columns if mapped.column}
        for mapped in self.columns:
            if mapped.parts:
                names |= {column.name for column in mapped.parts.columns}
        return names

    @property
    def missing(self) -> list[Column]:
        """Required columns without a header; a moment column stands in for its day, and a day."""
        targets = self.targets
        return [
            column
            for column in needed(self.relation)
            if column.name not in targets and twin(column.name) not in targets
        ]

    @property
    def score(self) -> tuple[int, int]:
        """How well it fits: columns understood, of these by their very name."""
        sure = sum(1 for mapped in self.columns if mapped.how in ("given", "profile", "exact"))
        return len(self.targets), sure


def needed(relation: Relation) -> list[Column]:
    """The columns without which a row of ``relation`` says nothing."""
    return [
        column
        for column in relation.asked
        if column.required or (column.name in relation.key and column.refers)
    ]


def twin(name: str) -> str:
    """The moment column that belongs to a day column, and the other way round."""
    return name[:-2] + ("_s" if name.endswith("_d") else "_d") if name[-2:] in ("_d", "_s") else ""


@cache
def words(relation: Relation) -> dict[str, tuple[Column, str]]:
    """Every folded header of ``relation``: its column, and how sure we are of it."""
    known: dict[str, tuple[Column, str]] = {}

    def learn(word: str, column: Column, how: str) -> None:
        before = known.get(word)
        if word and (before is None or _RANK[how] < _RANK[before[1]]):
            known[word] = column, how

    for column in relation.asked:
        learn(folded(column.label), column, "exact")
        for alias in (column.name, *column.aliases):
            learn(folded(alias), column, "alias")
        for label in (column.label, *column.aliases):
            learn(_without_brackets(folded(label)), column, "alias")
    loose: dict[str, set[str]] = {}
    for word, (column, _) in list(known.items()):
        loose.setdefault(_loose(word), set()).add(column.name)
    for word, names in loose.items():
        if len(names) == 1:
            learn(word, relation.column(*names), "guess")
    return known


@cache
def vocabulary() -> frozenset[str]:
    """Every folded header of every relation."""
    return frozenset(word for relation in RELATIONS.values() for word in words(relation))


def knows(header: str, also: Collection[str] = ()) -> bool:
    """``header`` (folded) is one we know, or could be taken apart into two we know."""
    known = vocabulary()
    return (
        header in known
        or header in also
        or ("(" in header and _without_brackets(header) in known)
        or _loose(header) in known
    )


def recognise(relation: Relation, header: str) -> tuple[Column, str] | None:
    """Return the column a header means in ``relation`` and how it was recognised."""
    known = words(relation)
    word = folded(header)
    if found := known.get(word):
        return found
    if found := known.get(_without_brackets(word)):
        return found[0], "guess" if found[1] == "guess" else "alias"
    if found := known.get(_loose(word)):
        return found[0], "guess"
    return None


def map_columns(
    relation: Relation, headers: list[Header], given: Mapping[str, tuple[str, str]]
) -> TableMapping:
    """Return what each header means in ``relation``.

    ``given`` maps a folded header to (column name or IGNORE, 'given' or 'profile'). Of two headers
    for one column the surer wins; the other is reported as not taken.
    """
    subs = [folded(header.text) for header in headers]
    best: dict[str, int] = {}
    found: list[Mapped] = []
    for header in headers:
        repeated = subs.count(folded(header.text)) > 1
        found.append(_map_one(relation, header, given, alone=not repeated))
    for index, mapped in enumerate(found):
        if mapped.column is None:
            continue
        rival = best.get(mapped.column.name)
        if rival is None:
            best[mapped.column.name] = index
        elif _RANK[mapped.how] < _RANK[found[rival].how]:
            found[rival] = _beaten(found[rival], mapped)
            best[mapped.column.name] = index
        else:
            found[index] = _beaten(mapped, found[rival])
    for index, mapped in enumerate(found):
        if mapped.parts and any(column.name in best for column in mapped.parts.columns):
            rest = mapped.parts.without(best)
            why = "内容与别的列重复" if rest is None else mapped.how
            found[index] = Mapped(mapped.header, None, why, rest)
    return TableMapping(relation, found)


def _beaten(loser: Mapped, winner: Mapped) -> Mapped:
    return Mapped(loser.header, None, f"与“{winner.header.full}”同指一列")


def _map_one(
    relation: Relation, header: Header, given: Mapping[str, tuple[str, str]], *, alone: bool
) -> Mapped:
    for text in (header.full, header.text):
        if text and folded(text) in given:
            name, how = given[folded(text)]
            if name == IGNORE:
                return Mapped(header, None, LEFT_OUT)
            if any(column.name == name for column in relation.asked):
                return Mapped(header, relation.column(name), how)
    if header.group and (found := recognise(relation, header.full)):
        return Mapped(header, *found)
    if (alone or not header.group) and (found := recognise(relation, header.text)):
        return Mapped(header, *found)
    if parts := composite(header.full, lambda word: recognise(relation, word)):
        return Mapped(header, None, "composite", parts)
    why = "序号" if folded(header.full) in ("序号", "序", "no", "no.") else "台账没有对应的列"
    return Mapped(header, None, why)


def _without_brackets(word: str) -> str:
    return _BRACKETS.sub("", word)


def _loose(word: str) -> str:
    for one, other in _SAME:
        word = word.replace(one, other)
    return _FILLER.sub("", word)


# What surrounds a ledger's title in the names people give to files and sheets.
_AROUND = re.compile(r"\([^()]*\)|[\d\s._\-—年月日第季度附件表]+|最新|汇总|终稿|定稿|模板")


@cache
def _titles() -> dict[str, tuple[str, ...]]:
    """Folded title → the relations called so."""
    known: dict[str, set[str]] = {}
    for relation in RELATIONS.values():
        for title in (relation.title, relation.name, *relation.aliases):
            for word in {folded(title), folded(title).removesuffix("表")}:
                known.setdefault(word, set()).add(relation.name)
    return {word: tuple(sorted(names)) for word, names in known.items()}


def named(text: str) -> tuple[str, bool] | None:
    """Return the relation a file, sheet or table title names, and whether it names just that.

    >>> named("账号台账"), named("青禾县2026年3月信息发布台账")
    (('accounts', True), ('publications', False))
    """
    word = folded(text)
    titles = _titles()
    for exact in (word, _AROUND.sub("", word)):
        if len(titles.get(exact, ())) == 1:
            return titles[exact][0], True
    inside = [title for title in titles if len(title) >= 2 and title in word]
    longest = max(map(len, inside), default=0)
    relations = {name for title in inside if len(title) == longest for name in titles[title]}
    return (relations.pop(), False) if len(relations) == 1 else None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No ledger could be told, with the sentence's reason and cure."""

    reason: str
    cure: str


def choose_relation(
    headers: list[Header],
    names: list[tuple[str, str]],
    given: Mapping[str, tuple[str, str]],
    supplied: Collection[str] = (),
    wanted: str = "",
) -> tuple[TableMapping, str] | Unknown:
    """Return the mapping of a table and how its ledger was told.

    ``names`` are (where, text) of what may name it, the closest first: the line above the table,
    the sheet, the file. ``supplied`` are columns whose value stands outside the table.
    """
    if wanted:
        return _checked(map_columns(RELATIONS[wanted], headers, given), supplied, "按指定")
    weak: list[tuple[str, str]] = []
    for where, text in names:
        found = named(text)
        if found and found[1]:
            return _checked(
                map_columns(RELATIONS[found[0]], headers, given), supplied, f"按{where}"
            )
        if found:
            weak.append((where, found[0]))
    for where, name in weak:
        mapping = map_columns(RELATIONS[name], headers, given)
        if not _lacks(mapping, supplied):
            return mapping, f"按{where}"
    return by_headers(headers, given, supplied)


def by_headers(
    headers: list[Header], given: Mapping[str, tuple[str, str]], supplied: Collection[str]
) -> tuple[TableMapping, str] | Unknown:
    """Return the ledger that a table's headers alone tell, or why none can be told."""
    all_of = [map_columns(relation, headers, given) for relation in RELATIONS.values()]
    able = [m for m in all_of if not _lacks(m, supplied) and _is_likely(m)]
    able.sort(key=lambda mapping: mapping.score, reverse=True)
    if able and (len(able) == 1 or able[0].score > able[1].score):
        return able[0], "按表头判断"
    if able:
        rivals = "、".join(m.relation.title for m in able if m.score == able[0].score)
        return Unknown(
            f"看表头可能是{rivals}，分不清是哪一种",
            "请把工作表改名为其中之一，或用 --as 指定",
        )
    nearest = max(all_of, key=lambda mapping: mapping.score)
    lacks = "、".join(f"“{column.label}”" for column in _lacks(nearest, supplied))
    why = f"缺少必填列{lacks}" if lacks else "认得的列太少"
    return Unknown(
        f"看不出是哪种台账（最像{nearest.relation.title}，但{why}）",
        f"请把工作表改名为台账名并补齐必填列。可用的台账名：{ledger_names()}",
    )


def _is_likely(mapping: TableMapping) -> bool:
    """Enough of a nameless table is understood to say that it is this ledger."""
    understood = sum(1 for mapped in mapping.columns if mapped.column or mapped.parts)
    real = sum(1 for mapped in mapping.columns if mapped.how != "序号")
    return len(mapping.targets) >= LIKELY_COLUMNS and understood * 2 >= real


def ledger_names() -> str:
    """The titles of all ledgers, for a message."""
    return "、".join(relation.title for relation in RELATIONS.values())


def _lacks(mapping: TableMapping, supplied: Collection[str]) -> list[Column]:
    return [column for column in mapping.missing if column.name not in supplied]


def _checked(
    mapping: TableMapping, supplied: Collection[str], how: str
) -> tuple[TableMapping, str] | Unknown:
    lacks = _lacks(mapping, supplied)
    if not lacks:
        return mapping, how
    labels = "、".join(f"“{column.label}”" for column in lacks)
    return Unknown(
        f"{how}应为{mapping.relation.title}，但缺少必填列{labels}",
        '请补上这些列；表头用词不同的，用 --map "原表头=目标列" 指明',
    )
