"""Units, staff and positions, as far as the token's owner sees them."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from zhijian.api.bearer import Bearer, owner
from zhijian.api.paging import LARGEST_ID, Asked, Page, paged
from zhijian.api.shapes import Id, MeOut, PersonOut, PositionOut, UnitOut, Word
from zhijian.config import clock
from zhijian.people.encryption import masked
from zhijian.people.models import Organization, Person, Position

me = Router(tags=["我"])
organizations = Router(tags=["单位"], auth=Bearer("people:read"))
people = Router(tags=["人员"], auth=Bearer("people:read"))
positions = Router(tags=["岗位"], auth=Bearer("people:read"))

UnitId = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="单位编号")]


@me.get("", response=MeOut, auth=Bearer(), summary="令牌是谁的、能做什么", operation_id="me")
def read_me(request: HttpRequest) -> dict[str, Any]:
    """The token's owner, with the positions of today."""
    user, token = owner(request), request.auth  # type: ignore[attr-defined]
    held = Position.objects.held_on(clock.today()).of(user.person)
    return {
        "username": user.username,
        "name": user.name,
        "organization": unit_ref(user.organization),
        "positions": [_position(row) for row in _named(held)],
        "token": {"name": token.name, "scopes": token.scopes, "expires_on": token.expires_on},
    }


@organizations.get(
    "", response=Page[UnitOut], summary="单位列表", operation_id="list_organizations"
)
def list_organizations(request: HttpRequest, page: Asked, q: Word = "") -> dict[str, Any]:
    """Units in the owner's scope."""
    rows = Organization.objects.visible_to(owner(request))
    return paged(rows.filter(name__contains=q) if q else rows, page, _unit)


@organizations.get("/{pk}", response=UnitOut, summary="一个单位", operation_id="get_organization")
def get_organization(request: HttpRequest, pk: Id) -> dict[str, Any]:
    """One unit."""
    return _unit(get_object_or_404(Organization.objects.visible_to(owner(request)), pk=pk))


@people.get("", response=Page[PersonOut], summary="人员列表", operation_id="list_people")
def list_people(
    request: HttpRequest, page: Asked, organization: UnitId = None, q: Word = ""
) -> dict[str, Any]:
    """Staff in the owner's scope; numbers are masked."""
    rows = Person.objects.visible_to(owner(request)).select_related("organization")
    if organization:
        rows = rows.filter(organization=organization)
    return paged(rows.filter(name__contains=q) if q else rows, page, _person)


@people.get("/{pk}", response=PersonOut, summary="一名人员", operation_id="get_person")
def get_person(request: HttpRequest, pk: Id) -> dict[str, Any]:
    """One person; numbers are masked."""
    rows = Person.objects.visible_to(owner(request)).select_related("organization")
    return _person(get_object_or_404(rows, pk=pk))


@positions.get("", response=Page[PositionOut], summary="岗位列表", operation_id="list_positions")
def list_positions(
    request: HttpRequest,
    page: Asked,
    organization: UnitId = None,
    on: Annotated[date | None, Query(description="哪一天在任的，不写为今天")] = None,
) -> dict[str, Any]:
    """Positions held on a day by staff in the owner's scope."""
    staff = Person.objects.visible_to(owner(request))
    rows = Position.objects.held_on(on or clock.today()).filter(person__in=staff.values("pk"))
    return paged(
        _named(rows.filter(organization=organization) if organization else rows), page, _position
    )


def unit_ref(unit: Organization | None) -> dict[str, Any] | None:
    """A unit in short."""
    return {"id": unit.pk, "name": unit.name} if unit else None


def _named(rows: Any) -> Any:
    return rows.select_related("organization", "person").defer(
        *(f"person__{name}" for name in ("phone", "office_phone", "qq", "wechat", "id_number"))
    )


def _unit(unit: Organization) -> dict[str, Any]:
    plain = ("name", "short_name", "kind", "level", "parent_id", "place", "credit_code")
    return {
        "id": unit.pk,
        **{name: getattr(unit, name) for name in plain},
        "kind_name": unit.get_kind_display(),
        "level_name": unit.get_level_display(),
        "established_on": unit.established_on,
        "abolished_on": unit.abolished_on,
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "name": person.name,
        "title": person.title,
        "organization": unit_ref(person.organization),
        "phone": masked(person.phone),
        "office_phone": masked(person.office_phone),
        "joined_on": person.joined_on,
        "left_on": person.left_on,
    }


def _position(position: Position) -> dict[str, Any]:
    return {
        "id": position.pk,
        "kind": position.kind,
        "kind_name": position.get_kind_display(),
        "title": position.title,
        "organization": unit_ref(position.organization),
        "person_id": position.person_id,
        "person_name": position.person.name,
        "is_backup": position.is_backup,
        "from_on": position.from_on,
        "until_on": position.until_on,
    }
