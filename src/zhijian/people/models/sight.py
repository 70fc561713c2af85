"""Which positions a user holds, and which units' work a user sees because of them.

Both are asked on every page, several times; in a request that only reads they are worked out once.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q

from zhijian.config import clock
from zhijian.config.once import while_reading

MOST_LISTED = 1_000
"""Units whose ids are fetched; whoever sees more is bound by the closure of the tree."""
MOST_NAMED = 60
"""Units whose ids are written into each query: with more of them the closure is shorter."""

AnyRows = TypeVar("AnyRows", bound=models.QuerySet[Any])


def in_force(on: date, prefix: str = "") -> Q:
    """Rows with ``from_on`` and ``until_on`` that hold on a day; ``until_on`` is the last day.

    ``prefix`` is the way to the rows, such as ``positions__``.
    """
    begun = Q(**{f"{prefix}from_on__lte": on})
    open_end = Q(**{f"{prefix}until_on__isnull": True})
    return begun & (open_end | Q(**{f"{prefix}until_on__gte": on}))


@dataclass(frozen=True)
class Seen:
    """The units whose work somebody sees: ``whole`` with all below them, ``alone`` without.

    ``is_everything`` when no unit of the platform lies outside. ``listed``: all the units' ids,
    where they are at most a thousand and not everything, else None.
    """

    whole: frozenset[int] = frozenset()
    alone: frozenset[int] = frozenset()
    is_everything: bool = False
    listed: tuple[int, ...] | None = ()

    def within(self, rows: AnyRows, path: str) -> AnyRows:
        """Those of ``rows`` that belong to a unit seen; ``path`` leads to the unit."""
        if self.is_everything:
            if _is_required(rows.model, path):
                return rows.all()
            return rows.filter(**{f"{path}__isnull": False})
        if self.listed is not None and len(self.listed) <= MOST_NAMED:
            if len(self.listed) == 1:
                return rows.filter(**{path: self.listed[0]})
            return rows.filter(**{f"{path}__in": self.listed})
        return rows.filter(**{f"{path}__in": closure(self.whole, self.alone)})


def seen_by(user: Any, on: date | None = None) -> Seen:
    """What ``user`` sees on a day (today).

    Whoever holds a position on that day sees the units below the own one, below any unit where the
    position is (互审), and below those that the own unit supervises; of the other offices' roles
    the unit alone, without what is below it. Industry guidance opens nothing, and without a
    position there is nothing to see. Officers of the system belong to their unit like everybody
    else: their office opens users, settings or the journal to them, not the unit's work.
    """
    day = on or clock.today()
    return while_reading(f"people.seen.{_name(user)}.{day}", lambda: _seen(*_roots(user, day)))


def visible_ids(user: Any, on: date | None = None) -> models.QuerySet[Any, dict[str, int]]:
    """The ids of the units whose work ``user`` may see, as a subquery; see ``seen_by``."""
    return closure(*_roots(user, on or clock.today()))


def closure(whole: frozenset[int], alone: frozenset[int]) -> models.QuerySet[Any, dict[str, int]]:
    """The ids of some units and of all below ``whole`` of them, as a subquery."""
    lineage = _model("Lineage").objects
    if not whole and not alone:
        return lineage.none().values("descendant")  # type: ignore[no-any-return]
    wanted = Q(ancestor=min(whole)) if len(whole) == 1 else Q(ancestor__in=sorted(whole))
    if alone:
        wanted |= Q(ancestor__in=sorted(alone), depth=0)
    return lineage.filter(wanted).values("descendant")  # type: ignore[no-any-return]


def held_by(user: Any, on: date | None = None) -> frozenset[tuple[int, str]]:
    """The positions ``user`` holds on a day: unit and kind; none of somebody who has left."""
    day = on or clock.today()
    person = getattr(user, "person", None)
    if person is None or (person.left_on is not None and person.left_on <= day):
        return frozenset()

    def asked() -> frozenset[tuple[int, str]]:
        held = _model("Position").objects.filter(in_force(day), person=person)
        return frozenset(held.order_by().values_list("organization_id", "kind"))

    return while_reading(f"people.held.{_name(user)}.{day}", asked)


def oversight_of(office: int, on: date) -> frozenset[tuple[int, str]]:
    """What an office oversees on a day: unit and role."""

    def asked() -> frozenset[tuple[int, str]]:
        rows = _model("Oversight").objects.filter(in_force(on), office=office)
        return frozenset(rows.order_by().values_list("organization_id", "role"))

    return while_reading(f"people.oversight.{office}.{on}", asked)


def _roots(user: Any, day: date) -> tuple[frozenset[int], frozenset[int]]:
    """The units seen with all below them, and those seen alone."""
    if not getattr(user, "is_active", False) or not (held := held_by(user, day)):
        return frozenset(), frozenset()
    role = _model("Oversight").Role
    own = user.person.organization_id
    overseen = oversight_of(own, day)
    supervised = {unit for unit, kind in overseen if kind == role.SUPERVISES}
    alone = {unit for unit, kind in overseen if kind not in (role.SUPERVISES, role.INDUSTRY)}
    whole = frozenset({own, *(unit for unit, _ in held), *supervised})
    return whole, frozenset(alone - whole)


def _seen(whole: frozenset[int], alone: frozenset[int]) -> Seen:
    if not whole:
        return Seen()
    tops = _model("Organization").objects.filter(parent=None)
    if not tops.exclude(pk__in=whole).exists():
        return Seen(whole, alone, is_everything=True, listed=None)
    ids = closure(whole, alone).distinct().values_list("descendant", flat=True)
    listed = tuple(ids[: MOST_LISTED + 1])
    return Seen(whole, alone, listed=listed if len(listed) <= MOST_LISTED else None)


@cache
def _is_required(model: type[models.Model], path: str) -> bool:
    """Whether every row of ``model`` has a unit at ``path``."""
    current: Any = model
    for name in path.split("__"):
        if name == "pk":
            continue
        field = current._meta.get_field(name)
        if field.null:
            return False
        current = field.related_model
    return True


def _name(user: Any) -> str:
    """What the memory of a request calls somebody; a change of the login makes it another."""
    person = getattr(user, "person", None)
    of = (person.pk, person.organization_id, person.left_on) if person else ()
    return f"{user.pk}.{getattr(user, 'is_active', False)}.{of}"


def _model(name: str) -> Any:
    return apps.get_model("people", name)
