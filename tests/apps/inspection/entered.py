"""The demonstration's county in the tables, with the office that inspects it and its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.inspection.test_parity import enter_grants, enter_positions, enter_units
from zhijian.cli.demo_ledger import enter_ledgers
from zhijian.config import clock
from zhijian.demo.county import County
from zhijian.demo.scenario import AS_OF, GOVERNMENT, OFFICE
from zhijian.inspection.actions.inspections import Plan, plan_inspection, start_inspection
from zhijian.inspection.models import Finding, Inspection
from zhijian.inspection.running import run
from zhijian.people.models import Organization, Oversight, Person, Position, User

PLACE = "420325"
NINE = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 9, 0, tzinfo=clock.CHINA)


@dataclass
class Entered:
    """The office that inspects, its people, and a colleague of an inspected unit."""

    office: Organization
    inspector: User
    leader: User
    unit: Organization
    clerk: User

    def inspect(self, kind: str = "SWEEP", *, on: date = AS_OF, **plan) -> Inspection:
        """An inspection that has run to its results."""
        made = plan_inspection(self.office, by=self.inspector, kind=kind, plan=Plan(on=on, **plan))
        start_inspection(made, by=self.inspector)
        return run(made, by=self.inspector)

    def finding(self, check: str, subject: str) -> Finding:
        return Finding.objects.get(office=self.office, check_id=check, subject=subject)


def enter(county: County) -> Entered:
    """Enter every ledger that a register keeps; run it with the clock at ``NINE``."""
    enter_units(county.rows["organizations"])
    Organization.objects.filter(place="").update(place=PLACE)
    enter_positions(county.rows["positions"])
    enter_grants(county.rows["exceptions"])
    enter_ledgers(county, by=User.objects.get())
    office = Organization.objects.get(name=OFFICE)
    government = Organization.objects.get(name=GOVERNMENT)
    since = AS_OF - timedelta(days=400)
    Oversight.objects.create(organization=government, office=office, role="executes", from_on=since)
    Oversight.objects.bulk_create(
        Oversight(organization=one, office=office, role="supervises", from_on=since)
        for one in Organization.objects.exclude(pk__in=(office.pk, government.pk))
    )
    unit = Organization.objects.exclude(pk__in=(office.pk, government.pk)).order_by("pk")[3]
    return Entered(
        office,
        somebody(office, "inspector", "MONITOR"),
        somebody(office, "leader", "DEPUTY"),
        unit,
        somebody(unit, "clerk", "EDITOR"),
    )


def somebody(unit: Organization, username: str, kind: str) -> User:
    """A login of a unit, in a position."""
    person = Person.objects.create(organization=unit, name=f"禾{username}")
    Position.objects.create(
        organization=unit, person=person, kind=kind, from_on=date(2024, 1, 1), is_backup=True
    )
    return User.objects.create_user(username, None, person=person, must_change_password=False)
