"""The roster: what is vacant, what clashes, on what it rests, and what a tiny unit can do."""

from datetime import date

import pytest

from zhijian.law.books import rulebooks
from zhijian.people.models import Organization, Person
from zhijian.people.roster import book_place, roster, rosters

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)
HAIYAN_POSTS = ("LEAD", "EDITOR", "INTERPRETER", "MONITOR", "ADMIN")


@pytest.fixture
def unit(county) -> Organization:
    return county.unit("司法局", "政府", supervising_section="办公室")


def staffed(county, unit, *kinds, name="", **fields) -> Person:
    person = Person.objects.create(organization=unit, name=name or "、".join(kinds))
    for kind in kinds:
        county.hold(person, kind, **fields)
    return person


def of_rule(found, rule):
    return [fault for fault in found.faults if fault.rule == rule]


def test_a_full_roster_shows_no_fault(county, unit):
    for kind in HAIYAN_POSTS:
        staffed(county, unit, kind)
    staffed(county, unit, "EDITOR", is_backup=True)
    staffed(county, unit, "REVIEWER")

    found = roster(unit, DAY, rulebooks())

    assert found.faults == ()
    assert [post.kind for post in found.posts if post.basis] == [
        "LEAD",
        "INTERPRETER",
        "EDITOR",
        "MONITOR",
        "ADMIN",
    ]


def test_each_vacancy_has_its_local_name_clause_and_word(county, unit):
    found = roster(unit, DAY, rulebooks())

    vacant = of_rule(found, "people.required_posts")
    assert [fault.says for fault in vacant] == [
        "信息指挥长（原则上由分管领导担任）空缺",
        "政策解读员（原则上由主要领导担任）空缺",
        "信息采编员空缺",
        "内容监督员空缺",
        "账号管理员空缺",
    ]
    assert {fault.word for fault in vacant} == {"必须"}
    assert vacant[0].basis.clause == "haiyan-2-1a"
    assert vacant[0].basis.cited.endswith("“三员一长”制度的通知》二（一）")


def test_a_backup_alone_does_not_fill_a_post(county, unit):
    staffed(county, unit, "LEAD", is_backup=True)

    vacant = of_rule(roster(unit, DAY, rulebooks()), "people.required_posts")

    assert vacant[0].says.endswith("空缺，只有 B 岗")


@pytest.mark.parametrize(("day", "is_vacant"), [(31, False), (32, True)])
def test_a_post_is_held_up_to_its_last_day(county, unit, day, is_vacant):
    staffed(county, unit, "LEAD", until_on=date(2025, 1, 31))
    on = date(2025, 1, 31) if day == 31 else date(2025, 2, 1)

    post = next(post for post in roster(unit, on, rulebooks()).posts if post.kind == "LEAD")

    assert post.is_vacant is is_vacant


def test_who_edits_and_monitors_supervises_himself(county, unit):
    both = staffed(county, unit, "EDITOR", "MONITOR", name="张甲")
    staffed(county, unit, "MONITOR", name="李乙")

    clashes = of_rule(roster(unit, DAY, rulebooks()), "people.separation")

    assert [fault.says for fault in clashes] == [
        "张甲任内容监督员，同时任信息采编员，是自己监督自己"
    ]
    assert [holder.person for holder in clashes[0].people] == [both.pk]
    assert clashes[0].word == "提醒"
    assert not clashes[0].is_binding


@pytest.mark.parametrize(
    ("place", "word", "binds"), [("330424", "必须", True), ("420325", "本平台建议", False)]
)
def test_an_outsourced_administrator_is_judged_by_the_rule_of_the_place(
    county, unit, place, word, binds
):
    unit.place = place
    unit.save()
    staffed(county, unit, "ADMIN", is_outsourced=True, name="外包甲")

    clash = of_rule(roster(unit, DAY, rulebooks()), "outsourcing.admin_forbidden")[0]

    assert (clash.word, clash.is_binding) == (word, binds)
    assert clash.says == "外包甲是外包人员，任账号管理员"


@pytest.mark.parametrize(("people", "clashes"), [(2, 1), (3, 0)])
def test_three_stages_need_three_people(county, unit, people, clashes):
    for number in range(people):
        staffed(county, unit, "EDITOR", "REVIEWER", name=f"第{number}人")

    found = of_rule(roster(unit, DAY, rulebooks()), "review.distinct_persons")

    assert len(found) == clashes


def test_a_backup_who_is_the_same_person_is_none(county, unit):
    person = staffed(county, unit, "EDITOR", name="张甲")
    county.hold(person, "EDITOR", is_backup=True)

    found = of_rule(roster(unit, DAY, rulebooks()), "people.backup_post")

    assert [fault.says for fault in found] == ["张甲同时是信息采编员的 A 岗和 B 岗"]
    assert found[0].word == "鼓励"


def test_a_tiny_unit_is_offered_a_named_neighbour_and_a_dated_exception(county, unit):
    staffed(county, unit, "EDITOR", "MONITOR", "REVIEWER")
    for number in range(2):
        staffed(county, county.units["林业局"], "REVIEWER", name=f"林{number}")
    staffed(county, county.units["教育局"], "REVIEWER", name="教")

    first, second = roster(unit, DAY, rulebooks()).proposals

    assert first.unit == county.units["林业局"].pk
    assert "青禾县林业局" in first.says
    assert "有 2 人" in first.says
    assert "例外" in second.says


def test_without_a_neighbour_only_the_exception_is_left(county, unit):
    staffed(county, unit, "EDITOR", "MONITOR")
    staffed(county, county.units["林业局"], "REVIEWER", is_outsourced=True)

    proposals = roster(unit, DAY, rulebooks()).proposals

    assert [proposal.unit for proposal in proposals] == [None]


def test_a_rule_lifted_by_an_exception_binds_no_more(county, unit):
    staffed(county, unit, "ADMIN", is_outsourced=True)

    found = roster(unit, DAY, rulebooks(), excepted=("outsourcing.admin_forbidden",))

    clash = of_rule(found, "outsourcing.admin_forbidden")[0]
    assert (clash.word, clash.is_binding) == ("已有例外", False)


def test_a_unit_managed_from_above_is_judged_by_the_rules_above(unit):
    assert book_place(unit, rulebooks()) == "330424"
    for managed_by, place in (("city", "330400"), ("province", "330000"), ("nation", "cn")):
        unit.managed_by = managed_by

        assert book_place(unit, rulebooks()) == place
        assert roster(unit, DAY, rulebooks()).place == place


def test_internal_units_and_operators_fill_no_posts_of_their_own(county):
    unit = county.unit("某某传媒", "政府", kind="operator")
    staffed(county, unit, "ADMIN", is_outsourced=True)

    found = roster(unit, DAY, rulebooks())

    assert not found.applies
    assert [fault.rule for fault in found.faults] == ["outsourcing.admin_forbidden"]


def test_before_the_rules_began_nothing_is_required(unit):
    found = roster(unit, date(2017, 1, 1), rulebooks())

    assert found.posts == ()
    assert found.vacancies == ()


def test_many_rosters_take_one_query(county, unit, django_assert_num_queries):
    rulebooks()
    units = list(Organization.objects.all())

    with django_assert_num_queries(1):
        found = rosters(units, DAY, rulebooks())

    assert [one.organization for one in found] == [one.pk for one in units]
