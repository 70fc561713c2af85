"""What a unit with findings is asked to do next, and by when, from the rules in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from zhijian.core.documents.matters import Basis, Law
from zhijian.core.documents.words import OUR_PROPOSAL, chinese_day, day_with_weekday
from zhijian.core.rules import RuleRow
from zhijian.core.terms import Term, Unit
from zhijian.core.workdays import WorkCalendar
from zhijian.core.working import explain


@dataclass(frozen=True, slots=True)
class Deadline:
    """The term for putting things right. ``due_on`` is None if no rule gives a figure.

    ``within`` is the term in words, ``working`` how the day was reached; ``stated_by`` is a clause
    that asks for haste without a figure (the figure is then our proposal, or the office's own
    where ``is_set``).
    """

    within: str
    due_on: date | None
    is_estimate: bool
    basis: Basis
    stated_by: Basis
    working: str
    is_set: bool = False

    @property
    def is_proposal(self) -> bool:
        """The figure is ours, not a text's nor the office's."""
        return self.basis.is_proposal and not self.is_set

    @property
    def day(self) -> str:
        """The due day in words, with 估算 or 建议 where it is one; empty without a day."""
        if self.due_on is None:
            return "按条款要求"
        flags = (("估算", self.is_estimate), ("建议", self.is_proposal))
        marks = [word for word, holds in flags if holds]
        return chinese_day(self.due_on) + (f"（{'、'.join(marks)}）" if marks else "")

    @property
    def plain_day(self) -> str:
        """The due day in words, marked only where it is an estimate."""
        if self.due_on is None:
            return "按条款要求"
        return chinese_day(self.due_on) + ("，按周末推算" if self.is_estimate else "")

    @property
    def source(self) -> str:
        """Where the term comes from, in words."""
        if not self.basis.is_proposal:
            return self.basis.cited
        if self.is_set:
            silent = "现行规定" if self.stated_by.is_proposal else self.stated_by.cited
            return f"{silent}没有写明天数，此期限由下达单位确定"
        if not self.stated_by.is_proposal:
            return f"{self.stated_by.cited}没有写明天数，此期限为{OUR_PROPOSAL}"
        return f"现行规定没有写明整改天数，此期限为{OUR_PROPOSAL}"


@dataclass(frozen=True, slots=True)
class Demands:
    """The deadline, and whether a report and a second look are asked for, each with its source."""

    deadline: Deadline
    report: Basis | None
    recheck: Basis | None


class DemandsByPlace:
    """Demands looked up once per place; a unit under a superior's rules has the superior's.

    ``is_ordered``: the notice goes out on that day, and the term runs from then.
    """

    def __init__(
        self, law: Law, on: date, calendar: WorkCalendar, *, is_ordered: bool = False
    ) -> None:
        self._law, self._on, self._calendar = law, on, calendar
        self._is_ordered = is_ordered
        self._found: dict[str, Demands] = {}

    def of(self, place: str, term: Term | None = None) -> Demands:
        """Return what ``place`` demands of a unit that receives its notice on the day judged.

        ``term`` is the one that the office set, where the place gives no figure.
        """
        if place not in self._found:
            self._found[place] = self._look_up(place)
        found = self._found[place]
        if term is None or not found.deadline.basis.is_proposal:
            return found
        deadline = self._counted(term, Basis(), found.deadline.stated_by, is_set=True)
        return replace(found, deadline=deadline)

    def _look_up(self, place: str) -> Demands:
        in_force = self._law.rulebooks.in_force(place, self._on)
        rows = {row.rule: row for row in in_force if row.rule.startswith("rectification.")}
        deadline = rows.get("rectification.deadline")
        return Demands(
            _no_figure(Basis()) if deadline is None else self._deadline(deadline),
            self._wanted(rows.get("rectification.report")),
            self._wanted(rows.get("rectification.recheck")),
        )

    def _deadline(self, row: RuleRow) -> Deadline:
        stated_by = self._law.basis(row.stated_clause or "")
        if row.amount is None:
            return _no_figure(stated_by)
        term = Term(row.amount, Unit(row.unit))
        return self._counted(term, self._law.basis(row.clause or ""), stated_by)

    def _counted(
        self, term: Term, basis: Basis, stated_by: Basis, *, is_set: bool = False
    ) -> Deadline:
        working = explain(self._on, term, self._calendar, estimate=True)
        began = "下达" if self._is_ordered else "收到"
        counted = f"当日不计，第{term}届满" if term.amount else "当日办结"
        sentences = [
            f"以{day_with_weekday(self._on)}{began}计，{counted}，",
            f"即{day_with_weekday(working.due_on)}，该日仍在期限内。",
            *working.remarks,
            "" if self._is_ordered else "收到日期不同的，按实际收到之日顺推。",
        ]
        return Deadline(
            f"自{began}之日起{term}内" if term.amount else f"{began}当日",
            working.due_on,
            working.is_estimate,
            basis,
            stated_by,
            "".join(sentences),
            is_set,
        )

    def _wanted(self, row: RuleRow | None) -> Basis | None:
        if row is None or row.amount == 0:
            return None
        return self._law.basis(row.clause or row.stated_clause or "")


def sourced(basis: Basis) -> str:
    """Return the sentence that says where a demand comes from."""
    return "此项为本平台建议。" if basis.is_proposal else f"依据：{basis.cited}。"


def _no_figure(stated_by: Basis) -> Deadline:
    return Deadline(
        within="按各条款要求的期限",
        due_on=None,
        is_estimate=False,
        basis=Basis(),
        stated_by=stated_by,
        working="规则集没有写明天数。",
    )
