"""A unit's training of the last year against the yearly minimum and the areas to be covered."""

from dataclasses import dataclass
from datetime import date, timedelta

from zhijian.core.process.definition import Basis
from zhijian.core.rules.process_model import RuleRef
from zhijian.keeping import rules
from zhijian.keeping.models import Training, TrainingPlan
from zhijian.people.models import Organization

LEAST, AREAS = "training.min_per_year", "training.areas"
YEAR = timedelta(365)


@dataclass(frozen=True)
class Area:
    """An ability that training must cover, with the last day it was trained within a year."""

    name: str
    basis: Basis
    held_on: date | None


@dataclass(frozen=True)
class YearOfTraining:
    """What was held this calendar year and in the last 365 days, and what is asked for."""

    year: int
    held: int
    held_before: int
    least: int | None
    basis: Basis | None
    areas: tuple[Area, ...]
    plan: TrainingPlan | None

    @property
    def state(self) -> str:
        """够, 差 or 没有规定次数."""
        if self.least is None:
            return "没有规定次数"
        return "已达到" if self.held >= self.least else f"还差 {self.least - self.held} 次"

    @property
    def tone(self) -> str:
        """Amber while the year is not over, red if last year fell short by a rule of the text."""
        if self.least is None or self.held >= self.least:
            return "green" if self.least is not None else ""
        return "amber"

    @property
    def fell_short_before(self) -> bool:
        """Last year had fewer than the text asks for."""
        return self.least is not None and self.held_before < self.least


def year_of(unit: Organization, on: date) -> YearOfTraining:
    """The training of a unit as of a day."""
    asker = rules.asker_of(unit, on)
    rows = Training.objects.filter(organization=unit, held_on__lte=on)
    recent = rows.filter(held_on__gt=on - YEAR).exclude(area="")
    last: dict[str, date] = dict(recent.values_list("area", "held_on").order_by("held_on"))
    return YearOfTraining(
        year=on.year,
        held=rows.filter(held_on__year=on.year).count(),
        held_before=rows.filter(held_on__year=on.year - 1).count(),
        least=asker.amount_of(RuleRef(LEAST)),
        basis=asker.ask(RuleRef(LEAST)),
        areas=tuple(
            Area(item.title, item.basis, last.get(item.title))
            for item in asker.items(RuleRef(AREAS))
        ),
        plan=TrainingPlan.objects.filter(organization=unit, year=on.year).first(),
    )
