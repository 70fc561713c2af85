"""Two doors, one room: what is judged from the tables is what is judged from the sheets."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import pytest

from zhijian.cli.demo_ledger import enter_ledgers
from zhijian.config import clock
from zhijian.core.engines.duck import DuckEngine
from zhijian.core.facts.collection import Facts
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.workdays import from_day_number
from zhijian.demo.build import build
from zhijian.demo.scenario import AS_OF, PLACES
from zhijian.inspection.gather import gather
from zhijian.law.models import Grant
from zhijian.people import tree
from zhijian.people.models import Organization, Person, Position, User

RULEBOOKS = Path(__file__).parents[3] / "rulebooks"


@pytest.fixture(scope="module")
def law():
    return Law.load(RULEBOOKS)


@pytest.fixture(scope="module")
def county(law):
    return build(law, seed=1, accounts=126)


@pytest.fixture
def entered(db, county):
    """The county's ledgers in the tables, as they are: also what no page would let in."""
    with clock.set_to(datetime(2026, 11, 20, 9, 0, tzinfo=clock.CHINA)):
        enter_units(county.rows["organizations"])
        enter_positions(county.rows["positions"])
        enter_grants(county.rows["exceptions"])
        enter_ledgers(county, by=User.objects.get())
        yield


def test_both_doors_open_on_the_same_room(entered, county, law):
    """One test, since entering a county is what takes the time."""
    sheets = Facts.from_records(county.rows, county.sights)

    tables = gather(AS_OF)

    assert set(tables.tables) == set(RELATIONS)
    for name in RELATIONS:
        assert rows_of(tables, name) == rows_of(sheets, name), name
        assert tables.sight(name) == sheets.sight(name), name
    for place in sorted(PLACES):
        from_sheets = outcomes(judge(sheets, place=place, on=AS_OF, law=law))
        from_tables = outcomes(judge(tables, place=place, on=AS_OF, law=law))
        assert from_tables == from_sheets, place
        assert len(from_tables) > 1_000
    by_lines = judge(tables, place="cn", on=AS_OF, law=law, engine=DuckEngine())
    assert outcomes(by_lines) == outcomes(judge(sheets, place="cn", on=AS_OF, law=law))


def outcomes(judgement) -> list[tuple]:
    return sorted(tuple(map(str, row)) for row in judgement.read_outcomes())


def rows_of(facts: Facts, name: str) -> list[tuple]:
    return sorted(
        tuple(str(value) for column, value in sorted(row.items()) if column != "phone")
        for row in facts.rows(name).records()
    )


def enter_units(rows: Iterable[dict]) -> None:
    made: dict[str, Organization] = {}
    for row in rows:
        made[row["organization"]] = Organization.objects.create(
            name=row["organization"],
            kind=row["kind"],
            level=row.get("level") or "",
            place=row.get("division") or "",
            managed_by=row.get("managed_by") or "",
            parent=made.get(row.get("parent")),
            credit_code=row.get("credit_code") or "",
            org_code=row.get("org_code") or "",
            supervising_section=row.get("supervising_office") or "",
            established_on=day(row.get("established_d")),
            abolished_on=day(row.get("abolished_d")),
        )
        tree.enter(made[row["organization"]])


def enter_positions(rows: Iterable[dict]) -> None:
    units = {unit.name: unit for unit in Organization.objects.all()}
    people: dict[tuple[str, str], Person] = {}
    for row in rows:
        unit = units[row["organization"]]
        who = (row["organization"], row["person"])
        if who not in people:
            people[who] = Person.objects.create(organization=unit, name=row["person"])
        Position.objects.create(
            organization=unit,
            person=people[who],
            kind=row["post"],
            title=row.get("title") or "",
            account=row.get("account") or "",
            is_backup=bool(row.get("is_backup")),
            is_outsourced=bool(row.get("is_outsourced")),
            is_full_time=bool(row.get("is_full_time")),
            from_on=day(row["from_d"]),
            until_on=day(row.get("until_d")),
        )


def enter_grants(rows: Iterable[dict]) -> None:
    office = User.objects.create_user("office", "x")
    unit = Organization.objects.order_by("pk").first()
    for row in rows:
        Grant.objects.create(
            number=row["number"],
            rule=row["rule"],
            organization=unit,
            subject=row["subject"],
            reason=row["reason"],
            approved_by=row["approved_by"],
            higher_norm=row.get("higher_norm") or "",
            approved_on=day(row["approved_d"]),
            from_on=day(row["from_d"]),
            until_on=day(row["until_d"]),
            registered_at=clock.now(),
            registered_by=office,
        )


def day(number: int | None) -> date | None:
    return None if number is None else from_day_number(number)
