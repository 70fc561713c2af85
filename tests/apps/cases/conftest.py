"""A county: its government, the office that supervises, two bureaus, and who works there."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest

from zhijian.cases import actions
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.law import books
from zhijian.people.models import Lineage, Organization, Oversight, Person, Position, User

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=clock.CHINA)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=clock.CHINA)
FANGXIAN, YINZHOU, HENGNAN = "420325", "211202", "430422"


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, settings) -> Iterator[None]:
    """Friday the 20th of November 2026, an empty store of files, and no calendar left over."""
    books._with_own_years.cache_clear()
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(FRIDAY):
        yield


def a_unit(name: str, parent: Organization | None = None, **fields) -> Organization:
    unit, _ = Organization.objects.get_or_create(
        name=name, parent=parent, defaults={"place": FANGXIAN, **fields}
    )
    Lineage.objects.get_or_create(ancestor=unit, descendant=unit, defaults={"depth": 0})
    for row in Lineage.objects.filter(descendant=parent) if parent else ():
        Lineage.objects.get_or_create(
            ancestor=row.ancestor, descendant=unit, defaults={"depth": row.depth + 1}
        )
    return unit


class County:
    """Units and people by short names; ``county.editor`` is a login."""

    def __init__(self, place: str = FANGXIAN) -> None:
        self.government = a_unit("青禾县人民政府", level="government", place=place)
        self.office = a_unit("青禾县政务公开办", self.government, place=place)
        self.bureau = a_unit("青禾县林业局", self.government, place=place)
        self.sibling = a_unit("青禾县水利局", self.government, place=place)
        for unit in (self.bureau, self.sibling):
            self.oversee(unit, self.office)
        self.oversee(self.office, self.government)
        self.editor = self.person(self.bureau, "采编", "EDITOR")
        self.editor_b = self.person(self.bureau, "采编乙", "EDITOR")
        self.reviewer = self.person(self.bureau, "审核", "REVIEWER")
        self.lead = self.person(self.bureau, "指挥长", "LEAD")
        self.principal = self.person(self.bureau, "局长", "PRINCIPAL")
        self.monitor = self.person(self.bureau, "监督", "MONITOR")
        self.admin = self.person(self.bureau, "账号管理", "ADMIN")
        self.above = self.person(self.office, "县指挥长", "LEAD")
        self.above_b = self.person(self.office, "县审核", "REVIEWER")
        self.top = self.person(self.government, "县长", "LEAD")
        self.stranger = self.person(self.sibling, "外人", "LEAD", "EDITOR")

    def oversee(self, unit: Organization, office: Organization) -> None:
        Oversight.objects.create(
            organization=unit,
            office=office,
            role=Oversight.Role.SUPERVISES,
            from_on=date(2024, 1, 1),
        )

    def person(self, unit: Organization, name: str, *kinds: str) -> User:
        person = Person.objects.create(organization=unit, name=name)
        for kind in kinds:
            Position.objects.create(
                organization=unit, person=person, kind=kind, from_on=date(2024, 1, 1)
            )
        return User.objects.create_user(f"{unit.pk}-{name}", person=person)

    def review(self, **how) -> Case:
        """A text under review, in the first stage."""
        case = self.open("review", **how)
        return actions.act(case, "submit", by=self.editor)

    def open(self, process: str, **how) -> Case:
        how = {"organization": self.bureau, "title": "一件事", "by": self.editor, **how}
        return actions.open_case(process, **how)


@pytest.fixture
def county(db) -> County:
    return County()


@pytest.fixture
def tick() -> Callable[[Case], list[str]]:
    """Every line of a case's present checklist."""
    return lambda case: [item.code for item in case.present.checklist]
