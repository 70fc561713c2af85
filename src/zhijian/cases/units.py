"""Which unit is meant by 本单位, 主管单位 and so on, and who sits there."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from zhijian.core.process import Who
from zhijian.core.refused import Refused
from zhijian.people.models import Lineage, Organization, Oversight, Position, User, in_force
from zhijian.people.policy import supervisor_of


def unit_of(organization: Organization, unit: str, on: date) -> Organization:
    """The unit that a step names, seen from the unit the case is about.

    Raises:
        Refused: the register says of no office that it supervises the unit.
    """
    if unit in ("own", "opener"):
        return organization
    if unit == "inspector":
        return _overseer(organization, Oversight.Role.INSPECTS, on) or _supervisor(organization, on)
    if unit == "operator":
        return _overseer(organization, Oversight.Role.EXECUTES, on) or organization
    supervisor = _supervisor(organization, on)
    if unit == "supervisor":
        return supervisor
    return supervisor_of(supervisor, on) or supervisor


def holders(organization: Organization, posts: Iterable[str], on: date) -> list[User]:
    """The active users who hold one of the posts (none named: any) in a unit on a day."""
    held = Position.objects.held_on(on).filter(organization=organization)
    if wanted := list(posts):
        held = held.filter(kind__in=wanted)
    return list(
        User.objects.filter(is_active=True, person__in=held.values("person"))
        .select_related("person__organization")
        .order_by("pk")
    )


def sits(user: User, organization: Organization, who: Who, on: date) -> bool:
    """Whether a user holds one of the posts of ``who`` in a unit."""
    if not user.is_active or user.person_id is None:
        return False
    held = Position.objects.held_on(on).filter(person_id=user.person_id, organization=organization)
    return held.filter(kind__in=who.posts).exists() if who.posts else held.exists()


def oversees(organization: Organization, other: Organization, on: date) -> bool:
    """Whether the people of a unit see the work of another, by the tree or by a register."""
    overseen = (
        Oversight.objects.filter(office=organization)
        .exclude(role=Oversight.Role.INDUSTRY)
        .filter(in_force(on))
    )
    roots = Q(ancestor=organization) | Q(ancestor__in=overseen.values("organization"))
    return organization == other or Lineage.objects.filter(roots, descendant=other).exists()


def seats_in(user: User, organization: Organization, unit: str, on: date) -> set[tuple[str, str]]:
    """The (unit, post) pairs that a user's positions in a unit give."""
    if not user.is_active or user.person_id is None:
        return set()
    held = Position.objects.held_on(on).filter(person_id=user.person_id, organization=organization)
    kinds = set(held.values_list("kind", flat=True))
    return {(unit, kind) for kind in kinds} | ({(unit, "")} if kinds else set())


def _supervisor(organization: Organization, on: date) -> Organization:
    found = supervisor_of(organization, on)
    if found is None:
        raise Refused(f"{organization}没有登记主管单位，本件送不出去。请先在单位台账登记主管关系。")
    return found


def _overseer(organization: Organization, role: str, on: date) -> Organization | None:
    row = (
        Oversight.objects.filter(organization=organization, role=role)
        .filter(in_force(on))
        .select_related("office")
        .order_by("-from_on", "-pk")
        .first()
    )
    return row.office if row else None
