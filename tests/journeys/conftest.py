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
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
STARTS_WITHIN = 60


@dataclass(frozen=True)
class Installation:
    """A served installation: its address, its data folder, and who may sign in."""

    address: str
    data: Path
    users: dict[str, dict[str, str]]


def chromium() -> str:
    """Return the browser to drive, or "" if this machine has none."""
    named = os.environ.get("ZHIJIAN_TEST_CHROMIUM", "")
    return named or next((path for path in CHROMIUM if Path(path).exists()), "")


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation for all journeys; they walk different cases."""
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
    seeded = subprocess.run(
        [sys.executable, "-m", "zhijian.cli", "demo-web", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert seeded.returncode == 0, seeded.stderr[-2000:]
    users = {user["username"]: user for user in json.loads(seeded.stdout.splitlines()[-1])["users"]}
    log = (data.parent / "serve.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "zhijian.cli", "serve"],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz", server, data.parent / "serve.log")
        yield Installation(address, data, users)
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        shutil.rmtree(data, ignore_errors=True)


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()[-2000:]
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(
        f"the server did not answer within {STARTS_WITHIN} s:\n{log.read_text()[-2000:]}"
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    path = chromium()
    if not path:
        pytest.skip("本机没有 Chromium，也没有设置 ZHIJIAN_TEST_CHROMIUM，浏览器里的测试未跑")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, installation: Installation) -> Iterator[Callable[..., Page]]:
    """``opened(width=…, script=…)``: a fresh browser profile's first page; errors on it fail."""
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
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: said.type == "error" and faults.append(said.text))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((installation.address, "data:", "blob:"))
                or faults.append(f"asked beyond this machine: {request.url}")
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults
