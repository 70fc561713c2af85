"""Who may: by the positions a person holds, in which unit, on which day.

Two registers are kept here, and each has its keepers:

*Staff and positions* of a unit are kept by its 联系人, 账号管理员, 分管负责人, 主要负责人, by the
same positions of any unit above it, by these and the 审核人员 of the office that supervises it or
carries its management out (主管、具体承办; the latter without the units below), and by the system
administrator, who sets the platform up. Nobody appoints himself. Everybody may mend the own
telephone numbers.

*The tree* (adding, moving, abolishing a unit, and who oversees it) is kept by the same positions of
a unit strictly above, or of the supervising office, and by the system administrator: no unit moves
or abolishes itself. A unit's own keepers may add units below it and mend its particulars.

Inspecting, nominal, vertical and guiding offices look on, as far as their role opens the unit at
all (see ``seen_by``); they keep nothing.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people.models import (
    Lineage,
    Organization,
    Oversight,
    Position,
    User,
    held_by,
    in_force,
    oversight_of,
)

KEEPERS = ("CONTACT", "ADMIN", "DEPUTY", "PRINCIPAL")
"""The positions that keep the registers of their own unit and of the units below it."""
OFFICE_KEEPERS = (*KEEPERS, "REVIEWER")
"""The positions of a supervising office that keep the registers of the units it supervises."""


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
    raise Refused(
        f"{to}由{organization}的{_names(kinds)}办理，您不在这些岗位上。"
        f"{_who(kinds, organization, on)}"
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


def is_setter_up(user: User) -> bool:
    """Whether ``user`` is the system administrator, who sets units and staff up."""
    return user.is_active and user.office == User.Office.SYSTEM


def kept_by(
    user: User, on: date | None = None, *, strictly: bool = False
) -> QuerySet[Organization]:
    """The units whose staff ``user`` keeps; ``strictly``: those whose place in the tree, too."""
    if is_setter_up(user):
        return Organization.objects.all()
    if not user.is_active or user.person is None:
        return Organization.objects.none()
    own, supervised, executed = _kept(user, on or clock.today())
    below = Q(ancestor__in=own, depth__gt=0) if strictly else Q(ancestor__in=own)
    kept = Lineage.objects.filter(
        below | Q(ancestor__in=supervised) | Q(ancestor__in=executed, depth=0)
    )
    return Organization.objects.filter(pk__in=kept.values("descendant"))


def keeps_any(user: User) -> bool:
    """Whether ``user`` keeps the staff of any unit; asks no more than the own positions."""
    if is_setter_up(user):
        return True
    return user.is_active and any(_kept(user, clock.today()))


def _kept(user: User, day: date) -> tuple[set[int], set[int], set[int]]:
    """The units that ``user`` keeps with all below: the own, the supervised; and those alone."""
    held = held_by(user, day)
    own = {unit for unit, kind in held if kind in KEEPERS}
    offices = {unit for unit, kind in held if kind in OFFICE_KEEPERS}
    overseen = {one for office in offices for one in oversight_of(office, day)}
    supervised = {unit for unit, role in overseen if role == Oversight.Role.SUPERVISES}
    executed = {unit for unit, role in overseen if role == Oversight.Role.EXECUTES}
    return own, supervised, executed


def keeps_staff(user: User, organization: Organization, on: date | None = None) -> bool:
    """Whether ``user`` keeps the staff and positions of a unit."""
    return kept_by(user, on).filter(pk=organization.pk).exists()


def keeps_place(user: User, organization: Organization | None, on: date | None = None) -> bool:
    """Whether ``user`` may move or abolish a unit and say who oversees it (None: the top)."""
    if organization is None:
        return is_setter_up(user)
    return kept_by(user, on, strictly=True).filter(pk=organization.pk).exists()


def require_staff(user: User, organization: Organization, *, to: str) -> None:
    """Pass if ``user`` keeps the staff and positions of a unit.

    Raises:
        Refused: with the positions that may, and who holds them.
    """
    if not keeps_staff(user, organization):
        raise Refused(_refusal(organization, to, organization))


def require_place(user: User, organization: Organization | None, *, to: str) -> None:
    """Pass if ``user`` keeps a unit's place in the tree (None: the top of it).

    Raises:
        Refused: with the positions that may, and who holds them.
    """
    if keeps_place(user, organization):
        return
    if organization is None or (above := supervisor_of(organization)) is None:
        raise Refused(f"{to}由系统管理员办理，您没有这项职责。")
    raise Refused(_refusal(organization, to, above))


def _refusal(organization: Organization, to: str, office: Organization) -> str:
    kinds = KEEPERS if office == organization else OFFICE_KEEPERS
    return f"{to}由{office}的{_names(kinds)}办理，您不在这些岗位上。{_who(kinds, office, None)}"


def _names(kinds: Sequence[str]) -> str:
    return "、".join(str(Position.Kind(kind).label) for kind in kinds)


def _who(kinds: Sequence[str], organization: Organization, on: date | None) -> str:
    there = Position.objects.held_on(on or clock.today()).filter(
        organization=organization, kind__in=kinds
    )
    names = dict.fromkeys(there.order_by("pk").values_list("person__name", flat=True))
    if names:
        return f"现任的有：{'、'.join(names)}。"
    return "目前这些岗位空缺，请先在人员台账中补齐。"
