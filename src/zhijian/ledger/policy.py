"""Who may keep the registers: those who keep a unit's staff keep its accounts and papers, too.

Within a unit these are its 联系人, 账号管理员, 分管负责人 and 主要负责人, and its 信息采编员 and
专职维护人员, who do the daily work; above it the same posts of the supervising office as in
``people.policy``. Whoever sees the unit's work may read.
"""

from django.db.models import Q, QuerySet

from zhijian.core.refused import Refused
from zhijian.people import policy as people
from zhijian.people.models import Organization, Position, User, held_by

WRITERS = ("EDITOR", "MAINTAINER", "LEAD")
"""The positions that keep the registers of their own unit besides ``people.policy.KEEPERS``."""


def kept_by(user: User) -> QuerySet[Organization]:
    """The units whose registers ``user`` keeps; those of the system administrator are none."""
    if not user.is_active or user.person is None or people.is_setter_up(user):
        return Organization.objects.none()
    kept = people.kept_by(user)
    return Organization.objects.filter(Q(pk__in=kept.values("pk")) | Q(pk__in=_written(user)))


def keeps_any(user: User) -> bool:
    """Whether ``user`` keeps the registers of any unit; asks no more than the own positions."""
    if not user.is_active or user.person is None or people.is_setter_up(user):
        return False
    return bool(_written(user)) or people.keeps_any(user)


def _written(user: User) -> set[int]:
    """The units of ``user``'s writing positions."""
    return {unit for unit, kind in held_by(user) if kind in WRITERS}


def keeps(user: User, organization: Organization) -> bool:
    """Whether ``user`` keeps the registers of a unit."""
    return kept_by(user).filter(pk=organization.pk).exists()


def require_keeper(user: User, organization: Organization, *, to: str) -> None:
    """Pass if ``user`` keeps the registers of a unit.

    Raises:
        Refused: with the positions that may.
    """
    if not keeps(user, organization):
        names = "、".join(str(Position.Kind(kind).label) for kind in (*people.KEEPERS, *WRITERS))
        raise Refused(
            f"{to}由{organization}的{names}，或其主管单位的相应岗位办理，您不在这些岗位上。"
        )
