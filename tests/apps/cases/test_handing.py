"""Taking, transferring, cosigning and delegating."""

from datetime import date

import pytest

from zhijian.cases import actions, jobs_handlers
from zhijian.cases.models import Case, Cosign, Delegation
from zhijian.core.refused import Refused
from zhijian.jobs.models import Job
from zhijian.notices.models import Notice
from zhijian.people.models import Lineage, Organization

pytestmark = pytest.mark.django_db
TODAY, MONDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)


def test_what_one_takes_leaves_the_others_desks(county, tick):
    case = actions.take(county.review(), by=county.editor_b)

    assert case in Case.objects.on_desk_of(county.editor_b)
    assert case not in Case.objects.on_desk_of(county.editor)
    with pytest.raises(Refused, match="已由他人接办"):
        actions.act(case, "pass", by=county.editor, ticked=tick(case))
    case = actions.take(case, by=county.editor)
    assert actions.act(case, "pass", by=county.editor, ticked=tick(case)).step == "stage-2"


def test_nobody_takes_what_is_not_theirs(county):
    with pytest.raises(Refused, match="您没有担任"):
        actions.take(county.review(), by=county.monitor)


def test_a_leader_hands_a_case_to_a_colleague_who_may_act(county):
    case = county.review()
    with pytest.raises(Refused, match="没有担任办理“初审”的岗位"):
        actions.transfer(case, county.monitor, by=county.lead, reason="你办")
    with pytest.raises(Refused, match="转办说明没有填写"):
        actions.transfer(case, county.editor_b, by=county.lead, reason="")
    case = actions.transfer(case, county.editor_b, by=county.lead, reason="你办")

    assert case.assignee == county.editor_b
    assert Notice.objects.of(county.editor_b).filter(kind="case.transferred").exists()
    assert case.opinions.get().text == "你办"


def test_a_case_goes_to_the_desk_of_a_unit_beside_and_back(county):
    case = county.review()
    with pytest.raises(Refused, match="不是办理人"):
        actions.transfer(case, county.sibling, by=county.monitor, reason="归你")
    case = actions.transfer(case, county.sibling, by=county.editor, reason="归你局")

    assert case.desk == county.sibling
    assert case in Case.objects.on_desk_of(county.stranger)
    assert case in Case.objects.visible_to(county.stranger)
    assert case not in Case.objects.on_desk_of(county.editor_b)
    case = actions.transfer(case, county.bureau, by=county.stranger, reason="不归我局")
    assert case in Case.objects.on_desk_of(county.editor_b)
    assert case in Case.objects.visible_to(county.stranger)


def test_who_is_asked_to_cosign_sees_that_case_and_no_other(county):
    other = county.review()
    case = actions.cosign(county.review(), [county.stranger], by=county.editor_b)

    assert list(Case.objects.visible_to(county.stranger)) == [case]
    assert other not in Case.objects.visible_to(county.stranger)


def test_who_oversees_many_units_sees_all_of_theirs_and_nothing_else(county):
    for number in range(25):
        unit = Organization.objects.create(
            name=f"青禾县第{number}所", parent=county.bureau, place="420325"
        )
        for above in (unit, county.bureau):
            Lineage.objects.create(ancestor=above, descendant=unit, depth=unit != above)
    mine = county.review()
    theirs = county.open("review", organization=county.sibling, by=county.stranger)

    assert list(Case.objects.visible_to(county.lead)) == [mine]
    assert theirs not in Case.objects.visible_to(county.lead).open().by_urgency()


def test_a_case_does_not_go_where_nobody_sits(county):
    county.stranger.person.positions.update(until_on=date(2026, 11, 19))

    with pytest.raises(Refused, match="目前没有人担任"):
        actions.transfer(county.review(), county.sibling, by=county.editor, reason="归你局")


def test_a_case_waits_for_those_asked_to_cosign(county, tick):
    case = actions.cosign(
        county.review(), [county.monitor, county.admin], by=county.editor_b, question="请核实"
    )
    assert case in Case.objects.on_desk_of(county.monitor)
    with pytest.raises(Refused, match="会签还有 2 人没有回复"):
        actions.act(case, "pass", by=county.editor_b, ticked=tick(case))
    first, second = Cosign.objects.order_by("pk")
    with pytest.raises(Refused, match="不能代答"):
        actions.answer_cosign(first, by=county.admin, is_agreed=True, opinion="同意")
    with pytest.raises(Refused, match="会签意见没有填写"):
        actions.answer_cosign(first, by=county.monitor, is_agreed=True, opinion=" ")
    actions.answer_cosign(first, by=county.monitor, is_agreed=True, opinion="属实")
    with pytest.raises(Refused, match="已经回复"):
        actions.answer_cosign(first, by=county.monitor, is_agreed=True, opinion="属实")
    case = actions.drop_cosign(second, by=county.editor_b, reason="出差")
    case = actions.act(case, "pass", by=county.editor_b, ticked=tick(case))

    assert case.step == "stage-2"
    assert [o.text for o in case.opinions.all()] == ["属实", "不再等候账号管理的会签：出差"]


def test_who_is_asked_is_somebody_else_in_office(county):
    case = county.review()
    for users, why in (
        ([county.editor_b], "不能请自己"),
        ([], "没有选择会签的人"),
        ([county.person(county.bureau, "无岗")], "目前没有任职"),
    ):
        with pytest.raises(Refused, match=why):
            actions.cosign(case, users, by=county.editor_b)


def test_a_delegate_acts_in_the_days_given_and_it_is_said_for_whom(county, tick):
    case = county.review()
    with pytest.raises(Refused, match="您没有担任"):
        actions.act(case, "pass", by=county.admin, ticked=tick(case))
    row = actions.delegate(
        county.editor_b,
        county.admin,
        from_on=TODAY,
        until_on=MONDAY,
        by=county.editor_b,
        reason="出差",
    )
    assert case in Case.objects.on_desk_of(county.admin)
    case = actions.act(case, "pass", by=county.admin, ticked=tick(case))

    left = case.steps.get(step="stage-1")
    assert (left.by, left.on_behalf_of) == (county.admin, county.editor_b)
    actions.revoke_delegation(row, by=county.editor_b)
    assert not Delegation.objects.in_force(TODAY).exists()


@pytest.mark.parametrize(("day", "holds"), [(TODAY, False), (MONDAY, True), (TUESDAY, False)])
def test_a_delegation_holds_from_its_first_to_its_last_day(day, holds, county):
    actions.delegate(
        county.editor,
        county.admin,
        from_on=MONDAY,
        until_on=MONDAY,
        by=county.editor,
        reason="出差",
    )

    assert Delegation.objects.in_force(day).exists() is holds


def test_a_delegation_for_one_process_opens_no_other(county, tick):
    actions.delegate(
        county.editor_b,
        county.admin,
        from_on=TODAY,
        until_on=TODAY,
        by=county.lead,
        reason="出差",
        processes=["message"],
    )
    case = county.review()

    assert case not in Case.objects.on_desk_of(county.admin)
    with pytest.raises(Refused, match="您没有担任"):
        actions.act(case, "pass", by=county.admin, ticked=tick(case))


@pytest.mark.parametrize(
    ("giver", "taker", "by", "days", "why"),
    [
        ("editor", "editor", "editor", (TODAY, TODAY), "不能委托给自己"),
        ("editor", "stranger", "editor", (TODAY, TODAY), "不在本单位"),
        ("editor", "admin", "monitor", (TODAY, TODAY), "由本单位负责人"),
        ("editor", "admin", "editor", (MONDAY, TODAY), "早于起始日期"),
        ("editor", "admin", "editor", (date(2026, 11, 19), MONDAY), "不能追溯"),
        ("editor", "admin", "editor", (TODAY, date(2028, 1, 1)), "不能超过一年"),
    ],
)
def test_a_delegation_that_makes_no_sense_is_refused(giver, taker, by, days, why, county):
    with pytest.raises(Refused, match=why):
        actions.delegate(
            getattr(county, giver),
            getattr(county, taker),
            by=getattr(county, by),
            from_on=days[0],
            until_on=days[1],
            reason="出差",
        )


def test_what_lay_with_somebody_who_left_goes_back_to_the_desk(county):
    case = actions.take(county.review(), by=county.editor_b)
    assert not actions.free(case)
    county.editor_b.person.positions.update(until_on=date(2026, 11, 19))
    assert actions.free(case)

    assert case in Case.objects.on_desk_of(county.editor)
    assert Notice.objects.of(county.editor).filter(kind="case.freed").exists()
    assert not actions.free(case)


def test_what_only_the_opener_does_goes_to_the_leader_when_the_opener_is_gone(county):
    case = county.open("review")
    county.editor.is_active = False
    county.editor.save()
    jobs_handlers.sweep({})
    for job in Job.objects.filter(kind="cases.attend"):
        jobs_handlers.attend(job.payload)

    assert Notice.objects.of(county.lead).filter(kind="case.freed").exists()
    case = actions.transfer(case, county.editor_b, by=county.lead, reason="接着办")
    assert actions.act(case, "submit", by=county.editor_b).step == "stage-1"
