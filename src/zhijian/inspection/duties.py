"""履职清单: what each unit must state, what it stated, whether that still counts. Only reads."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from zhijian.config.options import options
from zhijian.core.duties import Duty, clauses_by_control, load_duties, owed
from zhijian.core.process.asking import Asker
from zhijian.core.process.definition import Basis
from zhijian.core.rules.model import Clause
from zhijian.core.rules.process_model import RuleRef
from zhijian.core.scope import NOT_COUNTED
from zhijian.inspection.models import Fulfilment, SpotLook
from zhijian.keeping.models import Attestation
from zhijian.keeping.reports.papers import WARN_DAYS, YEARLY_MONTHS, Asked, papers_of
from zhijian.law.books import rulebooks
from zhijian.ledger.models import Account, Site
from zhijian.packaged import default_rulebooks
from zhijian.people.models import Lineage, Organization, Oversight, in_force
from zhijian.people.roster import book_place

GOOD, ENDING, LAPSED, MISSING, UNTRUE = "有效", "将到期", "已过期", "缺", "不属实"
STATES = (GOOD, ENDING, LAPSED, MISSING, UNTRUE)
TONES = {GOOD: "green", ENDING: "amber", LAPSED: "red", MISSING: "red", UNTRUE: "red"}
_WORST_FIRST = (UNTRUE, MISSING, LAPSED, ENDING, GOOD)


@dataclass(frozen=True)
class Item:
    """One line of a unit's list: the duty with its clauses, and what answers to it.

    ``papers`` are the matters of 制度与承诺 that answer instead of a statement: nothing is asked
    twice. ``look`` is the last spot check of the statement. What is missing never counts as met.
    """

    control: str
    title: str
    asks: str
    clauses: tuple[Clause, ...]
    state: str
    until: date | None = None
    row: Fulfilment | None = None
    look: SpotLook | None = None
    papers: tuple[Asked, ...] = ()
    months: int = 0
    period: Basis | None = None

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return TONES[self.state]

    @property
    def is_met(self) -> bool:
        """A statement is in force and nobody found it untrue; a look that failed to see counts."""
        return self.state in (GOOD, ENDING)

    @property
    def is_proposed(self) -> bool:
        """The period is our proposal: no clause names one."""
        return self.period is None or self.period.is_proposed

    @property
    def may_sign(self) -> bool:
        """A statement is due: none is in force, or it ends soon."""
        return not self.papers and self.state != GOOD


@dataclass(frozen=True)
class UnitList:
    """The list of one unit, and how many lines stand how."""

    unit: Organization
    items: tuple[Item, ...]
    counts: Mapping[str, int] = field(default_factory=dict)

    def of(self, control: str) -> Item | None:
        """The line of a control; None if the unit does not owe it."""
        return next((one for one in self.items if one.control == control), None)


@cache
def duties() -> Mapping[str, Duty]:
    """The duties that are stated here, with the office's own wordings over them."""
    folders = [*options().rulebooks]
    return load_duties(default_rulebooks(), rulebooks(), folders)


def unit_list(unit: Organization, on: date) -> UnitList:
    """What one unit must state, and how it stands."""
    return lists([unit], on)[0]


def lists(units: Sequence[Organization], on: date) -> list[UnitList]:
    """The lists of several units, in their order; a fixed number of queries."""
    known = _Known.of(units, on)
    return [known.list_of(unit) for unit in units]


def totals(found: Iterable[UnitList]) -> dict[str, int]:
    """How many lines stand how, over several units."""
    counted: Counter[str] = Counter()
    for one in found:
        counted.update(one.counts)
    return {state: counted[state] for state in STATES}


def standing(control: str, unit: Organization, on: date) -> Item | None:
    """One line of a unit's list; None if the unit does not owe it."""
    return unit_list(unit, on).of(control)


@dataclass
class _Known:
    """What was read once for several units."""

    on: date
    rows: Mapping[tuple[int, str], list[Fulfilment]]
    looks: Mapping[int, SpotLook]
    papers: Mapping[int, list[Attestation]]
    sponsors: frozenset[int]
    supervisors: frozenset[int]
    by_place: dict[str, tuple[dict[str, tuple[Clause, ...]], Asker]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: Sequence[Organization], on: date) -> "_Known":
        """Everything that the lists of ``units`` turn on."""
        ids = [unit.pk for unit in units]
        rows: dict[tuple[int, str], list[Fulfilment]] = defaultdict(list)
        stated = Fulfilment.objects.filter(organization__in=ids, withdrawn_on__isnull=True)
        for row in stated.filter(signed_on__lte=on).order_by("pk"):
            rows[row.organization_id, row.control].append(row)
        current = [several[-1].pk for several in rows.values()]
        looked = SpotLook.objects.filter(fulfilment__in=current).select_related("by__person")
        papers: dict[int, list[Attestation]] = defaultdict(list)
        for paper in Attestation.objects.filter(organization__in=ids, signed_on__lte=on):
            papers[paper.organization_id].append(paper)
        return cls(
            on=on,
            rows=rows,
            looks={look.fulfilment_id: look for look in looked.order_by("pk")},
            papers=papers,
            sponsors=_sponsors(ids),
            supervisors=_supervisors(ids, on),
        )

    def list_of(self, unit: Organization) -> UnitList:
        """The list of one unit; enterprises and outside operators owe nothing here."""
        is_asked = unit.kind not in NOT_COUNTED and unit.pk in self.sponsors | self.supervisors
        if not is_asked:
            return UnitList(unit, (), dict.fromkeys(STATES, 0))
        clauses, asker = self._law(unit)
        answered = self._answered(unit, clauses)
        due = owed(duties(), clauses, supervises=unit.pk in self.supervisors)
        due = tuple(one for one in due if one.whose != "sponsor" or unit.pk in self.sponsors)
        items = [
            self._by_papers(control, clauses[control], answered[control]) for control in answered
        ]
        items += [
            self._stated(unit, one, clauses[one.control], asker)
            for one in due
            if one.control not in answered
        ]
        counted = Counter(item.state for item in items)
        return UnitList(unit, tuple(items), {state: counted[state] for state in STATES})

    def _law(self, unit: Organization) -> tuple[dict[str, tuple[Clause, ...]], Asker]:
        books = rulebooks()
        place = book_place(unit, books)
        if place not in self.by_place:
            found = clauses_by_control(books, place, self.on)
            self.by_place[place] = (found, Asker(books, place, self.on))
        return self.by_place[place]

    def _answered(
        self, unit: Organization, clauses: Mapping[str, tuple[Clause, ...]]
    ) -> dict[str, list[Asked]]:
        """The papers of 制度与承诺 by the control of the clause that asks for them."""
        found: dict[str, list[Asked]] = {}
        if unit.pk not in self.sponsors:
            return found
        for paper in papers_of(unit, self.on, self.papers.get(unit.pk, [])):
            clause = rulebooks().clauses.get(paper.basis.clause or paper.basis.stated_clause)
            if clause is not None and clause.control in clauses:
                found.setdefault(clause.control, []).append(paper)
        return found

    def _by_papers(self, control: str, clauses: tuple[Clause, ...], held: list[Asked]) -> Item:
        state = next(state for state in _WORST_FIRST if any(one.state == state for one in held))
        ends = [one.until for one in held if one.until is not None]
        return Item(
            control=control,
            title=rulebooks().controls[control].title,
            asks="",
            clauses=clauses,
            state=state,
            until=min(ends, default=None),
            papers=tuple(held),
        )

    def _stated(
        self, unit: Organization, duty: Duty, clauses: tuple[Clause, ...], asker: Asker
    ) -> Item:
        row = next(iter(self.rows.get((unit.pk, duty.control), [])[::-1]), None)
        look = self.looks.get(row.pk) if row is not None else None
        ref = RuleRef(YEARLY_MONTHS)
        return Item(
            control=duty.control,
            title=rulebooks().controls[duty.control].title,
            asks=duty.asks,
            clauses=clauses,
            state=state_of(row, look, self.on),
            until=row.until_on if row is not None else None,
            row=row,
            look=look,
            months=duty.months or asker.amount_of(ref) or 0,
            period=None if duty.months else asker.ask(ref),
        )


def state_of(row: Fulfilment | None, look: SpotLook | None, on: date) -> str:
    """How a statement stands on a day: none is 缺, one found untrue is 不属实 whatever its days."""
    if row is None or row.withdrawn_on is not None:
        return MISSING
    if look is not None and look.verdict == SpotLook.Verdict.FAIL:
        return UNTRUE
    if row.until_on < on:
        return LAPSED
    return ENDING if row.until_on <= on + timedelta(WARN_DAYS) else GOOD


def _sponsors(ids: Sequence[int]) -> frozenset[int]:
    """Those that keep an account in use or a site."""
    accounts = Account.objects.live().filter(organization__in=ids)
    sites = Site.objects.filter(organization__in=ids, closed_on__isnull=True)
    found = set(accounts.order_by().values_list("organization", flat=True).distinct())
    return frozenset(found | set(sites.order_by().values_list("organization", flat=True)))


def _supervisors(ids: Sequence[int], on: date) -> frozenset[int]:
    """Those that supervise others, or have others below them."""
    rows = Oversight.objects.filter(in_force(on), office__in=ids, role=Oversight.Role.SUPERVISES)
    below = Lineage.objects.filter(ancestor__in=ids, depth=1)
    return frozenset(rows.values_list("office", flat=True)) | frozenset(
        below.values_list("ancestor", flat=True)
    )
