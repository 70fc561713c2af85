"""A made-up county with a few units, its staff, and who signs in."""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.test import Client

from zhijian.people.models import Lineage, Organization, Person, Position, User


def add_unit(name: str, parent: Organization | None = None, **fields: object) -> Organization:
    unit = Organization.objects.create(name=name, parent=parent, **{"place": "420325", **fields})
    above = Lineage.objects.filter(descendant=parent) if parent else Lineage.objects.none()
    Lineage.objects.bulk_create(
        [
            *(
                Lineage(ancestor_id=one.ancestor_id, descendant=unit, depth=one.depth + 1)
                for one in above
            ),
            Lineage(ancestor=unit, descendant=unit, depth=0),
        ]
    )
    return unit


def add_user(username: str, unit: Organization, **fields: object) -> User:
    person = Person.objects.create(organization=unit, name=fields.pop("name", username))
    Position.objects.create(
        organization=unit,
        person=person,
        kind=fields.pop("kind", Position.Kind.CONTACT),
        from_on=date(2024, 1, 1),
    )
    return User.objects.create_user(
        username, None, person=person, must_change_password=False, **fields
    )


@dataclass
class County:
    """The county office, the units below it, and a stranger's county."""

    office: Organization
    units: list[Organization] = field(default_factory=list)
    stranger: Organization | None = None


@pytest.fixture
def county(db) -> County:
    office = add_unit("青禾县人民政府办公室", short_name="青禾县政务公开办", kind="organ")
    names = ("林业局", "教育局", "水利局", "自然资源局", "柳塘镇人民政府", "望山镇人民政府")
    units = [
        add_unit(f"青禾县{name}", office, established_on=date(2010 + i, 3, 1) if i % 2 else None)
        for i, name in enumerate(names)
    ]
    return County(office, units, add_unit("远山县人民政府办公室", place="430422"))


@pytest.fixture
def clerk(county: County) -> User:
    return add_user("liming", county.office, name="李明")


@pytest.fixture
def stranger(county: County) -> User:
    return add_user("yuanshan", county.stranger, name="赵远")


@pytest.fixture
def page_of(clerk: User) -> Client:
    """A browser in which the clerk is signed in."""
    client = Client()
    client.force_login(clerk)
    return client
