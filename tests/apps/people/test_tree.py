"""The tree: closure, circles, names, codes, leave."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.people import actions, edits, tree
from zhijian.people.models import Lineage, Organization, Person, User

pytestmark = pytest.mark.django_db


def closure_by_pointers() -> set[tuple[int, int, int]]:
    """What the closure ought to be: read from the parent pointers alone."""
    parents = dict(Organization.objects.values_list("pk", "parent"))
    rows = set()
    for unit in parents:
        at, depth = unit, 0
        while at is not None:
            rows.add((at, unit, depth))
            at, depth = parents[at], depth + 1
    return rows


def closure_kept() -> set[tuple[int, int, int]]:
    return set(Lineage.objects.values_list("ancestor", "descendant", "depth"))


class TheClosureFollowsThePointers(TestCase):
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.tuples(st.sampled_from(("add", "move")), st.integers(0, 11), st.integers(-1, 11)),
            max_size=14,
        )
    )
    def test_after_any_sequence_of_additions_and_moves(self, steps):
        chief = User.objects.create_user("管", "x", office="system")
        units = [actions.add_organization(None, by=chief, name="零", place="330424")]
        for what, which, where in steps:
            parent = None if where < 0 else units[where % len(units)]
            try:
                if what == "add":
                    name = f"第{len(units)}单位"
                    place = {"place": "330424"}
                    units.append(actions.add_organization(parent, by=chief, name=name, **place))
                else:
                    unit = units[which % len(units)]
                    actions.move_organization(unit, to=parent, by=chief, reason="调整")
            except Refused:
                pass
            assert closure_kept() == closure_by_pointers()


def test_a_unit_cannot_be_hung_below_itself(county):
    education, school = county.units["教育局"], county.units["实验小学"]

    for below in (education, school):
        with pytest.raises(Refused, match=r"就是.*自己，或在它的下面"):
            actions.move_organization(education, to=below, by=county.users["管"], reason="调整")

    assert closure_kept() == closure_by_pointers()


def test_many_units_are_entered_in_one_go(county):
    top = county.units["政府"]
    first = [Organization(name=f"镇{n}", place="330424", parent=top) for n in range(60)]
    Organization.objects.bulk_create(first)
    second = [Organization(name=f"站{n}", place="330424", parent=first[n % 60]) for n in range(600)]
    Organization.objects.bulk_create(second)

    tree.enter_all([*first, *second])

    assert closure_kept() == closure_by_pointers()


def test_a_new_unit_takes_its_place_from_the_unit_above(county):
    unit = actions.add_organization(
        county.units["教育局"], by=county.users["乙"], name="办公室", kind="internal"
    )

    assert unit.place == "330424"
    assert list(Organization.objects.above(unit).values_list("name", flat=True)) == [
        "青禾县政府",
        "青禾县教育局",
        "办公室",
    ]
    assert Entry.objects.filter(action="organization.added", subject_id=str(unit.pk)).exists()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": "青禾县教育局"}, "同一上级之下已经有同名的单位"),
        ({"name": ""}, "单位名称没有填"),
        ({"name": "新", "place": "三三零四"}, "不是行政区划代码"),
        ({"name": "新", "place": "33042"}, "不是行政区划代码"),
        ({"name": "新", "place": "3304241"}, "应为 6、9 或 12 位"),
        ({"name": "新", "credit_code": "11441700007280420X"}, "末位校验码"),
        ({"name": "新", "org_code": "011455060"}, "末位校验码"),
        ({"name": "新", "kind": "公司"}, "单位性质"),
        ({"name": "新" * 121}, "最多 120 个字"),
        ({"name": "新\x00单位"}, "控制字符"),
    ],
)
def test_what_is_not_sound_is_refused_in_words(county, fields, says):
    with pytest.raises(Refused, match=says):
        actions.add_organization(county.units["政府"], by=county.users["管"], **fields)


def test_full_width_codes_are_read_and_kept_half_width(county):
    unit = actions.add_organization(
        county.units["政府"],
        by=county.users["管"],
        name="新单位",
        credit_code="１１４４１７００００７２８０４２０Ｙ",
    )

    assert unit.credit_code == "11441700007280420Y"
    with pytest.raises(Refused, match="已经登记在另一个单位名下"):
        actions.add_organization(
            county.units["政府"], by=county.users["管"], name="又", credit_code=unit.credit_code
        )


def test_nobody_changes_a_sibling_unit(county):
    with pytest.raises(Refused, match=r"不在这些岗位上。现任的有：丙|空缺"):
        actions.change_organization(
            county.units["林业局"], by=county.users["乙"], short_name="林业"
        )


def test_a_unit_mends_its_particulars_but_not_what_decides_its_rules(county):
    education = county.units["教育局"]

    actions.change_organization(education, by=county.users["乙"], supervising_section="办公室")
    with pytest.raises(Refused, match=r"系统管理员|岗位上"):
        actions.change_organization(education, by=county.users["乙"], place="420325")

    education.refresh_from_db()
    assert (education.supervising_section, education.place) == ("办公室", "330424")


def test_the_second_writer_sees_what_the_first_one_wrote(county):
    education, chief = county.units["教育局"], county.users["管"]
    seen = edits.fingerprint(education, actions.ORGANIZATION_FIELDS)
    actions.change_organization(education, by=chief, seen=seen, short_name="教育")

    with pytest.raises(edits.Outdated) as refusal:
        actions.change_organization(education, by=chief, seen=seen, short_name="县教育局")

    assert [(c.label, c.stands, c.wanted) for c in refusal.value.changes] == [
        ("简称", "教育", "县教育局")
    ]
    education.refresh_from_db()
    assert education.short_name == "教育"


def test_a_change_that_changes_nothing_leaves_no_entry(county):
    before = Entry.objects.count()

    actions.change_organization(county.units["教育局"], by=county.users["管"], short_name="")

    assert Entry.objects.count() == before


def test_a_unit_is_abolished_only_when_nothing_hangs_on_it(county):
    school, chief = county.units["实验小学"], county.users["管"]
    with pytest.raises(Refused, match="1 个下属单位、1 名在岗人员"):
        actions.abolish_organization(
            county.units["教育局"], on=date(2025, 1, 1), by=chief, reason="机构改革"
        )
    Person.objects.create(organization=school, name="丁", left_on=date(2025, 1, 1))

    actions.abolish_organization(school, on=date(2025, 1, 1), by=chief, reason="合并")

    assert not Organization.objects.existing(date(2025, 1, 1)).filter(pk=school.pk).exists()
    assert Organization.objects.existing(date(2024, 12, 31)).filter(pk=school.pk).exists()
    with pytest.raises(Refused, match="撤并，不能作上级单位"):
        actions.add_organization(school, by=chief, name="分校")
