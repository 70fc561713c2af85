"""Which cases somebody sees, and which wait for them. Every read chains."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from zhijian.config import clock
from zhijian.people.models import Position, visible_ids

if TYPE_CHECKING:
    pass

OPEN = "open"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations by day."""

    def in_force(self, on: date) -> Self:
        """Those that hold on a day: begun, not over, not revoked, the giver still active."""
        return self.filter(
            from_on__lte=on, until_on__gte=on, revoked_at__isnull=True, giver__is_active=True
        )

    def visible_to(self, user: Any) -> Self:
        """Those that ``user`` gave, took or made, or that concern a unit ``user`` sees."""
        return self.filter(
            Q(giver=user) | Q(taker=user) | Q(made_by=user) | Q(organization__in=visible_ids(user))
        )


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases by who may see them, whom they wait for, and how urgent they are."""

    def visible_to(self, user: Any) -> Self:
        """Cases of the units ``user`` sees, and those that lie or lay with ``user`` personally."""
        if not getattr(user, "is_active", False) or user.person is None:
            return self.none()
        own = user.person.organization_id
        return self.filter(
            Q(organization__in=visible_ids(user))
            | Q(desk=own, state=OPEN)
            | Q(opened_by=user)
            | Q(pk__in=_rows("Step", by=user).values("case"))
            | Q(pk__in=_rows("Cosign", asked=user).values("case"))
            | Q(pk__in=_rows("Extension", office=own).values("case"))
        )

    def on_desk_of(self, user: Any, on: date | None = None) -> Self:
        """待我: open cases that ``user`` may move now, or must answer (cosign, extension)."""
        if not getattr(user, "is_active", False) or user.person is None:
            return self.none()
        day = on or clock.today()
        taken = Q(assignee=user)
        free = Q(pk__in=seats_of(user, day), assignee__isnull=True)
        for giver, processes in _givers(user, day):
            may = Q(process__in=processes) if processes else Q()
            taken |= Q(assignee=giver) & may
            free |= Q(pk__in=seats_of(giver, day), assignee__isnull=True) & may
        asked = Q(pk__in=_rows("Cosign", asked=user, is_open=True).values("case"))
        barred = Q(pk__in=_rows("Barred", user=user).values("case"))
        return self.filter(state=OPEN).filter(
            ((taken | free) & ~barred) | asked | _to_decide(user, day)
        )

    def in_progress_of(self, user: Any) -> Self:
        """在办: open cases that ``user`` opened or worked on and that wait for others now."""
        return (
            self.filter(state=OPEN)
            .filter(Q(opened_by=user) | Q(pk__in=_rows("Step", by=user).values("case")))
            .exclude(pk__in=self.model.objects.on_desk_of(user).values("pk"))
        )

    def done_by(self, user: Any) -> Self:
        """已办: cases of which ``user`` left at least one step."""
        return self.filter(pk__in=_rows("Step", by=user).values("case"))

    def started_by(self, user: Any) -> Self:
        """我发起."""
        return self.filter(opened_by=user)

    def in_process(self, *processes: str) -> Self:
        """Cases of some processes."""
        return self.filter(process__in=processes)

    def about(self, subject: models.Model) -> Self:
        """Cases about one object."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))

    def open(self) -> Self:
        """Cases that are not over."""
        return self.filter(state=OPEN)

    def overdue(self, on: date | None = None) -> Self:
        """Red: open, the clock runs, and the due day has passed."""
        return self.filter(state=OPEN, is_paused=False, due_on__lt=on or clock.today())

    def due_soon(self, on: date | None = None) -> Self:
        """Amber: not overdue, and the days of warning have begun."""
        day = on or clock.today()
        return self.filter(state=OPEN, is_paused=False, warn_on__lte=day, due_on__gte=day)

    def by_urgency(self) -> Self:
        """Earliest due day first; those without one last, then the newest."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "-pk")

    def with_names(self) -> Self:
        """With what a list shows, in the same query."""
        return self.select_related("organization", "desk", "assignee__person", "opened_by__person")


def seats_of(user: Any, on: date) -> models.QuerySet[Any]:
    """The ids of cases whose present step ``user``'s posts may do."""
    held = Position.objects.held_on(on).filter(person_id=user.person_id)
    wanted = Q(pk__in=[])
    for organization, kinds in _by_organization(
        held.values_list("organization_id", "kind")
    ).items():
        wanted |= Q(desk_id=organization, post__in=[*kinds, ""])
    return _rows("Seat").filter(wanted).values("case")


def _by_organization(rows: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for organization, kind in rows:
        found.setdefault(organization, set()).add(kind)
    return found


def _givers(user: Any, on: date) -> list[tuple[Any, list[str]]]:
    rows = _model("Delegation").objects.in_force(on).filter(taker=user).select_related("giver")
    return [(row.giver, row.processes) for row in rows]


def _to_decide(user: Any, on: date) -> Q:
    """Cases with an extension that waits for one of ``user``'s posts, not asked by ``user``."""
    held = Position.objects.held_on(on).filter(person_id=user.person_id)
    wanted = Q(pk__in=[])
    for organization, kind in held.values_list("organization_id", "kind"):
        wanted |= Q(office_id=organization) & (Q(posts="") | Q(posts__contains=f",{kind},"))
    waiting = _rows("Extension", state="asked").filter(wanted).exclude(asked_by=user)
    return Q(pk__in=waiting.values("case"))


def _rows(model: str, **fields: Any) -> models.QuerySet[Any]:
    return _model(model).objects.filter(**fields)


def _model(name: str) -> Any:
    return apps.get_model("cases", name)
