"""Campaigns list every account with advice, strays are settled, notices are worded as data."""

from datetime import date, timedelta

import pytest

from apps.ledger.life.conftest import FANGXIAN, HENGNAN, QINGDAO, YINZHOU
from apps.ledger.life.test_changes import to_end, to_platform
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.jobs.models import Job
from zhijian.ledger import jobs_handlers
from zhijian.ledger.actions import campaigns, life, strays
from zhijian.ledger.life.matters import Detail
from zhijian.ledger.life.numbers import numbers_of
from zhijian.ledger.life.wording import BLANKS, read_wordings, wording, wordings
from zhijian.ledger.models import Account, Campaign, LifeEvent, Stray
from zhijian.notices.models import Notice
from zhijian.people.models import Position

TODAY = date(2026, 11, 20)


def opened(place, **how) -> Campaign:
    fields = {
        "by": place.above_b,
        "title": "2026年清理整合",
        "basis": "年度安排",
        "cutoff_on": TODAY,
        "due_on": date(2026, 12, 31),
    } | how
    return campaigns.open_campaign(place.unit("政府办"), **fields)


def advised(campaign: Campaign, account: Account) -> str:
    return campaign.items.get(account=account).advised


def test_a_campaign_lists_every_account_in_use_of_the_units_below_and_no_other(at):
    place = at(FANGXIAN)
    ours, theirs = place.account(), place.account("水利局", name="青禾水利", handle="b")
    place.account(name="旧号", handle="c", state="closed")
    place.account(name="新号", handle="d", opened_on=TODAY)

    campaign = opened(place, cutoff_on=TODAY - timedelta(1))

    assert {item.account for item in campaign.items.all()} == {ours, theirs}
    assert sum(one.items for one in campaigns.progress(campaign)) == 2


def test_the_smaller_of_two_accounts_on_a_platform_is_to_be_merged_by_the_clause(at):
    place = at(QINGDAO)
    seen = {"followers_on": TODAY}
    main = place.account(followers=9_000, **seen)
    small = place.account(name="青禾林业资讯", handle="b", followers=30, **seen)

    campaign = opened(place)

    assert advised(campaign, small) == "MERGE"
    (reason, *_) = campaign.items.get(account=small).reasons
    assert "上限为 1 个" in reason["says"]
    assert reason["basis"].startswith("《")
    assert advised(campaign, main) != "MERGE"


def test_the_adviser_is_told_what_the_registers_know_and_that_the_rest_is_unknown(at):
    place = at(FANGXIAN)
    kept = place.account(followers=300, followers_on=TODAY - timedelta(5), tasks="发布")
    idle = place.account("水利局", name="青禾水利", handle="b", is_filed=False)
    Position.objects.filter(organization=place.unit("水利局")).delete()
    rows = list(Account.objects.select_related("organization"))

    known = numbers_of(rows, TODAY)

    one, other = known[kept.pk], known[idle.pk]
    assert (one.editors, other.editors) == (1, 0)
    assert (one.followers, one.followers_age_days, other.followers) == (300, 5, None)
    assert (one.has_function, other.has_function) == (True, False)
    assert other.outside_policy == ("accounts.approved_only",)
    assert (one.days_since_update, one.updates, one.subject_faults) == (None, None, None)


def test_what_no_register_holds_is_asked_for_and_never_assumed(at):
    place = at(HENGNAN)
    account = place.account()

    item = opened(place).items.get(account=account)

    assert item.advised != "KEEP"
    assert any(reason["confidence"] == "缺数据" for reason in item.reasons)


def test_another_measure_than_the_one_advised_needs_a_reason(at):
    place = at(QINGDAO)
    seen = {"followers_on": TODAY}
    place.account(followers=9_000, **seen)
    small = place.account(name="青禾林业资讯", handle="b", followers=30, **seen)
    item = opened(place).items.get(account=small)
    with pytest.raises(Refused, match="与建议“合并”不同，须写明理由"):
        campaigns.decide_item(item, "KEEP", by=place.clerk)

    kept = campaigns.decide_item(item, "KEEP", by=place.clerk, reason="面向不同人群")

    assert (kept.measure, kept.done_on) == ("KEEP", TODAY)


def test_a_decision_is_done_when_its_case_is(at):
    place = at(FANGXIAN)
    account = place.account()
    item = opened(place).items.get(account=account)
    item = campaigns.decide_item(item, "DEREGISTER", by=place.clerk, reason="无力维护")
    assert item.done_on is None
    case = life.ask_ending(
        account,
        Detail.DEREGISTER,
        by=place.clerk,
        reason="无力维护",
        caused_on=TODAY,
        item=item,
    )
    with pytest.raises(Refused, match="已经发起"):
        campaigns.decide_item(item, "KEEP", by=place.clerk, reason="反悔")

    to_end(place, to_platform(place, case))

    item.refresh_from_db()
    assert item.done_on == LifeEvent.objects.get().done_on


def test_a_campaign_ends_when_all_is_done_or_its_day_is_past(at):
    place = at(FANGXIAN)
    place.account()
    campaign = opened(place, due_on=TODAY)
    with pytest.raises(Refused, match="还有 1 个账号没有办完"):
        campaigns.close_campaign(campaign, by=place.above_b)

    with clock.set_to(clock.now() + timedelta(1)):
        campaigns.close_campaign(campaign, by=place.above_b)

    campaign.refresh_from_db()
    assert campaign.state == "closed"


@pytest.mark.parametrize(("code", "due"), [(QINGDAO, date(2019, 6, 30)), (YINZHOU, None)])
def test_the_due_day_of_a_campaign_is_the_places_where_it_has_one(at, code, due):
    assert campaigns.deadline_of(at(code).unit("政府办"), TODAY) == due


def stray_in(place, **fields) -> Stray:
    values = {
        "by": place.clerk,
        "found_on": TODAY,
        "name": "青禾护林",
        "platform": "douyin",
        "handle": "qhhl",
        "kind": "personal",
    } | fields
    return strays.report_stray(place.unit("林业局"), **values)


def test_a_stray_is_adopted_filed_and_settled(fangxian):
    place = fangxian
    stray = stray_in(place)
    case = place.move(Case.objects.get(), "ours")
    filing = strays.adopt_stray(
        stray, by=place.clerk, reason="保留", name="青禾护林", platform="douyin", handle="qhhl"
    )
    with pytest.raises(Refused, match="补备案还没有办结"):
        place.move(case, "adopted")
    filing = place.filed(place.move(place.move(filing, "submit"), "agree"))
    place.move(filing, "accept", by=place.above_b)

    place.move(place.move(case, "adopted"), "settle", by=place.above_b)

    stray.refresh_from_db()
    assert (stray.state, stray.settled_on) == ("adopted", TODAY)
    assert Account.objects.get().is_filed is True


@pytest.mark.parametrize(("verb", "state"), [("to_close", "closed"), ("not_ours", "not_ours")])
def test_a_stray_is_closed_or_found_to_be_none_of_ours_with_its_outcome(fangxian, verb, state):
    place = fangxian
    stray = stray_in(place)
    case = Case.objects.get()
    if verb == "to_close":
        case = place.move(case, verb)
    with pytest.raises(Refused, match="还没有写明处理情况"):
        place.move(case, "closed" if verb == "to_close" else verb)
    strays.note_outcome(stray, by=place.clerk, outcome="已在平台注销")
    case = place.move(case, "closed" if verb == "to_close" else verb)

    place.move(case, "settle", by=place.above_b)

    stray.refresh_from_db()
    assert stray.state == state


def test_a_known_account_is_no_stray_and_a_stray_is_reported_once(fangxian):
    place = fangxian
    place.account(platform="douyin", handle="known")
    with pytest.raises(Refused, match="已经登记在"):
        stray_in(place, handle="known")
    stray_in(place)

    with pytest.raises(Refused, match="不必重复登记"):
        stray_in(place)

    assert Stray.objects.count() == 1


@pytest.mark.parametrize("detail", [d for d in Detail if d not in ("open", "retroactive")])
def test_every_matter_that_is_announced_has_its_wording(detail):
    title, text = wording(detail.upper()).filled(dict.fromkeys(BLANKS, "某"))

    assert "公告" in title
    assert "特此公告" in text
    assert "{" not in title + text


def test_an_office_words_its_own_notices(tmp_path):
    file = tmp_path / "announcements.yaml"
    file.write_text("CLOSE:\n  title: 停更公告\n  text: 本号“{账号名称}”停更。\n", "utf-8")

    found = wordings((str(tmp_path),))

    assert found["CLOSE"].filled({"账号名称": "青禾林业"}) == (
        "停更公告",
        "本号“青禾林业”停更。",
    )
    assert found["RENAME"] == wording("RENAME")


def test_a_blank_that_nobody_fills_in_reads_so_and_an_unknown_one_is_refused():
    ours = wording("RENAME")

    assert "（待填）" in ours.filled({})[1]
    with pytest.raises(Refused, match=r"第 2 行：“CLOSE”里的“.天气.”不能由台账填入"):
        read_wordings("CLOSE:\n  title: 一\n  text: 今日{天气}\n", "announcements.yaml")


@pytest.mark.parametrize(("days", "is_told"), [(7, True), (8, False), (0, True)])
def test_a_unit_is_reminded_when_the_day_of_a_campaign_comes_near(at, days, is_told):
    place = at(FANGXIAN)
    place.account()
    campaign = opened(place, due_on=TODAY + timedelta(days))

    jobs_handlers.remind({})
    asked = Job.objects.filter(kind="ledger.remind_unit")
    for job in asked:
        jobs_handlers.remind_unit(job.payload)

    told = Notice.objects.filter(to=place.clerk, title__contains=f"“{campaign}”还有 1 个账号")
    assert (asked.count(), told.count()) == ((1, 1) if is_told else (0, 0))
