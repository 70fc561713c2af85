"""Accounts and sites through the interface: whose they are, what is masked, page by page."""

from datetime import date

import pytest

from zhijian.ledger.models import Account, FollowerCount, MenuItem, Site, SiteColumn
from zhijian.people.models import Organization

pytestmark = pytest.mark.django_db
PHONE = "13800001234"


@pytest.fixture
def account(county) -> Account:
    account = Account.objects.create(
        organization=county.bureau,
        name="青禾林业",
        platform="wechat",
        handle="gh_0a1b2c3d4e5f",
        state="operating",
        operator_phone=PHONE,
        followers=1_200,
        followers_on=date(2026, 11, 1),
    )
    MenuItem.objects.create(account=account, level_1="办事", level_2="查询", link_works=False)
    FollowerCount.objects.create(account=account, seen_on=date(2026, 11, 1), followers=1_200)
    return account


def test_an_account_comes_with_its_menu_and_its_number_masked(program, account):
    listed = program.get("/accounts").json()["items"]
    found = program.get(f"/accounts/{account.pk}")

    assert [row["platform_name"] for row in listed] == ["微信公众号"]
    assert listed[0]["is_counted"] is True
    assert found.json()["menus"][0]["levels"] == ["办事", "查询"]
    assert found.json()["follower_counts"] == [{"seen_on": "2026-11-01", "followers": 1_200}]
    assert found.json()["operator_phone"] == "138****1234"
    assert PHONE not in found.content.decode()


def test_accounts_and_sites_of_other_units_are_not_there(county, program):
    other = Organization.objects.exclude(pk=county.bureau.pk).latest("pk")
    account = Account.objects.create(
        organization=other, name="别处", platform="weibo", handle="1", state="operating"
    )
    site = Site.objects.create(organization=other, code="s1", name="别处网")

    assert program.get("/accounts").json()["items"] == []
    assert program.get("/sites").json()["items"] == []
    assert program.get(f"/accounts/{account.pk}").status_code == 404
    assert program.get(f"/sites/{site.pk}").status_code == 404


def test_accounts_are_found_by_id_and_paged_by_key(county, program, account):
    for number in range(3):
        Account.objects.create(
            organization=county.bureau, name=f"账号{number}", platform="weibo", handle=str(number)
        )

    named = program.get("/accounts", handle="gh_0a1b2c3d4e5f").json()["items"]
    first = program.get("/accounts", limit=3).json()
    rest = program.get("/accounts", limit=3, cursor=first["next"]).json()

    assert [row["id"] for row in named] == [account.pk]
    assert len(first["items"]) == 3
    assert [row["id"] for row in rest["items"]] == [account.pk]
    assert rest["next"] is None


def test_an_account_guided_by_an_industry_is_not_counted(program, account):
    Account.objects.update(is_industry_guided=True)

    assert program.get(f"/accounts/{account.pk}").json()["is_counted"] is False


def test_a_site_comes_with_its_columns(county, program):
    site = Site.objects.create(
        organization=county.bureau, code="s1", name="林业局网", domain="ly.qinghe.gov.cn"
    )
    SiteColumn.objects.create(site=site, code="c1", name="要闻", column_class="news")

    found = program.get(f"/sites/{site.pk}").json()

    assert found["state_name"] == "正常"
    assert [column["name"] for column in found["columns"]] == ["要闻"]
