"""Every page that a role reaches by links fits, is accessible, needs no script, says nothing wrong.

A kind of page is looked at once, by whichever role comes to it first; the pages whose content
depends on who looks are looked at by each.
"""

import html
import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import APIResponse, Browser, Page

import browsing
from browsing import SIZES, Stop, Walk

pytestmark = pytest.mark.browser

ROLES = ("clerk", "leader", "office", "system", "security", "audit")
OF_EACH_ROLE = {"desk", "cases", "case", "organizations", "organization", "people", "person"}
BEFORE_SIGN_IN = (
    *("/sign-in/", "/device/", "/demo/", "/nowhere/"),
    *("/public/", "/public/?q=青禾", "/public/verify/", "/public/announcements/"),
    *("/public/report/", "/public/about/"),
)
MOST_PAGES = 160

LOOKED_AT: set[str] = set()


@dataclass
class Look:
    """A person's browser, and what was found wrong in it."""

    page: Page
    heard: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def at(self, stop: Stop, status: int = 200) -> list[str]:
        """Look at one page from all sides; the addresses it links to."""
        answer = self.page.goto(stop.address)
        found = [] if answer and answer.status == status else [f"答 {answer and answer.status}"]
        found += _head(self.page) + _sizes(self.page)
        if stop.key not in LOOKED_AT or stop.name in OF_EACH_ROLE:
            found += browsing.grave_faults(self.page)
            found += self._without_script(stop)
        found += [one for one in self.heard if not (status == 404 and "404" in one)]
        self.heard.clear()
        self.faults += [f"{stop.key} {stop.address}：{one}" for one in found]
        return browsing.links(self.page)

    def pass_by(self, stop: Stop) -> list[str]:
        """The addresses that a page links to; that it is given out is all that is seen of it."""
        answer = self._asked(stop)
        if answer.status != 200:
            self.faults.append(f"{stop.key} {stop.address}：答 {answer.status}")
        return browsing.links_in(answer.text())

    def _without_script(self, stop: Stop) -> list[str]:
        """What is given out, before any script ran, has the heading that is seen after."""
        told = re.search(r"<h1[^>]*>(.*?)</h1>", self._asked(stop).text(), re.S)
        plain = html.unescape(re.sub(r"<[^>]*>", "", told.group(1))) if told else ""
        heading = self.page.locator("h1").first.inner_text()
        if "".join(heading.split()) == "".join(plain.split()):
            return []
        return [f"不用脚本时标题是“{plain}”，用脚本是“{heading}”"]

    def _asked(self, stop: Stop) -> APIResponse:
        return self.page.context.request.get(stop.address, timeout=60_000)


def _head(page: Page) -> list[str]:
    headings, language = page.locator("h1").count(), page.locator("html").get_attribute("lang")
    wrong = [] if headings == 1 else [f"有 {headings} 个 h1"]
    return wrong if language == "zh-CN" else [*wrong, f"语言是 {language}"]


def _sizes(page: Page) -> list[str]:
    found = []
    for is_large in (False, True):
        page.evaluate("on => document.documentElement.classList.toggle('large', on)", is_large)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            if wide := browsing.overflow(page):
                found.append(f"{width} 宽{'大字版' if is_large else ''}横向溢出 {wide}")
    page.evaluate("() => document.documentElement.classList.remove('large')")
    page.set_viewport_size({"width": SIZES[1][0], "height": SIZES[1][1]})
    return found


def a_look(browser: Browser, address: str, username: str = "") -> Look:
    """A fresh browser; signed in as ``username``."""
    context = browser.new_context(base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.set_default_timeout(60_000)
    if username:
        browsing.enter(page, username)
    look = Look(page)
    browsing.listen(page, address, look.heard)
    return look


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_fits_is_accessible_and_needs_no_script(role, browser, installation):
    look = a_look(browser, installation.address, role)
    walk, visited = Walk("/", stops_at=MOST_PAGES), 0

    for stop in walk:
        if stop.key in LOOKED_AT and stop.name not in OF_EACH_ROLE:
            walk.found(look.pass_by(stop))  # another looked at it, who may see other links
            continue
        walk.found(look.at(stop))
        LOOKED_AT.add(stop.key)
        visited += 1

    look.page.context.close()
    assert visited >= 1
    assert not look.faults, "\n".join(look.faults)


def test_the_pages_before_sign_in_fit_are_accessible_and_need_no_script(browser, installation):
    look = a_look(browser, installation.address)

    for address in BEFORE_SIGN_IN:
        look.at(Stop(address, address, address), status=404 if address == "/nowhere/" else 200)

    look.page.context.close()
    assert not look.faults, "\n".join(look.faults)


def test_the_eyes_see_what_is_planted(browser):
    page, heard = browser.new_page(), []
    browsing.listen(page, "http://127.0.0.1:1", heard)

    page.set_content(
        "<html lang=en><h1>一</h1><h1>二</h1><div style='width:2000px'>宽</div>"
        "<details><summary>开</summary><img src='http://127.0.0.1:2/x.png'></details>"
        "<script>console.error('坏')</script>",
        wait_until="domcontentloaded",
    )
    sizes, grave = _sizes(page), browsing.grave_faults(page)

    assert _head(page) == ["有 2 个 h1", "语言是 en"]
    assert len(sizes) == 2 * len(SIZES)
    assert [fault for fault in grave if fault.startswith("image-alt")]
    assert "坏" in heard
    assert [one for one in heard if "asked beyond this machine" in one]
    page.close()
