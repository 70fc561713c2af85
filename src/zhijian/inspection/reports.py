"""Figures over findings: by unit in an inspection, and how often each check was right."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhijian.config import clock
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.outcomes import Standing
from zhijian.inspection.models import Finding, Inspection, Sighting, Unseen
from zhijian.inspection.planning import Basis, basis_of

FLOOR, LEAST = "inspection.precision_floor", "inspection.precision_sample"
Ruling, State = Finding.Ruling, Finding.State
_WHOLE = 100


@dataclass(frozen=True)
class UnitLine:
    """One unit in an inspection: how much was found there, and how much nobody could see."""

    organization: int
    name: str
    findings: int
    unseen: int


@dataclass(frozen=True)
class Precision:
    """How often a check's findings were confirmed among those that somebody judged.

    ``percent`` is rounded down, None while nobody judged one. ``is_low`` if it lies under the set
    floor and enough were judged to say so: the check itself should then be looked at.
    """

    check: str
    title: str
    confirmed: int
    false_alarms: int
    open: int
    percent: int | None
    is_low: bool

    @property
    def judged(self) -> int:
        """How many somebody judged."""
        return self.confirmed + self.false_alarms


def failed_in(rows: QuerySet[Finding], inspection: int) -> QuerySet[Finding]:
    """Those of ``rows`` that an inspection found to fail, whatever later ones said.

    A watch keeps a sighting only of what changed; what it saw again is its own until the next look.
    """
    return _seen_in(rows, inspection, lifted=False)


def lifted_in(rows: QuerySet[Finding], inspection: int) -> QuerySet[Finding]:
    """Those of ``rows`` that an exception lifted in an inspection."""
    return _seen_in(rows, inspection, lifted=True)


def _seen_in(rows: QuerySet[Finding], inspection: int, *, lifted: bool) -> QuerySet[Finding]:
    standing = str(Standing.EXCEPTED) if lifted else ""
    sighted = Sighting.objects.filter(inspection=inspection)
    failing = sighted.filter(verdict="FAIL")
    own = Q(last_inspection=inspection) & ~Q(pk__in=sighted.values("finding"))
    own &= Q(state=State.EXCEPTED) if lifted else ~Q(state__in=(State.EXCEPTED, State.SETTLED))
    return rows.filter(Q(pk__in=failing.filter(standing=standing).values("finding")) | own)


def by_unit(inspection: Inspection, user: Any) -> list[UnitLine]:
    """The units in which an inspection found or missed something, the worst first."""
    found = _counted(failed_in(Finding.objects.visible_to(user), inspection.pk))
    missed = _counted(Unseen.objects.visible_to(user).filter(inspection=inspection))
    names = dict((*found, *missed))
    lines = [
        UnitLine(pk, name, found.get((pk, name), 0), missed.get((pk, name), 0))
        for pk, name in names.items()
    ]
    return sorted(lines, key=lambda one: (-one.findings, -one.unseen, one.organization))


def precisions(rows: QuerySet[Finding], floor: int, least: int) -> list[Precision]:
    """The precision of every check that has findings among ``rows``, the lowest first."""
    counted = (
        rows.filter(source=Finding.Source.CHECK)
        .order_by()
        .values("check_id")
        .annotate(
            confirmed=Count("pk", Q(ruling=Ruling.CONFIRMED)),
            alarms=Count("pk", Q(ruling=Ruling.FALSE_ALARM)),
            waiting=Count("pk", Q(state__in=(Finding.State.OPEN, Finding.State.REOPENED))),
        )
    )
    found = [_precision(row, floor, least) for row in counted]
    return sorted(found, key=lambda p: (not p.is_low, p.percent is None, p.percent or 0, p.check))


def floors(place: str) -> tuple[Basis | None, Basis | None]:
    """The set precision in percent, and from how many judged findings on it counts."""
    today = clock.today()
    return basis_of(place, FLOOR, today), basis_of(place, LEAST, today)


def _precision(row: dict[str, Any], floor: int, least: int) -> Precision:
    judged = row["confirmed"] + row["alarms"]
    percent = row["confirmed"] * _WHOLE // judged if judged else None
    check = CHECKS.get(row["check_id"])
    return Precision(
        check=row["check_id"],
        title=check.title if check else row["check_id"],
        confirmed=row["confirmed"],
        false_alarms=row["alarms"],
        open=row["waiting"],
        percent=percent,
        is_low=percent is not None and judged >= least and percent < floor,
    )


def _counted(rows: QuerySet[Any]) -> dict[tuple[int, str], int]:
    named = rows.filter(organization__isnull=False).order_by()
    counted = named.values_list("organization", "organization__name").annotate(c=Count("pk"))
    return {(pk, name): count for pk, name, count in counted}
