"""The loaded rulebooks: what a place is judged by, on any day, with the clause of every value."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from zhijian.core.refused import Refused
from zhijian.core.rules.chain import Link, all_kinds, links
from zhijian.core.rules.inheritance import Levels, rows_of
from zhijian.core.rules.model import (
    NATION,
    Clause,
    Control,
    Document,
    Entry,
    Indicator,
    Place,
    Reading,
    Rule,
    RuleRow,
)
from zhijian.core.rules.places import DIVISIONS, parent_of
from zhijian.core.rules.process_model import Process
from zhijian.core.workdays import day_number

_SUPERIOR_DIGITS = {"city": 4, "province": 2}


@dataclass(frozen=True)
class Rulebooks:
    """Rules, clauses and places of one folder and its overlays. Made by ``Rulebooks.load``."""

    rules: Mapping[str, Rule]
    documents: Mapping[str, Document]
    clauses: Mapping[str, Clause]
    controls: Mapping[str, Control]
    readings: Mapping[str, Reading]
    places: Mapping[str, Place]
    entries: Mapping[str, Mapping[str, tuple[Entry, ...]]]
    indicators: tuple[Indicator, ...] = ()
    scoring: Mapping[str, Any] = field(default_factory=dict)
    formats: Mapping[str, Any] = field(default_factory=dict)
    processes: Mapping[str, Process] = field(default_factory=dict)
    platforms: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Any] = field(default_factory=dict)
    _resolved: dict[str, dict[str, tuple[RuleRow, ...]]] = field(default_factory=dict, repr=False)

    @staticmethod
    def load(folder: Path, overlays: Sequence[Path] = ()) -> "Rulebooks":
        """The rulebooks in ``folder``, with those of ``overlays`` laid over them in order.

        Raises:
            RulebookRefused: with every problem found in the folders, file and line first.
        """
        from zhijian.core.rules.loading import load

        return load(folder, overlays)

    def clause(self, name: str) -> Clause:
        """Raises: Refused, if there is no such clause."""
        if name not in self.clauses:
            raise Refused(f"没有条款“{name}”。用 zhijian rules show 可以查到规则所引的条款。")
        return self.clauses[name]

    def document(self, name: str) -> Document:
        """Raises: Refused, if there is no such document."""
        if name not in self.documents:
            raise Refused(f"没有文件“{name}”。请核对 rulebooks/documents 中的文件名。")
        return self.documents[name]

    def rule(self, key: str) -> Rule:
        """Raises: Refused, if the catalogue has no such rule."""
        if key not in self.rules:
            near = [name for name in self.rules if name.split(".")[0] == key.split(".")[0]]
            hint = (
                f"同主题的有：{'、'.join(near)}。"
                if near
                else "用 zhijian rules list 查看全部规则。"
            )
            raise Refused(f"没有规则“{key}”。{hint}")
        return self.rules[key]

    def process(self, name: str) -> Process:
        """Raises: Refused, if there is no such process."""
        if name not in self.processes:
            known = "、".join(self.processes) or "（没有任何流程）"
            raise Refused(f"没有流程“{name}”。可用的有：{known}。请核对名称。")
        return self.processes[name]

    def book_of(self, place: str) -> str:
        """The place whose folder holds for ``place``: itself, or the nearest one above it.

        Raises:
            Refused: ``place`` is not a division code.
        """
        code = place[:6] if len(place) in (9, 12) else place
        if not DIVISIONS.fullmatch(code) or not (place == NATION or place.isdecimal()):
            raise Refused(f"“{place}”不是行政区划代码。请写六位数字，如 420325；全国写 cn。")
        current: str | None = code
        while current is not None and current not in self.places:
            current = parent_of(current)
        return current or NATION

    def line_of(self, place: str) -> tuple[str, ...]:
        """The codes that a place inherits from, itself first, the nation last."""
        codes = []
        current: str | None = self.book_of(place)
        while current is not None:
            if current in self.places:
                codes.append(current)
            current = parent_of(current)
        return tuple(codes)

    def superior(self, place: str, managed_by: str) -> str:
        """The place whose rules apply to a unit managed from above (垂直管理).

        ``managed_by``: "city" gives the city's code, "province" the province's, "nation" cn.

        Source: yinzhou-3e
        """
        book = place[:6]
        if managed_by == "nation" or place == NATION:
            return NATION
        if managed_by not in _SUPERIOR_DIGITS:
            raise Refused(
                f"管理层级“{managed_by}”不认识。可用：city（市属）、province（省属）、nation（中央属）。"
            )
        self.book_of(place)
        digits = _SUPERIOR_DIGITS[managed_by]
        return book[:digits].ljust(6, "0")

    def levels(self, place: str, rule: str) -> Levels:
        """The entries of a rule along a place's line, deepest level first."""
        return [self.entries.get(code, {}).get(rule, ()) for code in self.line_of(place)]

    def resolve(self, place: str) -> tuple[RuleRow, ...]:
        """The rules in force for a place in all periods, in catalogue order.

        The column ``place`` holds the book, ``book_of(place)``.
        """
        by_rule = self._book(self.book_of(place))
        return tuple(row for rows in by_rule.values() for row in rows)

    def _book(self, code: str) -> dict[str, tuple[RuleRow, ...]]:
        """The rows of a book by rule; those of the book above are taken over where it is silent."""
        if code in self._resolved:
            return self._resolved[code]
        line = self.line_of(code)
        own = self.entries.get(code, {})
        above = self._book(line[1]) if len(line) > 1 else {}
        rows: dict[str, tuple[RuleRow, ...]] = {}
        for key, rule in self.rules.items():
            if key in own:
                found = rows_of(self.levels(code, key), rule, code, self.clauses)
            else:
                found = tuple(row.of_place(code) for row in above.get(key, ()))
            if found:
                rows[key] = found
        self._resolved[code] = rows
        return rows

    def in_force(
        self, place: str, on: date, rule: str | None = None, kind: str | None = None
    ) -> tuple[RuleRow, ...]:
        """The rows in force for a place on a day, of one rule and kind if asked."""
        day = day_number(on)
        return tuple(
            row
            for row in self.resolve(place)
            if row.from_d <= day < row.until_d
            and (rule is None or row.rule == rule)
            and (kind is None or row.kind == kind)
        )

    def chain(self, key: str, place: str, on: date, kind: str = "") -> tuple[Link, ...]:
        """Every entry on a rule from the nation down to the place, with why it held or not.

        Raises:
            Refused: no such rule, or no such kind of it; a rule with kinds must be asked for one.
        """
        rule = self.rule(key)
        if kind not in all_kinds(rule):
            known = "、".join(f"{name}（{title}）" for name, title in rule.kinds.items())
            raise Refused(f"规则 {key} 没有种类“{kind}”。可用的有：{known or '（不分种类）'}。")
        line = [self.places[code] for code in self.line_of(place)]
        return tuple(links(self.levels(place, key), line, rule, kind, day_number(on)))

    def relation(self, places: Iterable[str]) -> list[tuple[Any, ...]]:
        """The rules relation for many places: the rows of each distinct book once.

        Columns as in ``RuleRow``; relate a place to its rows by ``book_of``.
        """
        books = dict.fromkeys(self.book_of(place) for place in places)
        return [row for book in books for row in self.resolve(book)]
