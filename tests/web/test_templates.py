"""What holds for every template: the content policy, one frame, icons that exist."""

import re
from pathlib import Path

import pytest

import zhijian.web

WEB = Path(zhijian.web.__file__).parent
ROOT = WEB.parent.parent.parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
FRAMES = {
    *("base_html.html", "base.html", "base_full.html", "base_plain.html", "base_public.html"),
}
PART_FOLDERS = {"parts", "forms"}

INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|javascript:|hx-on|hx-vars|hx-vals=['"]js""", re.I
)
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)", re.I)
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b")


def named(path: Path) -> str:
    return path.relative_to(WEB / "templates").as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_brings_no_style_script_or_handler_of_its_own(path):
    text = path.read_text(encoding="utf-8")

    assert not INLINE.search(text)
    assert not SCRIPT.search(text)
    assert not UNESCAPED.search(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_page_stands_in_the_frame(path):
    text = path.read_text(encoding="utf-8")
    is_document = "<html" in text or "<body" in text

    if named(path) in FRAMES:
        assert is_document
    else:
        assert not is_document, "only the frames are documents; a page extends one of them"


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_only_known_icons_are_drawn(path):
    sprite = (ROOT / "frontend" / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'id="i-(\w+)"', sprite))

    used = set(re.findall(r'{%\s*icon\s+"(\w+)"', path.read_text(encoding="utf-8")))

    assert used <= known


def test_the_checks_above_see_what_they_look_for():
    assert INLINE.search('<p style="x">')
    assert INLINE.search('<a onclick="x()">')
    assert SCRIPT.search("<script>x</script>")
    assert not SCRIPT.search('<script src="x.js"></script>')
    assert not INLINE.search('<input data-on="1" class="one">')
    assert len(TEMPLATES) > 20
