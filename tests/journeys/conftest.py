"""A real installation with the demonstration in it, served on loopback, and a real browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

import browsing

STARTS_WITHIN = 120
WAITS = 60_000
"""Milliseconds for a page on a machine that does other things as well."""


@dataclass(frozen=True)
class Installation:
    """A served installation: its address, its data folder, and who may sign in."""

    address: str
    data: Path
    users: dict[str, dict[str, str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands here needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without a browser nothing is made ready, and the reason is said."""
    if not browsing.chromium():
        pytest.skip("本机没有 Chromium，也没有设置 ZHIJIAN_TEST_CHROMIUM，浏览器里的测试未跑")


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation for all journeys; each walks its own cases, so any order does."""
    data = tmp_path_factory.mktemp("journeys") / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("ZHIJIAN_", "DJANGO_"))},
        "ZHIJIAN_DATA_DIR": str(data),
        "ZHIJIAN_LISTEN": f"127.0.0.1:{port}",
        "ZHIJIAN_DEMO": "true",
    }
    environment.pop("DATABASE_URL", None)
    zhijian = [sys.executable, "-m", "zhijian.cli"]
    seeded = subprocess.run(
        [*zhijian, "demo-web"], env=environment, capture_output=True, text=True, check=False
    )
    assert seeded.returncode == 0, seeded.stderr[-2000:]
    more = [sys.executable, str(Path(__file__).with_name("five_places.py"))]
    seeded = subprocess.run(more, env=environment, capture_output=True, text=True, check=False)
    assert seeded.returncode == 0, seeded.stderr[-2000:]
    people = json.loads((data / "demo-sign-in.json").read_text(encoding="utf-8"))
    said = data.parent / "serve.log"
    with said.open("w") as log:
        server = subprocess.Popen(
            [*zhijian, "serve"], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz", server, said)
        yield Installation(address, data, {one["username"]: one for one in people})
    finally:
        server.terminate()
        server.wait(60)
        shutil.rmtree(data, ignore_errors=True)


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()[-2000:]
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(
        f"the server did not answer within {STARTS_WITHIN} s:\n{log.read_text()[-2000:]}"
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Of a module only: while it runs, this thread has a loop, and Django's database
    refuses to be used from a thread with a loop."""
    with browsing.started() as started:
        yield started


@pytest.fixture
def opened(browser: Browser, installation: Installation) -> Iterator[Callable[..., Page]]:
    """``opened(width, height, script=…)``: the first page of somebody else's browser.

    Errors on any of its pages fail the test, and so does a request to another machine.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(width: int = 1280, height: int = 720, *, script: bool = True) -> Page:
        context = browser.new_context(
            base_url=installation.address,
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAITS)
        browsing.listen(page, installation.address, faults)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults
