"""What was planned for units and staff, written in bulk inside the caller's transaction."""

from collections.abc import Iterator, Sequence
from typing import Any

from zhijian.people import events, tree
from zhijian.people.actions.persons import seal_person
from zhijian.people.importing.plan_parts import Outcome
from zhijian.people.importing.staff.parts import StaffPlanned
from zhijian.people.importing.staff.standing import (
    POSITION_FIELDS,
    UNIT_FIELDS,
    PersonThere,
    UnitThere,
)
from zhijian.people.importing.takers import Written
from zhijian.people.models import Organization, Person, Position, User

BATCH = 1_000
UNIT_MARKS = (*UNIT_FIELDS, "parent")
PERSON_MARKS = ("name", "title", "phone", "left_on", "organization")
POSITION_MARKS = ("kind", "from_on", "person", "organization", *POSITION_FIELDS)


def write(planned: Sequence[StaffPlanned], by: User | None) -> Iterator[Written]:
    """Write new units by depth, then what changed, then people, then positions.

    Every ``UnitThere``, ``PersonThere`` and ``Planned.target`` has its id afterwards. Handlers of
    staff changes hear of positions that the rows end; first registrations are told to nobody.
    """
    units = [one for one in planned if one.relation == "organizations" and not one.is_refused]
    staff = [one for one in planned if one.relation == "positions" and not one.is_refused]
    yield from _add_units([one for one in units if one.outcome is Outcome.NEW])
    for one in units:
        if one.outcome is Outcome.CHANGED:
            yield _change_unit(one)
    yield from _add_people([one for one in staff if "person" in one.values])
    for one in staff:
        if "phone" in one.values:
            yield _add_phone(one)
    yield from _add_positions([one for one in staff if one.outcome is Outcome.NEW])
    for one in staff:
        if one.outcome is Outcome.CHANGED and "position" in one.values:
            yield _change_position(one, by)


def _add_units(rows: Sequence[StaffPlanned]) -> Iterator[Written]:
    """Parents have an id before their children are made: one round per depth."""
    waiting, made = list(rows), []
    while waiting:
        ready = [one for one in waiting if (unit := _unit(one)).parent is None or unit.parent.pk]
        fresh = [
            Organization(parent_id=unit.parent.pk if unit.parent else None, **one.values)
            for one in ready
            for unit in (_unit(one),)
        ]
        Organization.objects.bulk_create(fresh, batch_size=BATCH)
        for one, row in zip(ready, fresh, strict=True):
            _unit(one).pk = one.target = row.pk
            yield Written(one.number, row, UNIT_MARKS)
        made += fresh
        done = set(map(id, ready))
        waiting = [one for one in waiting if id(one) not in done]
    tree.enter_all(made)


def _change_unit(one: StaffPlanned) -> Written:
    row = Organization.objects.get(pk=one.target)
    values: dict[str, Any] = dict(one.values)
    after = dict(values)
    if "parent" in values:
        parent: UnitThere = values.pop("parent")
        after["parent"] = parent.pk
        tree.hang(row, Organization.objects.get(pk=parent.pk))
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return Written(one.number, row, tuple(one.values), one.before, after)


def _add_people(rows: Sequence[StaffPlanned]) -> Iterator[Written]:
    fresh = []
    for one in rows:
        person = Person(organization_id=_person(one).unit.pk)
        seal_person(person, **one.values["person"])
        fresh.append(person)
    Person.objects.bulk_create(fresh, batch_size=BATCH)
    for one, row in zip(rows, fresh, strict=True):
        _person(one).pk = row.pk
        yield Written(one.number, row, PERSON_MARKS)


def _add_phone(one: StaffPlanned) -> Written:
    person = Person.objects.get(pk=_person(one).pk)
    phone = one.values["phone"]
    person.save(update_fields=seal_person(person, phone=phone))
    return Written(one.number, person, ("phone",), {"phone": ""}, {"phone": phone})


def _add_positions(rows: Sequence[StaffPlanned]) -> Iterator[Written]:
    fresh = [
        Position(
            organization_id=_unit(one).pk,
            person_id=_person(one).pk,
            kind=one.raw["post"],
            from_on=one.raw["from_d"],
            **one.values["position"],
        )
        for one in rows
    ]
    Position.objects.bulk_create(fresh, batch_size=BATCH)
    for one, row in zip(rows, fresh, strict=True):
        one.target = row.pk
        yield Written(one.number, row, POSITION_MARKS)


def _change_position(one: StaffPlanned, by: User | None) -> Written:
    row = Position.objects.select_related("organization", "person").get(pk=one.target)
    values = one.values["position"]
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    if row.until_on is not None and "until_on" in values and by is not None:
        events.tell(
            events.StaffChange(events.Kind.ENDED, row.person, (row,), row.until_on, by, "随表导入")
        )
    return Written(one.number, row, tuple(values), one.before["position"], values)


def _unit(one: StaffPlanned) -> UnitThere:
    assert one.unit is not None
    return one.unit


def _person(one: StaffPlanned) -> PersonThere:
    assert one.person is not None
    return one.person
