"""What a filled form lacks, said so that its writer can mend it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.forms.samples import ACCOUNT, INVENTORY, REGISTRATION, WECHAT
from zhijian.core.forms import FormValues, check, tidy


def with_fields(**changes) -> FormValues:
    return replace(REGISTRATION, fields={**REGISTRATION.fields, **changes})


def says(form, values) -> list[str]:
    return [lack.says for lack in check(form, values)]


def test_a_full_form_lacks_nothing(registration, inventory):
    assert check(registration, REGISTRATION) == []
    assert check(inventory, INVENTORY) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"account_id": None}, "“账号ID”没有填，请补填。"),
        ({"account_id": "　\n "}, "“账号ID”没有填，请补填。"),
        ({"operator_leader": None}, "“承办单位分管领导及职务”没有填，请补填。"),
        ({"official_start_on": None}, "“正式运营时间”没有填，请补填。"),
        ({"followers": -1}, "“关注量/粉丝量”是负数 -1，请填 0 或正整数。"),
        ({"followers": "一万"}, "“关注量/粉丝量”写作“一万”，应是整数，请改填。"),
        ({"followers": True}, "“关注量/粉丝量”写作“是”，应是整数，请改填。"),
        ({"created_on": datetime(2023, 2, 16, 8, tzinfo=UTC)}, "应是日期，请改填。"),
        ({"run_status": "停更"}, "“停更”不在选项之列，请从正常、暂停、注销、关停中选。"),
        ({"platform_functions": [WECHAT]}, "还须写明是服务号、订阅号、小程序中的哪一种。"),
        ({"platform_functions": ["订阅号"]}, "却没有选“微信（服务号/订阅号/小程序）”"),
        ({"platform_functions": ["其他类型"]}, "选了“其他类型”，还须写明是什么。"),
        ({"qr_image": b"BM not a picture"}, "不是 PNG 或 JPEG 图片，请换一张。"),
        ({"access_link": "https://a.example b"}, "链接中间不能有空格，请核对。"),
    ],
)
def test_each_lack_is_one_sentence(changes, words, registration):
    found = says(registration, with_fields(**changes))

    assert len(found) == 1
    assert words in found[0]


def test_what_a_condition_asks_is_asked_only_then(registration):
    own = with_fields(operator_unit="青禾县自然资源局", operator_leader=None, operator_contact=None)
    stopped = with_fields(run_status="暂停", official_start_on=None)
    none = with_fields(operator_unit=None, operator_leader=None, operator_contact=None)

    for values in (own, stopped, none):
        assert check(registration, values) == []


def test_wechat_and_apps_need_a_menu_and_others_do_not(registration):
    empty = {**REGISTRATION.tables, "columns_table": []}
    weibo = replace(with_fields(platform_functions=["微博"]), tables=empty)
    app = replace(with_fields(platform_functions=["移动客户端（APP）"]), tables=empty)

    assert check(registration, weibo) == []
    assert says(registration, app) == ["“栏目设置”至少填 1 行，现有 0 行，请补填。"]


def test_a_row_is_named_by_its_number(inventory):
    broken = {**ACCOUNT, "host_phone": None, "measure": "看看"}
    values = replace(INVENTORY, tables={"accounts_table": [ACCOUNT, broken]})

    first, second = check(inventory, values)

    assert (first.row, first.table, first.is_missing) == (2, "accounts_table", True)
    assert first.says == "第 2 行的“主办单位联系电话”没有填，请补填。"
    assert second.says.startswith("第 2 行的“整改措施”中的“看看”不在选项之列")
    assert not second.is_missing


def test_every_post_of_the_three_staff_must_be_named(forms):
    form = forms["haiyan_three_staff_filing"]
    person = {
        "name": "陈芳",
        "title": "办公室",
        "identity": "本单位干部",
        "office_phone": "0573-0000000",
        "mobile": "13800000000",
        "start_on": date(2024, 1, 1),
    }
    posts = ["信息指挥长", "信息采编员", "信息采编员", "政策解读员"]
    rows = [{**person, "post": post} for post in posts]

    found = says(form, FormValues({}, {"staff_table": rows}))

    assert "“三员一长名单”中缺少内容监督员，请补填。" in found
    assert not any("至少填" in each for each in found)


def test_tidying_keeps_words_and_drops_what_paper_cannot_hold(registration):
    values = with_fields(
        account_name="  青禾\r\n发布\x07 ",
        introduction="一\r\n\r\n  二  \n",
        platform_functions=["其他类型：抖音", "微博", "微博"],
        qr_image=b"",
    )

    held = tidy(registration, values)

    assert held.get("account_name") == "青禾 发布"
    assert held.get("introduction") == "一\n\n二"
    assert held.get("platform_functions") == ["微博", "其他类型：抖音"]
    assert held.get("qr_image") is None
    assert tidy(registration, held) == held


def test_blank_rows_are_no_rows(registration):
    values = FormValues({}, {"columns_table": [{"name": " "}, {}, {"name": "政务"}]})

    assert len(tidy(registration, values).rows("columns_table")) == 1
