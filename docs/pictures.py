"""Write docs/images/*.png: the manual's pictures, taken in a real browser of the demonstration.

Run by hand (``python docs/pictures.py [name …]``): it needs Chromium and Playwright, and pictures
differ by a pixel from one machine to the next, so ``make docs`` leaves them alone. It makes an
installation of its own in a folder that is removed at the end and serves it on loopback.
"""

import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

IMAGES = Path(__file__).resolve().parent / "images"
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
MOST_BYTES = 150_000
STARTS_WITHIN = 180
STAFF = """\
主办单位,岗位,姓名,职务,是否B岗,是否外包人员,任职日期,联系电话
青禾县林业局,信息采编员,禾小满,办公室科员,否,否,2026-11-02,13800000011
青禾县林业局,技术保障人员,粟立秋,信息中心主任,否,否,2026-02-30,13800000012
青禾县林业局,账号管理员,麦白露,办公室科员,是,否,2026-11-02,1380000
青禾县林业局,责任采编,苗寒露,办公室科员,否,否,2026-11-02,13800000014
"""


@dataclass(frozen=True)
class Picture:
    """One picture: who looks at which page on how wide a screen; ``then`` prepares the page."""

    name: str
    who: str
    path: str
    width: int = 1280
    height: int = 800
    then: Callable[[Any], None] | None = None


def _first(kind: str, page: Any) -> None:
    """Follow the first link of the desk to a case of one kind, or of any."""
    rows = page.locator(".todo", has=page.locator(".tag", has_text=kind)) if kind else ""
    (rows or page.locator(".todo")).first.locator(".what a").click()


def _case(page: Any) -> None:
    _first("开设", page)


def _decision(page: Any) -> None:
    _first("", page)
    page.locator("#decision").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.querySelector('#decision').offsetTop - 56)")


def _unit(page: Any) -> None:
    """A unit, after somebody without whom it may not be has gone."""
    page.get_by_label("名称、信用代码").fill("林业局")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="青禾县林业局", exact=True).first.click()
    unit = page.url
    page.locator("tr", has_text="专职").locator("a").first.click()
    page.get_by_role("link", name="离任", exact=True).first.click()
    yesterday = datetime.now(timezone(timedelta(hours=8))) - timedelta(days=1)
    page.get_by_label("最后一天").fill(f"{yesterday:%Y-%m-%d}")
    page.get_by_role("button", name="离任", exact=True).click()
    page.goto(unit)


def _import(page: Any) -> None:
    file = {"name": "林业局人员.csv", "mimeType": "text/csv", "buffer": STAFF.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传核对").click()
    page.get_by_role("heading", name="各行").wait_for()


def _row(page: Any) -> None:
    """The first row of a list."""
    page.locator("table.tb tbody tr .name a").first.click()
    page.locator("main h1").wait_for()


def _gap(page: Any) -> None:
    """A finding with a measure, a limit and a day."""
    page.get_by_role("link", name="更新间隔过长").first.click()
    page.locator("#matter").wait_for()


def _items(page: Any) -> None:
    """An order that the unit has mended, at its items."""
    page.locator("table.tb tbody tr", has_text="待复查").first.locator(".name a").click()
    page.locator("ol.items").wait_for()
    page.evaluate("scrollTo(0, document.querySelector('ol.items').closest('section').offsetTop)")


PICTURES = (
    Picture("sign-in", "", "/sign-in/", height=640),
    Picture("desk", "clerk", "/"),
    Picture("desk-phone", "deputy", "/", 390, 844),
    Picture("case", "deputy", "/", then=_case),
    Picture("decide-phone", "deputy", "/", 390, 844, _decision),
    Picture("import", "admin", "/people/import/", then=_import),
    Picture("rule", "clerk", "/rules/rule/updates.max_gap/?place=420325"),
    Picture("journal", "audit", "/journal/"),
    Picture("jobs", "system", "/jobs/"),
    Picture("unit", "admin", "/organizations/", then=_unit),
    Picture("inspection", "office", "/inspections/", then=_row),
    Picture("finding", "office", "/findings/", then=_gap),
    Picture("items", "edu", "/rectifications/", then=_items),
    Picture("sheet", "edu-lead", "/scores/", then=_row),
    Picture("dashboard", "leader", "/dashboard/"),
    Picture("dashboard-phone", "leader", "/dashboard/", 390, 844),
    Picture("ahead", "office", "/ahead/"),
)


def main(wanted: list[str]) -> int:
    """Take the pictures named, or all; 1 when one is larger than a manual should carry."""
    chromium = os.environ.get("ZHIJIAN_TEST_CHROMIUM") or next(
        (path for path in CHROMIUM if Path(path).exists()), ""
    )
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = ""
    if not chromium:
        print("本机没有 Chromium 或 Playwright，手册里的图没有重拍。")
        return 0
    IMAGES.mkdir(exist_ok=True)
    too_large = []
    with _served() as address, sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none", "--lang=zh-CN"]
        browser = playwright.chromium.launch(
            executable_path=chromium, args=arguments, env=os.environ | {"LANGUAGE": "zh_CN"}
        )
        for picture in PICTURES:
            if wanted and picture.name not in wanted:
                continue
            data = fewer_colours(_taken(browser, address, picture))
            (IMAGES / f"{picture.name}.png").write_bytes(data)
            print(f"{picture.name}.png  {len(data):,} 字节", flush=True)
            if len(data) > MOST_BYTES:
                too_large.append(picture.name)
        browser.close()
    if too_large:
        print(f"超过 {MOST_BYTES:,} 字节，请缩小画面：{'、'.join(too_large)}", file=sys.stderr)
    return 1 if too_large else 0


def _taken(browser: Any, address: str, picture: Picture) -> bytes:
    """The picture as the browser draws it."""
    size = {"width": picture.width, "height": picture.height}
    context = browser.new_context(
        viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
    )
    page = context.new_page()
    if picture.who:
        page.goto(f"{address}/demo/")
        page.locator(f'form[action$="/demo/{picture.who}/"] button').click()
        page.locator("main h1").first.wait_for()
    page.goto(address + picture.path)
    if picture.then:
        picture.then(page)
    page.wait_for_load_state("networkidle")
    data: bytes = page.screenshot()
    context.close()
    return data


@contextmanager
def _served() -> Iterator[str]:
    """A demonstration of its own, served; its address."""
    folder = Path(tempfile.mkdtemp())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIJIAN_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    kept |= {
        "ZHIJIAN_DATA_DIR": str(folder),
        "ZHIJIAN_LISTEN": listen,
        "ZHIJIAN_DEMO": "true",
    }
    zhijian = [sys.executable, "-m", "zhijian.cli"]
    subprocess.run([*zhijian, "demo-web"], env=kept, check=True, stdout=subprocess.DEVNULL)
    silent = subprocess.DEVNULL
    server = subprocess.Popen([*zhijian, "serve"], env=kept, stdout=silent, stderr=silent)
    try:
        _wait_for(f"http://{listen}/healthz", server)
        yield f"http://{listen}"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("演示的网页服务没有启动起来。")


def fewer_colours(data: bytes) -> bytes:
    """The same picture in at most 256 colours; a page's rare in-between tones go to the nearest.

    Only what a browser writes is read: eight bits a channel, RGB or RGBA, not interlaced.
    """
    width, height, channels, rows = _opened(data)
    pixels = b"".join(
        row if channels == 3 else b"".join(row[at : at + 3] for at in range(0, len(row), 4))
        for row in rows
    )
    colours = Counter(pixels[at : at + 3] for at in range(0, len(pixels), 3))
    palette = [colour for colour, _ in colours.most_common(256)]
    index = {colour: number for number, colour in enumerate(palette)}
    for colour in colours:
        if colour not in index:
            index[colour] = index[_nearest(colour, palette)]
    plain = bytes(index[pixels[at : at + 3]] for at in range(0, len(pixels), 3))
    lines = b"".join(b"\0" + plain[at : at + width] for at in range(0, len(plain), width))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(palette)),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _nearest(colour: bytes, palette: list[bytes]) -> bytes:
    red, green, blue = colour
    return min(
        palette, key=lambda one: (one[0] - red) ** 2 + (one[1] - green) ** 2 + (one[2] - blue) ** 2
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _opened(data: bytes) -> tuple[int, int, int, list[bytes]]:
    """Width, height, bytes a pixel, and the rows with their filters undone."""
    at, packed, head = 8, b"", b""
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        head = body if kind == b"IHDR" else head
        packed += body if kind == b"IDAT" else b""
        at += length + 12
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    if depth != 8 or colour not in (2, 6) or interlaced:
        raise SystemExit("浏览器写出的图不是预期的格式。")
    channels = 3 if colour == 2 else 4
    raw, wide = zlib.decompress(packed), width * channels
    rows: list[bytes] = []
    above = bytes(wide)
    for line in range(height):
        start = line * (wide + 1)
        above = _unfiltered(raw[start], raw[start + 1 : start + 1 + wide], above, channels)
        rows.append(above)
    return width, height, channels, rows


def _unfiltered(kind: int, line: bytes, above: bytes, step: int) -> bytes:
    found = bytearray(line)
    for at in range(len(found) if kind else 0):
        left = found[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        found[at] = (found[at] + _guess(kind, left, above[at], corner)) & 255
    return bytes(found)


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 2:
        return up
    if kind == 3:
        return (left + up) // 2
    whole = left + up - corner
    far = (abs(whole - left), abs(whole - up), abs(whole - corner))
    return (left, up, corner)[far.index(min(far))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
