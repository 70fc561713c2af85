"""Forms as offices fill them: changed, extended, ticked in their own ways. Nothing is guessed."""

import io
from datetime import date

import docx
import openpyxl
import pytest

from core.forms.conftest import DAY
from core.forms.samples import INVENTORY, REGISTRATION, WECHAT
from zhijian.core.forms import FormValues, slots_of, to_docx, to_xlsx
from zhijian.core.forms.model import Field
from zhijian.core.forms.reading import read_form
from zhijian.core.forms.reading.answers import answer, answers
from zhijian.core.forms.reading.ticks import read_ticks
from zhijian.core.forms.slots import filled_in
from zhijian.core.refused import Refused

OPTIONS = ("微博", WECHAT, "微视", "移动客户端（APP）", "其他类型")
SUBS = ("服务号", "订阅号", "小程序")
A_COUNTY_S_OWN = [
    ["青禾县政务新媒体备案登记表"],
    ["账号ID及名称", "qinghe-jy 青禾教育", "创建/注册日期", "2019.3.5"],
    ["发布平台（系统）", "微信", "是否通过认证", "☑是 □否"],
    ["主管单位", "青禾县人民政府办公室", "是否取得互联网新闻信息服务资质", "否"],
    ["主办单位", "青禾县教育局", "主办单位分管领导及职务", "王五 副局长"],
    [None, None, "联系电话及方式", "0719-0000001"],
    ["承办单位", None, "承办单位分管领导及职务", None],
    [None, None, "联系电话及方式", "0719-0000009"],
    ["政务新媒体平台功能", "□微博 ☑微信（□服务号 ☑订阅号 □小程序） □微视 □其他类型："],
    [None, "新媒体二维码", "基本情况介绍：发布教育政策"],
    ["访问链接", "https://example.gov.cn/a"],
    ["备用联系人", "张某"],
    ["栏目设置"],
    ["名称", "一级菜单", "二级菜单", "三级菜单", "备注"],
    ["政务", "政务公开", "通知", None, "订阅号"],
    [],
    ["单位名称（盖章）：青禾县教育局    填表时间：2023年2月10日"],
    ["管理队伍（主要成员）", "管理员姓名", "所在单位及职务", "办公电话", "手机号码", "QQ号码"],
    [None, "张三", "办公室科员", "0719-0000000", 13800000000],
    ["开办（变更、关停、整合）理由", "便民"],
    ["主办单位意见", "同意"],
    [
        "正式运营时间",
        "2019年4月1日",
        "关注量/粉丝量",
        "1.2万",
        "运行状态",
        "√正常 □暂停 □注销 □关停",
    ],
    ["注：1. 本表填写三份，由主管、主办、承办单位分别留存。"],
]


def workbook(folder, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "form.xlsx"
    book.save(path)
    return path


def said(reading) -> str:
    return "\n".join(map(str, reading.remarks))


@pytest.fixture
def in_word(registration, drawn, tmp_path):
    """A printed registration, changed in Word, and read back."""

    def change(how, values=REGISTRATION, **more):
        made = docx.Document(io.BytesIO(to_docx([drawn(registration, values)], made_on=DAY)))
        how(made)
        path = tmp_path / "form.docx"
        made.save(path)
        return read_form(path, "登记表.docx", [registration], **more)

    return change


def put(cell, text):
    """Type ``text`` over all of a cell."""
    first, *others = cell.paragraphs
    for paragraph in others:
        paragraph._p.getparent().remove(paragraph._p)
    first.text = text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("☑微博　□微信（服务号/订阅号/小程序）", ("微博",)),
        ("√微博 微信（服务号/订阅号/小程序）", ("微博",)),
        ("■微博 □微视", ("微博",)),
        ("[x] 微博 [ ] 微视", ("微博",)),
        ("微博[√] 微视[ ]", ("微博",)),
        ("微博☑ 微视□", ("微博",)),
        ("（√）微博（ ）微视", ("微博",)),
        ("□微博 ☑微信（□服务号 ☑订阅号 □小程序）", (WECHAT, "订阅号")),
        ("□微博 ☑微信（服务号/☑订阅号/小程序）", (WECHAT, "订阅号")),
        ("□微博 ☑微信 □微视", (WECHAT,)),
        ("□微博 □微视", ()),
    ],
)
def test_boxes_are_read_however_they_were_typed(text, words):
    assert read_ticks(text, OPTIONS, SUBS, "其他类型").words == words


def test_words_on_the_gap_count_as_chosen_and_are_said_so(registration):
    asked = registration.fields["platform_functions"]

    found = answer(asked, "□微博　□其他类型（如：今日头条、一点资讯、抖音等）：＿抖音＿＿")

    assert found.value == ["其他类型：抖音"]
    assert "没有打勾，按已选读入" in found.remark


@pytest.mark.parametrize(
    ("kind", "raw", "reason"),
    [
        ("bool", "☑是　☑否", "两项都勾了"),
        ("bool", "大概是", "看不出是“是”还是“否”"),
        ("enum", "☑正常　☑暂停", "勾了不止一项"),
        ("enum", "□正常　☑停更", "勾选的“停更”不在可选项之列"),
        ("enum", "停更", "不在可选项之列"),
        ("date", "2023年2月30日", "没有这一天"),
        ("date", "2023年2月", "2023年2月"),
        ("integer", "约3000", "是约数"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(kind, raw, reason):
    from zhijian.core.facts.reading.troubles import CellRefused

    asked = Field("x", "甲", kind, options=("正常", "暂停") if kind == "enum" else ())

    with pytest.raises(CellRefused) as caught:
        answer(asked, raw)
    assert reason in str(caught.value)
    assert caught.value.cure


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("integer", "1.2万", 12000),
        ("date", "2019.3.5", date(2019, 3, 5)),
        ("bool", "√", True),
        ("integer", "无", None),
    ],
)
def test_other_ways_of_writing_are_read_with_a_remark(kind, raw, value):
    found = answer(Field("x", "是否甲", kind), raw)

    assert found.value == value
    assert found.remark


def test_composite_cells_are_taken_apart_as_people_write_them(inventory):
    columns = {column.key: column for column in inventory.tables["accounts_table"].columns}

    who = answers(columns["host_head_contact"].parts, "青禾县教育局 张三 0719-1234567")
    staff = answers(columns["operating_staff"].parts, "有专人，3人")

    assert who.values == {
        "host_unit": "青禾县教育局",
        "host_head": "张三",
        "host_phone": "0719-1234567",
    }
    assert staff.values == {"has_dedicated_staff": True, "headcount": 3}
    assert who.remark
    assert staff.remark


def test_a_county_s_own_sheet_is_read_with_every_doubt_told(registration, tmp_path):
    reading = read_form(workbook(tmp_path, A_COUNTY_S_OWN), "登记表.xlsx", [registration])

    held, remarks = reading.values, said(reading)
    assert reading.refused == ()
    assert (held.get("account_id"), held.get("account_name")) == ("qinghe-jy", "青禾教育")
    assert held.get("platform_functions") == [WECHAT, "订阅号"]
    assert held.get("host_contact") == "0719-0000001"
    assert held.get("operator_contact") == "0719-0000009"
    assert (held.get("followers"), held.get("run_status")) == (12000, "正常")
    assert held.get("introduction") == "发布教育政策"
    assert (held.get("filing_unit"), held.get("filled_on")) == ("青禾县教育局", date(2023, 2, 10))
    assert [row["remark"] for row in held.rows("columns_table")] == ["订阅号"]
    assert [row["mobile"] for row in held.rows("team_table")] == ["13800000000"]
    assert "“备用联系人”在表样上没有位置，没有读入" in remarks
    assert "“张某”在表样上没有位置，没有读入" in remarks
    assert "缺少“微信号”列，按没有填读入" in remarks
    assert "手填的“同意”没有读入登记，请看原件" in remarks
    assert "“1.2万”读作 12000" in remarks
    assert reading.places["followers"] == "D22"


def test_an_extra_row_in_word_is_told_and_nothing_else_moves(in_word):
    def add(made):
        row = made.tables[0].add_row()
        put(row.cells[0], "备用联系人")
        put(row.cells[-1], "张某")

    reading = in_word(add)

    assert reading.values.get("access_link") == "weixin://gh_0000000000ab"
    assert len(reading.values.rows("columns_table")) == 3
    assert reading.values.rows("columns_table")[2]["name"] == "备用联系人"


def test_an_extra_line_among_the_labels_is_told(in_word):
    def add(made):
        put(made.tables[1].rows[-1].cells[0], "正式上线日子")

    reading = in_word(add)

    assert reading.values.get("official_start_on") is None
    assert "（正式运营时间）没有找到这一栏，按没有填读入" in said(reading)
    assert "“正式上线日子”在表样上没有位置" in said(reading)


def test_a_footnote_changed_by_hand_is_told(in_word, registration, books):
    def change(made):
        note = next(p for p in made.paragraphs if "7个工作日" in p.text)
        note.runs[0].text = note.text.replace("7个工作日", "30个工作日")

    slots = slots_of(registration, books, "430422", DAY)
    issued = {
        key: filled_in(text.says, text.otherwise, slots, {})
        for key, text in registration.texts.items()
    }

    reading = in_word(change, said={registration.id: issued})
    untouched = in_word(lambda made: None, said={registration.id: issued})

    assert "30个工作日内书面报主管单位备案。”，改动没有读入" in said(reading)
    assert reading.values == untouched.values
    assert said(untouched) == ""


def test_a_column_moved_in_a_table_is_followed_and_told(inventory, drawn, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx([drawn(inventory, INVENTORY)], made_on=DAY)))
    page = book.active
    for row in range(3, 8):
        left, right = page.cell(row, 7), page.cell(row, 8)
        left.value, right.value = right.value, left.value
    path = tmp_path / "form.xlsx"
    book.save(path)

    reading = read_form(path, path.name, [inventory])

    assert reading.values.rows("accounts_table")[0]["followers"] == 34567
    assert reading.values.rows("accounts_table")[0]["reads"] == 1234567
    assert "各列的次序与表样不同，已按表头对应读入" in said(reading)


def test_a_bad_cell_is_refused_with_place_and_cure_and_the_rest_is_read(in_word):
    def break_it(made):
        put(made.tables[1].rows[-1].cells[-1], "☑正常　☑暂停")

    reading = in_word(break_it)

    (refused,) = reading.refused
    assert refused.cell == "第 2 张表第 10 行第 6 格"
    assert (refused.header, refused.cure) == ("运行状态", "请只勾一项")
    assert reading.values.get("run_status") is None
    assert reading.values.get("followers") == 12560


def test_what_is_typed_beside_a_signature_is_not_taken_for_a_value(in_word):
    def sign(made):
        cell = next(c for c in made.tables[1].rows[8].cells if "负责人签字" in c.text)
        cell.paragraphs[0].insert_paragraph_before("同意开办，张三")

    reading = in_word(sign)

    assert "同意开办，张三" in said(reading)
    assert "没有读入登记，请看原件" in said(reading)


def test_symbols_and_controls_of_word_count_as_boxes(in_word):
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def tick(made):
        cell = made.tables[0].rows[1].cells[-1]
        put(cell, "")
        paragraph = cell.paragraphs[0]._p
        for code, word in (("F0A8", "是　"), ("F0FE", "否")):
            paragraph.append(
                parse_xml(
                    f'<w:r {nsdecls("w")}><w:sym w:font="Wingdings" w:char="{code}"/>'
                    f'<w:t xml:space="preserve">{word}</w:t></w:r>'
                )
            )

    assert in_word(tick).values.get("certified") is False


def test_two_forms_in_one_file_are_refused(registration, drawn, tmp_path):
    path = tmp_path / "two.docx"
    path.write_bytes(to_docx([drawn(registration, REGISTRATION)] * 2, made_on=DAY))

    with pytest.raises(Refused, match="里面有不止一张《衡南县政务新媒体备案登记表》"):
        read_form(path, "两份.docx", [registration])


def test_a_sheet_that_is_no_form_is_refused(registration, inventory, tmp_path):
    path = workbook(tmp_path, [["姓名", "电话"], ["张三", "13800000000"]])

    with pytest.raises(Refused, match=r"通讯录.xlsx：看不出是哪一张表。可以读入的有：《衡南县"):
        read_form(path, "通讯录.xlsx", [registration, inventory])


def test_each_of_the_two_forms_is_told_from_the_other(registration, inventory, drawn, tmp_path):
    for form, values in ((registration, FormValues()), (inventory, INVENTORY)):
        path = tmp_path / f"{form.id}.docx"
        path.write_bytes(to_docx([drawn(form, values)], made_on=DAY))

        assert read_form(path, path.name, [registration, inventory]).form is form
