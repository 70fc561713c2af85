"""The manual: what it points to is there, what it tells people to press is on a page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BY_TASK = ("clerk", "leader", "administrator", "auditor")
MOST_BYTES = 150_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_points_to_is_there(page: Path) -> None:
    pointed = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [one for one in pointed if not (page.parent / one).exists()] == []


def test_pictures_stay_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs" / "images").glob("*.png")}
    assert sizes
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


@pytest.mark.parametrize("name", BY_TASK)
def test_what_the_manual_tells_to_press_is_on_a_page(name: str) -> None:
    said = _words_of_the_program()
    text = (ROOT / "docs" / "manual" / f"{name}.md").read_text(encoding="utf-8")
    pressed = set(re.findall(r"按“([^”]+)”", text)) | set(re.findall(r"→“([^”]+)”", text))
    assert len(pressed) > 3
    assert {one for one in pressed if one not in said} == set()


def _words_of_the_program() -> str:
    found = [
        *(ROOT / "src" / "zhijian").rglob("*.py"),
        *(ROOT / "src" / "zhijian" / "web" / "templates").rglob("*.html"),
        *(ROOT / "rulebooks" / "processes").glob("*.yaml"),
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in found)
