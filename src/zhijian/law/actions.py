"""Taking in a calendar year; registering and revoking exceptions."""

from datetime import date, timedelta

from django.db import transaction

from zhijian.config import clock
from zhijian.config.once import forget
from zhijian.core.arrangement import render
from zhijian.core.refused import Refused
from zhijian.core.rules import ExceptionGrant, require_sound
from zhijian.core.workdays import day_number
from zhijian.journal import record
from zhijian.law import policy
from zhijian.law.arrangement import read_content, require_no_hole
from zhijian.law.books import CALENDAR, calendar, rulebooks
from zhijian.law.models import CalendarYear, Grant
from zhijian.people.models import Organization, User


@transaction.atomic
def import_calendar_year(content: str, *, by: User, remark: str = "") -> CalendarYear:
    """Take in a year file; from now on it holds for its year. Importing again undoes it.

    Raises:
        Refused: ``by`` keeps no calendar, the file is unsound, or a year before it is missing.
    """
    policy.require_calendar_keeper(by)
    now_held = calendar()
    table = read_content(content, now_held)
    require_no_hole(table.year, now_held)
    row = CalendarYear.objects.create(
        year=table.year,
        content=render(table),
        number="、".join(n.number for n in table.notices if n.number)[:60],
        imported_at=clock.now(),
        imported_by=by,
    )
    forget(CALENDAR)
    record(
        "calendar.imported",
        row,
        by=by,
        remark=remark,
        year=table.year,
        number=row.number,
        days_off=sum(1 for _ in table.days_off()),
        makeup_workdays=len(table.makeup_workdays),
        replaced=table.year in now_held.years,
    )
    return row


@transaction.atomic
def register_grant(
    organization: Organization,
    *,
    by: User,
    rule: str,
    subject: str,
    number: str,
    reason: str,
    approved_by: str,
    approved_on: date,
    from_on: date,
    until_on: date,
    higher_norm: str = "",
) -> Grant:
    """Register an approved exception to one rule for one subject of ``organization``.

    Raises:
        Refused: ``by`` does not act for the supervisor, the number stands already, or the
            exception cannot hold there: every reason in ``lines``.
    """
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    policy.require_grant_keeper(by, organization)
    asked = ExceptionGrant(
        rule=rule,
        subject=subject.strip(),
        organization=organization.name,
        from_d=day_number(from_on),
        until_d=day_number(until_on) + 1,
        approved_by=approved_by.strip(),
        approved_d=day_number(approved_on),
        number=number.strip(),
        reason=reason.strip(),
        higher_norm=higher_norm.strip(),
    )
    require_sound(asked, rulebooks(), organization.place)
    if standing := Grant.objects.filter(number=asked.number).first():
        raise Refused(
            f"批准文号“{asked.number}”已登记给{standing.organization}的“{standing.subject}”，"
            "一个文号只登记一次，请核对文号。"
        )
    grant = Grant.objects.create(
        number=asked.number,
        rule=rule,
        organization=organization,
        subject=asked.subject,
        reason=asked.reason,
        approved_by=asked.approved_by,
        higher_norm=asked.higher_norm,
        approved_on=approved_on,
        from_on=from_on,
        until_on=until_on,
        registered_at=clock.now(),
        registered_by=by,
    )
    record(
        "exception.registered",
        grant,
        by=by,
        remark=grant.reason,
        rule=rule,
        lifted_for=grant.subject,
        approved_by=grant.approved_by,
        approved_on=str(approved_on),
        from_on=str(from_on),
        until_on=str(until_on),
        higher_norm=grant.higher_norm,
    )
    return grant


@transaction.atomic
def revoke_grant(grant: Grant, *, by: User, reason: str, on: date | None = None) -> Grant:
    """Take an exception back; from ``on`` (today if left out) it holds no more.

    Raises:
        Refused: ``by`` does not act for the supervisor, no reason is given, it is revoked or over
            already, or ``on`` lies in the past.
    """
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    policy.require_grant_keeper(by, grant.organization)
    today = clock.today()
    day = on or today
    if not reason.strip():
        raise Refused("撤销例外要写明理由，请补上。")
    if grant.revoked_on is not None:
        raise Refused(f"例外“{grant}”已于 {grant.revoked_on} 撤销，不必再撤。")
    if grant.until_on < today:
        raise Refused(f"例外“{grant}”已于 {grant.until_on} 到期，不必再撤。")
    if day < today:
        raise Refused(f"撤销日期 {day} 已经过去，过去的日子不能改写，请选今天或以后的日期。")
    if day > grant.until_on + timedelta(1):
        raise Refused(f"例外到 {grant.until_on} 为止，撤销日期 {day} 在其后，请核对日期。")
    grant.revoked_on, grant.revoke_reason = day, reason.strip()
    grant.save(update_fields=("revoked_on", "revoke_reason"))
    record("exception.revoked", grant, by=by, remark=reason.strip(), revoked_on=str(day))
    return grant
