"""How a case goes: numbers, steps, separation of duties, opinions, withdrawal."""

from datetime import date

import pytest
from django.db import transaction

from zhijian.cases import actions, policy
from zhijian.cases.locking import Conflict
from zhijian.cases.models import Barred, Case, DueChange, Opinion, Seat
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_a_case_is_numbered_by_year_and_frozen(county):
    first, second = county.open("review"), county.open("review")

    assert [first.number, second.number] == ["BJ-2026-000001", "BJ-2026-000002"]
    assert first.rules_id == second.rules_id
    assert first.definition.chain[:4] == ("draft", "stage-1", "stage-2", "stage-3")


def test_a_number_comes_back_when_the_transaction_fails(county):
    with transaction.atomic():
        lost = county.open("review")
        transaction.set_rollback(True)

    assert lost.number == "BJ-2026-000001"
    assert county.open("review").number == "BJ-2026-000001"


def test_a_text_goes_through_three_reviews_by_three_people(county, tick):
    case = county.review()
    for by in (county.editor, county.reviewer, county.lead):
        case = actions.act(case, "pass", by=by, ticked=tick(case))
    case = actions.act(case, "pass", by=county.monitor)
    case = actions.act(case, "publish", by=county.editor_b)

    assert (case.state, case.step, case.step_title) == ("closed", "released", "已发布")
    assert case.light().colour == "grey"
    assert not Seat.objects.filter(case=case).exists()
    assert not Barred.objects.filter(case=case).exists()
    with pytest.raises(Refused, match="已经办结"):
        actions.act(case, "publish", by=county.editor_b)


def test_one_person_does_not_review_twice(county, tick):
    both = county.person(county.bureau, "身兼二职", "EDITOR", "REVIEWER")
    case = county.review()
    case = actions.act(case, "pass", by=both, ticked=tick(case))

    with pytest.raises(Refused, match="应由另一人办理"):
        actions.act(case, "pass", by=both, ticked=tick(case))
    assert case not in Case.objects.on_desk_of(both)
    assert case in Case.objects.on_desk_of(county.reviewer)


def test_a_stranger_of_a_sibling_unit_neither_sees_nor_acts(county, tick):
    case = county.review()

    assert case not in Case.objects.visible_to(county.stranger)
    with pytest.raises(Refused, match="您没有担任"):
        actions.act(case, "pass", by=county.stranger, ticked=tick(case))


def test_the_supervising_office_sees_the_cases_of_its_units(county):
    case = county.review()

    assert case in Case.objects.visible_to(county.above)
    assert case not in Case.objects.on_desk_of(county.above)


def test_a_post_that_has_ended_gives_no_desk(county):
    case = county.review()
    county.editor_b.person.positions.update(until_on=date(2026, 11, 19))

    assert case not in Case.objects.on_desk_of(county.editor_b)
    with pytest.raises(Refused, match="您没有担任"):
        actions.act(case, "send_back", by=county.editor_b, opinion="退")


def test_a_login_that_is_closed_does_nothing(county):
    case = county.review()
    county.editor_b.is_active = False
    county.editor_b.save()

    with pytest.raises(Refused, match="已停用"):
        actions.act(case, "send_back", by=county.editor_b, opinion="退")
    assert not Case.objects.on_desk_of(county.editor_b).exists()


def test_a_return_needs_words_and_keeps_them(county):
    case = county.review()

    with pytest.raises(Refused, match="须写明意见"):
        actions.act(case, "send_back", by=county.editor_b)
    case = actions.act(case, "send_back", by=county.editor_b, opinion="标题有误，请改。")

    assert case.step == "draft"
    assert case.assignee == county.editor
    assert Opinion.objects.get(case=case).text == "标题有误，请改。"
    assert Notice.objects.of(county.editor).filter(kind="case.arrived").exists()


def test_every_act_leaves_one_entry_without_the_words_themselves(county):
    case = county.review()
    before = Entry.objects.count()
    actions.act(case, "send_back", by=county.editor_b, opinion="请电话联系13800000001")

    entry = Entry.objects.order_by("-seq").first()
    assert Entry.objects.count() == before + 1
    assert (entry.action, entry.actor_id) == ("case.returned", county.editor_b.pk)
    assert entry.subject_name == case.number
    assert "1380" not in str(entry.data)
    assert len(entry.data["opinion_sha256"]) == 64


def test_the_second_writer_learns_what_the_first_did(county):
    case = county.review()
    seen = case.version
    actions.act(case, "send_back", by=county.editor_b, opinion="退", version=seen)

    with pytest.raises(Conflict, match=r"采编乙已于11月20日 09:00办理“退回修改”.*现在是“拟稿”"):
        actions.act(case, "send_back", by=county.editor, opinion="退", version=seen)
    assert Opinion.objects.filter(case=case).count() == 1


def test_the_opener_withdraws_before_a_decision_only(county, tick):
    case = county.review()
    with pytest.raises(Refused, match="撤回原因"):
        actions.withdraw(case, by=county.editor, reason=" ")
    gone = actions.withdraw(case, by=county.editor, reason="内容有变")
    assert (gone.state, gone.step_title) == ("withdrawn", "已撤回")
    assert Opinion.objects.get(case=gone).kind == "withdrawal"

    case = county.review()
    case = actions.act(case, "pass", by=county.editor_b, ticked=tick(case))
    with pytest.raises(Refused, match="已有审批意见"):
        actions.withdraw(case, by=county.editor, reason="内容有变")


def test_nobody_opens_a_case_for_a_unit_that_is_none_of_theirs(county):
    with pytest.raises(Refused, match="不在您的工作范围内"):
        county.open("review", by=county.stranger)


def test_a_case_that_ought_to_go_up_says_so_when_nobody_is_there(county):
    from zhijian.people.models import Oversight

    Oversight.objects.all().delete()
    county.government.parent = None
    case = county.open("exception", organization=county.government, by=county.top)
    case = actions.act(
        case,
        "submit",
        by=county.top,
        opinion="理由",
        ticked=[item.code for item in case.present.checklist],
    )
    with pytest.raises(Refused, match="没有登记主管单位"):
        actions.act(case, "agree", by=county.top, opinion="只有一人")
    case.refresh_from_db()
    assert case.step == "endorse"


def test_the_checklist_remembers_what_was_ticked(county):
    case = county.review()
    case = actions.tick(case, ["保密性", "规范性"], by=county.editor_b)

    with pytest.raises(Refused, match="核对单还有未勾选的：严肃性、准确性、安全性"):
        actions.act(case, "pass", by=county.editor_b)
    case = actions.act(case, "pass", by=county.editor_b, ticked=["严肃性", "准确性", "安全性"])
    assert case.steps.get(step="stage-1").ticked == sorted(
        ["保密性", "规范性", "严肃性", "准确性", "安全性"]
    )
    with pytest.raises(Refused, match="没有“不存在”"):
        actions.tick(case, ["不存在"], by=county.reviewer)


def test_the_desks_of_a_day_are_told_apart(county, tick):
    case = county.review()
    mine = county.open("review")

    assert list(Case.objects.on_desk_of(county.editor).order_by("pk")) == [case, mine]
    assert case in Case.objects.started_by(county.editor)
    assert case in Case.objects.done_by(county.editor)
    case = actions.act(case, "pass", by=county.editor_b, ticked=tick(case))
    assert case in Case.objects.in_progress_of(county.editor)
    assert case not in Case.objects.on_desk_of(county.editor)
    assert mine not in Case.objects.done_by(county.editor)


def test_a_due_day_never_comes_or_goes_without_its_row(county, tick):
    case = county.review()
    case = actions.act(case, "pass", by=county.editor_b, ticked=tick(case))
    days = [None]
    for change in DueChange.objects.filter(case=case):
        assert change.before == days[-1]
        days.append(change.after)

    assert days[-1] == case.due_on == date(2026, 11, 23)


def test_what_may_be_done_comes_with_why_not(county):
    case = county.review()

    mine, theirs = (
        policy.possibilities(case, county.editor_b),
        policy.possibilities(case, county.lead),
    )

    assert mine.can_act
    assert mine.why_not_pause == "“初审”这一环节不能暂停计时。"
    assert not theirs.can_act
    assert theirs.why_not_transfer == ""
    assert "不用纸质办理" in mine.why_not_scan


def test_a_case_follows_the_rules_of_the_day_it_was_opened(county, monkeypatch):
    case = county.review()
    monkeypatch.setattr("zhijian.cases.actions.opening.rulebooks", lambda: None)

    assert actions.act(case, "send_back", by=county.editor_b, opinion="退").step == "draft"


def test_control_signs_and_endless_words_are_refused(county):
    case = county.review()

    with pytest.raises(Refused, match="控制字符"):
        actions.act(case, "send_back", by=county.editor_b, opinion="退\x00回")
    with pytest.raises(Refused, match="超过 5000 字"):
        actions.act(case, "send_back", by=county.editor_b, opinion="退" * 5001)


def test_a_move_that_does_not_exist_is_refused_with_those_that_do(county):
    with pytest.raises(Refused, match=r"不能“approve”。可以办的有：通过、退回修改、不予发布"):
        actions.act(county.review(), "approve", by=county.editor_b)


def test_a_vertically_managed_unit_follows_its_superiors_place(county):
    county.bureau.managed_by = "province"
    county.bureau.save()

    assert county.open("review").place == "420000"
    assert clock.today() == date(2026, 11, 20)
