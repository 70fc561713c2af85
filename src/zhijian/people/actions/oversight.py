"""Appointing an office over a unit, and ending its role."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.people import edits, policy, tree
from zhijian.people.models import Organization, Oversight, User

_SUPERVISES = Oversight.Role.SUPERVISES
_LONGEST_LINE = 50


@transaction.atomic
def appoint_office(
    organization: Organization,
    *,
    office: Organization,
    role: str,
    from_on: date,
    by: User,
    until_on: date | None = None,
    basis: str = "",
) -> Oversight:
    """An office's role towards a unit, for a time.

    One office at a time supervises a unit; nobody supervises itself, or the unit that supervises
    it. The other roles (名义、承办、检查、垂直、行业指导) stand beside it, unmixed.

    Raises:
        Refused: no leave, the time overlaps, or a circle would come of it.
    """
    tree.lock_tree()
    organization = Organization.objects.get(pk=organization.pk)
    office = Organization.objects.get(pk=office.pk)
    policy.require_place(by, organization, to="确定主管（指导）机关")
    row = Oversight(
        organization=organization,
        office=office,
        role=role,
        from_on=from_on,
        until_on=until_on,
        basis=edits.plain(basis, label="依据", most=200),
    )
    if organization == office:
        raise Refused(f"“{organization}”不能主管自己，请另选机关。")
    edits.check_row(row)
    if office.abolished_on is not None and office.abolished_on <= from_on:
        raise Refused(f"“{office}”已于 {office.abolished_on} 撤并，请另选机关。")
    _refuse_overlap(row)
    if role == _SUPERVISES:
        _refuse_circle(row)
    row.save(force_insert=True)
    journal.record(
        "oversight.appointed",
        organization,
        by=by,
        office=office.pk,
        role=role,
        from_on=from_on.isoformat(),
        until_on=until_on and until_on.isoformat(),
    )
    return row


@transaction.atomic
def end_oversight(oversight: Oversight, *, until_on: date, by: User, reason: str = "") -> Oversight:
    """The role, ended: ``until_on`` is its last day.

    Raises:
        Refused: no leave, it has ended already, or the day lies before its start.
    """
    tree.lock_tree()
    row = Oversight.objects.select_for_update().get(pk=oversight.pk)
    policy.require_place(by, row.organization, to="终止主管（指导）关系")
    if row.until_on is not None and row.until_on <= until_on:
        raise Refused(f"这项职责已于 {row.until_on} 终止，没有变动。")
    if until_on < row.from_on:
        raise Refused(f"截止日期早于起始日期（{row.from_on}），请核对。")
    row.until_on = until_on
    row.save(update_fields=("until_on",))
    journal.record(
        "oversight.ended",
        row.organization,
        by=by,
        remark=edits.plain(reason, label="理由", most=200),
        office=row.office_id,
        role=row.role,
        until_on=until_on.isoformat(),
    )
    return row


def _overlapping(row: Oversight) -> Q:
    """Rows that are in force on a day when ``row`` is."""
    found = Q(until_on__isnull=True) | Q(until_on__gte=row.from_on)
    return found & Q(from_on__lte=row.until_on) if row.until_on else found


def _refuse_overlap(row: Oversight) -> None:
    same = Oversight.objects.filter(_overlapping(row), organization=row.organization, role=row.role)
    if row.role != _SUPERVISES:
        same = same.filter(office=row.office)
    if (there := same.select_related("office").first()) is None:
        return
    until = f"至 {there.until_on}" if there.until_on else "起"
    raise Refused(
        f"“{row.organization}”在这段时间已由“{there.office}”{there.get_role_display()}"
        f"（{there.from_on} {until}），时间重叠。请先终止原来的，再作变动。"
    )


def _refuse_circle(row: Oversight) -> None:
    """Going up from the office (its supervisor, else its parent) must not come back to the unit."""
    supervisors = dict(
        Oversight.objects.filter(_overlapping(row), role=_SUPERVISES).values_list(
            "organization", "office"
        )
    )
    at: int | None = row.office_id
    line = [row.office.name]
    for _ in range(_LONGEST_LINE):
        if at is None:
            return
        above = supervisors.get(at)
        if above is None:
            above = Organization.objects.values_list("parent", flat=True).get(pk=at)
        if above == row.organization_id:
            raise Refused(
                f"这样会绕成一圈：{'、'.join(line)}本身由“{row.organization}”主管，"
                f"不能再主管“{row.organization}”。请另选机关。"
            )
        if above is not None:
            line.append(Organization.objects.values_list("name", flat=True).get(pk=above))
        at = above
    raise Refused(f"“{row.office}”往上的主管关系绕成了一圈，请先理顺，再作变动。")
