"""The two forms of 衡南县, filled by hand as offices fill them."""

from datetime import date

import pytest

from zhijian.core.workdays import day_number

FILLED = day_number(date(2023, 2, 10))


def a_registration(**changes):
    """The grid of the form; ``changes`` replace a value by its label."""
    said = {
        "账号ID及名称": "qinghe-jy 青禾教育",
        "创建/注册日期": "2019.3.5",
        "填表时间": "单位名称（盖章）：青禾县教育局    填表时间：2023年2月10日",
        "主办单位分管领导及职务": "王五 副局长",
        **changes,
    }
    return [
        ["青禾县政务新媒体备案登记表"],
        ["账号ID及名称", said["账号ID及名称"], "创建/注册日期", said["创建/注册日期"]],
        ["发布平台（系统）", "微信", "是否通过认证", "☑是 □否"],
        ["主管单位", "青禾县人民政府办公室", "是否取得互联网新闻信息服务资质", "否"],
        ["主办单位", "青禾县教育局", "主办单位分管领导及职务", said["主办单位分管领导及职务"]],
        [None, None, "联系电话及方式", "0719-0000001"],
        ["承办单位", None, "承办单位分管领导及职务", None],
        [None, None, "联系电话及方式", None],
        ["政务新媒体平台功能", "□微博 ☑微信（□服务号 ☑订阅号 □小程序） □微视 □其他类型："],
        [None, "新媒体二维码", "基本情况介绍：发布教育政策"],
        ["访问链接", "https://example.gov.cn/a"],
        ["栏目设置"],
        ["名称", "一级菜单", "二级菜单", "三级菜单", "备注"],
        ["政务", "政务公开", "通知", None, "订阅号"],
        ["政务", "政务公开", "公告"],
        ["孤儿", None, "没有上级"],
        [],
        [said["填表时间"]],
        ["管理队伍（主要成员）", "管理员姓名", "所在单位及职务", "办公电话", "手机号码", "QQ号码"],
        [None, "张三", "办公室科员", "0719-0000000", 13800000000],
        [None, "李　四", "办公室科员", "0719-0000002"],
        ["开办（变更、关停、整合）理由", "便民"],
        ["主办单位意见", "同意"],
        [
            "正式运营时间",
            "2019年4月1日",
            "关注量/粉丝量",
            "1.2万",
            "运行状态",
            "☑正常 □暂停 □注销 □关停",
        ],
        ["注：1.本表填写三份"],
    ]


MERGES = ("A5:A6", "B5:B6", "A7:A8", "B7:B8", "A9:A10", "A19:A21")


def test_a_registration_gives_the_account(workbook, balanced):
    reading = balanced(workbook({"Sheet1": a_registration()}, merges=MERGES))

    account = reading.records["accounts"][0]
    assert {name: account[name] for name in ("account", "name", "platform", "account_type")} == {
        "account": "qinghe-jy",
        "name": "青禾教育",
        "platform": "wechat",
        "account_type": "subscription",
    }
    assert account["organization"] == "青禾县教育局"
    assert account["operator"] == ""
    assert account["registered_d"] == day_number(date(2019, 3, 5))
    assert account["opened_d"] == day_number(date(2019, 4, 1))
    assert (account["is_certified"], account["has_license"]) == (1, 0)
    assert (account["followers"], account["state"]) == (12_000, "operating")
    assert account["introduction"] == "发布教育政策"


def test_a_registration_gives_its_menus_and_refuses_one_without_a_parent(workbook, balanced):
    reading = balanced(workbook({"Sheet1": a_registration()}, merges=MERGES))

    assert [row["level_2"] for row in reading.records["menus"]] == ["通知", "公告"]
    assert [refused.row for refused in reading.refused] == [16]


def test_the_people_of_a_registration_count_from_the_day_it_was_filled_in(workbook, balanced):
    people = balanced(workbook({"Sheet1": a_registration()}, merges=MERGES)).records["positions"]

    assert [(p["person"], p["post"], p["phone"]) for p in people] == [
        ("张三", "ADMIN", "13800000000"),
        ("李四", "ADMIN", "0719-0000002"),
        ("王五", "DEPUTY", "0719-0000001"),
    ]
    assert {person["from_d"] for person in people} == {FILLED}


def test_without_a_day_the_people_are_refused_and_the_account_is_not(workbook, balanced):
    rows = a_registration(填表时间="单位名称（盖章）：青禾县教育局")

    reading = balanced(workbook({"Sheet1": rows}, merges=MERGES))

    assert len(reading.records["accounts"]) == 1
    assert reading.records["positions"] == []
    assert "任职日期" in str(reading.losses[-1])


@pytest.mark.parametrize(
    ("label", "value", "cell"),
    [
        ("账号ID及名称", "青禾教育", "B2"),
        ("主办单位分管领导及职务", "王五副局长", "D5"),
        ("创建/注册日期", "2019年", "D2"),
    ],
)
def test_a_cell_of_a_registration_is_refused_at_its_place(workbook, balanced, label, value, cell):
    reading = balanced(workbook({"Sheet1": a_registration(**{label: value})}, merges=MERGES))

    assert cell in [refused.cell for refused in reading.refused]


def test_a_blank_registration_is_skipped(workbook, balanced):
    labels = {"账号ID及名称", "创建/注册日期", "发布平台（系统）", "是否通过认证", "运行状态"}
    labels |= {"主办单位", "主办单位分管领导及职务"}
    blank = [[cell if cell in labels else None for cell in row] for row in a_registration()]

    assert "空白的备案登记表" in balanced(workbook({"Sheet1": blank})).skipped[0]


INVENTORY = [
    ["青禾县政务新媒体排查及清理整合情况表"],
    ["填表单位（盖章）：青禾县教育局    填报人：张三   联系电话：0719-0000000"],
    [
        "名称（全称）", "认证主体", "主办单位负责人\n及联系电话", "运营单位联系人\n及联系电话", "运营模式",
        "经费保障\n（元/年）", "粉丝量", "阅读量", "推送频率", "开通时间", "运营人数", "运营状态", "基本功能",
        "平台类型", "整改措施",
    ],
    ["一、第三方平台账号"],
    [
        "青禾教育", "青禾县教育局", "张三 13800000000", "青禾传媒有限公司 李四 13900000000",
        "☑自营□购买服务", "5万", 12000, 30000, "每周3次", "2019.3.5", "2人", "正常运营", "发布、互动", "腾讯", "保留",
    ],
    [
        "青禾教育", "青禾县教育局", "青禾县文化局王五0719-1234567", "／", "购买服务", "无", "1.2万", "—", None,
        "２０１９年３月", 1, "停止运营", "发布", "新浪", "注销",
    ],
    ["青禾校园", "青禾县教育局", "张三 李四 13800000000", "/", "自营", "无", 3, 1, "", "20190305", 1, "正常运营",
     "发布", "新浪", "保留"],
    ["注：1．分类填写；2．运营单位写实际承担运营的单位；9．数据截至2023年1月31日；10．下属单位汇总"],
]  # fmt: skip


def test_an_inventory_gives_its_accounts_by_name_and_platform(workbook, balanced):
    reading = balanced(workbook({"附件2": INVENTORY}))

    accounts = reading.records["accounts"]
    assert [(a["account"], a["organization"]) for a in accounts] == [
        ("青禾教育（腾讯）", "青禾县教育局"),
        ("青禾教育（新浪）", "青禾县文化局"),
    ]
    assert [a["operator"] for a in accounts] == ["青禾传媒有限公司", ""]
    assert [a["operation_mode"] for a in accounts] == ["self", "purchased"]
    assert [a["followers"] for a in accounts] == [12_000, 12_000]
    assert [a["state"] for a in accounts] == ["operating", "closed"]


def test_an_inventory_says_the_day_it_speaks_for(workbook, balanced):
    reading = balanced(workbook({"附件2": INVENTORY}))

    assert reading.sights["accounts"].as_of_d == day_number(date(2023, 1, 31))


def test_what_an_inventory_leaves_unclear_is_refused_at_its_place(workbook, balanced):
    reading = balanced(workbook({"附件2": INVENTORY}))

    assert [refused.cell for refused in reading.losses] == ["J6", "C7"]
    assert [refused.reason for refused in reading.refused if refused.is_harmless] == [
        "表注行",
        "表注行",
    ]
