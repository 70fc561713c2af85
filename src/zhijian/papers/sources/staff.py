"""The people who run a unit's accounts, and its 三员一长."""

from typing import Any

from zhijian.papers.answers import Rows, said
from zhijian.papers.matter import Matter, people_of
from zhijian.people.models import Position

TEAM = ("ADMIN", "MAINTAINER", "EDITOR")
"""Whose work is the account itself; those named for an account come before all others."""
STAFF = ("LEAD", "EDITOR", "INTERPRETER", "MONITOR", "ADMIN")
LEADERS = ("PRINCIPAL", "DEPUTY")


def team(matter: Matter) -> list[Position]:
    """Who runs the account, one position a person; of the unit's accounts where none is named."""
    held = [one for one in matter.holders(*TEAM) if _is_for(one, matter)]
    return people_of(sorted(held, key=lambda one: not one.account))


def _is_for(position: Position, matter: Matter) -> bool:
    account = matter.account
    return (
        not position.account
        or account is None
        or position.account
        in (
            account.handle,
            account.name,
        )
    )


def _team_rows(matter: Matter) -> list[dict[str, Any]]:
    return [
        {
            "person.name": one.person.name,
            "person.unit_and_title": unit_and_title(one),
            "person.office_phone": matter.number(one.person, "office_phone"),
            "person.mobile": matter.number(one.person, "phone"),
            "person.qq": matter.number(one.person, "qq"),
            "person.wechat": matter.number(one.person, "wechat"),
        }
        for one in team(matter)
    ]


def unit_and_title(position: Position) -> str:
    """The unit somebody belongs to, and the title there."""
    unit = position.person.organization
    title = position.title or position.person.title
    return " ".join(part for part in (unit.short_name or unit.name, title) if part)


def _staff_rows(matter: Matter) -> list[dict[str, Any]]:
    held = matter.holders(*STAFF)
    with_backup = {one.kind for one in held if one.is_backup}
    leaders = {one.person_id for one in matter.holders(*LEADERS)}
    kinds: dict[int, set[str]] = {}
    for one in held:
        kinds.setdefault(one.person_id, set()).add(one.kind)
    return [
        {
            "staff.post": said(str(Position.Kind(one.kind).label)),
            "staff.backup": ("B" if one.is_backup else "A") if one.kind in with_backup else None,
            "staff.name": one.person.name,
            "staff.title": one.title or one.person.title,
            "staff.identity": "本单位领导" if one.person_id in leaders else None,
            "staff.is_concurrent": len(kinds[one.person_id]) > 1,
            "staff.office_phone": matter.number(one.person, "office_phone"),
            "staff.mobile": matter.number(one.person, "phone"),
            "staff.from": one.from_on,
            "staff.previous": _previous(matter, one),
        }
        for one in held
    ]


def _previous(matter: Matter, position: Position) -> str:
    """Who held the same position last before."""
    before = Position.objects.filter(
        organization=matter.unit,
        kind=position.kind,
        account=position.account,
        is_backup=position.is_backup,
        until_on__isnull=False,
        until_on__lte=position.from_on,
    ).exclude(person=position.person)
    found = before.select_related("person").order_by("-until_on", "-pk").first()
    return found.person.name if found else ""


VALUES: dict[str, Any] = {}
TABLES: dict[str, Rows] = {"unit.team": _team_rows, "unit.staff": _staff_rows}
