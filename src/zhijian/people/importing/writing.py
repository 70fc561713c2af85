"""What was planned, written in bulk inside the caller's transaction."""

from collections.abc import Sequence
from typing import Any

from zhijian.people import events, tree
from zhijian.people.actions.persons import seal_person
from zhijian.people.importing.plan_parts import Outcome, Planned
from zhijian.people.importing.standing import PersonThere, UnitThere
from zhijian.people.models import Organization, Person, Position, User

BATCH = 1_000


def write(planned: Sequence[Planned], by: User | None) -> None:
    """Write new units by depth, then what changed, then people, then positions.

    Every ``UnitThere``, ``PersonThere`` and ``Planned.target`` has its id afterwards. Handlers of
    staff changes hear of positions that the rows end; first registrations are told to nobody.
    """
    units = [one for one in planned if one.relation == "organizations" and not one.is_refused]
    staff = [one for one in planned if one.relation == "positions" and not one.is_refused]
    _add_units([one for one in units if one.outcome is Outcome.NEW])
    for one in units:
        if one.outcome is Outcome.CHANGED:
            _change_unit(one)
    _add_people([one for one in staff if "person" in one.values])
    _add_phones([one for one in staff if "phone" in one.values])
    _add_positions([one for one in staff if one.outcome is Outcome.NEW])
    for one in staff:
        if one.outcome is Outcome.CHANGED and "position" in one.values:
            _change_position(one, by)


def _add_units(rows: Sequence[Planned]) -> None:
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
        made += fresh
        done = set(map(id, ready))
        waiting = [one for one in waiting if id(one) not in done]
    tree.enter_all(made)


def _change_unit(one: Planned) -> None:
    row = Organization.objects.get(pk=one.target)
    values: dict[str, Any] = dict(one.values)
    if "parent" in values:
        parent: UnitThere = values.pop("parent")
        tree.hang(row, Organization.objects.get(pk=parent.pk))
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _add_people(rows: Sequence[Planned]) -> None:
    fresh = []
    for one in rows:
        person = Person(organization_id=_person(one).unit.pk)
        seal_person(person, **one.values["person"])
        fresh.append(person)
    Person.objects.bulk_create(fresh, batch_size=BATCH)
    for one, row in zip(rows, fresh, strict=True):
        _person(one).pk = row.pk


def _add_phones(rows: Sequence[Planned]) -> None:
    for one in rows:
        person = Person.objects.get(pk=_person(one).pk)
        person.save(update_fields=seal_person(person, phone=one.values["phone"]))


def _add_positions(rows: Sequence[Planned]) -> None:
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


def _change_position(one: Planned, by: User | None) -> None:
    row = Position.objects.select_related("organization", "person").get(pk=one.target)
    for name, value in one.values["position"].items():
        setattr(row, name, value)
    row.save(update_fields=list(one.values["position"]))
    if row.until_on is not None and "until_on" in one.values["position"] and by is not None:
        events.tell(
            events.StaffChange(events.Kind.ENDED, row.person, (row,), row.until_on, by, "随表导入")
        )


def _unit(one: Planned) -> UnitThere:
    assert one.unit is not None
    return one.unit


def _person(one: Planned) -> PersonThere:
    assert one.person is not None
    return one.person
