"""Who may keep the calendar and the register of exceptions: offices that supervise others."""

from datetime import date

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people.models import Organization, Oversight, Position, User, in_force
from zhijian.people.policy import supervisor_of

KEEPERS = (
    Position.Kind.CONTACT,
    Position.Kind.LEAD,
    Position.Kind.DEPUTY,
    Position.Kind.PRINCIPAL,
)
_NAMES = "、".join(str(kind.label) for kind in KEEPERS)


def supervising_offices(user: User, on: date | None = None) -> list[Organization]:
    """The offices for which ``user`` keeps the law: in a keeper's position, at a unit over others.

    A unit over others is one of the level of a government, or one that is registered as the
    supervisor of some unit on that day.
    """
    day = on or clock.today()
    if not user.is_active or user.person is None:
        return []
    held = Position.objects.held_on(day).filter(person=user.person, kind__in=KEEPERS)
    overseeing = Oversight.objects.filter(role=Oversight.Role.SUPERVISES).filter(in_force(day))
    units = Organization.objects.filter(pk__in=held.values("organization"))
    return [
        unit
        for unit in units
        if unit.level == Organization.Level.GOVERNMENT or overseeing.filter(office=unit).exists()
    ]


def may_keep_calendar(user: User, on: date | None = None) -> bool:
    """Whether ``user`` may import a year: a system administrator, or a supervising office's."""
    is_officer = user.is_active and user.office == User.Office.SYSTEM
    return is_officer or bool(supervising_offices(user, on))


def require_calendar_keeper(user: User, on: date | None = None) -> None:
    """Pass if ``user`` may import a year of the work calendar.

    Raises:
        Refused: with the positions that may.
    """
    if not may_keep_calendar(user, on):
        raise Refused(
            f"导入年度日历由主管机关的{_NAMES}或系统管理员办理，您不在其中。请把通知转给他们办理。"
        )


def may_keep_grants(user: User, organization: Organization, on: date | None = None) -> bool:
    """Whether ``user`` may register an exception for ``organization``: its supervisor's keeper."""
    offices = {unit.pk for unit in supervising_offices(user, on)}
    if not offices:
        return False
    supervisor = supervisor_of(organization, on)
    above = Organization.objects.above(organization).exclude(pk=organization.pk)
    return (supervisor is not None and supervisor.pk in offices) or above.filter(
        pk__in=offices
    ).exists()


def require_grant_keeper(user: User, organization: Organization, on: date | None = None) -> None:
    """Pass if ``user`` may register or revoke an exception for ``organization``.

    Nobody grants an exception to the own unit: it is the supervisor who lifts a rule.

    Raises:
        Refused: with the office and the positions that may.
    """
    if may_keep_grants(user, organization, on):
        return
    supervisor = supervisor_of(organization, on)
    if supervisor is None:
        raise Refused(
            f"{organization}没有登记主管机关，例外无人可批。请先在单位台账中登记主管关系。"
        )
    raise Refused(
        f"{organization}的例外由{supervisor}的{_NAMES}登记和撤销，您不在其中。请报{supervisor}办理。"
    )
