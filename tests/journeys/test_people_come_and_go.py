"""Logins, imports and leaving, in a real browser."""

import io
import re

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

import browsing

pytestmark = pytest.mark.browser

UNIT = "青禾县教育局"
OWN = "Chun-Feng-2026-Hua"


def first_password(page: Page) -> tuple[str, str]:
    """The login and the password that are shown this once."""
    name, password = page.locator("p.once").all_inner_texts()
    return name, password


def test_a_new_reviewer_must_change_the_first_password_and_enrol_a_code(opened):
    lead: Page = opened()
    browsing.enter(lead, "edu-lead")
    lead.get_by_role("link", name="单位台账", exact=True).first.click()
    lead.get_by_role("link", name=UNIT, exact=True).click()
    post = lead.get_by_role("region", name="岗位表").get_by_role("row").filter(has_text="审核人员")
    reviewer = post.get_by_role("link").first.inner_text()

    system: Page = opened()
    browsing.enter(system, "system")
    system.get_by_role("link", name="用户", exact=True).click()
    system.get_by_role("link", name="建立登录").click()
    system.get_by_label("姓名、单位").fill(reviewer)
    system.get_by_role("button", name="查询").click()
    row = system.get_by_role("row").filter(has_text=UNIT)
    row.get_by_role("link", name="建立登录").click()
    system.get_by_label("登录名").fill("edu.reviewer")
    system.get_by_role("button", name="建立登录").click()
    name, password = first_password(system)

    page: Page = opened()
    browsing.sign_in(page, name, password)
    expect(page.get_by_role("heading", level=1)).to_have_text("更改密码")
    page.goto("/cases/")
    expect(page.get_by_role("heading", level=1)).to_have_text("更改密码")
    page.get_by_label("现在的密码").fill(password)
    page.get_by_label(re.compile("^新密码")).fill(OWN)
    page.get_by_label("再输一次新密码").fill(OWN)
    page.get_by_role("button", name="更改密码").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("绑定动态口令")
    secret = re.sub(r"\s", "", page.locator("p.secret").inner_text())
    page.get_by_label("应用里显示的六位数字").fill(browsing.code_now(secret))
    page.get_by_label("现在的密码").fill(OWN)
    page.get_by_role("button", name="完成绑定").click()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(reviewer)


def test_who_leaves_is_out_at_the_next_click_and_hands_over(opened):
    leaver: Page = opened()
    browsing.enter(leaver, "liuwan")
    name = leaver.locator(".who .nm").inner_text()
    lead: Page = opened()
    browsing.enter(lead, "liuwan-lead")
    lead.get_by_role("link", name="人员台账", exact=True).first.click()
    lead.get_by_role("link", name=name, exact=True).click()

    lead.get_by_role("link", name="办理离岗").click()
    lead.get_by_label("原因").fill("调县文化和旅游局工作")
    lead.get_by_role("button", name="办理离岗").click()
    expect(lead.locator("#says")).to_contain_text("登录已停用")

    leaver.get_by_role("link", name="办件", exact=True).first.click()
    expect(leaver.get_by_role("heading", level=1)).to_have_text("登录")
    lead.get_by_role("link", name="工作台", exact=True).first.click()
    expect(lead.locator("#work")).to_contain_text("交接")
    expect(lead.locator("#work")).to_contain_text(name)


HEADS = ("单位名称", "岗位", "姓名", "职务", "任职日期", "联系电话")
UNITS = (
    ("单位名称", "单位性质", "单位层级", "上级单位"),
    ("青禾县青石滩林场", "事业单位", "下属单位", "青禾县林业局"),
)


def a_workbook(appointed_on: str) -> dict[str, object]:
    """A file of one unit and one of its staff, as the browser takes it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False})
    staff = (
        HEADS,
        ("青禾县青石滩林场", "信息采编员", "林小满", "科员", "2025-03-01", "13800000007"),
        ("青禾县青石滩林场", "内容监督员", "石立夏", "副场长", appointed_on, ""),
    )
    for title, rows in (("单位台账", UNITS), ("岗位台账", staff)):
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "名册.xlsx", "mimeType": kind, "buffer": stream.getvalue()}


def upload(page: Page, appointed_on: str) -> None:
    """Hand the file in and look at its preview."""
    page.goto("/people/")
    page.get_by_role("link", name="导入").click()
    page.get_by_label("台账文件").set_input_files(a_workbook(appointed_on))
    page.get_by_role("button", name="上传核对").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("导入：名册.xlsx")


def test_a_faulty_roster_is_shown_cell_by_cell_mended_taken_and_undone(opened):
    page: Page = opened(1440, 900)
    browsing.enter(page, "office")

    upload(page, "2025-13-01")
    faulty = page.get_by_role("row").filter(has_text="E3")
    expect(faulty).to_contain_text("岗位台账")
    expect(faulty).to_contain_text("2025-13-01")
    page.get_by_role("button", name="放弃").click()
    expect(page.locator("#says")).to_contain_text("没有写入台账")

    upload(page, "2025-03-01")
    expect(page.get_by_text("尚未入库")).to_be_visible()
    page.get_by_role("button", name="导入选中的").click()
    expect(page.locator("#says")).to_contain_text("已导入")
    found = "/people/?q=林小满"
    batch = page.url
    page.goto(found)
    expect(page.get_by_role("link", name="林小满", exact=True)).to_be_visible()

    page.goto(batch)
    page.get_by_role("link", name="撤销导入").click()
    page.get_by_label("撤销理由").fill("应由林业局导入")
    page.get_by_role("button", name="撤销导入").click()
    expect(page.locator("#says")).to_contain_text("已撤销")
    page.goto(found)
    expect(page.get_by_text("没有符合条件的内容")).to_be_visible()
