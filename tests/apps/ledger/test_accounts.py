"""Accounts are entered once, mended with a record, and looked at on a day."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.ledger import actions
from zhijian.ledger.actions.accounts import MOST_INTRODUCTION, PARTICULARS
from zhijian.ledger.actions.menus import menus_seen
from zhijian.ledger.actions.seen import links_to_see
from zhijian.ledger.menus import MenuLine, level_limit, tree_of
from zhijian.ledger.models import Account, FollowerCount, MenuItem, OfficePlatform
from zhijian.people.edits import Outdated, fingerprint

HANDLE = "gh_0000000001"


@pytest.fixture
def clerk(county):
    return county.user("文员", "教育局", "EDITOR")


@pytest.fixture
def account(county, clerk) -> Account:
    return actions.enter_account(
        county.units["教育局"],
        by=clerk,
        name="青禾教育",
        platform="wechat",
        handle=HANDLE,
        link="https://mp.weixin.qq.com/s/abc",
    )


def newest() -> Entry:
    return Entry.objects.latest("seq")


def test_an_account_that_exists_is_entered_and_whether_it_is_filed_stays_open(account):
    assert (account.state, account.is_filed) == ("operating", None)
    assert Account.objects.in_books().get() == account
    assert newest().action == "account.entered"


@pytest.mark.parametrize("name", ["䶮溪发布", "𬭚山镇", "青禾𬭚䶮"])
def test_rare_characters_in_a_name_are_kept_as_they_are(county, clerk, name):
    account = actions.enter_account(
        county.units["教育局"], by=clerk, name=name, platform="weibo", handle="123456"
    )

    assert Account.objects.get(name=name) == account
    assert Account.objects.filter(name__contains=name[-2:]).exists()


@pytest.mark.parametrize(
    ("state", "stopped_on", "says"),
    [
        ("planned", None, "开设申请"),
        ("closed", None, "停止运营日期"),
        ("operating", date(2026, 1, 1), "不填停止运营日期"),
        ("closed", date(2026, 11, 21), "还没有到"),
    ],
)
def test_a_state_that_does_not_fit_its_dates_is_refused(county, clerk, state, stopped_on, says):
    with pytest.raises(Refused, match=says):
        actions.enter_account(
            county.units["教育局"],
            by=clerk,
            name="青禾教育",
            platform="weibo",
            state=state,
            stopped_on=stopped_on,
        )

    assert not Account.objects.exists()


def test_an_account_closed_today_is_taken(county, clerk):
    account = actions.enter_account(
        county.units["教育局"],
        by=clerk,
        name="青禾教育",
        platform="weibo",
        state="closed",
        stopped_on=clock.today(),
    )

    assert account.state == "closed"


def test_who_sees_the_account_is_told_where_it_stands(county, account, clerk):
    with pytest.raises(Refused, match="已经登记在青禾县教育局名下：“青禾教育”，正常"):
        actions.enter_account(
            county.units["教育局"], by=clerk, name="教育二号", platform="wechat", handle=HANDLE
        )


def test_another_office_is_told_the_unit_and_no_more(county, account):
    neighbour = county.user("外人", "林业局", "EDITOR")

    with pytest.raises(Refused) as refused:
        actions.enter_account(
            county.units["林业局"], by=neighbour, name="青禾林业", platform="wechat", handle=HANDLE
        )

    assert "青禾教育" not in str(refused.value)
    assert "教育局" in str(refused.value) or "主管的一个单位" in str(refused.value)
    assert "主办单位变更" in str(refused.value)


def test_a_stranger_to_the_county_is_sent_to_the_supervisor(county, account):
    county.unit("别县林业局", place="430422")
    stranger = county.user("远人", "别县林业局", "EDITOR")

    with pytest.raises(Refused) as refused:
        actions.enter_account(
            county.units["别县林业局"], by=stranger, name="别县", platform="wechat", handle=HANDLE
        )

    assert "青禾教育" not in str(refused.value)
    assert "青禾县教育局" not in str(refused.value)
    assert "青禾县政府主管的一个单位" in str(refused.value)


def test_the_same_link_under_another_id_is_the_same_account(county, account):
    neighbour = county.user("外人", "林业局", "EDITOR")

    with pytest.raises(Refused, match=re.escape("链接 https://mp.weixin.qq.com/s/abc 上的账号")):
        actions.enter_account(
            county.units["林业局"],
            by=neighbour,
            name="青禾林业",
            platform="wechat",
            link="mp.weixin.qq.com/s/abc",
        )


def test_the_same_id_on_another_platform_is_another_account(county, account, clerk):
    actions.enter_account(
        county.units["教育局"], by=clerk, name="青禾教育", platform="weibo", handle=HANDLE
    )

    assert Account.objects.count() == 2


def test_a_neighbour_enters_nothing_for_this_unit(county):
    neighbour = county.user("外人", "林业局", "EDITOR", "ADMIN")

    with pytest.raises(Refused, match="不在这些岗位上"):
        actions.enter_account(
            county.units["教育局"], by=neighbour, name="青禾教育", platform="weibo"
        )


def test_the_name_is_no_particular_that_is_mended(account, clerk):
    with pytest.raises(TypeError, match="name"):
        actions.change_account(account, by=clerk, name="青禾教育体育")


def test_the_record_says_what_changed_without_personal_data(account, clerk):
    actions.change_account(
        account,
        by=clerk,
        section="办公室",
        operator_contact="张三",
        operator_phone="13800001234",
        introduction="热线 13800001234",
    )

    account.refresh_from_db()
    entry = newest()
    assert (account.operator_phone, account.section) == ("13800001234", "办公室")
    assert entry.data["after"]["section"] == "办公室"
    assert "13800001234" not in str(entry.data)
    assert "张三" not in str(entry.data)


def test_what_somebody_else_changed_is_not_overwritten(account, clerk):
    seen = fingerprint(account, PARTICULARS)
    actions.change_account(account, by=clerk, seen=seen, section="办公室")

    with pytest.raises(Outdated):
        actions.change_account(account, by=clerk, seen=seen, section="宣传科")


@pytest.mark.parametrize(("length", "is_taken"), [(MOST_INTRODUCTION, True), (5_001, False)])
def test_an_introduction_has_a_limit(account, clerk, length, is_taken):
    text = "介" * length

    if is_taken:
        actions.change_account(account, by=clerk, introduction=text)
        account.refresh_from_db()
        assert len(account.introduction) == length
        assert len(str(newest().data)) < 1_000
    else:
        with pytest.raises(Refused, match="5001 个字"):
            actions.change_account(account, by=clerk, introduction=text)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://a.cn/x", "没有链接", "https://"])
def test_what_is_no_address_of_a_page_is_no_link(account, clerk, link):
    with pytest.raises(Refused, match=r"不是网页地址|一段脚本"):
        actions.change_account(account, by=clerk, link=link)


def test_the_newest_count_is_the_accounts_own_whatever_the_order(account, clerk):
    today = clock.today()

    actions.see_followers(account, by=clerk, seen_on=today, followers=120)
    actions.see_followers(account, by=clerk, seen_on=today - timedelta(7), followers=100)

    account.refresh_from_db()
    assert (account.followers, account.followers_on) == (120, today)
    assert FollowerCount.objects.count() == 2


def test_a_second_look_on_the_same_day_corrects_the_first(account, clerk):
    actions.see_followers(account, by=clerk, seen_on=clock.today(), followers=120)
    actions.see_followers(account, by=clerk, seen_on=clock.today(), followers=1_200)

    account.refresh_from_db()
    assert (account.followers, FollowerCount.objects.count()) == (1_200, 1)
    assert newest().data["before"] == 120


def test_nobody_has_seen_tomorrow(account, clerk):
    with pytest.raises(Refused, match="还没有到"):
        actions.see_followers(account, by=clerk, seen_on=clock.today() + timedelta(1), followers=1)


def test_a_certification_seen_becomes_the_accounts_own(account, clerk):
    today = clock.today()

    actions.see_certification(account, by=clerk, seen_on=today, subject="青禾县教育局")
    actions.see_certification(account, by=clerk, seen_on=today - timedelta(30), subject="旧名")

    account.refresh_from_db()
    assert (account.is_certified, account.certified_subject) == (True, "青禾县教育局")


def test_a_menu_is_put_in_order_and_keeps_what_was_seen_of_its_links(account, clerk):
    lines = [
        MenuLine(("办事", "查询"), link="https://a.qinghe.gov.cn/1"),
        MenuLine(("办事", "预约"), link="https://a.qinghe.gov.cn/2"),
        MenuLine(("关于",)),
    ]
    actions.arrange_menus(account, lines, by=clerk)
    first = account.menu_items.get(level_2="查询")
    actions.see_links(account, by=clerk, seen_on=clock.today(), works={first.pk: True})

    actions.arrange_menus(account, [lines[1], lines[0]], by=clerk)

    items = list(account.menu_items.order_by("order"))
    assert [str(item) for item in items] == ["办事 / 预约", "办事 / 查询"]
    assert items[1].link_works is True
    (top,) = tree_of(items)
    assert [node.label for node in top.below] == ["预约", "查询"]


def test_another_link_has_not_been_seen(account, clerk):
    actions.arrange_menus(account, [MenuLine(("关于",), link="https://a.cn/1")], by=clerk)
    item = account.menu_items.get()
    actions.see_links(account, by=clerk, seen_on=clock.today(), works={item.pk: True})

    actions.arrange_menus(account, [MenuLine(("关于",), link="https://a.cn/2")], by=clerk)

    item.refresh_from_db()
    assert (item.link_works, item.link_seen_on) == (None, None)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([MenuLine(("", "查询"))], "从一级菜单填起"),
        ([MenuLine(("办事",)), MenuLine(("办事",))], "前面已经有了"),
        ([MenuLine(("一", "二", "三", "四"))], "最多 3 级"),
        ([MenuLine((f"{n}",)) for n in range(201)], "最多 200 项"),
    ],
)
def test_a_menu_that_cannot_be_is_refused_as_a_whole(account, clerk, lines, says):
    with pytest.raises(Refused, match=says):
        actions.arrange_menus(account, [MenuLine(("好的",)), *lines], by=clerk)

    assert not MenuItem.objects.exists()


def test_the_register_keeps_three_levels_and_no_rule_allows_more(account, clerk):
    assert level_limit(account) == 3
    actions.arrange_menus(account, [MenuLine(("一", "二", "三"))], by=clerk)

    assert account.menu_items.count() == 1


def test_a_menu_changed_meanwhile_is_not_overwritten(account, clerk):
    seen = menus_seen(account)
    actions.arrange_menus(account, [MenuLine(("办事",))], by=clerk, seen=seen)

    with pytest.raises(Refused, match="已被别人修改"):
        actions.arrange_menus(account, [MenuLine(("关于",))], by=clerk, seen=seen)


def test_an_older_look_never_covers_a_newer_one(account, clerk):
    actions.arrange_menus(account, [MenuLine(("关于",), link="https://a.cn/1")], by=clerk)
    item = account.menu_items.get()
    today = clock.today()
    actions.see_links(account, by=clerk, seen_on=today, works={item.pk: False})

    noted = actions.note_crawled_links(account, seen_on=today - timedelta(1), works={item.pk: True})

    item.refresh_from_db()
    assert (noted, item.link_works) == (0, False)
    assert links_to_see([account.pk], before=today) == []
    assert links_to_see([account.pk], before=today + timedelta(1)) == [
        (account.pk, item.pk, "https://a.cn/1")
    ]


def test_an_own_platform_is_added_by_a_supervising_office_only(county, clerk):
    head = county.user("主任", "政府", "CONTACT")
    with pytest.raises(Refused, match="主管机关"):
        actions.add_platform(county.units["教育局"], by=clerk, title="云上青禾")

    platform = actions.add_platform(county.units["政府"], by=head, title="云上青禾")

    assert (platform.code, newest().action) == ("云上青禾", "platform.added")


@pytest.mark.parametrize(("code", "title"), [("wechat", "某信"), ("mine", "抖音")])
def test_the_catalogue_is_not_doubled(county, code, title):
    head = county.user("主任", "政府", "CONTACT")

    with pytest.raises(Refused, match="已经有"):
        actions.add_platform(county.units["政府"], by=head, code=code, title=title)

    assert not OfficePlatform.objects.exists()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=130))
def test_any_name_is_either_kept_or_refused_in_words(county, clerk, name):
    before = Account.objects.count()
    try:
        account = actions.enter_account(
            county.units["教育局"], by=clerk, name=name, platform="weibo"
        )
    except Refused:
        assert Account.objects.count() == before
    else:
        account.refresh_from_db()
        assert account.name == " ".join(name.split())
