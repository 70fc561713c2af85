"""Papers that the rules of a place ask for, against those on file: 有效, 将到期, 已过期 or 缺."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhijian.core.process.definition import Basis
from zhijian.core.rules.process_model import RuleRef
from zhijian.core.terms import Term, Unit
from zhijian.core.terms import estimate as reckoned
from zhijian.keeping import rules
from zhijian.keeping.models import Attestation, Contract
from zhijian.law.books import calendar
from zhijian.people.models import Organization

WARN_DAYS = 30
"""How long before its last day a paper counts as 将到期: a habit of ours, no rule's."""
ON_FILE = ("people.host_rules", "security.documents")
YEARLY = "security.annual_attestations"
YEARLY_MONTHS = "security.attestation_months"
OF_CONTRACTS = "outsourcing.documents"
TONES = {"有效": "green", "将到期": "amber", "已过期": "red", "缺": "red"}


@dataclass(frozen=True)
class Asked:
    """A paper that is asked for, the row that answers to it (None: none), and until when."""

    matter: str
    basis: Basis
    state: str
    row: Any = None
    until: date | None = None

    @property
    def tone(self) -> str:
        """The colour of its state; what only we propose or only accompanies a duty is no red."""
        tone = TONES[self.state]
        return "amber" if tone == "red" and not self.basis.is_law else tone

    @property
    def is_missing(self) -> bool:
        """Nothing in force answers to it."""
        return self.state in ("缺", "已过期")


def state_of(until: date | None, on: date) -> str:
    """The state of a paper that is there."""
    if until is not None and until < on:
        return "已过期"
    if until is not None and until <= on + timedelta(WARN_DAYS):
        return "将到期"
    return "有效"


def papers_of(
    unit: Organization, on: date, known: Iterable[Attestation] | None = None
) -> list[Asked]:
    """The rules, plans and yearly promises of a unit, in the order of the rules.

    ``known`` are the unit's papers where many units are asked for at once.
    """
    held = Attestation.objects.filter(organization=unit) if known is None else known
    rows = [row for row in held if row.signed_on <= on]
    found = [
        _best(item.title, item.basis, [(row, row.until_on) for row in rows], on)
        for _, item in rules.listed(unit, on, *ON_FILE)
    ]
    for _, item in rules.listed(unit, on, YEARLY):
        found.append(_best(item.title, item.basis, _yearly(rows, unit, on), on))
    return _once(found)


def papers_of_contract(contract: Contract, on: date) -> list[Asked]:
    """The papers that go with a contract."""
    held = [
        (row, row.until_on)
        for row in contract.papers.all()  # type: ignore[attr-defined]
        if row.signed_on is not None and row.signed_on <= on
    ]
    items = rules.listed(contract.organization, on, OF_CONTRACTS)
    return [_best(item.title, item.basis, held, on) for _, item in items]


def _yearly(rows: Iterable[Attestation], unit: Organization, on: date) -> Any:
    """Promises last as long as the rule says, or as they say themselves if that is shorter."""
    months = rules.asker_of(unit, on).amount_of(RuleRef(YEARLY_MONTHS))
    found = []
    for row in rows:
        days = [row.until_on]
        if months is not None:
            term = Term(months, Unit.MONTH)
            days.append(reckoned(row.signed_on, term, calendar())[0])
        found.append((row, min((day for day in days if day is not None), default=None)))
    return found


def _best(matter: str, basis: Basis, held: Sequence[tuple[Any, date | None]], on: date) -> Asked:
    """The paper of that name that lasts longest."""
    named = [pair for pair in held if str(pair[0]) == matter]
    if not named:
        return Asked(matter, basis, "缺")
    row, until = max(named, key=lambda pair: (pair[1] is None, pair[1] or date.min, pair[0].pk))
    return Asked(matter, basis, state_of(until, on), row, until)


def _once(found: Iterable[Asked]) -> list[Asked]:
    """A matter that two rules ask for once, by the firmer one."""
    kept: dict[str, Asked] = {}
    for one in found:
        before = kept.get(one.matter)
        if before is None or (one.basis.is_law and not before.basis.is_law):
            kept[one.matter] = one
    return list(kept.values())
