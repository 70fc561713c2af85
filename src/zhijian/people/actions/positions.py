"""Appointing somebody to a position, and ending it."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.people import edits, events, policy
from zhijian.people.models import Organization, Person, Position, User


@transaction.atomic
def appoint(
    person: Person,
    *,
    kind: str,
    from_on: date,
    by: User,
    organization: Organization | None = None,
    until_on: date | None = None,
    title: str = "",
    account: str = "",
    is_backup: bool = False,
    is_outsourced: bool = False,
    is_full_time: bool = False,
) -> Position:
    """A position for somebody, in the own unit unless another is named (互审、兼任).

    What clashes with the rulebook is shown on the roster and refused by nobody here: a unit of two
    people must be able to enter what is so.

    Raises:
        Refused: no leave, the person has left, or holds the same position in that time.
    """
    found = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    unit = Organization.objects.get(pk=organization.pk if organization else found.organization_id)
    policy.require_staff(by, unit, to="任命岗位")
    if by.person_id == found.pk and not policy.is_setter_up(by):
        raise Refused("不能给自己任命岗位，请由本单位其他负责人或主管单位办理。")
    if found.left_on is not None and found.left_on <= from_on:
        raise Refused(f"{found}已于 {found.left_on} 离岗，不能再任岗位。")
    if unit.abolished_on is not None and unit.abolished_on <= from_on:
        raise Refused(f"“{unit}”已于 {unit.abolished_on} 撤并，不能再设岗位。")
    position = Position(
        organization=unit,
        person=found,
        kind=kind,
        title=edits.plain(title, label="职务", most=60),
        account=edits.plain(account, label="负责账号", most=120),
        is_backup=is_backup,
        is_outsourced=is_outsourced,
        is_full_time=is_full_time,
        from_on=from_on,
        until_on=until_on,
    )
    edits.check_row(position)
    _refuse_twice(position)
    position.save(force_insert=True)
    events.tell(events.StaffChange(events.Kind.APPOINTED, found, (position,), from_on, by))
    _record("position.appointed", position, by, from_on=from_on.isoformat())
    return position


@transaction.atomic
def end_position(position: Position, *, until_on: date, by: User, reason: str = "") -> Position:
    """The position, ended: ``until_on`` is its last day.

    Raises:
        Refused: no leave, ended already, or a day before its start.
    """
    rows = Position.objects.select_for_update(of=("self",)).select_related("organization", "person")
    found = rows.get(pk=position.pk)
    policy.require_staff(by, found.organization, to="免去岗位")
    if found.until_on is not None and found.until_on <= until_on:
        raise Refused(f"这个岗位已于 {found.until_on} 离任，没有变动。")
    if until_on < found.from_on:
        raise Refused(f"离任日期早于任职日期（{found.from_on}），请核对。")
    found.until_on = until_on
    found.save(update_fields=("until_on",))
    reason = edits.plain(reason, label="原因", most=200)
    change = events.StaffChange(events.Kind.ENDED, found.person, (found,), until_on, by, reason)
    events.tell(change)
    _record("position.ended", found, by, remark=reason, until_on=until_on.isoformat())
    return found


def _refuse_twice(position: Position) -> None:
    """The same person holds the same position for the same account once at a time."""
    same = Position.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=position.from_on),
        organization=position.organization,
        person=position.person,
        kind=position.kind,
        account=position.account,
    )
    if position.until_on is not None:
        same = same.filter(from_on__lte=position.until_on)
    if (there := same.first()) is not None:
        raise Refused(
            f"{position.person}自 {there.from_on} 起已任{position.get_kind_display()}，"
            "时间重叠。请先办理离任，再重新任命。"
        )


def _record(action: str, position: Position, by: User, remark: str = "", **data: str) -> None:
    journal.record(
        action,
        position.person,
        by=by,
        remark=remark,
        position=position.pk,
        kind=position.kind,
        unit=position.organization_id,
        is_backup=position.is_backup,
        **data,
    )
