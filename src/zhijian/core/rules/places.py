"""The administrative tree of folders, and the values each place's files set."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhijian.core.rules import fields
from zhijian.core.rules.model import NATION, Place
from zhijian.core.rules.problems import Problems
from zhijian.core.rules.sources import Source, read

DIVISIONS = re.compile(r"cn|[1-8][0-9]{5}")
FOLDER = re.compile(r"(?P<code>[1-8][0-9]{5})-[a-z][a-z0-9-]{0,60}")
MAX_FILES = 20_000
_ENDINGS = {1: "0000", 2: "00", 3: ""}


@dataclass(frozen=True)
class PlaceFiles:
    """A place and the files that set values for it."""

    place: Place
    source: Source
    files: tuple[Source, ...]


def parent_of(code: str) -> str | None:
    """The code one level up: 420325 → 420300 → 420000 → cn → None."""
    if code == NATION:
        return None
    if code.endswith("0000"):
        return NATION
    return code[:2] + "0000" if code.endswith("00") else code[:4] + "00"


def level_of(code: str) -> str:
    """nation, province, city or county, by the zeros a code ends with."""
    if code == NATION:
        return "nation"
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def entries_in(folder: Path, name: str, problems: Problems) -> list[Path]:
    """What a folder holds, in stable order; links and strange files are refused."""
    kept = []
    for path in sorted(folder.iterdir(), key=lambda item: item.name):
        shown = f"{name}/{path.name}"
        if path.name.startswith(".") or path.name == "README.md":
            continue
        if path.is_symlink():
            problems.add(shown, "是符号链接。规则文件夹不跟随链接，请换成真正的文件或文件夹。")
        elif path.is_dir() or path.suffix == ".yaml":
            kept.append(path)
        else:
            problems.add(shown, "不是 .yaml 文件。请改名为 .yaml，或移出规则文件夹。")
    return kept


def walk(root: Path, name: str, known: Mapping[str, Place], problems: Problems) -> list[PlaceFiles]:
    """Every place under ``root`` (a ``cn`` folder), parents before children.

    ``known`` holds places of earlier folders; an overlay need not repeat their ``place.yaml``.
    """
    found: list[PlaceFiles] = []
    for folder, shown, code in _folders(root, name, problems):
        items = [item for item in entries_in(folder, shown, problems) if item.is_file()]
        files = [(item, f"{shown}/{item.name}") for item in items]
        own = [item for item in files if item[0].name == "place.yaml"]
        place, source = known.get(code), None
        if own:
            source = read(*own[0], problems)
            declared = _place(source, code, known) if source else None
            place = declared or place
        elif place is None:
            problems.add(shown, "缺少 place.yaml。请写明 code、name 和 level。")
        sources = [read(*item, problems) for item in files if item not in own]
        if place is not None:
            blank = source or Source(shown, {}, None, problems)
            found.append(PlaceFiles(place, blank, tuple(item for item in sources if item)))
    return found


def _folders(root: Path, name: str, problems: Problems) -> Iterator[tuple[Path, str, str]]:
    """Each folder of the tree with its shown name and code; misplaced ones are reported."""
    queue: list[tuple[Path, str, str, int]] = [(root, name, NATION, 0)]
    seen: dict[str, str] = {}
    while queue:
        folder, shown, code, depth = queue.pop(0)
        if len(seen) > MAX_FILES:
            problems.add(name, f"文件夹超过 {MAX_FILES} 个。请核对是否放错了位置。")
            return
        yield folder, shown, code
        for item in sorted(folder.iterdir(), key=lambda path: path.name):
            if not item.is_dir() or item.is_symlink() or item.name.startswith("."):
                continue
            label = f"{shown}/{item.name}"
            match = FOLDER.fullmatch(item.name)
            if match is None:
                problems.add(
                    label, "地方文件夹的名称应是六位代码加拼音，如 420325-fangxian。请改名。"
                )
                continue
            child = match["code"]
            if depth == len(_ENDINGS):
                problems.add(label, "县级之下不再分文件夹。请把规定写进县的文件。")
            elif parent_of(child) != code or not child.endswith(_ENDINGS[depth + 1]):
                problems.add(label, f"代码 {child} 不属于上级文件夹的 {code}。请移到它的上级之下。")
            elif child in seen:
                problems.add(label, f"地方 {child} 已有文件夹 {seen[child]}。请合并为一个。")
            else:
                seen[child] = label
                queue.append((item, label, child, depth + 1))


def _place(source: Source, code: str, known: Mapping[str, Place]) -> Place | None:
    record: Any = source.data
    if not fields.check(source, (), record, fields.PLACE, "地方"):
        return None
    if record["code"] != code:
        says = f"代码写作“{record['code']}”，文件夹却是 {code}。请改成一致。"
        source.report(("code",), says)
        return None
    if code in known:
        source.report(
            (), f"地方 {code} 在基础文件夹中已有，叠加文件夹不必再写 place.yaml。请删去。"
        )
        return None
    wanted = level_of(code)
    if record["level"] != wanted:
        source.report(
            ("level",), f"代码 {code} 的层级应是 {wanted}，写作“{record['level']}”。请改正。"
        )
    return Place(code, record["name"], record["level"], record.get("in_force_from"))
