"""The page of an account and its forms: what stands there, who may, and what is refused."""

import io
import re

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from web.conftest import add_user
from web.ledger.conftest import TODAY, an_account, signed_in, text
from zhijian.ledger.models import Account, MenuItem, StoreListing

pytestmark = pytest.mark.django_db
LINK = "https://weibo.com/u/1234567"


def a_code(content: str) -> SimpleUploadedFile:
    stream = io.BytesIO()
    segno.make(content).save(stream, kind="png", scale=6, border=4)
    return SimpleUploadedFile("二维码.png", stream.getvalue())


def first_values(html: str) -> dict[str, str]:
    """What the form would send back untouched."""
    values = dict(re.findall(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"', html))
    return {k: v for k, v in values.items() if k != "csrfmiddlewaretoken"}


def test_the_page_shows_the_register_in_groups_with_personal_data_masked(unit, page_of):
    account = an_account(
        unit,
        "青禾教育",
        registered_subject="青禾县教育局",
        certified_subject="青禾县融媒体中心",
        section="办公室",
        operator_phone="13800001234",
        introduction="<b>介绍</b>",
    )

    shown = text(page_of.get(reverse("account", args=(account.pk,))))

    for words in ("身份", "主体与认证", "互动功能", "资质与统计口径", "办公室"):
        assert words in shown
    assert "青禾县融媒体中心" in shown
    assert "13800001234" not in shown
    assert "138****1234" in shown
    assert "<b>介绍</b>" not in shown


def test_a_link_with_another_scheme_is_no_link(unit, page_of):
    account = an_account(unit, "青禾教育", link="javascript:alert(1)")
    MenuItem.objects.create(account=account, level_1="办事", link="javascript:alert(2)")

    shown = text(page_of.get(reverse("account", args=(account.pk,))))

    assert 'href="javascript' not in shown


def test_strangers_and_readers_meet_closed_doors(account, out, reader):
    inside = signed_in(reader)
    assert inside.get(reverse("account", args=(account.pk,))).status_code == 200
    for name in (
        "account_edit",
        "account_menus",
        "check_links",
        "followers_new",
        "certification_new",
        "store_new",
        "qr_new",
    ):
        url = reverse(name, args=(account.pk,))
        assert out.get(url).status_code == 404, name
        assert inside.get(url).status_code == 403, name
    assert out.get(reverse("account", args=(account.pk,))).status_code == 404
    assert inside.get(reverse("account_new")).status_code == 403


def test_an_account_is_entered_with_platform_and_id_read_from_its_link(unit, page_of):
    answer = page_of.post(
        reverse("account_new"),
        {
            "link": f"【青禾】{LINK}?from=share&wm=3333 点开看看",
            "name": "青禾教育",
            "organization": unit.pk,
            "state": "operating",
            "tasks": ["发布", "互动"],
        },
    )

    account = Account.objects.get()
    assert answer["Location"] == reverse("account", args=(account.pk,))
    assert (account.platform, account.handle, account.link) == ("weibo", "1234567", LINK)
    assert account.tasks == "发布、互动"
    assert account.is_filed is None


def test_a_link_that_tells_no_platform_asks_for_one(unit, page_of):
    answer = page_of.post(
        reverse("account_new"),
        {
            "link": "https://a.example.cn/x",
            "name": "青禾",
            "organization": unit.pk,
            "state": "operating",
        },
    )

    assert answer.status_code == 422
    assert "请选择发布平台" in text(answer)
    assert not Account.objects.exists()


def test_an_account_that_another_office_registered_is_refused_without_its_name(
    county, unit, account, stranger
):
    answer = signed_in(stranger).post(
        reverse("account_new"),
        {
            "platform": "wechat",
            "handle": account.handle,
            "name": "远山",
            "organization": county.stranger.pk,
            "state": "operating",
        },
    )

    assert answer.status_code == 422
    assert "主管的一个单位登记" in text(answer)
    assert "青禾教育" not in text(answer)


def test_the_particulars_are_mended_and_the_name_is_only_shown(account, page_of):
    url = reverse("account_edit", args=(account.pk,))
    form = text(page_of.get(url))
    assert 'name="name"' not in form
    assert "青禾教育" in form

    sent = first_values(form) | {"section": "办公室", "operator_phone": "13800001234"}
    answer = page_of.post(url, sent | {"name": "别的名称"})

    account.refresh_from_db()
    assert answer.status_code == 302
    assert (account.name, account.section) == ("青禾教育", "办公室")
    assert account.operator_phone == "13800001234"
    page_of.post(url, first_values(text(page_of.get(url))) | {"section": "宣传科"})
    account.refresh_from_db()
    assert (account.section, account.operator_phone) == ("宣传科", "13800001234")


def test_a_later_writer_sees_the_difference(account, page_of):
    url = reverse("account_edit", args=(account.pk,))
    sent = first_values(text(page_of.get(url)))
    page_of.post(url, sent | {"section": "办公室"})

    answer = page_of.post(url, sent | {"section": "宣传科"})

    assert answer.status_code == 409
    assert "宣传科" in text(answer)


def test_a_menu_is_filled_in_like_the_paper(account, page_of):
    url = reverse("account_menus", args=(account.pk,))
    sent = {
        "0-place": "2",
        "0-level_1": "办事",
        "0-level_2": "查询",
        "0-link": "https://a.qinghe.gov.cn/1?utm_source=x",
        "1-place": "1",
        "1-level_1": "关于",
        "2-place": "",
        "2-level_1": "",
    }

    answer = page_of.post(url, sent)

    assert answer.status_code == 302
    items = list(account.menu_items.order_by("order"))
    assert [str(item) for item in items] == ["关于", "办事 / 查询"]
    assert items[1].link == "https://a.qinghe.gov.cn/1"


def test_a_menu_with_a_fault_keeps_what_was_typed(account, page_of):
    url = reverse("account_menus", args=(account.pk,))

    answer = page_of.post(url, {"0-level_1": "", "0-level_2": "查询", "0-place": "1"})

    assert answer.status_code == 422
    assert "从一级菜单填起" in text(answer)
    assert 'value="查询"' in text(answer)


def test_more_rows_keep_what_was_typed(account, page_of):
    url = reverse("account_menus", args=(account.pk,))

    answer = page_of.post(url, {"0-level_1": "办事", "0-place": "1", "more": "1"})

    assert answer.status_code == 200
    assert 'value="办事"' in text(answer)
    assert 'name="5-level_1"' in text(answer)
    assert not MenuItem.objects.exists()


def test_links_are_looked_at_on_one_page(account, page_of):
    works = MenuItem.objects.create(account=account, level_1="一", link="https://a.cn/1")
    dead = MenuItem.objects.create(account=account, level_1="二", link="https://a.cn/2")
    unseen = MenuItem.objects.create(account=account, level_1="三", link="https://a.cn/3")

    page_of.post(
        reverse("check_links", args=(account.pk,)),
        {"seen_on": "2026-11-20", f"item-{works.pk}": "1", f"item-{dead.pk}": "0"},
    )

    seen = {item.pk: (item.link_works, item.link_seen_on) for item in MenuItem.objects.all()}
    assert seen == {works.pk: (True, TODAY), dead.pk: (False, TODAY), unseen.pk: (None, None)}
    assert "1 个链接失效" in text(page_of.get(reverse("account", args=(account.pk,))))


def test_an_app_leaves_a_store_only_with_proof(unit, page_of):
    account = an_account(unit, "青禾通", platform="app", state="deregistered", stopped_on=TODAY)
    page_of.post(reverse("store_new", args=(account.pk,)), {"store": "华为应用市场"})
    row = StoreListing.objects.get()
    account.refresh_from_db()
    assert account.store_links_left == 1
    url = reverse("store_down", args=(account.pk, row.pk))

    without = page_of.post(url, {"removed_on": "2026-11-20"})
    assert without.status_code == 422
    proof = SimpleUploadedFile("下架.png", a_code("x").read())
    page_of.post(url, {"removed_on": "2026-11-20", "proof": proof})

    account.refresh_from_db()
    row.refresh_from_db()
    assert (account.store_links_left, row.removed_on) == (0, TODAY)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (LINK, "二维码与访问链接一致"),
        ("https://weibo.com/u/7654321", "指向另一个账号"),
    ],
)
def test_a_code_is_read_kept_and_compared_with_the_link(unit, page_of, content, says):
    account = an_account(unit, "青禾教育", platform="weibo", link=LINK)

    answer = page_of.post(
        reverse("qr_new", args=(account.pk,)), {"picture": a_code(content)}, follow=True
    )

    account.refresh_from_db()
    assert account.qr_text == content
    assert says in text(answer)
    picture = page_of.get(reverse("qr_picture", args=(account.pk,)))
    assert picture["Content-Type"] == "image/png"


def test_a_code_is_taken_off_after_a_question(unit, page_of):
    account = an_account(unit, "青禾教育", platform="weibo", link=LINK)
    page_of.post(reverse("qr_new", args=(account.pk,)), {"picture": a_code(LINK)})

    page_of.post(reverse("qr_drop", args=(account.pk,)), {"confirmed": "1"})

    account.refresh_from_db()
    assert (account.qr_digest, account.qr_text) == ("", "")
    assert page_of.get(reverse("qr_picture", args=(account.pk,))).status_code == 404


@pytest.mark.parametrize("content", ["wxp://f2f0abc", "WIFI:T:WPA;S:net;P:secret;;"])
def test_a_code_of_something_else_is_refused_and_not_kept(unit, page_of, content):
    account = an_account(unit, "青禾教育", platform="weibo", link=LINK)

    answer = page_of.post(reverse("qr_new", args=(account.pk,)), {"picture": a_code(content)})

    account.refresh_from_db()
    assert answer.status_code == 422
    assert account.qr_digest == ""
    assert "不是账号的链接" in text(answer)


def test_a_name_like_another_units_warns_and_a_hidden_one_is_not_named(county, unit, page_of):
    an_account(county.stranger, "青禾教育官方", handle="8")
    account = an_account(unit, "青禾教育", handle="9")

    shown = text(page_of.get(reverse("account", args=(account.pk,))))

    assert "青禾教育官方" not in shown
    assert "别的单位的一个账号" in shown


def test_only_a_supervising_office_adds_platforms_and_all_may_choose_them(county, unit, clerk):
    county.office.level = "government"
    county.office.save()
    head, clerk_below = signed_in(clerk), signed_in(add_user("below", unit, name="下级"))
    assert clerk_below.get(reverse("platform_new")).status_code == 403

    head.post(reverse("platform_new"), {"title": "云上青禾", "is_offered": "on"})

    assert "云上青禾" in text(clerk_below.get(reverse("platforms")))
    assert "云上青禾" in text(clerk_below.get(reverse("account_new")))
    assert clerk_below.get(reverse("platform_edit", args=(1,))).status_code in (403, 404)
