"""Who may: by the positions a person holds, in which unit, on which day."""

from datetime import date

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people.models import Organization, Oversight, Position, User, in_force


def holds(
    user: User, *kinds: str, organization: Organization | None = None, on: date | None = None
) -> bool:
    """Whether ``user`` holds one of the positions, in ``organization`` or (None) anywhere."""
    if not user.is_active or user.person is None:
        return False
    held = Position.objects.held_on(on or clock.today()).filter(person=user.person)
    if kinds:
        held = held.filter(kind__in=kinds)
    if organization is not None:
        held = held.filter(organization=organization)
    return held.exists()


def require(
    user: User, *kinds: str, organization: Organization, to: str, on: date | None = None
) -> None:
    """Pass if ``user`` holds one of the positions in ``organization``.

    Raises:
        Refused: with the positions that may, and who holds them there.
    """
    if holds(user, *kinds, organization=organization, on=on):
        return
    names = "、".join(str(Position.Kind(kind).label) for kind in kinds)
    there = Position.objects.held_on(on or clock.today()).filter(
        organization=organization, kind__in=kinds
    )
    who = "、".join(
        dict.fromkeys(position.person.name for position in there.select_related("person"))
    )
    raise Refused(
        f"{to}由{organization}的{names}办理，您不在这些岗位上。"
        + (f"现任的有：{who}。" if who else "目前这些岗位空缺，请先在人员台账中补齐。")
    )


def require_office(user: User, *offices: str, to: str) -> None:
    """Pass if ``user`` holds one of the three separate offices.

    Raises:
        Refused: with the office that may.
    """
    if user.is_active and user.office in offices:
        return
    names = "、".join(str(User.Office(office).label) for office in offices)
    raise Refused(f"{to}由{names}办理，您没有这项职责。")


def supervisor_of(organization: Organization, on: date | None = None) -> Organization | None:
    """The office that supervises a unit on a day: as registered, else the parent in the tree."""
    found = (
        Oversight.objects.filter(organization=organization, role=Oversight.Role.SUPERVISES)
        .filter(in_force(on or clock.today()))
        .select_related("office")
        .order_by("-from_on", "-pk")
        .first()
    )
    return found.office if found else organization.parent
