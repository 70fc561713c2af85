"""A county office, a bureau below it, and who works there."""

from collections.abc import Callable
from datetime import date

import pytest

from zhijian.law import books
from zhijian.people.models import Lineage, Organization, Oversight, Person, Position, User


@pytest.fixture(autouse=True)
def fresh_calendar():
    """A rolled-back test may leave a row number behind that the next one uses again."""
    books._with_own_years.cache_clear()


def a_unit(name: str, parent: Organization | None = None, **fields) -> Organization:
    unit, _ = Organization.objects.get_or_create(
        name=name, parent=parent, defaults={"place": "420325", **fields}
    )
    Lineage.objects.get_or_create(ancestor=unit, descendant=unit, defaults={"depth": 0})
    if parent is not None:
        for row in Lineage.objects.filter(descendant=parent):
            Lineage.objects.get_or_create(
                ancestor=row.ancestor, descendant=unit, defaults={"depth": row.depth + 1}
            )
    return unit


@pytest.fixture
def government(db) -> Organization:
    return a_unit("青禾县人民政府", level=Organization.Level.GOVERNMENT)


@pytest.fixture
def office(government) -> Organization:
    return a_unit("青禾县政务公开办", government)


@pytest.fixture
def bureau(government, office) -> Organization:
    unit = a_unit("青禾县林业局", government)
    Oversight.objects.create(
        organization=unit, office=office, role=Oversight.Role.SUPERVISES, from_on=date(2024, 1, 1)
    )
    return unit


@pytest.fixture
def login() -> Callable[..., User]:
    """Make a login: of a unit and its positions, or of one of the three offices."""

    def make(unit: Organization | None, *kinds: str, officer: str = "") -> User:
        name = f"{unit or officer}{'、'.join(kinds)}甲"
        person = Person.objects.create(organization=unit, name="甲") if unit else None
        for kind in kinds:
            Position.objects.create(
                organization=unit, person=person, kind=kind, from_on=date(2024, 1, 1)
            )
        return User.objects.create_user(name, "一个够长的密码", person=person, office=officer)

    return make


@pytest.fixture
def clerk(office, bureau, login) -> User:
    """The contact of the supervising office: keeps the calendar and the exceptions."""
    return login(office, "CONTACT")
