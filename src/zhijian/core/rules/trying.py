"""Rulebooks tried out before they hold: values that begin later, or one that nobody has set yet.

What is tried counts from when the value it replaces began, so that a judgement of today says what
it would say if the new rule had held all along. Nothing is written anywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhijian.core.checks.check import Check
from zhijian.core.refused import Refused
from zhijian.core.rules.books import Rulebooks
from zhijian.core.rules.inheritance import kinds_of
from zhijian.core.rules.model import (
    OPEN_END,
    Clause,
    Document,
    Entry,
    Rule,
    RuleRow,
    Value,
)
from zhijian.core.rules.values import fault_of
from zhijian.core.workdays import day_number, from_day_number

DRAFT = "draft"
"""The clause and the document of a value that nobody has set yet; they stand in no rulebook."""
_TITLE = "拟定的规定（预演，没有施行）"
_FOREMOST = 1_000
_SETTINGS = ("overdue.", "updates.lookback", "updates.form_window", "freshness.", "interaction.una")
"""Rules that the run itself reads, so that any check may turn on them."""


@dataclass(frozen=True)
class Ahead:
    """A rule of a place that changes on a day to come; the rows before and from then on."""

    rule: Rule
    kind: str
    on: date
    before: tuple[RuleRow, ...]
    after: tuple[RuleRow, ...]


@dataclass(frozen=True)
class Draft:
    """One value that an office thinks of: of a place, a rule and a kind ("": all there are)."""

    place: str
    rule: str
    kind: str
    value: Value
    unit: str


def to_come(books: Rulebooks, place: str, on: date) -> tuple[Ahead, ...]:
    """The rules of a place that change after ``on``, each with its next day of change."""
    day, found = day_number(on), []
    rows: dict[tuple[str, str], list[RuleRow]] = {}
    for row in books.resolve(place):
        kind = "" if books.rules[row.rule].type == "list" else row.kind
        rows.setdefault((row.rule, kind), []).append(row)
    for (key, kind), several in rows.items():
        cuts = {d for row in several for d in (row.from_d, row.until_d) if day < d < OPEN_END}
        if not cuts:
            continue
        change = min(cuts)
        before, after = (_held(several, at) for at in (day, change))
        found.append(Ahead(books.rules[key], kind, from_day_number(change), before, after))
    return tuple(sorted(found, key=lambda one: (one.on, one.rule.key, one.kind)))


def as_of(
    books: Rulebooks, rules: Iterable[str], day: date, *, now: date, since_d: int
) -> Rulebooks:
    """The rulebooks with some rules as they will be on ``day``, at every level.

    They count from when what held on ``now`` began; where nothing held, from ``since_d``.
    """
    entries = {place: dict(by_rule) for place, by_rule in books.entries.items()}
    for by_rule in entries.values():
        for key in rules:
            if key in by_rule:
                by_rule[key] = _brought_forward(by_rule[key], day, now, since_d)
    return replace(books, entries=entries, _resolved={})


def with_draft(books: Rulebooks, draft: Draft, *, now: date, since_d: int) -> Rulebooks:
    """The rulebooks with one more value, which a text of the office would state.

    Raises:
        Refused: no such place, rule or kind, or a value that does not fit the rule.
    """
    rule = books.rule(draft.rule)
    if draft.place not in books.places:
        raise Refused(f"“{draft.place}”没有自己的规则文件夹，不能在那里试改。请选规则集中的地区。")
    if draft.kind and draft.kind not in kinds_of(rule):
        known = "、".join(rule.kinds[kind] for kind in kinds_of(rule) if kind) or "（不分种类）"
        raise Refused(f"“{rule.title}”没有这个种类。可用的有：{known}。")
    if fault := fault_of(
        list(draft.value) if isinstance(draft.value, tuple) else draft.value, rule, books.controls
    ):
        raise Refused(f"“{rule.title}”的值{fault}")
    if rule.units and draft.unit not in rule.units:
        raise Refused(f"“{rule.title}”的单位应是其中之一：{'、'.join(rule.units)}。")
    line = [books.entries.get(code, {}).get(rule.key, ()) for code in books.line_of(draft.place)]
    began = _began([one for entries in line for one in entries], now)
    entry = Entry(
        place=draft.place,
        rule=rule.key,
        from_d=since_d if began is None else began,
        until_d=OPEN_END,
        value=draft.value,
        stated="",
        kinds=(draft.kind,) if draft.kind else (),
        unit=draft.unit,
        clause=DRAFT,
        strength="law",
        reading="",
        says="",
        layer=_FOREMOST,
        file="",
    )
    entries = {place: dict(by_rule) for place, by_rule in books.entries.items()}
    own = entries.setdefault(draft.place, {})
    own[rule.key] = (*own.get(rule.key, ()), entry)
    return replace(
        books,
        entries=entries,
        documents={**books.documents, DRAFT: _document()},
        clauses={**books.clauses, DRAFT: Clause(DRAFT, DRAFT, "", rule.title, "duty")},
        _resolved={},
    )


def value_of(text: str, rule: Rule) -> Value:
    """A value as it is written into a box: a number, 是 or 否, a day, a code, or items with 、.

    Raises:
        Refused: what cannot be read as the rule's type.
    """
    written = " ".join(text.split())
    if not written:
        raise Refused("没有写拟定的值，请填写。")
    match rule.type:
        case "amount":
            if not written.removeprefix("-").isdecimal():
                raise Refused(f"“{written[:20]}”不是整数，请只写数字。")
            return int(written)
        case "flag":
            if written not in ("是", "否"):
                raise Refused("请写“是”或“否”。")
            return written == "是"
        case "date":
            try:
                return date.fromisoformat(written)
            except ValueError:
                raise Refused(f"“{written[:20]}”不是日期，请写成 2026-11-20 这样。") from None
        case "list":
            named = {title: code for code, title in rule.items.items()}
            parts = [part.strip() for part in written.replace("，", "、").split("、")]
            return tuple(named.get(part, part) for part in parts if part)
        case "choice":
            return {title: code for code, title in rule.choices.items()}.get(written, written)
    return written


def checks_on(checks: Mapping[str, Check], rules: Iterable[str]) -> dict[str, Check]:
    """The checks that can turn on any of these rules: their own, those they join, or the run's."""
    wanted = tuple(rules)
    if any(rule.startswith(_SETTINGS) for rule in wanted):
        return dict(checks)
    return {
        name: one
        for name, one in checks.items()
        if any(one.rule == rule or f"'{rule}'" in _told(one) for rule in wanted)
    }


def _told(check: Check) -> str:
    """The blanks of a check's shape, in which the other rules that it asks for are named."""
    blanks: dict[str, Any] = check.shape.blanks()
    return " ".join([*map(str, blanks.values()), f"'{blanks.get('beside', '')}'"])


def _held(rows: Sequence[RuleRow], day: int) -> tuple[RuleRow, ...]:
    return tuple(row for row in rows if row.from_d <= day < row.until_d)


def _brought_forward(
    entries: tuple[Entry, ...], day: date, now: date, since_d: int
) -> tuple[Entry, ...]:
    at, began = day_number(day), _began(entries, now)
    start = since_d if began is None else began
    return tuple(
        replace(one, from_d=min(start, one.from_d), until_d=OPEN_END)
        for one in entries
        if one.from_d <= at < one.until_d
    )


def _began(entries: Iterable[Entry], now: date) -> int | None:
    """Since when something has held that holds on a day; None if nothing does."""
    day = day_number(now)
    return min((one.from_d for one in entries if one.from_d <= day < one.until_d), default=None)


def _document() -> Document:
    return Document(
        id=DRAFT,
        title=_TITLE,
        issuer="",
        number=None,
        issued_on=None,
        effective_on=None,
        effective_marked=True,
        status=DRAFT,
        confidence="",
        basis=(),
        aliases=(),
        note="",
        clauses=(DRAFT,),
    )
