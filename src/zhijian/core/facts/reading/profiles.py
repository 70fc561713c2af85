"""Mappings an office has confirmed, kept so that the same sheet is understood next time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from zhijian.core.facts.reading.headers import folded
from zhijian.core.facts.reading.mapping import IGNORE, LEFT_OUT, ledger_names, named
from zhijian.core.facts.reading.report import TableReport
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused

# A profile is a page of text; a larger file is none.
MAX_PROFILE_BYTES = 1_000_000
_NAME = re.compile(r"[\w\u4e00-\u9fff-]{1,60}")


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A header seen before: which ledger it is and what each of its columns means.

    ``columns`` holds pairs (header as written, column name or '' for one to leave out). Without a
    ``relation`` the whole table is left out. ``sheet`` keeps it to the sheet of that name.
    """

    fingerprint: str
    relation: str
    columns: tuple[tuple[str, str], ...]
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of confirmed mappings."""

    name: str
    tables: tuple[KnownTable, ...] = ()

    def find(self, headers: Iterable[str], sheet: str = "") -> KnownTable | None:
        """The table whose header is made of just these words, in any order."""
        mark = fingerprint(headers)
        return next(
            (
                table
                for table in self.tables
                if table.fingerprint == mark and table.sheet in (None, sheet)
            ),
            None,
        )


def fingerprint(headers: Iterable[str]) -> str:
    """Return what tells one header from another, whatever the order and width of its letters."""
    words = sorted({folded(header) for header in headers})
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]


def confirmed(name: str, reports: Iterable[TableReport], before: Profile | None = None) -> Profile:
    """Return the profile that holds what ``reports`` understood, added to ``before``."""
    known = {table.fingerprint: table for table in before.tables} if before else {}
    for report in reports:
        if not report.relation or not report.headers:
            continue
        columns = tuple(
            (column.header, column.target)
            for column in report.columns
            if column.how in ("exact", "alias", "guess", "given", "profile")
            or (not column.target and column.how == LEFT_OUT)
        )
        mark = fingerprint(report.headers)
        known[mark] = KnownTable(mark, report.relation, columns)
    return Profile(name, tuple(known.values()))


def save_profile(profile: Profile, folder: Path) -> Path:
    """Write a profile as YAML into ``folder`` and return its path; an old one is replaced whole.

    Raises:
        Refused: the name cannot be a file name.
    """
    path = _path(profile.name, folder)
    tables = [
        {
            "fingerprint": table.fingerprint,
            "ledger": RELATIONS[table.relation].title,
            "columns": dict(table.columns),
        }
        for table in profile.tables
    ]
    text = (
        "# 已确认的表头对应关系：左边是原表头，右边是台账的列；右边为空表示不采用。\n"
        + yaml.safe_dump(
            {"profile": profile.name, "tables": tables}, allow_unicode=True, sort_keys=False
        )
    )
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".yaml.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
    return path


def load_profile(name: str, folder: Path) -> Profile:
    """Return the profile called ``name``.

    Raises:
        Refused: there is none, or its file is no profile.
    """
    path = _path(name, folder)
    if not path.is_file():
        have = "、".join(sorted(p.stem for p in folder.glob("*.yaml"))) or "（没有）"
        raise Refused(f"没有名为“{name}”的导入方案。现有的方案：{have}。")
    if path.stat().st_size > MAX_PROFILE_BYTES:
        raise Refused(f"{path.name}：文件过大，不是导入方案，请删去后重新保存方案。")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise Refused(f"{path.name}：不是可读的 YAML 文件，请删去后重新保存方案。") from None
    try:
        return Profile(name, tuple(_table(item) for item in content["tables"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refused(
            f"{path.name}：不是导入方案，或写了没有的台账、列（{error}）。"
            f"台账名可用：{ledger_names()}。请改正，或删去后重新保存方案。"
        ) from None


def load_profiles(folder: Path) -> list[Profile]:
    """Return all profiles of a folder by name; none when there is no folder.

    Raises:
        Refused: one of them is no profile.
    """
    if not folder.is_dir():
        return []
    return [load_profile(path.stem, folder) for path in sorted(folder.glob("*.yaml"))]


def given_columns(
    relation_name: str, known: KnownTable | None, pairs: Sequence[tuple[str, str]]
) -> Mapping[str, tuple[str, str]]:
    """Return folded header → (column name, how), from a profile and from pairs said on the spot.

    A target may be a column's name or its label; '' leaves the column out. A target that the
    relation does not have is not used here.
    """
    relation = RELATIONS[relation_name]
    labels = {folded(column.label): column.name for column in relation.asked}
    names = {column.name for column in relation.asked}
    found: dict[str, tuple[str, str]] = {}
    for header, target in known.columns if known else ():
        found[folded(header)] = target, "profile"
    for header, target in pairs:
        name = target if target in names else labels.get(folded(target))
        if not target:
            found[folded(header)] = IGNORE, "given"
        elif name:
            found[folded(header)] = name, "given"
    return found


def _table(item: Mapping[str, object]) -> KnownTable:
    ledger = named(str(item["ledger"]))
    if ledger is None:
        raise ValueError(f"台账“{item['ledger']}”")
    columns = item["columns"]
    if not isinstance(columns, dict):
        raise TypeError("columns")
    names = {column.name for column in RELATIONS[ledger[0]].asked}
    pairs = tuple((str(header), str(target or "")) for header, target in columns.items())
    for _, target in pairs:
        if target and target not in names:
            raise ValueError(f"列“{target}”")
    return KnownTable(str(item["fingerprint"]), ledger[0], pairs)


def _path(name: str, folder: Path) -> Path:
    if not _NAME.fullmatch(name):
        raise Refused(f"方案名“{name}”不能用，请只用汉字、字母、数字和连字符，至多 60 个字。")
    return folder / f"{name}.yaml"
