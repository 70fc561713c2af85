"""Which inspection comes next, by the rhythm of the place's rules, each with its clause."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhijian.config import clock
from zhijian.core.rules.model import RuleRow
from zhijian.core.terms import same_day_number
from zhijian.core.workdays import from_day_number
from zhijian.inspection.models import Inspection
from zhijian.law.books import rulebooks
from zhijian.people.models import Organization
from zhijian.people.roster import book_place

Kind = Inspection.Kind
SAMPLE_PERCENT = "inspection.sample_percent"
_RHYTHMS = (
    ("inspection.interval", Kind.SPOT_CHECK, (Kind.SPOT_CHECK, Kind.SWEEP)),
    ("inspection.monitor_interval", Kind.MONITOR, (Kind.MONITOR,)),
)
"""The rule of each rhythm, the kind that is proposed by it, the kinds that keep it."""
_DONE = (Inspection.State.RECORDED, Inspection.State.CLOSED)
_OPEN = (Inspection.State.PLANNED, Inspection.State.RUNNING, Inspection.State.FAILED)


@dataclass(frozen=True)
class Basis:
    """A figure of a rule: its clause, or that it is our proposal and what the text says itself."""

    amount: int
    clause: str
    is_proposal: bool

    def __str__(self) -> str:
        """In words, with the document and the place in it."""
        if not self.clause:
            return "文件没有规定，为本平台建议"
        found = rulebooks().clause(self.clause)
        cited = f"{rulebooks().document(found.document).number}{found.locator}"
        if self.is_proposal:
            return f"{cited}（“{found.says}”）没有写明数字，为本平台建议"
        return f"{cited}（“{found.says}”）"


@dataclass(frozen=True)
class Proposal:
    """The next inspection of a rhythm: latest day, what it rests on, the last one that counts.

    ``planned`` is one that is planned or running already.
    """

    kind: Kind
    due_on: date
    basis: Basis
    last: Inspection | None
    planned: Inspection | None

    @property
    def says(self) -> str:
        """The rhythm in words."""
        return f"每 {self.basis.amount} 个月一次"


def place_of(office: Organization) -> str:
    """The place whose rules an office inspects by, unless it chooses another."""
    return book_place(office, rulebooks())


def basis_of(place: str, rule: str, on: date) -> Basis | None:
    """The figure of a rule for a place on a day; None if none is in force."""
    row = _row(place, rule, on)
    if row is None or row.amount is None:
        return None
    return Basis(row.amount, row.clause or row.stated_clause or "", row.clause is None)


def proposals(office: Organization, on: date | None = None) -> Iterator[Proposal]:
    """The next inspection of each rhythm that the rules of the office's place know."""
    day = on or clock.today()
    place = place_of(office)
    for rule, kind, counted in _RHYTHMS:
        row, basis = _row(place, rule, day), basis_of(place, rule, day)
        if row is None or basis is None:
            continue
        mine = Inspection.objects.filter(office=office, kind__in=[str(one) for one in counted])
        last = mine.filter(state__in=_DONE, on__lte=day).order_by("-on", "-pk").first()
        start = last.on if last and last.on else from_day_number(row.from_d)
        yield Proposal(
            kind,
            same_day_number(start, basis.amount),
            basis,
            last,
            mine.filter(state__in=_OPEN).order_by("on", "pk").first(),
        )


def _row(place: str, rule: str, on: date) -> RuleRow | None:
    return next(iter(rulebooks().in_force(place, on, rule, "")), None)
