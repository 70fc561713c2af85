"""Rows that an inspection or a case writes are not changed by hand in the register."""

from datetime import date

import pytest

from zhijian.core.refused import Refused
from zhijian.inspection.models import Inspection
from zhijian.ledger import actions
from zhijian.ledger.registers import register_of
from zhijian.people.models import Organization, Person, Position, User
from zhijian.people.tree import enter_all


@pytest.fixture
def keeper(db) -> User:
    office = Organization.objects.create(name="青禾县人民政府办公室", place="420325")
    enter_all([office])
    person = Person.objects.create(organization=office, name="禾望舒")
    Position.objects.create(
        organization=office, person=person, kind="CONTACT", from_on=date(2024, 1, 1)
    )
    return User.objects.create_user("office", None, person=person, must_change_password=False)


def an_inspection(keeper: User, **fields: object) -> Inspection:
    return Inspection.objects.create(
        office=keeper.person.organization,
        kind="SPOT_CHECK",
        closed_on=date(2026, 9, 30),
        **fields,
    )


@pytest.mark.parametrize(
    "told",
    [{"state": "recorded"}, {"state": "running"}, {"state": "closed", "law_digest": "0" * 64}],
)
def test_an_inspection_held_here_is_neither_changed_nor_removed_by_hand(keeper, told):
    row = an_inspection(keeper, number="JC-1", title="抽查", **told)

    with pytest.raises(Refused, match="由检查本身写入"):
        actions.change_row(register_of("inspections"), row, by=keeper, checked=3)
    with pytest.raises(Refused, match="由检查本身写入"):
        actions.remove_row(register_of("inspections"), row, by=keeper, reason="误登记")

    assert Inspection.objects.get().checked is None


def test_one_from_an_older_ledger_is_put_right(keeper):
    row = an_inspection(keeper, number="旧-1", state="closed")

    actions.change_row(register_of("inspections"), row, by=keeper, checked=3)

    assert Inspection.objects.get().checked == 3
