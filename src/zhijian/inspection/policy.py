"""Who may inspect: the inspecting posts of an office that has units to inspect.

An office inspects the units that it supervises, with all below them; the units whose management it
carries out or which it is appointed to inspect (具体承办、检查), without those below; every unit
below it in the tree; and itself, since what it asks of others it is asked, too. Its 内容监督员,
审核人员, 信息指挥长, 分管负责人, 主要负责人, 联系人 and 账号管理员 may plan and run inspections and
judge findings. Whoever sees a unit's work may read its findings.
"""

from collections.abc import Iterable
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

INSPECTORS = ("MONITOR", "REVIEWER", "LEAD", "DEPUTY", "PRINCIPAL", "CONTACT", "ADMIN")
"""The posts of an office that inspect."""
_WITH_BELOW = (Oversight.Role.SUPERVISES,)
_ALONE = (Oversight.Role.EXECUTES, Oversight.Role.INSPECTS)


def offices_of(user: User, on: date | None = None) -> QuerySet[Organization]:
    """The offices for which ``user`` may inspect on a day: an inspecting post there, and units."""
    day = on or clock.today()
    held = _held(user, day)
    overseeing = Oversight.objects.filter(in_force(day), role__in=(*_WITH_BELOW, *_ALONE))
    return Organization.objects.filter(
        Q(pk__in=overseeing.values("office")) | Q(children__isnull=False), pk__in=held
    ).distinct()


def inspects_any(user: User) -> bool:
    """Whether ``user`` inspects for any office; little is asked of those who hold no such post."""
    return bool(_held(user, clock.today())) and offices_of(user).exists()


def inspects(user: User, office: Organization, on: date | None = None) -> bool:
    """Whether ``user`` may inspect for ``office``."""
    return offices_of(user, on).filter(pk=office.pk).exists()


def units_of(office: Organization, on: date | None = None) -> QuerySet[Organization]:
    """The units that an office inspects on a day, itself included; abolished ones are left out."""
    day = on or clock.today()
    overseen = oversight_of(office.pk, day)
    whole = {office.pk} | {unit for unit, role in overseen if role in _WITH_BELOW}
    alone = {unit for unit, role in overseen if role in _ALONE}
    below = Lineage.objects.filter(
        Q(ancestor__in=sorted(whole)) | Q(ancestor__in=sorted(alone), depth=0)
    )
    return Organization.objects.existing(day).filter(pk__in=below.values("descendant"))


def require_inspector(user: User, office: Organization, *, to: str) -> None:
    """Pass if ``user`` may inspect for ``office``.

    Raises:
        Refused: with the posts that may.
    """
    if not inspects(user, office):
        raise Refused(f"{to}由{office}的{_names(INSPECTORS)}办理，您不在这些岗位上。")


def _held(user: User, day: date) -> set[int]:
    if not user.is_active or user.person is None:
        return set()
    return {unit for unit, kind in held_by(user, day) if kind in INSPECTORS}


def _names(kinds: Iterable[str]) -> str:
    return "、".join(str(Position.Kind(kind).label) for kind in kinds)
