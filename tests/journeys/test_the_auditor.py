"""What the auditor does: look, follow, take the evidence out, and prove it without our software."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import browsing

pytestmark = pytest.mark.browser


def test_the_auditor_follows_one_case_and_proves_its_record_elsewhere(
    opened, tmp_path: Path
) -> None:
    page: Page = opened(1440, 900)
    browsing.enter(page, "audit")
    page.get_by_role("link", name="操作记录", exact=True).first.click()
    asked = page.get_by_role("search", name="筛选")
    asked.get_by_label("办理人").fill("禾向阳")
    asked.get_by_label("事项").select_option(label="发起办件")
    page.get_by_role("button", name="查询").click()
    rows = page.locator("table.tb tbody tr")
    expect(rows.first).to_contain_text("禾向阳")
    expect(rows.first).to_contain_text("发起办件")
    assert "who=" in page.url
    assert "action=" in page.url

    rows.first.get_by_role("link", name="全程").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("BJ-")
    expect(page.get_by_role("main")).to_contain_text("禾向阳 发起")
    with page.expect_download() as saved:
        page.get_by_role("button", name="出具证据包").click()
    package = tmp_path / "evidence.zip"
    saved.value.save_as(package)

    forged = tmp_path / "forged.zip"
    forged.write_bytes(package.read_bytes().replace("禾向阳".encode(), "禾向阴".encode(), 1))

    whole, altered = verified(package, tmp_path), verified(forged, tmp_path)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert forged.read_bytes() != package.read_bytes()
    assert altered.returncode == 1, altered.stdout


def verified(package: Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    """What the file inside the package says of it, run by a bare Python."""
    with zipfile.ZipFile(package) as inside:
        verifier = inside.extract("verify.py", folder)
    return subprocess.run(
        [sys.executable, "-I", "-S", verifier, str(package)],
        capture_output=True,
        text=True,
        check=False,
    )
