"""Outcomes beside the law they rest on, ready to be printed: one matter per outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhijian.core.documents.words import (
    NO_ORGANIZATION,
    OUR_PROPOSAL,
    amount,
    kind_word,
    state_word,
)
from zhijian.core.outcomes import Outcome, Verdict
from zhijian.core.rules import Rulebooks


@dataclass(frozen=True, slots=True)
class Basis:
    """A clause as documents cite it. Without a clause it is our own proposal, and says so."""

    clause: str = ""
    number: str = ""
    title: str = ""
    locator: str = ""
    says: str = ""

    @property
    def is_proposal(self) -> bool:
        """No clause stands behind it."""
        return not self.clause

    @property
    def cited(self) -> str:
        """Document number (else its title) and place in it: 房政办发〔2023〕16号五."""
        if self.is_proposal:
            return OUR_PROPOSAL
        return (self.number or f"《{self.title}》") + self.locator


@dataclass(frozen=True, slots=True)
class Matter:
    """One outcome and its law. ``reading`` is the sentence of the reading it was judged by."""

    outcome: Outcome
    basis: Basis
    reading: str

    @property
    def organization(self) -> str:
        """The unit it falls on, by name."""
        return self.outcome.organization or NO_ORGANIZATION

    @property
    def kind(self) -> str:
        """What the subject is: 账号, 单位, 网站 …"""
        return kind_word(self.outcome.subject_kind)

    @property
    def name(self) -> str:
        """What people call the subject; its key if it has no name."""
        return self.outcome.subject_name or self.outcome.subject

    @property
    def subject(self) -> str:
        """Kind and name: 账号“青禾发布”; a unit is called by its name alone."""
        if self.name == self.outcome.organization:
            return self.name
        return f"{self.kind}“{self.name}”"

    @property
    def cited(self) -> str:
        """The clause; where nothing could be judged there is none to cite."""
        if self.basis.is_proposal and self.outcome.verdict is Verdict.UNDETERMINED:
            return "—"
        return self.basis.cited

    @property
    def said(self) -> str:
        """The check's sentence, without its full stop."""
        return self.outcome.says.strip().rstrip("。；")

    @property
    def state(self) -> str:
        """不符合, 提醒, 例外 or 未能判断."""
        return state_word(self.outcome)

    @property
    def observed(self) -> str:
        """What was measured, with its unit."""
        return amount(self.outcome.observed, self.outcome.unit)

    @property
    def limit(self) -> str:
        """What the rule allows, with its unit."""
        return amount(self.outcome.limit, self.outcome.unit)


class Law:
    """Clauses and readings looked up once each, however many outcomes cite them."""

    def __init__(self, rulebooks: Rulebooks) -> None:
        self.rulebooks = rulebooks
        self._bases: dict[str, Basis] = {"": Basis()}

    def basis(self, clause_id: str) -> Basis:
        """Return the clause as documents cite it; an empty id is our own proposal."""
        if clause_id not in self._bases:
            clause = self.rulebooks.clause(clause_id)
            document = self.rulebooks.document(clause.document)
            self._bases[clause_id] = Basis(
                clause_id, document.number or "", document.title, clause.locator, clause.says
            )
        return self._bases[clause_id]

    def reading(self, reading_id: str) -> str:
        """Return the sentence of a reading, empty for none."""
        return self.rulebooks.readings[reading_id].says if reading_id else ""

    def matters(self, outcomes: Iterable[Outcome]) -> tuple[Matter, ...]:
        """Return the outcomes with their law, by unit, check and subject."""
        found = [
            Matter(outcome, self.basis(outcome.clause), self.reading(outcome.reading))
            for outcome in outcomes
        ]
        return tuple(sorted(found, key=_by_unit))


def _by_unit(matter: Matter) -> tuple[str | date, ...]:
    outcome = matter.outcome
    return (outcome.organization or "\uffff", outcome.check, outcome.subject, outcome.item)
