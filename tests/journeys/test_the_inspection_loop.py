"""The supervisor's road: inspect, confirm, order; mend; look again, settle; score, appeal, publish,
and prove it all elsewhere."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import browsing

pytestmark = pytest.mark.browser

PDF = {
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n",
}
UNIT, ACCOUNT = "青禾县财政局", "青禾县财政发布"
FOUND = f"认证信息未写明主办单位：{ACCOUNT}"
SEEN = "首页轮播图里的咨询电话打不通"
RUNS_WITHIN = 120_000

Opened = Callable[..., Page]


def menu(page: Page, name: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first.click()


def narrow(page: Page, label: str, value: str) -> None:
    """Narrow the list on the page by one choice, which asks at once, and wait for it."""
    page.get_by_role("search", name="筛选").get_by_label(label).select_option(label=value)
    page.wait_for_url(re.compile(r"\?"))
    expect(page.locator("table.tb tbody tr").first).to_be_visible()


def decide(page: Page, move: str, opinion: str = "") -> None:
    """Choose what to do with the case on the page, write the opinion, submit."""
    desk = page.locator("#decide")
    desk.get_by_role("radio", name=move).check()
    if opinion:
        desk.get_by_role("textbox", name="意见").fill(opinion)
    desk.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("#says")).to_be_visible()


def test_from_the_click_to_the_proof(opened: Opened, tmp_path: Path) -> None:
    office = opened(1440, 900)
    browsing.enter(office, "office")
    number = inspect(office)
    order = confirm_and_order(office)

    unit = opened(1280, 720)
    browsing.enter(unit, "finance")
    mend(unit, order)
    head = opened(390, 844)
    browsing.enter(head, "finance-lead")
    report(head, order)

    leader = opened(1440, 900)
    browsing.enter(leader, "leader")
    look_again_and_settle(leader, order)

    issue_anew(office)
    appeal(head)
    uphold(leader)
    expect_new_version(head)

    bulletin = draft_bulletin(office)
    lead = opened(390, 844)
    browsing.enter(lead, "lead")
    publish(bulletin, office, leader, lead)
    menu(unit, "通报")
    expect(unit.locator("table.tb tbody tr").first).to_contain_text("已发布")

    close(office, number)
    auditor = opened(1280, 720)
    browsing.enter(auditor, "audit")
    prove(auditor, number, tmp_path)


def inspect(page: Page) -> str:
    """A full inspection of today, run in the background; its number."""
    menu(page, "检查")
    page.get_by_role("link", name="安排检查").click()
    page.get_by_label("类型").select_option(label="全面检查")
    page.get_by_role("button", name="安排", exact=True).click()
    page.get_by_role("button", name="开始检查").click()
    expect(page.get_by_role("main")).to_contain_text("检查中")
    expect(page.get_by_role("button", name="归档")).to_be_visible(timeout=RUNS_WITHIN)
    expect(page.get_by_role("region", name="各项检查", exact=True)).to_contain_text("更新间隔过长")
    said = page.get_by_role("main").inner_text()
    return re.search(r"JC-\d{4}-\d+-\d+", said)[0]  # type: ignore[index]


def confirm_and_order(page: Page) -> str:
    """What a check found and what the inspector saw, confirmed and ordered; the order's address."""
    page.get_by_role("link", name="登记问题").click()
    page.get_by_label("单位").select_option(label=UNIT)
    clause = page.locator("datalist option[value*='咨询']").first.get_attribute("value")
    page.get_by_label("依据条款").fill(str(clause))
    page.get_by_label("发现了什么").fill(SEEN)
    page.get_by_label("摘录的原文").fill("咨询电话：0000-000000")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#says")).to_contain_text("依据和证据一并留存")
    confirm(page)
    menu(page, "问题")
    narrow(page, "单位", UNIT)
    page.get_by_role("link", name=FOUND).click()
    confirm(page)
    menu(page, "问题")
    narrow(page, "状态", "已确认")
    expect(page.locator("table.tb tbody tr")).to_have_count(2)
    for words in (SEEN, FOUND):
        page.locator("table.tb tbody tr", has_text=words).get_by_role("checkbox").check()
    page.get_by_role("button", name="下达整改").click()
    expect(page.get_by_role("main")).to_contain_text("整改期限")
    page.get_by_role("textbox", name="说明").fill("请举一反三。")
    page.get_by_role("button", name="下达 1 份整改通知").click()
    expect(page.locator("#says")).to_contain_text("已下达")
    menu(page, "整改")
    page.locator("table.tb tbody tr", has_text=UNIT).first.get_by_role("link", name="查看").click()
    expect(page.get_by_role("main")).to_contain_text("整改通知书")
    return page.url.partition("#")[0]


def confirm(page: Page) -> None:
    """Confirm the finding on the page."""
    expect(page.get_by_role("region", name="问题内容")).to_contain_text("号）")
    page.get_by_role("link", name="确认属实").click()
    page.get_by_role("button", name="确认属实").click()
    expect(page.get_by_role("main")).to_contain_text("已确认")


def mend(page: Page, order: str) -> None:
    """The unit signs for it, mends in the register what stands there, and says so with proof."""
    page.goto(order)
    decide(page, "签收")
    page.get_by_role("link", name=FOUND).click()
    page.get_by_role("complementary", name="问题信息").get_by_role("link", name=ACCOUNT).click()
    page.get_by_role("link", name="修改").first.click()
    page.get_by_label("公开认证信息").fill("青禾县财政局官方账号")
    page.get_by_role("button", name="保存").click()
    page.goto(order)
    for done in ("已把认证信息改为主办单位全称。", "已更换轮播图，电话已接通。"):
        page.get_by_role("link", name="填写整改情况").first.click()
        page.get_by_label("怎样整改的").fill(done)
        page.locator("input[type=file]").set_input_files({"name": "整改截图.pdf", **PDF})
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text(done)
    decide(page, "已整改", "已逐项整改完毕。")


def report(page: Page, order: str) -> None:
    """The unit's leader has the report written from the items and hands it in, on the phone."""
    page.goto(order)
    page.get_by_role("button", name="生成整改报告").click()
    expect(page.get_by_role("region", name="附件")).to_contain_text("整改情况报告")
    decide(page, "提交报告")


def look_again_and_settle(page: Page, order: str) -> None:
    """The check looks again at what it found; a person at what a person found."""
    page.goto(order)
    page.get_by_role("button", name="自动复查").click()
    expect(page.locator("#says")).to_contain_text("合格 1 项，不合格 0 项")
    page.locator("ol.items > li", has_text=SEEN).get_by_role("link", name="填写复查情况").click()
    page.get_by_role("radio", name="合格", exact=True).check()
    page.get_by_label("复查情况").last.fill("拨打两次，都已接通。")
    page.locator("input[type=file]").set_input_files({"name": "核实截图.pdf", **PDF})
    page.get_by_role("button", name="登记", exact=True).click()
    decide(page, "复查合格", "已核实。")
    decide(page, "销号")
    expect(page.get_by_role("main")).to_contain_text("已销号")


def issue_anew(page: Page) -> None:
    """The unit's sheet with what the inspector wrote down."""
    page.goto(f"/scores/?q={UNIT}")
    page.get_by_role("link", name=UNIT).first.click()
    page.get_by_role("button", name="重出算分单").click()
    expect(page.get_by_role("region", name="计入得分的", exact=True)).to_contain_text(SEEN)


def appeal(page: Page) -> None:
    """The unit's leader objects to a line of today's sheet."""
    page.goto("/scores/")
    page.get_by_role("link", name=UNIT).first.click()
    expect(page.get_by_role("main")).to_contain_text("单项否决")
    page.get_by_role("link", name=re.compile("申诉.*备案超期")).click()
    page.get_by_label("申诉理由").fill("备案在期限内已提交，登记日期有误，见回执。")
    page.locator("input[type=file]").set_input_files({"name": "备案回执.pdf", **PDF})
    page.get_by_role("button", name="提出申诉").click()
    expect(page.get_by_role("main")).to_contain_text("待复核")


def uphold(page: Page) -> None:
    """Somebody who judged nothing of it decides."""
    page.goto("/appeals/?quick=open")
    page.locator("table.tb tbody tr", has_text="备案超期").get_by_role("link", name="查看").click()
    page.get_by_role("radio", name="申诉成立").check()
    page.get_by_label("复核意见").fill("回执显示在期限内提交，申诉成立。")
    page.get_by_role("button", name="提交复核结论").click()
    expect(page.get_by_role("main")).to_contain_text("申诉成立")


def expect_new_version(page: Page) -> None:
    """The sheet was issued anew, and the line is struck out."""
    page.goto("/scores/")
    page.get_by_role("link", name=UNIT).first.click()
    expect(page.get_by_role("main")).to_contain_text("第 3 版")
    expect(page.locator("tr.struck")).to_contain_text("备案超期")


def draft_bulletin(page: Page) -> str:
    """A bulletin of today's inspection, sent to review; the address of its case."""
    menu(page, "通报")
    page.get_by_role("link", name="起草通报").click()
    page.get_by_label("标题").fill("关于本季度检查情况的通报")
    page.get_by_label("哪一次检查").select_option(index=1)
    page.get_by_role("button", name="起草", exact=True).click()
    letter = page.get_by_role("region", name="通报内容")
    expect(letter).to_contain_text("总体情况")
    expect(letter).to_contain_text(UNIT)
    page.get_by_role("link", name="去送审").click()
    decide(page, "送审")
    return page.url.partition("#")[0]


def publish(case: str, office: Page, leader: Page, lead: Page) -> None:
    """Reviewed, signed and released, each by another."""
    for page, move in ((leader, "审核通过"), (lead, "签发"), (office, "发布")):
        page.goto(case)
        decide(page, move)
    expect(office.get_by_role("main")).to_contain_text("已发布")


def close(page: Page, number: str) -> None:
    """Closed, and judged again from what was kept."""
    page.goto(f"/inspections/?q={number}")
    page.locator("table.tb tbody tr").first.get_by_role("link").first.click()
    page.get_by_role("button", name="归档").click()
    page.get_by_role("button", name="重放核对").click()
    expect(page.locator("#says")).to_contain_text("逐字节相同")


def prove(page: Page, number: str, folder: Path) -> None:
    """The package, verified by the file inside it and a bare Python."""
    page.get_by_role("link", name="操作记录", exact=True).first.click()
    narrow(page, "事项", "检查归档")
    page.locator("table.tb tbody tr").first.get_by_role("link", name="全程").click()
    expect(page.get_by_role("main")).to_contain_text("证据包里有这次检查和它的问题")
    with page.expect_download() as saved:
        page.get_by_role("button", name="出具证据包").click()
    package = folder / "evidence.zip"
    saved.value.save_as(package)
    with zipfile.ZipFile(package) as inside:
        verifier = inside.extract("verify.py", folder)
        entries = inside.read("entries.jsonl").decode()
    command = [sys.executable, "-I", "-S", verifier, str(package)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout
    assert "没有改动" in said.stdout
    assert "请注意" not in said.stdout
    for action in ("inspection.closed", "rectification.ordered", "appeal.upheld", "case.closed"):
        assert f'"{action}"' in entries
