"""The whole life of an account, in a real browser, under each of the five policies of opening.

A bureau opens it by what its place prescribes, with a paper printed and handed in stamped, every
filing receipted, and the public sees it; another bureau takes it over; that bureau cancels it. The
served installation goes by the real clock, and notices must stand for weeks: who makes these
entries does so late, as offices do, with a cause and a notice of some weeks ago.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

import browsing
from journeys.five_places import COUNTIES, County

pytestmark = pytest.mark.browser

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
BLANK = "（待填）"
STANDS_SINCE, CAUSED = 38, 40
"""Days ago: enough for any of the five places, a week of holidays among them."""

Opened = Callable[..., Page]


def ago(days: int) -> str:
    """A day in China that many days back."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return str(today - timedelta(days))


@dataclass(frozen=True)
class Way:
    """How an account is opened under one policy: who does what; ``scan`` is done on paper."""

    says: str
    steps: tuple[tuple[str, str], ...]
    recipients: frozenset[str]
    borrows: str = ""
    accepts: tuple[str, str] = ("above-b", "收到备案")


NATION = "全国政务新媒体信息报送系统"
WAYS = {
    "yinzhou": Way(
        "经批准可以开设",
        (("clerk", "提交"), ("head", "同意"), ("above-b", "scan")),
        frozenset({"区政府办公室"}),
    ),
    "fangxian": Way(
        "具备条件可以开设",
        (("clerk", "条件具备，提交"), ("head", "同意")),
        frozenset({"全省政务新媒体管理平台", "十堰市政务新媒体监管服务平台", NATION}),
        borrows="hengnan_filing_registration",
        accepts=("clerk", "scan"),
    ),
    "hengnan": Way(
        "原则上不单独开设",
        (("clerk", "提交理由"), ("clerk", "scan"), ("above", "批准")),
        frozenset({"主管单位", NATION}),
    ),
    "qingdao": Way(
        "其他机关的客户端受限",
        (("clerk", "其他机关的账号（非移动客户端）"),),
        frozenset({"上级主管单位"}),
        accepts=("clerk", "scan"),
    ),
    "haiyan": Way(
        "原则上不再新开",
        (("clerk", "提交例外申请"), ("head", "同意"), ("above", "同意作为例外开设")),
        frozenset({"县政府办公室", "县委网信办", NATION, "浙江省政务新媒体管理平台"}),
        borrows="yinzhou_opening_approval",
    ),
}
ENDING = {
    "填写申请": ("keeper", "提交"),
    "填写变更申请": ("keeper", "提交"),
    "本单位负责人审核": ("chief", "同意"),
    "主管单位审核": ("above", "同意"),
    "主管单位收备": ("above-b", "收到备案"),
}
"""Steps of a change and of an ending that ask for nothing but a decision."""


@dataclass
class Town:
    """A county's people, each in a browser of their own, opened when first needed."""

    county: County
    opened: Opened
    parts: dict[str, str]
    pages: dict[str, Page] = field(default_factory=dict)
    paper: bytes = b""

    def page(self, part: str) -> Page:
        part = self.parts.get(part, part)
        if part not in self.pages:
            self.pages[part] = self.opened()
            browsing.enter(self.pages[part], self.county.login(part))
        return self.pages[part]

    def at(self, part: str, url: str) -> Page:
        page = self.page(part)
        page.goto(url)
        return page


def step_of(page: Page) -> str:
    """Where the case on the page stands."""
    now = page.locator(".steps [aria-current] b")
    return now.inner_text().strip() if now.count() else ""


def decide(page: Page, move: str, *, kind: str = "") -> None:
    """Make a move on the page of a case, everything ticked, with a picture where one is needed."""
    desk = page.locator("#decide")
    desk.get_by_role(
        "radio", name=re.compile(rf"^{re.escape(move)}\s*(意见可不写|须写明意见)")
    ).check()
    for box in desk.locator("input[name=ticked]").all():
        box.check()
    desk.get_by_role("textbox", name="意见").fill("情况属实，材料齐全。")
    if kind:
        page.get_by_text("附上文件", exact=True).click()
        desk.get_by_label("附件用途").select_option(label=kind)
        desk.locator("input[type=file]").set_input_files(
            {"name": "截图.png", "mimeType": "image/png", "buffer": PNG}
        )
    desk.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("#says")).to_contain_text(f"已提交“{move}”")


def hand_in_scan(page: Page, paper: bytes) -> None:
    """The step is done on paper: hand the stamped paper in."""
    page.get_by_role("link", name="上传盖章扫描件", exact=True).click()
    for box in page.locator("main input[name=ticked]").all():
        box.check()
    page.locator("main input[type=file]").set_input_files(
        {"name": "盖章扫描件.pdf", "mimeType": "application/pdf", "buffer": paper}
    )
    page.get_by_role("button", name="上传盖章扫描件", exact=True).click()
    expect(page.locator("#says")).to_contain_text("已凭盖章扫描件办理")


def print_paper(page: Page, case: str, borrowed: str) -> bytes:
    """The place's form of the case (or one borrowed from another place), as PDF and as DOCX."""
    if borrowed:
        page.goto(f"/papers/{borrowed}/case-{case.strip('/').split('/')[-1]}/")
    else:
        panel = page.locator("section", has=page.get_by_role("heading", name="表单", exact=True))
        panel.locator("li a").first.click()
    expect(page.get_by_role("region", name=re.compile("预览"))).to_contain_text("林")
    found = {}
    for name, starts in (("PDF", b"%PDF-"), ("Word", b"PK\x03\x04")):
        page.get_by_role("radio", name=re.compile(name)).check()
        with page.expect_download() as saved:
            page.get_by_role("button", name="下载", exact=True).click()
        found[name] = saved.value.path().read_bytes()
        assert found[name].startswith(starts)
    return found["PDF"]


def receipt_all(page: Page, case: str) -> set[str]:
    """Enter the receipt of every recipient and system that the case lists; whose they were."""
    page.goto(case)
    tasks = page.locator("section", has=page.get_by_role("heading", name="报送任务"))
    links = tasks.locator("li a")
    found = [(one.inner_text(), one.get_attribute("href")) for one in links.all()]
    for number, (recipient, url) in enumerate(found):
        page.goto(url)
        page.get_by_role("link", name="登记回执").click()
        page.get_by_label("回执编号").fill(f"HZ-{number + 1}")
        page.get_by_label("回执截图").set_input_files(
            {"name": "回执.png", "mimeType": "image/png", "buffer": PNG}
        )
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.locator("#says")).to_contain_text(f"报{recipient}的回执已登记")
    page.goto(case)
    return {recipient for recipient, _ in found}


def public_card(opened: Opened, name: str) -> str:
    """What somebody who is not signed in reads of an account; '' if the directory has none."""
    page = opened(390, 844, script=False)
    page.goto("/public/")
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("button", name="查找").click()
    cards = page.locator(".public-list .card")
    said = cards.first.inner_text() if cards.count() else ""
    page.context.close()
    return said


def open_account(town: Town, name: str, way: Way) -> str:
    """Apply for an account and bring it through the policy's steps to its filing; the case."""
    page = town.at("clerk", "/accounts/open/")
    expect(page.get_by_role("main")).to_contain_text(way.says)
    page.get_by_label("账号名称").fill(name)
    page.get_by_label("发布平台").select_option(label="微信公众号")
    page.get_by_label(re.compile("^(申请理由|保留或开设的理由)")).fill("向林农发布防火和补助政策。")
    stay = page.get_by_role("radio", name=re.compile("确需单独保留或开设"))
    if stay.count():
        stay.check()
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("#says")).to_contain_text("已发起")
    case = re.sub(r"^\w+://[^/]+", "", page.url)
    town.paper = print_paper(page, case, way.borrows)
    for part, move in way.steps:
        page = town.at(part, case)
        if move == "scan":
            hand_in_scan(page, town.paper)
            continue
        if (grant := page.get_by_role("link", name="填写例外")).count():
            fill_exception(page, grant)
        decide(page, move)
    register(town.at("clerk", case), town.county)
    decide(town.page("clerk"), "已在平台登记", kind="平台注册结果截图")
    return case


def fill_exception(page: Page, link) -> None:
    link.click()
    page.get_by_label("批准文号").fill("府办函〔2026〕8号")
    page.get_by_label("批准机关").fill("县人民政府办公室")
    page.get_by_label("例外截止日期").fill(str(date.today() + timedelta(365)))  # noqa: DTZ011
    page.get_by_label("理由").fill("林区防火确需单独发布")
    page.get_by_role("button", name="保存", exact=True).click()


def register(page: Page, county: County) -> None:
    page.get_by_role("link", name="平台登记", exact=True).click()
    page.get_by_label("账号ID").fill(f"gh_{county.key}_linye")
    page.get_by_label("注册日期").fill(ago(0))
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#says")).to_contain_text("平台登记已保存")


def ask(town: Town, account: str, matter: str, reason: str) -> str:
    """Ask for a matter of an account from its page; the case."""
    page = town.at("keeper", account)
    page.get_by_role("link", name="办理变更或终止").first.click()
    page.get_by_role("link", name=matter).first.click()
    unit = page.get_by_label("新的主办单位")
    if unit.count():
        if unit.evaluate("e => e.tagName") == "SELECT":
            unit.select_option(label=town.county.other)
        else:
            unit.fill(town.county.other)
    page.get_by_label("事由发生日期").fill(ago(CAUSED))
    page.get_by_label(re.compile("^事由(?!发生)")).fill(reason)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("#says")).to_contain_text("已发起")
    return re.sub(r"^\w+://[^/]+", "", page.url)


def announce(page: Page, case: str) -> None:
    """Mend the draft, post it, and enter where it stands, with its picture."""
    page.get_by_role("link", name="打开公告").click()
    notice = page.url
    page.get_by_role("link", name="修改正文").click()
    words = page.get_by_label("正文")
    words.fill(words.input_value().replace(BLANK, "按机构改革方案办理"))
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto(notice)
    page.get_by_role("link", name="登记发布", exact=True).click()
    page.get_by_label("发布位置").fill("县政府门户网站公告栏")
    page.get_by_label("发布日期").fill(ago(STANDS_SINCE))
    page.get_by_label("链接").fill("https://www.qinghe.gov.cn/gg/1.html")
    page.get_by_label("公告截图").set_input_files(
        {"name": "公告.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#says")).to_contain_text("发布已登记")
    page.goto(case)


def walk_to_end(town: Town, case: str, moves: dict[str, str]) -> list[str]:
    """Do at each step what it asks for, until the case is done; the steps in order."""
    seen: list[str] = []
    while (step := step_of(town.at("keeper", case))) and len(seen) < 12:
        seen.append(step)
        page = town.page("keeper")
        if step in ENDING:
            part, move = ENDING[step]
            decide(town.at(part, case), moves.get(step, move))
        elif step == "向社会公告":
            announce(page, case)
            decide(page, "已公告", kind="公告页面截图")
        elif step.startswith("在平台办理"):
            page.get_by_role("link", name="填写平台办理").click()
            page.get_by_label("平台办结日期").fill(ago(0))
            page.get_by_role("button", name="保存", exact=True).click()
            decide(page, moves["在平台办理"], kind=moves["截图"])
        elif step == "备案":
            receipt_all(page, case)
            decide(page, "已报送备案")
        else:
            assert step == "公告期满", step
            decide(page, "公告已挂满")
    return seen


def take_over(town: Town, case: str) -> None:
    """The head of the other bureau agrees to take the account over."""
    page = town.at("other-head", case)
    page.get_by_role("link", name="接收单位意见").click()
    page.get_by_role("radio", name="同意接收", exact=True).check()
    page.get_by_label(re.compile("^意见")).fill("同意接收，由办公室运营。")
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator("#says")).to_contain_text("答复已登记")


@pytest.mark.parametrize("county", COUNTIES, ids=[one.key for one in COUNTIES])
def test_an_account_is_opened_shown_handed_over_and_cancelled(county, installation, opened):
    name, way = f"{county.name}林讯", WAYS[county.key]
    town = Town(county, opened, {"keeper": "clerk", "chief": "head"})

    case = open_account(town, name, way)
    assert not public_card(opened, name)
    page = town.page("clerk")
    assert receipt_all(page, case) == way.recipients
    decide(page, "已报送备案")
    part, move = way.accepts
    if move == "scan":
        hand_in_scan(town.at(part, case), town.paper)
    else:
        decide(town.at(part, case), move)
    shown = public_card(opened, name)
    assert "正常" in shown
    assert county.bureau in shown

    page = town.at("clerk", case)
    account = page.get_by_role("link", name=name, exact=True).first.get_attribute("href")
    case = ask(town, account, "主办单位变更", "林业信息工作划归水利局。")
    take_over(town, case)
    done = {"主管单位收备": "收到备案，予以变更", "在平台办理": "已在平台变更"}
    seen = walk_to_end(town, case, {**done, "截图": "平台变更结果截图"})
    assert {"向社会公告", "备案", "公告期满"} <= set(seen)
    assert county.other in public_card(opened, name)

    town.parts = {"keeper": "other", "chief": "other-head"}
    case = ask(town, account, "注销", "力量不足，停止运营。")
    done = {"主管单位收备": "收到备案，予以办结", "在平台办理": "已在平台办结"}
    seen = walk_to_end(town, case, {**done, "截图": "平台办理结果截图"})
    assert {"主管单位审核", "向社会公告", "备案", "公告期满"} <= set(seen)
    assert "注销" in public_card(opened, name)
