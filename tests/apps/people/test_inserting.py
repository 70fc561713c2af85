"""Rows written thousands at a time are what they would be written one by one."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from zhijian.people import edits
from zhijian.people.importing.inserting import insert, insert_rows, reserved_ids
from zhijian.people.importing.undoing import marker
from zhijian.people.models import Person, Position

pytestmark = pytest.mark.django_db
FIELDS = [field.attname for field in Person._meta.concrete_fields if not field.primary_key]


def staff(unit, count=3):
    return [
        Person(
            organization=unit,
            name=f"第{n}人\t\\N“引号”'",
            title="" if n else "主任",
            phone="139****0000" if n % 2 else "",
            left_on=date(2025, 3, n + 1) if n else None,
        )
        for n in range(count)
    ]


def told(people):
    return [[getattr(one, name) for name in FIELDS] for one in people]


def test_they_read_back_as_one_by_one(county):
    one_by_one, together = staff(county.units["政府办"]), staff(county.units["政府办"])
    for one in one_by_one:
        one.save()

    insert_rows(together)

    kept = Person.objects.in_bulk([one.pk for one in together])
    assert told(kept[one.pk] for one in together) == told(
        Person.objects.get(pk=one.pk) for one in one_by_one
    )
    assert not any(one._state.adding for one in together)


def test_a_sealed_field_is_sealed(county):
    insert_rows(staff(county.units["政府办"], 2))

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_person ORDER BY id DESC LIMIT 2")
        assert [row[0][:3] for row in cursor.fetchall()] == ["v1.", ""]


def test_the_next_row_gets_an_id_of_its_own(county):
    unit = county.units["政府办"]
    first, together = Person.objects.create(organization=unit, name="前"), staff(unit)

    insert_rows(together)
    more = Person.objects.create(organization=unit, name="后")

    ids = [first.pk, *(one.pk for one in together), more.pk]
    assert len(set(ids)) == 5
    assert ids == sorted(ids)


def test_ids_of_a_table_that_was_emptied_are_not_given_twice(county):
    insert_rows(held := staff(county.units["政府办"]))
    last = max(one.pk for one in held)
    Person.objects.filter(pk__in=[one.pk for one in held]).delete()

    assert min(reserved_ids(Person, 2)) > last


def test_nothing_is_written_for_no_rows():
    insert_rows([])

    insert(Person, ("name",), [])
    assert not Person.objects.exists()


def test_a_row_that_breaks_a_constraint_says_so_and_none_is_written(county):
    person, unit = county.users["甲"].person, county.units["政府办"]
    rows = [
        Position(person=person, organization=unit, kind="EDITOR", from_on=date(2024, 1, 1)),
        Position(
            person=person,
            organization=unit,
            kind="MONITOR",
            from_on=date(2024, 1, 2),
            until_on=date(2023, 1, 1),
        ),
    ]

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(rows)

    assert Position.objects.filter(person=person).count() == 1


def test_a_mark_is_the_fingerprint_of_an_edit(county):
    person = county.users["甲"].person
    names = ("name", "organization", "left_on", "phone")

    assert marker(Person, names)(person) == edits.fingerprint(person, names)
