"""Which cases somebody sees, and which wait for them. Every read chains."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Q

from zhijian.config import clock
from zhijian.config.once import while_reading
from zhijian.people.models import Seen, closure, held_by, seen_by, visible_ids

OPEN = "open"
FEW_UNITS, MOST_INVITED = 20, 2_000


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
        """Cases of the units ``user`` sees, and those that came their or their unit's way.

        The units are asked for at once, so that the database knows how many rows to expect: a page
        costs the same whether the table has a hundred thousand rows or millions.
        """
        if not getattr(user, "is_active", False) or user.person is None:
            return self.none()
        seen = seen_by(user)
        if seen.is_everything:
            return self.all()
        wanted, wide = _in_scope(seen)
        mine = Q(user=user) | Q(organization=user.person.organization_id)
        guest = _rows("Guest").filter(mine).order_by("-case").values_list("case", flat=True)
        if invited := list(guest[:MOST_INVITED]):
            wanted |= Q(pk__in=invited)
        return (
            self.alias(_unit=F("organization_id") + 0).filter(wanted)
            if wide
            else self.filter(wanted)
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
        return self.filter(state=OPEN, pk__in=_near(user, day)).filter(
            ((taken | free) & ~barred) | asked | _to_decide(user, day)
        )

    def in_progress_of(self, user: Any) -> Self:
        """在办: open cases that ``user`` opened or worked on and that wait for others now."""
        return (
            self.filter(state=OPEN, pk__in=_touched(user))
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
        return self.order_by(F("due_on").asc(nulls_last=True), "-pk")

    def with_names(self) -> Self:
        """With what a list shows, in the same query."""
        return self.select_related("organization", "desk", "assignee__person", "opened_by__person")


def _in_scope(seen: Seen) -> tuple[Q, bool]:
    """The condition on the unit, and whether it is so wide that its index would only hinder.

    With few units their index leads to the newest cases; with many it is quicker to go back through
    all cases and skip the others', which the sum with nothing makes both databases do.
    """
    units = seen.listed
    if units is None:
        return Q(_unit__in=closure(seen.whole, seen.alone)), True
    if len(units) == 1:
        return Q(organization=units[0]), False
    if len(units) < FEW_UNITS:
        return Q(organization__in=units), False
    return Q(_unit__in=units), True


def seats_of(user: Any, on: date) -> models.QuerySet[Any]:
    """The ids of cases whose present step ``user``'s posts may do."""
    wanted = Q(pk__in=[])
    for organization, kinds in _by_organization(held_by(user, on)).items():
        wanted |= Q(desk_id=organization, post__in=[*kinds, ""])
    return _rows("Seat").filter(wanted).values("case")


def _by_organization(rows: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for organization, kind in rows:
        found.setdefault(organization, set()).add(kind)
    return found


def _givers(user: Any, on: date) -> list[tuple[Any, list[str]]]:
    def asked() -> list[tuple[Any, list[str]]]:
        rows = _model("Delegation").objects.in_force(on).filter(taker=user)
        return [(row.giver, row.processes) for row in rows.select_related("giver__person")]

    return while_reading(f"cases.givers.{user.pk}.{on}", asked)


def _near(user: Any, on: date) -> models.QuerySet[Any]:
    """The ids of every case that may lie on ``user``'s desk, each part found by an index.

    It narrows nothing that ``on_desk_of`` would keep: it spares the database a walk over all cases.
    """
    people = [user, *(giver for giver, _ in _givers(user, on))]
    offices = {unit for unit, _ in held_by(user, on)}
    waiting = _rows("Extension", state="asked", office__in=offices)
    parts = [seats_of(one, on).order_by() for one in people]
    parts += [
        _rows("Cosign", asked=user, is_open=True).order_by().values("case"),
        waiting.order_by().values("case"),
    ]
    taken = _rows("Case", state=OPEN, assignee__in=people).order_by().values("pk")
    return taken.union(*parts)


def _touched(user: Any) -> models.QuerySet[Any]:
    """The ids of the cases that ``user`` opened or left a step of, each part found by an index."""
    opened = _rows("Case", state=OPEN, opened_by=user).order_by().values("pk")
    return opened.union(_rows("Step", by=user).order_by().values("case"))


def _to_decide(user: Any, on: date) -> Q:
    """Cases with an extension that waits for one of ``user``'s posts, not asked by ``user``."""
    wanted = Q(pk__in=[])
    for organization, kind in sorted(held_by(user, on)):
        wanted |= Q(office_id=organization) & (Q(posts="") | Q(posts__contains=f",{kind},"))
    waiting = _rows("Extension", state="asked").filter(wanted).exclude(asked_by=user)
    return Q(pk__in=waiting.values("case"))


def _rows(model: str, **fields: Any) -> models.QuerySet[Any]:
    return _model(model).objects.filter(**fields)


def _model(name: str) -> Any:
    return apps.get_model("cases", name)
