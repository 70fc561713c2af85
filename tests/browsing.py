"""What the tests in a real browser share: starting it, looking at a page, walking from it."""

import base64
import hmac
import html
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, expect, sync_playwright

expect.set_options(timeout=30_000)

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
WINDOWLESS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = Path(__file__).parents[1] / "frontend/node_modules/axe-core/axe.min.js"
SIZES = ((1440, 900), (1280, 720), (390, 844))
GRAVE = {"serious", "critical"}

# Files, and what leaves the pages.
NOT_PAGES = {
    *("case_file", "people_import_blank", "people_import_refused", "healthz", "readyz", "metrics"),
    *("file", "qr_picture", "directory_file", "directory_qr", "paper_batch_file"),
    *("score_file", "bulletin_file", "evaluation", "measure_file", "inspection_sample_csv"),
    *("exchange_file", "exchange_batch_file", "filing_proof_file"),
}
# Of these every kind is a page of its own; of all others one of each name is enough.
BY_PART = {
    "case_act": "key",
    "case_open": "name",
    "desk": "?tab",
    "account_ask": "detail",
    "paper": "form",
    "register": "relation",
    "register_row": "relation",
    "register_new": "relation",
}
AT_MOST = {"case": 3, "case_open": 3, "paper": 6, "register_new": 8}


REFUSED_FORM = ("status of 422", "status of 409")
"""Chromium calls every answer above 399 an error; these two are a form that says what is wrong."""


def chromium() -> str:
    """Return the browser to drive, or ``""`` if this machine has none."""
    named = os.environ.get("ZHIJIAN_TEST_CHROMIUM", "")
    return named or next((path for path in CHROMIUM if Path(path).exists()), "")


@contextmanager
def started() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(WINDOWLESS))
        try:
            yield browser
        finally:
            browser.close()


def listen(page: Page, address: str, faults: list[str]) -> None:
    """Put into ``faults`` what goes wrong in ``page`` and what it asks of another machine."""
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: _heard(said.type, said.text, faults))
    page.on("request", lambda request: _asked(request.url, address, faults))


def _heard(kind: str, text: str, faults: list[str]) -> None:
    if kind == "error" and not any(words in text for words in REFUSED_FORM):
        faults.append(text)


def _asked(url: str, address: str, faults: list[str]) -> None:
    if not url.startswith((f"{address}/", "data:", "blob:")):
        faults.append(f"asked beyond this machine: {url}")


def enter(page: Page, username: str) -> None:
    """Go in by the demonstration's door."""
    page.goto("/demo/")
    page.locator(f'form[action="/demo/{username}/"] button').click()
    page.wait_for_url(re.compile(r"^[^/]*//[^/]*/$"))


def sign_in(page: Page, username: str, password: str, secret: str = "") -> None:
    """Sign in as everybody does: name, password, and the code of this moment."""
    page.goto("/sign-in/")
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    if secret:
        page.get_by_label("动态口令").fill(code_now(secret))
        page.get_by_role("button", name="继续").click()


def code_now(secret: str) -> str:
    """What an app with this secret shows now (RFC 6238, six digits, thirty seconds)."""
    moment = (int(time.time()) // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), moment, "sha1")
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**6:06d}"


@dataclass(frozen=True)
class Stop:
    """A page on the walk: its address, and what it is in the table of addresses."""

    address: str
    name: str
    key: str


def stop_at(address: str) -> Stop | None:
    """The page at ``address`` (a path with its query); None if it is not one to walk to."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    name = found.url_name or ""
    of_api = parts.path.startswith("/api/") and name != "api_docs"
    if name in NOT_PAGES or "export" in asked or of_api:
        return None
    part = BY_PART.get(name, "")
    of_query = asked.get(part[1:], [""])[0] if part.startswith("?") else ""
    which = of_query or str(found.kwargs.get(part, ""))
    return Stop(address, name, f"{name}:{which}" if which else name)


class Walk:
    """The pages that somebody reaches by links, nearest first; each kind once."""

    def __init__(self, *starts: str, stops_at: int = 80) -> None:
        self._waiting = [stop for start in starts if (stop := stop_at(start))]
        self._keys = {stop.key for stop in self._waiting}
        self._names: dict[str, int] = {}
        self._left = stops_at

    def __iter__(self) -> Iterator[Stop]:
        while self._waiting and self._left:
            self._left -= 1
            yield self._waiting.pop(0)

    def found(self, addresses: list[str]) -> None:
        """Put the addresses to which a page links at the end of the line."""
        for address in addresses:
            stop = stop_at(address)
            if stop is None:
                continue
            many = AT_MOST.get(stop.name)
            key = stop.address if stop.name == "case" else stop.key
            if key in self._keys or (many and self._names.get(stop.name, 0) >= many):
                continue
            self._keys.add(key)
            self._names[stop.name] = self._names.get(stop.name, 0) + 1
            self._waiting.append(stop)


def links(page: Page) -> list[str]:
    """Addresses on this server that the page links to, in order, downloads left out."""
    script = """() => [...document.querySelectorAll('a[href]:not([download])')]
        .map(a => new URL(a.href)).filter(u => u.origin === location.origin)
        .map(u => u.pathname + u.search)"""
    return list(dict.fromkeys(page.evaluate(script)))


def links_in(text: str) -> list[str]:
    """The same of a page that was only fetched; relative addresses are left out."""
    anchors = (tag for tag in re.findall(r"<a\s[^>]*>", text) if " download" not in tag)
    found = (re.search(r'href="(/[^"#]*)', tag) for tag in anchors)
    return list(dict.fromkeys(html.unescape(one.group(1)) for one in found if one))


def overflow(page: Page) -> str:
    """What sticks out of the page sideways, or ``""``."""
    script = """() => { const root = document.documentElement, wide = root.clientWidth;
        if (root.scrollWidth <= wide) return '';
        const out = [...document.body.querySelectorAll('*')].filter(e => {
            const box = e.getBoundingClientRect();
            return box.width && box.right > wide + 0.5 && !e.closest('.scroll')});
        return root.scrollWidth + ' > ' + wide + ': ' + out.slice(0, 3).map(
            e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 30)).join(' | ') }"""
    return str(page.evaluate(script))


def grave_faults(page: Page) -> list[str]:
    """What axe-core calls serious or critical on this page, everything unfolded."""
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true })")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "() => axe.run(document, {resultTypes: ['violations'], iframes: false})"
    )
    return [
        f"{one['id']}（{one['impact']}）：{one['help']}：{node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]
