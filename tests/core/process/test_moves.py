"""Who may do what at a step, and what it leads to."""

from dataclasses import replace
from datetime import date

import pytest

from zhijian.core.process import (
    Actor,
    advance,
    allowed,
    begin,
    extend,
    pause,
    resolve,
    resume,
    withdraw,
    working_of,
)
from zhijian.core.refused import Refused
from zhijian.core.terms import Term, Unit

ON = date(2026, 11, 20)  # a Friday
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
FANGXIAN, QINGDAO, HENGNAN = "420325", "370200", "430422"


def actor(person, *posts, unit="own", opener=False, stands_for=()):
    seats = {(unit, post) for post in posts} | {(unit, "")}
    return Actor(person, frozenset(seats), opener, stands_for)


DRAFTER = actor("drafter", "EDITOR", opener=True)
EDITOR = actor("editor", "EDITOR")
REVIEWER = actor("reviewer", "REVIEWER")
LEAD = actor("lead", "LEAD")


@pytest.fixture
def review(rulebooks):
    return resolve(rulebooks, "review", FANGXIAN, ON)


def started(definition, calendar, opener="drafter", event_on=ON):
    return begin(definition, opener=opener, event_on=event_on, on=ON, calendar=calendar)


def go(definition, state, who, verb, calendar, **brought):
    step = definition.step(state.at)
    brought.setdefault("ticked", [item.code for item in step.checklist])
    return advance(definition, state, who, verb, on=ON, calendar=calendar, **brought)


def why(definition, state, who, verb):
    return next(o.why_not for o in allowed(definition, state, who) if o.move.verb == verb)


def test_three_reviews_by_three_persons_release_a_text(review, calendar):
    state = started(review, calendar)
    for who, verb in (
        (DRAFTER, "submit"),
        (EDITOR, "pass"),
        (REVIEWER, "pass"),
        (LEAD, "pass"),
        (actor("monitor", "MONITOR"), "pass"),
        (EDITOR, "publish"),
    ):
        state = go(review, state, who, verb, calendar)

    assert state.at == "released"
    assert allowed(review, state, LEAD) == ()
    assert state.due is None


def test_the_second_review_is_closed_to_whoever_did_the_first(review, calendar):
    both = actor("both", "EDITOR", "REVIEWER")
    state = go(review, started(review, calendar), DRAFTER, "submit", calendar)
    state = go(review, state, both, "pass", calendar)

    assert "应由另一人办理" in why(review, state, both, "pass")
    assert "房政办发〔2023〕16号" in why(review, state, both, "pass")
    with pytest.raises(Refused, match="应由另一人办理"):
        go(review, state, both, "pass", calendar)


def test_a_delegate_is_barred_with_the_person_they_stand_for(review, calendar):
    state = go(review, started(review, calendar), DRAFTER, "submit", calendar)
    state = go(review, state, actor("a", "EDITOR"), "pass", calendar)

    assert "另一人" in why(review, state, actor("b", "REVIEWER", stands_for=("a",)), "pass")


def test_where_no_law_asks_for_it_a_stated_reason_lifts_the_bar(rulebooks, calendar):
    review = resolve(rulebooks, "review", QINGDAO, ON)
    both = actor("both", "EDITOR", "REVIEWER")
    state = go(review, started(review, calendar), DRAFTER, "submit", calendar)
    state = go(review, state, both, "pass", calendar)

    with pytest.raises(Refused, match=r"须写明意见.*宜由另一人办理"):
        go(review, state, both, "pass", calendar)
    state = go(review, state, both, "pass", calendar, opinion="只有一名审核人员，报经指挥长同意。")

    assert state.at == "stage-3"
    assert state.doings[-1].opinion == "只有一名审核人员，报经指挥长同意。"


def test_a_stranger_is_told_who_may(review, calendar):
    state = started(review, calendar)

    assert why(review, state, EDITOR, "submit") == (
        "“拟稿”由发起人本人办理，您没有担任。请转告有关人员，或由其委托您。"
    )


def test_a_return_needs_an_opinion_and_keeps_it(review, calendar):
    state = go(review, started(review, calendar), DRAFTER, "submit", calendar)

    with pytest.raises(Refused, match="须写明意见"):
        go(review, state, EDITOR, "send_back", calendar, opinion="  ")
    state = go(review, state, EDITOR, "send_back", calendar, opinion="标题有误")

    assert state.at == "draft"
    assert state.doings[-1].opinion == "标题有误"


def test_an_unticked_line_holds_back_a_pass_but_not_a_return(review, calendar):
    state = go(review, started(review, calendar), DRAFTER, "submit", calendar)

    with pytest.raises(Refused, match=r"核对单还有未勾选的：.*规范性"):
        go(review, state, EDITOR, "pass", calendar, ticked=["保密性"])
    assert go(review, state, EDITOR, "send_back", calendar, ticked=[], opinion="退").at == "draft"


def test_an_attachment_asked_for_must_be_brought(rulebooks, calendar):
    opening = resolve(rulebooks, "opening", QINGDAO, ON)
    state = go(opening, started(opening, calendar), DRAFTER, "government", calendar)

    with pytest.raises(Refused, match="还缺附件：平台注册结果截图"):
        go(opening, state, EDITOR, "registered", calendar)
    assert go(opening, state, EDITOR, "registered", calendar, attached=["proof"]).at == "file"


def test_a_case_with_open_cosigns_goes_no_further_but_may_go_back(review, calendar):
    state = go(review, started(review, calendar), DRAFTER, "submit", calendar)
    state = replace(state, open_cosigns=1)

    assert "会签还有 1 人没有回复" in why(review, state, EDITOR, "pass")
    assert why(review, state, EDITOR, "send_back") == ""


def test_what_another_has_taken_up_is_his(review, calendar):
    state = go(review, started(review, calendar), DRAFTER, "submit", calendar)
    state = replace(state, assignee="somebody")

    assert "已由他人接办" in why(review, state, EDITOR, "pass")


def test_the_opener_withdraws_until_something_is_decided(review, calendar):
    state = go(review, started(review, calendar), DRAFTER, "submit", calendar)
    gone = withdraw(review, state, DRAFTER, on=ON, reason="改期", calendar=calendar)
    state = go(review, state, EDITOR, "pass", calendar)

    assert (gone.at, gone.doings[-1].opinion) == ("withdrawn", "改期")
    with pytest.raises(Refused, match="已有审批意见"):
        withdraw(review, state, DRAFTER, on=ON, reason="改期", calendar=calendar)
    with pytest.raises(Refused, match="只有发起人"):
        withdraw(review, state, EDITOR, on=ON, reason="改期", calendar=calendar)


def test_the_earlier_of_two_terms_is_the_due_day(rulebooks, calendar):
    message = resolve(rulebooks, "message", HENGNAN, ON, "CONSULT")
    state = started(message, calendar)
    state_later = go(message, state, EDITOR, "accept", calendar)

    assert state.due.on == MONDAY  # one workday to accept
    assert state_later.due.on == date(2026, 11, 27)  # five workdays for the whole
    assert state_later.due.limit.basis.stated == "限时办结"


def test_a_pause_moves_the_due_day_by_its_workdays_and_is_recorded(rulebooks, calendar):
    message = resolve(rulebooks, "message", HENGNAN, ON, "CONSULT")
    state = go(message, started(message, calendar), EDITOR, "accept", calendar)
    stopped = pause(message, state, on=MONDAY, reason="等待其他单位答复", calendar=calendar)

    assert "计时已暂停" in why(message, stopped, EDITOR, "submit")
    running = resume(message, stopped, on=TUESDAY, calendar=calendar)

    assert (state.due.on, running.due.on) == (date(2026, 11, 27), date(2026, 11, 30))
    assert running.changes[-1].why == "恢复计时"
    assert any(
        "计时暂停，不计" in line for line in working_of(running, running.due, calendar).lines
    )


def test_a_reason_that_is_not_on_the_list_stops_no_clock(rulebooks, calendar):
    message = resolve(rulebooks, "message", HENGNAN, ON, "CONSULT")

    with pytest.raises(Refused, match="不在可用之列"):
        pause(message, started(message, calendar), on=ON, reason="忙", calendar=calendar)


def longer(definition, state, days, calendar, granted_by="superior"):
    return extend(
        definition,
        state,
        Term(days, Unit.WORKDAY),
        on=ON,
        reason="情况复杂",
        granted_by=granted_by,
        asked_by="editor",
        calendar=calendar,
    )


def test_an_extension_is_granted_by_another_once_and_within_bounds(rulebooks, calendar):
    refiling = resolve(rulebooks, "refiling", HENGNAN, ON)
    state = started(refiling, calendar)

    with pytest.raises(Refused, match="不能由申请人自己批准"):
        longer(refiling, state, 3, calendar, granted_by="editor")
    with pytest.raises(Refused, match="不能超过3个工作日"):
        longer(refiling, state, 4, calendar)
    state = longer(refiling, state, 3, calendar)
    assert state.due.on == date(2026, 12, 4)
    with pytest.raises(Refused, match="最多延期 1 次"):
        longer(refiling, state, 1, calendar)


def test_a_year_not_published_makes_the_due_day_an_estimate(rulebooks, calendar):
    refiling = resolve(rulebooks, "refiling", HENGNAN, date(2026, 12, 28))
    state = begin(
        refiling,
        opener="x",
        event_on=date(2026, 12, 28),
        on=date(2026, 12, 28),
        calendar=calendar,
    )

    assert state.due.is_estimate


def test_an_event_cannot_lie_in_the_future(rulebooks, calendar):
    refiling = resolve(rulebooks, "refiling", HENGNAN, ON)

    with pytest.raises(Refused, match="晚于今天"):
        started(refiling, calendar, event_on=MONDAY)
