"""What offices send in: a messy table of accounts, and a form that somebody filled in in Word."""

import io
import re

import pytest
import xlsxwriter
from docx import Document
from playwright.sync_api import Page, expect

import browsing

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNIT = "青禾县教育局"
TABLE = (
    ("青禾县各单位新媒体摸底情况", "", "", "", "", "", ""),
    ("填报时间：年底", "", "", "", "", "", ""),
    ("序号", "号的叫法", "发布平台", "主办单位", "账号ID", "粉丝量（万）", "运行状态"),
    (1, "青禾教育摸底一号", "微信", UNIT, "gh_modi_1", "1.2", "正常"),
    (2, "青禾教育摸底二号", "新浪微博", UNIT, "modi-2", "0.3", "正常"),
    (3, "青禾教育摸底三号", "抖音", "青禾县未设局", "modi-3", "", "正常"),
    ("合计", "3 个", "", "", "", "1.5", ""),
)


def messy_workbook() -> dict[str, object]:
    """A table as it is sent in: titles above the heads, a head nobody knows, a sum below."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate(TABLE):
            sheet.write_row(number, 0, row)
    return {"name": "摸底表（各单位报来）.xlsx", "mimeType": XLSX, "buffer": stream.getvalue()}


def test_a_messy_table_of_accounts_is_put_right_taken_and_taken_back(opened):
    page: Page = opened(1440, 900)
    browsing.enter(page, "office")
    page.goto("/accounts/")
    page.get_by_role("link", name="导入表格").click()
    page.get_by_label("台账文件").set_input_files(messy_workbook())
    page.get_by_role("button", name="上传核对").click()

    page.get_by_role("link", name="改正对应关系").first.click()
    kind = page.get_by_label("这张表是")
    if kind.input_value() != "accounts":
        kind.select_option(label="账号台账")
        page.get_by_role("button", name="显示这种台账的列").click()
    page.get_by_label("“号的叫法”").select_option(label="账号名称")
    page.get_by_role("button", name="按此重新读取").click()

    expect(page.locator("main")).to_contain_text("尚未入库")
    expect(page.locator("main")).to_contain_text("新增 2 行")
    faulty = page.get_by_role("row").filter(has_text="未读入")
    expect(faulty).to_contain_text("D6")
    expect(faulty).to_contain_text("青禾县未设局")
    page.get_by_role("button", name="导入选中的 2 行").click()
    expect(page.locator("#says")).to_contain_text("已导入")
    batch = page.url
    page.goto("/accounts/?q=摸底")
    expect(page.locator("table.tb tbody tr")).to_have_count(2)

    page.goto(batch)
    page.get_by_role("link", name="撤销导入").click()
    page.get_by_label("撤销理由").fill("应由各单位自己登记")
    page.get_by_role("button", name="撤销导入").click()
    expect(page.locator("#says")).to_contain_text("已撤销")
    page.goto("/accounts/?q=摸底")
    expect(page.get_by_text("没有符合条件的内容")).to_be_visible()


def rewritten(paper: bytes, followers: str) -> bytes:
    """The form with another number of followers and another name, as typed in Word."""
    document = Document(io.BytesIO(paper))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    after = next(n for n, cell in enumerate(cells) if "粉丝量" in cell.text) + 1
    while "粉丝量" in cells[after].text:
        after += 1
    _write(cells[after], followers)
    runs = [run for cell in cells for paragraph in cell.paragraphs for run in paragraph.runs]
    for run in runs:
        run.text = run.text.replace("林业发布", "林业之声")
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _write(cell, text: str) -> None:
    runs = [run for paragraph in cell.paragraphs for run in paragraph.runs]
    for run in runs[1:]:
        run.text = ""
    runs[0].text = text


def test_a_form_filled_in_word_is_compared_field_by_field_and_taken_over(opened):
    page: Page = opened(1440, 900)
    browsing.enter(page, "clerk")
    page.goto("/papers/hengnan_filing_registration/?kind=account&q=林业发布")
    page.locator("table.tb tbody a.nm2").first.click()
    paper = page.url
    page.get_by_role("radio", name=re.compile("Word")).check()
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载", exact=True).click()
    filled = rewritten(saved.value.path().read_bytes(), "87,654")

    page.goto(paper)
    page.get_by_role("link", name="上传填好的表").click()
    page.get_by_label("填好的表").set_input_files(
        {"name": "填好的登记表.docx", "mimeType": DOCX, "buffer": filled}
    )
    page.get_by_role("button", name=re.compile("^(读取|上传)")).click()
    changed = page.locator("table.tb tbody tr")
    followers = changed.filter(has_text="粉丝量")
    expect(followers).to_contain_text("87,654")
    renamed = changed.filter(has_text="林业之声")
    expect(renamed).to_contain_text("名称变动须备案")
    expect(renamed.locator("input[name=take]")).to_have_count(0)
    for box in page.locator("input[name=take]").all():
        box.uncheck()
    followers.locator("input[name=take]").check()
    page.get_by_role("button", name="写入勾选的内容").click()
    expect(page.locator("#says")).to_contain_text("已按表写入 1 项")

    page.goto(paper)
    expect(page.get_by_role("region", name=re.compile("预览"))).to_contain_text("87,654")
