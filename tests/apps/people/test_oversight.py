"""Who oversees whom, and what that opens."""

from datetime import date

import pytest

from zhijian.core.refused import Refused
from zhijian.people import actions, policy
from zhijian.people.models import Oversight, User
from zhijian.people.models.tree import Organization

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)


def appoint(county, unit, office, role="supervises", **fields):
    values = {"from_on": date(2025, 1, 1), "by": county.users["管"]} | fields
    return actions.appoint_office(
        county.units[unit], office=county.units[office], role=role, **values
    )


def seen(user: User) -> set[str]:
    units = Organization.objects.visible_to(user, DAY)
    return {name.removeprefix("青禾县") for name in units.values_list("name", flat=True)}


def test_before_an_office_is_named_the_parent_supervises(county):
    assert policy.supervisor_of(county.units["教育局"], DAY) == county.units["政府"]

    appoint(county, "教育局", "政府办")

    assert policy.supervisor_of(county.units["教育局"], DAY) == county.units["政府办"]
    assert policy.supervisor_of(county.units["教育局"], date(2024, 12, 31)).name == "青禾县政府"


def test_one_office_at_a_time_supervises(county):
    appoint(county, "教育局", "政府办", until_on=date(2025, 6, 30))

    with pytest.raises(Refused, match="已由“青禾县政府办”主管"):
        appoint(county, "教育局", "林业局", from_on=date(2025, 6, 30))
    appoint(county, "教育局", "林业局", from_on=date(2025, 7, 1))

    assert policy.supervisor_of(county.units["教育局"], date(2025, 6, 30)).name == "青禾县政府办"
    assert policy.supervisor_of(county.units["教育局"], date(2025, 7, 1)).name == "青禾县林业局"


def test_the_other_roles_stand_beside_the_supervisor(county):
    appoint(county, "教育局", "政府办")
    for role in ("nominal", "executes", "inspects", "vertical", "industry"):
        appoint(county, "教育局", "林业局", role)

    with pytest.raises(Refused, match="时间重叠"):
        appoint(county, "教育局", "林业局", "inspects", from_on=date(2025, 3, 1))

    assert policy.supervisor_of(county.units["教育局"], DAY).name == "青禾县政府办"


def test_nobody_supervises_itself_or_the_unit_that_supervises_it(county):
    with pytest.raises(Refused, match="不能主管自己"):
        appoint(county, "教育局", "教育局")
    appoint(county, "教育局", "政府办")
    appoint(county, "林业局", "教育局")

    with pytest.raises(Refused, match="绕成一圈"):
        appoint(county, "政府办", "林业局")
    with pytest.raises(Refused, match="绕成一圈"):
        appoint(county, "政府", "林业局")


def test_a_circle_in_another_year_is_none(county):
    appoint(county, "教育局", "政府办", until_on=date(2025, 6, 30))

    appoint(county, "政府办", "教育局", from_on=date(2025, 7, 1))

    assert Oversight.objects.count() == 2


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        ("supervises", {"政府办", "教育局", "实验小学"}),
        ("executes", {"政府办", "教育局"}),
        ("nominal", {"政府办", "教育局"}),
        ("inspects", {"政府办", "教育局"}),
        ("vertical", {"政府办", "教育局"}),
        ("industry", {"政府办"}),
    ],
)
def test_what_an_office_sees_of_the_unit(county, role, opens):
    county.oversee("政府办", "教育局", role)

    assert seen(county.users["甲"]) == opens


def test_an_ended_role_opens_nothing(county):
    row = appoint(county, "教育局", "政府办")
    assert "教育局" in seen(county.users["甲"])

    actions.end_oversight(row, until_on=date(2025, 5, 31), by=county.users["管"])

    assert seen(county.users["甲"]) == {"政府办"}
    with pytest.raises(Refused, match="已于 2025-05-31 终止"):
        actions.end_oversight(row, until_on=date(2025, 6, 30), by=county.users["管"])


def test_a_unit_sees_itself_and_below_never_beside(county):
    assert seen(county.users["乙"]) == {"教育局", "实验小学"}
    assert seen(county.users["丙"]) == {"林业局"}


def test_without_a_position_the_own_name_is_all_there_is(county):
    user = county.user("丁", "教育局")

    assert seen(user) == set()
    assert list(Organization.objects.known_to(user)) == [county.units["教育局"]]
    assert list(type(user.person).objects.visible_to(user)) == [user.person]


def test_a_post_in_another_unit_opens_that_unit(county):
    county.hold(county.users["丙"].person, "MONITOR", organization=county.units["教育局"])

    assert seen(county.users["丙"]) == {"林业局", "教育局", "实验小学"}


def test_the_administrator_looks_every_unit_up_but_sees_no_work(county):
    assert Organization.objects.known_to(county.users["管"]).count() == 5
    assert seen(county.users["管"]) == set()


def test_who_is_switched_off_sees_nothing(county):
    user = county.users["乙"]
    user.is_active = False

    assert seen(user) == set()
    assert not Organization.objects.known_to(user).exists()


def test_a_unit_appoints_no_office_over_itself(county):
    with pytest.raises(Refused, match="岗位上"):
        appoint(county, "教育局", "政府办", by=county.users["乙"])
    appoint(county, "教育局", "政府办")

    appoint(county, "教育局", "林业局", "inspects", by=county.users["甲"])
