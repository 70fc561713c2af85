"""A small county that does not exist: who is above whom, and who may sign in."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from zhijian.people import tree
from zhijian.people.models import Organization, Oversight, Person, Position, User

SINCE = date(2024, 1, 1)
HAIYAN = "330424"


@dataclass
class County:
    """Units by their short name, and logins by the name of the person."""

    units: dict[str, Organization] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def unit(self, name: str, parent: str | None = None, **fields: object) -> Organization:
        """A unit below another one."""
        above = self.units[parent] if parent else None
        values = {"name": f"青禾县{name}", "place": HAIYAN, "parent": above} | fields
        unit = Organization.objects.create(**values)
        tree.enter(unit)
        self.units[name] = unit
        return unit

    def user(self, name: str, unit: str, *kinds: str, **fields: object) -> User:
        """Somebody with a login who holds positions in a unit."""
        person = Person.objects.create(organization=self.units[unit], name=name)
        for kind in kinds:
            self.hold(person, kind)
        self.users[name] = User.objects.create_user(name, "x", person=person, **fields)
        return self.users[name]

    def hold(self, person: Person, kind: str, **fields: object) -> Position:
        """A position that somebody holds, in the own unit unless said otherwise."""
        values = {"organization": person.organization, "from_on": SINCE} | fields
        return Position.objects.create(person=person, kind=kind, **values)

    def oversee(self, office: str, unit: str, role: str, **fields: object) -> Oversight:
        """An office's role towards a unit."""
        return Oversight.objects.create(
            organization=self.units[unit],
            office=self.units[office],
            role=role,
            **({"from_on": SINCE} | fields),
        )


@pytest.fixture
def county(db: None) -> County:
    """政府 above 政府办, 教育局 (with 实验小学 below it) and 林业局; a contact in each."""
    found = County()
    found.unit("政府", level="government")
    for name in ("政府办", "教育局", "林业局"):
        found.unit(name, "政府")
    found.unit("实验小学", "教育局", kind="institution", level="subordinate")
    found.user("甲", "政府办", "CONTACT")
    found.user("乙", "教育局", "CONTACT")
    found.user("丙", "林业局", "EDITOR")
    found.users["管"] = User.objects.create_user("管", "x", office="system")
    return found
