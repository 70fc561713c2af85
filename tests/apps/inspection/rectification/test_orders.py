"""Orders: one a unit, a day from the place's rules, and nothing sent that cannot be."""

import io
from datetime import date

import docx
import pytest

from apps.inspection.rectifying import HAIYAN, HENGNAN, County, at, rows_of
from zhijian.cases import actions as cases
from zhijian.cases.media import opened
from zhijian.cases.models import Case
from zhijian.core.refused import Refused
from zhijian.core.terms import Term, Unit
from zhijian.inspection.actions.orders import drop_item, order
from zhijian.inspection.models import Finding, Rectification
from zhijian.inspection.ordering import plan
from zhijian.journal.models import Entry

FIVE = Term(5, Unit.CALENDAR_DAY)


def text_of(case: Case) -> str:
    file = docx.Document(io.BytesIO(opened(case.attachments.get(kind="order").digest)))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in file.paragraphs] + cells)


def state_of(finding: Finding) -> str:
    return Finding.objects.get(pk=finding.pk).state


def test_each_unit_gets_one_order_with_a_row_for_every_finding(county):
    findings = [county.finding(), county.finding(), county.finding(county.sibling)]

    first, second = sorted(order(findings, by=county.inspector), key=lambda case: case.pk)

    assert (first.organization, second.organization) == (county.bureau, county.sibling)
    assert [row.finding for row in rows_of(first)] == findings[:2]
    assert [row.number for row in rows_of(first)] == [f"{first.number}-01", f"{first.number}-02"]
    assert first.step == "sign_for"
    assert {state_of(finding) for finding in findings} == {"in_rectification"}
    assert Entry.objects.filter(action="rectification.ordered").count() == 2


def test_the_notice_is_a_word_file_with_number_clause_and_day(county):
    case = county.ordered(county.finding())

    told = text_of(case)

    for words in (
        case.number,
        "房政办发〔2023〕16号五",
        "自下达之日起3个自然日内整改完毕（即2026年11月23日）",
        "2026年11月23日（建议）",
        "第1个栏目已有 40 天没有更新",
    ):
        assert words in told


def test_in_haiyan_it_must_be_mended_on_the_day_of_the_order(db):
    county = County(HAIYAN)

    case = county.ordered(county.finding(clause="haiyan-2-2b"))

    (row,) = rows_of(case)
    assert row.due_on == row.received_on == date(2026, 11, 20)
    assert row.due_basis.startswith("当日：")
    assert case.due_on == date(2026, 11, 20)
    assert "下达当日整改完毕" in text_of(case)
    with at(20, 23):
        assert case.light().colour != "red"
    with at(21, 0):
        assert case.light().colour == "red"


def test_where_no_text_gives_a_figure_the_office_sets_the_term(db):
    county = County(HENGNAN)
    finding = county.finding(clause="hengnan-4-1d")
    (proposed,) = plan([finding]).drafts
    assert (proposed.may_set, proposed.words, proposed.due_on.day) == (
        True,
        "3个自然日（建议）",
        23,
    )

    (case,) = order([finding], by=county.inspector, terms={county.bureau.pk: FIVE})

    (row,) = rows_of(case)
    assert row.due_on == date(2026, 11, 25)
    assert "只写明“限期”，由下达单位定为5个自然日" in row.due_basis
    assert "此期限由下达单位确定" in text_of(case)


def test_a_term_that_a_text_gives_stays(db):
    county = County(HAIYAN)

    (draft,) = plan([county.finding()], terms={county.bureau.pk: FIVE}).drafts

    assert not draft.may_set
    assert draft.due_on == date(2026, 11, 20)


@pytest.mark.parametrize("state", ["false_alarm", "excepted", "settled"])
def test_what_is_no_standing_finding_is_not_ordered(county, state):
    finding = county.finding(state=state)

    with pytest.raises(Refused, match="不能下达") as refusal:
        order([finding], by=county.inspector)

    assert finding.get_state_display() in refusal.value.lines[0]


@pytest.mark.parametrize("state", ["open", "confirmed", "reopened"])
def test_open_confirmed_and_reopened_ones_are(county, state):
    finding = county.finding(state=state)

    assert county.ordered(finding).step == "sign_for"


def test_a_batch_with_one_that_cannot_go_sends_nothing_and_says_which(county):
    good, bad = county.finding(), county.finding(county.sibling)
    number = county_order_number(county, bad)

    with pytest.raises(Refused, match="全部没有下达") as refusal:
        order([good, bad], by=county.inspector)

    assert number in refusal.value.lines[0]
    assert state_of(good) == "confirmed"
    assert Case.objects.count() == 1


def county_order_number(county, finding: Finding) -> str:
    (case,) = order([finding], by=county.inspector)
    return case.number


def test_two_inspectors_cannot_both_order_the_same(county):
    finding = county.finding()
    stale = Finding.objects.get(pk=finding.pk)
    case = county.ordered(finding)

    with pytest.raises(Refused) as refusal:
        order([stale], by=county.inspector_b)

    assert case.number in refusal.value.lines[0]


def test_an_account_cancelled_between_finding_and_order_is_left_out(county):
    finding = county.unnamed()
    finding.account.state = "deregistered"
    finding.account.save()

    batch = plan([Finding.objects.select_related("account", "organization").get(pk=finding.pk)])

    assert not batch.drafts
    assert "已经注销" in batch.left[0].why


def test_a_unit_that_was_abolished_gets_no_order(county):
    county.bureau.abolished_on = date(2026, 11, 20)
    county.bureau.save()

    (left,) = plan([county.finding()]).left

    assert "撤并" in left.why


def test_only_inspectors_of_the_office_order(county):
    with pytest.raises(Refused, match="下达整改由"):
        order([county.finding()], by=county.clerk)


def test_a_withdrawn_order_gives_the_findings_back(county):
    finding = county.finding(state="reopened")
    case = county.ordered(finding)

    cases.withdraw(case, by=county.inspector, reason="发错单位")

    assert state_of(finding) == "reopened"
    assert rows_of(case)[0].state == "dropped"
    assert order([finding], by=county.inspector)


def test_an_order_that_is_none_of_the_units_comes_back_and_can_be_given_up(county):
    finding = county.finding()
    case = county.ordered(finding)
    case = cases.act(case, "send_back", by=county.clerk, opinion="不属本单位")
    assert (case.step, state_of(finding)) == ("order", "in_rectification")

    cases.act(case, "cancel", by=county.inspector, opinion="改由他单位处理")

    assert state_of(finding) == "confirmed"


def test_an_extension_moves_the_day_of_every_item(county):
    case = cases.act(county.ordered(county.finding(), county.finding()), "sign", by=county.clerk)
    asked = cases.ask_extension(
        case, by=county.clerk, amount=2, unit="calendar_day", reason="等待平台审核"
    )

    cases.decide_extension(asked, by=county.leader, is_granted=True)

    assert {row.due_on for row in rows_of(case)} == {date(2026, 11, 25)}


def test_one_item_can_be_taken_off_an_order(county):
    wrong, right = county.finding(), county.finding()
    case = county.ordered(wrong, right)

    drop_item(rows_of(case)[0], by=county.inspector, reason="重复登记")

    assert (state_of(wrong), state_of(right)) == ("confirmed", "in_rectification")
    assert rows_of(case)[0].state == "dropped"
    with pytest.raises(Refused, match="撤销整改事项由"):
        drop_item(rows_of(case)[1], by=county.clerk, reason="不想改")


def test_an_order_from_above_is_entered_by_hand_and_has_its_item(county):
    case = cases.open_case(
        "rectification",
        organization=county.bureau,
        title="省抽查：错链 1 处",
        by=county.inspector,
        on=date(2026, 11, 19),
        data={"说明": "省办通报附件3"},
    )

    (row,) = rows_of(case)

    assert (row.problem, row.finding) == ("省抽查：错链 1 处：省办通报附件3", None)
    assert (row.received_on, row.due_on) == (date(2026, 11, 19), date(2026, 11, 22))
    assert Rectification.objects.visible_to(county.clerk).count() == 1
    assert not Rectification.objects.visible_to(county.stranger).exists()
