"""A change or an ending takes its effect at the very end of its case, and leaves true facts."""

from datetime import date, timedelta

import pytest

from apps.ledger.life.conftest import (
    FANGXIAN,
    HAIYAN,
    HENGNAN,
    PLACES,
    PNG,
    YINZHOU,
    on_day,
    only_event,
)
from zhijian.cases import actions as cases
from zhijian.cases.media import Upload
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.law.books import calendar
from zhijian.ledger.actions import announcements, life, steps
from zhijian.ledger.actions.stores import take_down
from zhijian.ledger.life.matters import MATTERS, Detail
from zhijian.ledger.models import Account, Announcement, LifeEvent, StoreListing

TODAY = date(2026, 11, 20)


def renaming(place, account, **how) -> Case:
    fields = {"by": place.clerk, "reason": "机构改革", "caused_on": clock.today()} | how
    return life.ask_change(account, Detail.RENAME, after={"name": "青禾林草"}, **fields)


def ending(place, account, detail=Detail.DEREGISTER, **how) -> Case:
    fields = {"by": place.clerk, "reason": "无力维护", "caused_on": clock.today()} | how
    return life.ask_ending(account, detail, **fields)


def to_platform(place, case: Case) -> Case:
    """Every step up to the one at the platform, the notice posted today."""
    while case.step != "carry_out":
        verb = {"apply": "submit", "endorse": "agree", "approve": "approve"}.get(case.step)
        case = place.move(case, verb) if verb else place.announced(case)
    return case


def carried_out(place, case: Case) -> Case:
    steps.note_carried_out(case, by=place.clerk, event_on=clock.today())
    return place.move(case, "carried_out")


def to_end(place, case: Case) -> Case:
    """From the platform to the end, on the day on which the notice has stood long enough."""
    case = place.filed(carried_out(place, case))
    notice = only_event(case).announcements.filter(posted_on__isnull=False).first()
    with on_day(notice.due_until_on if notice and notice.due_until_on else clock.today()):
        return place.move(place.move(case, "stood"), "accept", by=place.above_b)


@pytest.mark.parametrize("code", PLACES)
def test_an_account_is_renamed_only_at_the_end(at, code):
    place = at(code)
    account = place.account()
    case = to_platform(place, renaming(place, account))
    account.refresh_from_db()
    assert account.name == "青禾林业"

    case = to_end(place, case)

    account.refresh_from_db()
    assert (account.name, account.name_norm, account.state) == (
        "青禾林草",
        "青禾林草",
        "operating",
    )
    event = only_event(case)
    assert (event.kind, event.before, event.after) == (
        "CHANGE",
        {"name": "青禾林业"},
        {"name": "青禾林草"},
    )


@pytest.mark.parametrize("code", PLACES)
def test_what_is_done_in_time_passes_every_check_on_it(at, code):
    place = at(code)
    case = to_end(place, to_platform(place, ending(place, place.account())))

    found = place.judged(only_event(case).done_on)

    notice = only_event(case).announcements.get()
    for check, subject in (
        ("filing.in_time", case.number),
        ("filing.change_cancel", case.number),
        ("filing.announced", case.number),
        ("filing.announcement_length", notice.number),
    ):
        assert found[check, subject] == "PASS", check


@pytest.mark.parametrize("code", PLACES)
def test_what_is_done_late_fails_by_the_clause_or_warns_by_our_proposal(at, code):
    place = at(code)
    case = to_platform(place, ending(place, place.account()))
    case = carried_out(place, case)
    with on_day(TODAY + timedelta(20)):
        case = place.filed(case)
    with on_day(TODAY + timedelta(35)):
        case = place.move(place.move(case, "stood"), "accept", by=place.above_b)
        found = place.judged(clock.today())

    firm = code == FANGXIAN
    late = "FAIL" if firm else "PASS WARNED"
    assert found["filing.in_time", case.number] == late
    assert found["filing.change_cancel", case.number] == late


@pytest.mark.parametrize("code", PLACES)
def test_without_a_notice_the_check_finds_it_where_the_text_asks_for_one(at, code):
    place = at(code)
    case = ending(place, place.account())
    for verb in ("submit", "agree", "approve"):
        case = place.move(case, verb)
    if code != HAIYAN:
        with pytest.raises(Refused, match="要求向社会公告"):
            place.move(case, "skip")
        return

    Announcement.objects.create(
        number="GG-1", organization=place.unit("水利局"), kind="CHANGE", posted_on=TODAY
    )

    case = place.filed(carried_out(place, place.move(case, "skip")))
    case = place.move(place.move(case, "stood"), "accept", by=place.above_b)

    found = place.judged(clock.today())
    assert found["filing.announced", case.number] == "PASS WARNED"


def test_fangxians_notice_must_stand_fifteen_workdays_before_the_case_ends(fangxian):
    place = fangxian
    case = place.filed(carried_out(place, to_platform(place, ending(place, place.account()))))
    notice = only_event(case).announcements.get()
    assert notice.due_until_on == date(2026, 12, 10)
    with (
        on_day(date(2026, 12, 9)),
        pytest.raises(Refused, match=r"已挂 14 个工作日.*最早 2026-12-10"),
    ):
        place.move(case, "stood")

    with on_day(date(2026, 12, 10)):
        case = place.move(case, "stood")

    assert case.step == "confirm"


def test_a_notice_taken_down_early_is_refused_or_becomes_a_fact_that_fails(fangxian):
    place = fangxian
    case = place.filed(carried_out(place, to_platform(place, ending(place, place.account()))))
    notice = only_event(case).announcements.get()
    posting = notice.postings.get()
    with on_day(date(2026, 12, 1)):
        with pytest.raises(Refused, match=r"只挂了 8 个工作日，应挂 15 个工作日.*2026-12-10"):
            announcements.take_down(posting, by=place.clerk, removed_on=clock.today())
        with pytest.raises(Refused, match="写明原因"):
            announcements.take_down(
                posting, by=place.clerk, removed_on=clock.today(), is_down_already=True
            )
        announcements.take_down(
            posting,
            by=place.clerk,
            removed_on=clock.today(),
            is_down_already=True,
            reason="网站改版误删",
        )
        case = place.move(place.move(case, "stood"), "accept", by=place.above_b)
        found = place.judged(clock.today())

    notice.refresh_from_db()
    assert notice.posted_until_on == date(2026, 12, 1)
    assert found["filing.announcement_length", notice.number] == "FAIL"


def test_a_notice_may_come_down_on_its_last_day(fangxian):
    place = fangxian
    case = to_platform(place, ending(place, place.account()))
    notice = only_event(case).announcements.get()

    with on_day(date(2026, 12, 10)):
        announcements.take_down(notice.postings.get(), by=place.clerk, removed_on=clock.today())

    notice.refresh_from_db()
    assert notice.posted_until_on == notice.due_until_on


def test_an_account_under_cancelling_is_not_changed(fangxian):
    account = fangxian.account()
    case = ending(fangxian, account)

    with pytest.raises(Refused, match=f"正在办理注销、关停等终止手续：{case.number}"):
        renaming(fangxian, account)

    assert LifeEvent.objects.count() == 1


@pytest.mark.parametrize("way", ["withdraw", "refuse", "drop"])
def test_what_comes_to_nothing_leaves_no_effect(fangxian, way):
    place = fangxian
    account = place.account()
    case = ending(place, account)
    if way == "withdraw":
        cases.withdraw(case, by=place.clerk, reason="再考虑")
    elif way == "refuse":
        place.move(place.move(case, "submit"), "refuse")
    else:
        place.move(to_platform(place, case), "drop")

    account.refresh_from_db()
    assert account.state == "operating"
    event = LifeEvent.objects.first()
    assert event is None or (event.event_on is None and event.done_on is None)
    assert (event is not None) is (way == "drop")
    renaming(place, account)


def test_a_new_sponsor_agrees_before_anything_is_made_public_and_gets_it_at_the_end(fangxian):
    place = fangxian
    account = place.account()
    other = place.others["水局长"]
    case = life.ask_change(
        account,
        Detail.SPONSOR,
        by=place.clerk,
        reason="职能划转",
        caused_on=TODAY,
        after={"organization": place.unit("水利局").pk},
    )
    assert Case.objects.visible_to(other).filter(pk=case.pk).exists()
    case = place.move(place.move(case, "submit"), "agree")
    with pytest.raises(Refused, match="青禾县水利局还没有表示同意接收"):
        place.announced(case)
    with pytest.raises(Refused, match="答复是否接收由青禾县水利局的"):
        steps.answer_receiving(case, by=place.leader, is_agreed=True, opinion="同意")
    steps.answer_receiving(case, by=other, is_agreed=False, opinion="人手不足")
    with pytest.raises(Refused, match="不同意接收"):
        place.announced(case)
    steps.answer_receiving(case, by=other, is_agreed=True, opinion="已安排人员")

    case = to_platform(place, case)
    account.refresh_from_db()
    assert account.organization == place.unit("林业局")
    to_end(place, case)

    account.refresh_from_db()
    assert account.organization == place.unit("水利局")
    assert Account.objects.visible_to(other).get() == account


def test_a_merged_account_is_cancelled_and_names_where_it_went(fangxian):
    place = fangxian
    main = place.account(name="青禾水利", unit="水利局", handle="gh_main")
    account = place.account()
    with pytest.raises(Refused, match="并入哪个账号"):
        ending(place, account, Detail.MERGE)
    with pytest.raises(Refused, match="不能并入账号自己"):
        ending(place, account, Detail.MERGE, successor=account)
    case = ending(place, account, Detail.MERGE, successor=main)
    steps.answer_receiving(case, by=place.others["水局长"], is_agreed=True, opinion="同意")

    case = to_platform(place, case)
    assert "并入“青禾水利”" in only_event(case).announcements.get().text
    to_end(place, case)

    account.refresh_from_db()
    assert (account.state, account.stopped_on) == ("deregistered", TODAY)


@pytest.mark.parametrize(
    ("detail", "before", "state"),
    [
        (Detail.SUSPEND, "operating", "suspended"),
        (Detail.RESUME, "suspended", "operating"),
        (Detail.CLOSE, "operating", "closed"),
        (Detail.DEREGISTER, "closed", "deregistered"),
    ],
)
def test_each_ending_leads_to_its_state(fangxian, detail, before, state):
    account = fangxian.account(state=before)

    to_end(fangxian, to_platform(fangxian, ending(fangxian, account, detail)))

    account.refresh_from_db()
    assert account.state == state


@pytest.mark.parametrize("detail", [Detail.RESUME, Detail.SUSPEND])
def test_a_state_allows_only_what_follows_from_it(fangxian, detail):
    wrong = "operating" if detail == Detail.RESUME else "suspended"

    with pytest.raises(Refused, match="不能办理"):
        ending(fangxian, fangxian.account(state=wrong), detail)


def test_an_app_is_cancelled_only_when_every_store_has_taken_it_down_with_proof(fangxian):
    place = fangxian
    account = place.account(platform="app", account_type="app", handle="cn.qinghe.lin")
    for store in ("甲市场", "乙市场"):
        StoreListing.objects.create(account=account, store=store)
    case = to_platform(place, ending(place, account))
    steps.note_carried_out(case, by=place.clerk, event_on=TODAY)
    with pytest.raises(Refused, match="还没有从乙市场、甲市场下架"):
        place.move(case, "carried_out")
    for listing in account.store_listings.all():
        take_down(listing, by=place.clerk, removed_on=TODAY, proof=Upload("下架.png", PNG))

    case = to_end(place, case)

    found = place.judged(only_event(case).done_on)
    assert found["accounts.app_takedown", "cn.qinghe.lin"] == "PASS"


def test_the_day_at_the_platform_is_neither_ahead_nor_before_the_cause(fangxian):
    place = fangxian
    case = to_platform(place, ending(place, place.account()))

    with pytest.raises(Refused, match="还没有到"):
        steps.note_carried_out(case, by=place.clerk, event_on=TODAY + timedelta(1))
    with pytest.raises(Refused, match="早于事由发生日期"):
        steps.note_carried_out(case, by=place.clerk, event_on=TODAY - timedelta(1))
    with pytest.raises(Refused, match="还没有登记在平台办结的日期"):
        place.move(case, "carried_out")


def test_nothing_changes_where_nothing_differs(fangxian):
    with pytest.raises(Refused, match="没有需要变更的"):
        life.ask_change(
            fangxian.account(),
            Detail.OTHER,
            by=fangxian.clerk,
            reason="核对",
            caused_on=TODAY,
            after={"section": "", "operator": " "},
        )


@pytest.mark.parametrize("process", ["changing", "retrofiling"])
def test_a_case_of_an_account_is_not_opened_without_its_account(fangxian, process):
    with pytest.raises(Refused, match="从账号页面发起"):
        cases.open_case(
            process, organization=fangxian.unit("林业局"), title="空", by=fangxian.clerk
        )

    assert not Case.objects.exists()


@pytest.mark.parametrize("code", [YINZHOU, FANGXIAN, HENGNAN])
def test_an_old_account_is_filed_later(at, code):
    place = at(code)
    account = place.account(is_filed=False)
    before = place.judged(clock.today())["accounts.approved", account.handle]
    case = life.ask_retrofiling(account, by=place.clerk, reason="文件施行前已开")
    case = place.filed(place.move(place.move(case, "submit"), "agree"))

    place.move(case, "accept", by=place.above_b)

    account.refresh_from_db()
    assert account.is_filed is True
    assert before.startswith(("FAIL", "PASS WARNED"))
    assert place.judged(clock.today())["accounts.approved", account.handle] == "PASS"
    with pytest.raises(Refused, match="已经备案"):
        life.ask_retrofiling(account, by=place.clerk, reason="再来")


def test_every_detail_has_its_matter():
    assert set(MATTERS) == set(LifeEvent.Detail)


def test_fangxians_latest_start_leaves_room_for_the_notice(fangxian):
    from zhijian.core.terms import standing_days
    from zhijian.ledger.life.notice_days import notice_start

    start = notice_start(fangxian.unit("林业局"), TODAY)

    assert (start.closes_on, start.is_firm) == (date(2026, 12, 20), True)
    assert standing_days(start.on, start.closes_on, calendar()) == 15
    assert standing_days(start.on + timedelta(3), start.closes_on, calendar()) < 15
