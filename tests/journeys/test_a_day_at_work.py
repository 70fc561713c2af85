"""What clerks and leaders do on an ordinary day, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import browsing

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
COMPLAINT = "投诉：护林员补贴未按月发放"
TYPO = "疑似错别字：“不动产登记”误为“不动产等记”"

Opened = Callable[..., Page]


def decide(page: Page, move: str, opinion: str = "") -> None:
    """Choose what to do with the case on the page, write the opinion, submit."""
    desk = page.locator("#decide")
    desk.get_by_role("radio", name=move).check()
    if opinion:
        desk.get_by_role("textbox", name="意见").fill(opinion)
    desk.get_by_role("button", name="提交", exact=True).click()


def test_a_clerk_takes_the_overdue_complaint_drafts_and_submits_an_answer(installation, opened):
    page: Page = opened(1440, 900)
    clerk = installation.users["clerk"]

    browsing.sign_in(page, "clerk", clerk["password"])

    expect(page.get_by_role("heading", level=1)).to_contain_text(clerk["who"].partition("，")[0])
    late = page.locator("#work .todo", has_text=COMPLAINT)
    expect(late).to_contain_text("逾期")
    late.get_by_role("link", name=COMPLAINT, exact=True).click()
    decide(page, "受理")
    expect(page.locator("#says")).to_contain_text("已提交“受理”")

    page.get_by_text("附上文件", exact=True).click()
    page.get_by_label("附件用途").select_option(label="办理材料")
    page.locator("input[type=file]").set_input_files(
        {"name": "补贴发放明细.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    decide(page, "送审", "经查，九月补贴因账号信息变更退回，已于本月补发，拟如实答复。")

    expect(page.locator("#says")).to_contain_text("审定答复")
    page.get_by_role("link", name="工作台").first.click()
    page.locator("#work").get_by_role("link", name="在办").click()
    waiting = page.locator("#work .todo", has_text=COMPLAINT)
    waiting.get_by_role("link", name=COMPLAINT, exact=True).click()
    record = page.get_by_role("region", name="办理记录")
    expect(record).to_contain_text("送审")
    expect(record).to_contain_text("受理")
    expect(page.get_by_role("region", name="意见")).to_contain_text("已于本月补发")
    with page.expect_download() as saved:
        page.get_by_role("link", name="补贴发放明细.pdf").click()
    assert saved.value.path().read_bytes() == PDF


def test_a_leader_signs_on_the_phone_and_cannot_return_without_a_word(installation, opened):
    page: Page = opened(390, 844)
    leader = installation.users["leader"]

    browsing.sign_in(page, "leader", leader["password"], leader["secret"])

    first = page.locator(".counts a").first
    expect(first).to_contain_text("待我审签")
    first.click()
    top = page.locator("#work .todo").first
    expect(top).to_contain_text("逾期")
    top.locator(".what a").click()
    returned = page.get_by_role("heading", level=1).inner_text()
    decide(page, "退回")
    expect(page.locator("#decide")).to_contain_text("须写明意见")
    expect(page.get_by_role("textbox", name="意见")).to_be_focused()
    decide(page, "退回", "平台注册结果截图看不清账号名称，请重新截图后再报。")
    expect(page.locator("#says")).to_contain_text("退回")
    expect(page.locator("#decide")).to_have_count(0)

    page.locator(".tabbar").get_by_role("link", name="工作台").click()
    expect(page.locator("#work")).not_to_contain_text(returned)
    page.get_by_role("link", name="“青禾教育”菜单有 1 个死链", exact=True).click()
    page.get_by_role("textbox", name="意见").fill("逐个点开，均可正常访问。")
    page.locator(".quick").get_by_role("button", name="复查合格", exact=True).click()
    expect(page.locator("#says")).to_contain_text("现在是“销号”")
    page.locator(".quick").get_by_role("button", name="销号", exact=True).click()
    expect(page.locator("#says")).to_contain_text("已销号")
    page.locator(".tabbar").get_by_role("link", name="工作台").click()
    expect(page.locator("#work")).not_to_contain_text("死链")


def test_without_script_a_clerk_signs_in_filters_decides_and_chooses_columns(installation, opened):
    page: Page = opened(1280, 720, script=False)

    browsing.sign_in(page, "clerk", installation.users["clerk"]["password"])
    page.get_by_role("link", name="办件", exact=True).first.click()
    page.get_by_role("search", name="筛选").get_by_label("种类").select_option(label="整改")
    page.get_by_role("button", name="查询").click()
    assert "process=rectification" in page.url
    rows = page.locator("table.tb tbody tr")
    expect(rows).to_have_count(2)

    page.get_by_text("列设置").click()
    page.get_by_role("checkbox", name="发起人").check()
    page.get_by_role("checkbox", name="发起时间").uncheck()
    page.get_by_role("button", name="保存").click()
    heads = page.locator("table.tb thead")
    expect(heads).to_contain_text("发起人")
    expect(heads).not_to_contain_text("发起时间")
    assert "process=rectification" in page.url

    page.get_by_role("link", name=TYPO, exact=True).click()
    decide(page, "已整改", "已改为“登记”并逐字核对全文。")
    expect(page.locator("#says")).to_contain_text("已提交")
    expect(page.get_by_role("region", name="意见")).to_contain_text("逐字核对全文")
