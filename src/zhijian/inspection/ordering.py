"""What orders would come of findings: by unit, each with its day and clause; and what cannot go.

It only reads: the page of a batch shows it, and the action that sends orders takes it as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.process import Definition, Due, begin, due_at, resolve, working_of
from zhijian.core.terms import Term, Unit
from zhijian.inspection.models import Finding, Rectification
from zhijian.law.books import calendar, rulebooks
from zhijian.ledger.models import Account
from zhijian.people.models import Organization
from zhijian.people.policy import supervisor_of
from zhijian.people.roster import book_place

PROCESS, MEND = "rectification", "mend"
ORDERABLE = (Finding.State.OPEN, Finding.State.CONFIRMED, Finding.State.REOPENED)
"""The states in which a finding can be ordered to be mended."""
STANDING = tuple(
    state
    for state in Rectification.State
    if state not in (Rectification.State.SETTLED, Rectification.State.DROPPED)
)
"""The states of a row that is not over."""
_GONE = (Account.State.CLOSED, Account.State.DEREGISTERED, Account.State.DROPPED)


@dataclass(frozen=True)
class Left:
    """A finding that cannot be ordered, and why as a sentence."""

    finding: Finding
    why: str


@dataclass(frozen=True)
class Draft:
    """The order that one unit would get.

    ``term`` is what the place gives, or what the office set; ``may_set``: no text gives a figure.
    """

    organization: Organization
    place: str
    findings: tuple[Finding, ...]
    term: Term
    due: Due
    words: str
    source: str
    may_set: bool
    is_set: bool
    working: tuple[str, ...]

    @property
    def due_on(self) -> date:
        """The last day for mending."""
        return self.due.on


@dataclass(frozen=True)
class Batch:
    """Orders by unit, and what was left out."""

    drafts: tuple[Draft, ...]
    left: tuple[Left, ...]

    @property
    def count(self) -> int:
        """How many findings the orders hold."""
        return sum(len(draft.findings) for draft in self.drafts)


def plan(
    findings: Iterable[Finding], *, on: date | None = None, terms: Mapping[int, Term] | None = None
) -> Batch:
    """The orders that findings would bring on a day; ``terms`` are set by unit (its id).

    Findings bring their ``organization``, ``account`` and ``office`` along.
    """
    today = on or clock.today()
    rows = list(findings)
    numbers = standing_orders(rows)
    by_unit: dict[int, list[Finding]] = {}
    left: list[Left] = []
    troubles: dict[int | None, str] = {}
    for finding in rows:
        unit = finding.organization_id
        if unit not in troubles:
            troubles[unit] = _unit_trouble(finding.organization, today)
        if why := why_not(finding, numbers) or troubles[unit]:
            left.append(Left(finding, why))
        else:
            by_unit.setdefault(finding.organization_id or 0, []).append(finding)
    planner = _Planner(today)
    drafts = [planner.draft(held, (terms or {}).get(unit)) for unit, held in by_unit.items()]
    return Batch(tuple(sorted(drafts, key=lambda draft: str(draft.organization))), tuple(left))


def why_not(finding: Finding, numbers: Mapping[int, str]) -> str:
    """Why a finding cannot be ordered, as a sentence; empty if it can."""
    what = f"“{finding}”"
    if number := numbers.get(finding.pk):
        return f"{what}已经在整改中，整改通知的编号是 {number}，不用再下达。"
    if finding.state == Finding.State.IN_RECTIFICATION:
        return f"{what}的状态是整改中，请先核对它的整改通知。"
    if finding.state not in ORDERABLE:
        return f"{what}的状态是“{finding.get_state_display()}”，不能下达整改。"
    account = finding.account
    if account is not None and account.state in _GONE:
        word = account.get_state_display()
        return f"账号“{account}”已经{word}，{what}没有可以整改的对象，不用再下达。"
    return ""


def _unit_trouble(unit: Organization | None, today: date) -> str:
    if unit is None:
        return "这个问题没有登记单位，无处下达。请先在台账补上主办单位。"
    if unit.abolished_on is not None and unit.abolished_on <= today:
        return f"{unit}已于 {unit.abolished_on} 撤并，请改由承接单位处理。"
    if supervisor_of(unit, today) is None:
        return f"{unit}没有登记主管单位，复查无人办理。请先在单位台账登记主管关系。"
    return ""


def standing_orders(findings: Iterable[Finding]) -> dict[int, str]:
    """The number of the order in which each finding is being mended, by the finding's id."""
    rows = Rectification.objects.filter(
        finding__in=[finding.pk for finding in findings], state__in=STANDING
    )
    found = rows.filter(case__state=Case.State.OPEN).values_list("finding", "case__number")
    return {finding: number for finding, number in found if finding is not None}


class _Planner:
    """Reckons the day of each place once."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._definitions: dict[str, Definition] = {}

    def draft(self, findings: list[Finding], asked: Term | None) -> Draft:
        unit = findings[0].organization
        assert unit is not None
        place = book_place(unit, rulebooks())
        if place not in self._definitions:
            self._definitions[place] = resolve(rulebooks(), PROCESS, place, self._on)
        definition = self._definitions[place]
        limit = definition.step(MEND).term
        assert limit is not None
        may_set = limit.basis.is_proposed
        is_set = may_set and asked is not None and asked != limit.term
        if is_set and asked is not None:
            definition = definition.with_term(MEND, asked)
        years = calendar()
        state = begin(definition, opener="", event_on=self._on, on=self._on, calendar=years)
        due = due_at(definition, state, MEND, years)
        assert due is not None
        return Draft(
            organization=unit,
            place=place,
            findings=tuple(findings),
            term=due.limit.term,
            due=due,
            words=said(due.limit.term) + ("（建议）" if due.limit.basis.is_proposed else ""),
            source=due.limit.basis.citation,
            may_set=may_set,
            is_set=is_set,
            working=working_of(state, due, years).lines,
        )


def said(term: Term) -> str:
    """A term in words; none is the day of the order itself."""
    return str(term) if term.amount else str(Term(0, Unit.SAME_DAY))
