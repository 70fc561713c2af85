"""``zhijian import``: reads what offices hand in, says what it understood, writes it normalised."""

from __future__ import annotations

import argparse
import csv
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from zhijian.core.facts.reading.cells import GUARDED
from zhijian.core.facts.reading.folder import read_files, read_folder
from zhijian.core.facts.reading.headers import folded
from zhijian.core.facts.reading.mapping import BY_PROFILE, LEFT_OUT, ledger_names, named
from zhijian.core.facts.reading.profiles import (
    Profile,
    confirmed,
    load_profile,
    load_profiles,
    save_profile,
)
from zhijian.core.facts.reading.report import Reading, describe
from zhijian.core.facts.reading.sights import SIGHTS, SIGHTS_TITLE
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.facts.template import written
from zhijian.core.refused import Refused

# Refusals of one kind printed in full; all of them go into refused.csv.
SHOWN = 5
PROFILES = Path("导入方案")
REFUSED_FILE = "refused.csv"

EXAMPLE = """\
例：
  zhijian import 各单位报送 --dry-run
  zhijian import 账号.xlsx --map "新媒体全称=账号名称" --save-profile 教育局 --out 台账
  zhijian import 账号.xlsx --profile 教育局 --out 台账

一行不少：读入的行数加上未读入的行数等于表里的行数，未读入的每一行都有原因。
"""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "import",
        help="读入各单位交来的表格，逐列说明读懂了什么",
        description="读入各单位交来的表格，逐列说明读懂了什么，每一处没有读入的都说明原因和改法。",
        epilog=EXAMPLE,
    )
    parser.add_argument("files", metavar="文件", nargs="+", type=Path, help="表格文件，或文件夹")
    parser.add_argument("--dry-run", action="store_true", help="只看读懂了什么，不写台账")
    parser.add_argument(
        "--out", metavar="文件夹", type=Path, help="把整理好的台账写成 CSV，放进这个文件夹"
    )
    parser.add_argument(
        "--as", dest="relation", metavar="台账", default="", help="把所有的表都当作这种台账"
    )
    parser.add_argument(
        "--map",
        dest="pairs",
        metavar="原表头=目标列",
        action="append",
        default=[],
        help="指明一个表头是哪一列；等号右边留空表示不采用；可写多次",
    )
    parser.add_argument(
        "--profile", metavar="方案", help="只用这个导入方案；不写则自动选用合适的方案"
    )
    parser.add_argument(
        "--save-profile", metavar="方案", help="把这次的对应关系存为方案，下次自动采用"
    )
    parser.add_argument(
        "--profiles",
        metavar="文件夹",
        type=Path,
        default=PROFILES,
        help="导入方案放在哪里（默认 导入方案）",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, describe, and write what was asked for. 1 when something was lost, else 0."""
    if not arguments.dry_run and arguments.out is None and not arguments.save_profile:
        raise Refused("没有说要做什么：只看结果请加 --dry-run，要写出台账请加 --out 文件夹。")
    if arguments.out is not None:
        _check_free(arguments.out)
    pairs = _pairs(arguments.pairs)
    reading = _read(arguments, _profiles(arguments), pairs)
    _check_used(reading, pairs, arguments.profile)
    for line in describe(reading, per_kind=SHOWN):
        print(line)
    if arguments.out is not None:
        _write(reading, arguments.out, ledgers=not arguments.dry_run)
        print(f"已写入 {arguments.out}")
    if arguments.save_profile:
        before = _existing(arguments.save_profile, arguments.profiles)
        profile = confirmed(arguments.save_profile, reading.tables, before)
        print(f"已存方案 {save_profile(profile, arguments.profiles)}")
    return 1 if reading.losses else 0


def _pairs(texts: Iterable[str]) -> list[tuple[str, str]]:
    pairs = []
    known = {folded(c.label) for relation in RELATIONS.values() for c in relation.asked}
    known |= {c.name for relation in RELATIONS.values() for c in relation.asked}
    for text in texts:
        header, equals, target = text.partition("=")
        if not equals or not header.strip():
            raise Refused(f'--map “{text}”的写法不对，请写作 --map "原表头=目标列"。')
        target = target.strip()
        if target and target not in known and folded(target) not in known:
            raise Refused(
                f"--map “{text}”：没有名为“{target}”的列。"
                "各台账的列名见 zhijian template 写出的空白台账。"
            )
        pairs.append((header.strip(), target))
    return pairs


def _check_used(reading: Reading, pairs: Sequence[tuple[str, str]], profile: str | None) -> None:
    """What was said about a header must have had its effect; a slip of the pen is not passed over.

    Raises:
        Refused: a header of ``pairs`` stands in no table, or its column is none of that ledger's.
    """
    columns = [column for table in reading.tables for column in table.columns]
    read = [table for table in reading.tables if table.relation]
    for header, target in pairs:
        met = [column for column in columns if folded(column.header).endswith(folded(header))]
        if read and not met:
            have = "、".join(dict.fromkeys(column.header for column in columns))
            raise Refused(f"--map：没有一张表有“{header}”这个表头。现有的表头：{have}。")
        if met and not any(column.how in ("given", LEFT_OUT) for column in met):
            titles = "、".join(dict.fromkeys(RELATIONS[table.relation].title for table in read))
            raise Refused(f"--map：“{target}”不是{titles}的列，请改用该台账的列名。")
    if profile and not any(table.how == BY_PROFILE for table in reading.tables):
        reading.remarks.append(f"方案“{profile}”没有用上：没有一张表的表头与它相同。")


def _profiles(arguments: argparse.Namespace) -> list[Profile]:
    if arguments.profile:
        return [load_profile(arguments.profile, arguments.profiles)]
    return load_profiles(arguments.profiles)


def _existing(name: str, folder: Path) -> Profile | None:
    return load_profile(name, folder) if (folder / f"{name}.yaml").is_file() else None


def _read(
    arguments: argparse.Namespace, profiles: list[Profile], pairs: Sequence[tuple[str, str]]
) -> Reading:
    if arguments.relation and named(arguments.relation) is None:
        raise Refused(f"没有名为“{arguments.relation}”的台账。可用的台账名：{ledger_names()}。")
    paths: list[Path] = arguments.files
    if len(paths) == 1:
        return read_folder(paths[0], profiles, pairs=pairs, relation=arguments.relation)
    folders = [path for path in paths if path.is_dir()]
    if folders:
        raise Refused(f"{folders[0]} 是文件夹。请只给一个文件夹，或只给若干个文件。")
    return read_files(paths, profiles, pairs=pairs, relation=arguments.relation)


def _check_free(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} 已有内容，没有覆盖。请换一个文件夹，或先把它移走。")


def _write(reading: Reading, folder: Path, *, ledgers: bool) -> None:
    """Write everything beside ``folder`` first; it appears whole or not at all."""
    parent = folder.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=parent))
    try:
        if ledgers:
            _write_ledgers(reading, fresh)
        _write_refused(reading, fresh / REFUSED_FILE)
        fresh.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        fresh.replace(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _write_ledgers(reading: Reading, folder: Path) -> None:
    for name, rows in reading.records.items():
        relation = RELATIONS[name]
        with _csv_file(folder / f"{relation.title}.csv") as stream:
            writer = csv.writer(stream)
            writer.writerow(column.label for column in relation.asked)
            for row in rows:
                writer.writerow(_cell(written(c, row[c.name])) for c in relation.asked)
    with _csv_file(folder / f"{SIGHTS_TITLE}.csv") as stream:
        writer = csv.writer(stream)
        writer.writerow(column.label for column in SIGHTS.asked)
        for name, sight in reading.sights.items():
            said = {
                "ledger": RELATIONS[name].title,
                "as_of_d": sight.as_of_d,
                "from_d": sight.from_d,
                "complete": int(sight.complete),
                "declared_empty": int(sight.declared_empty),
            }
            writer.writerow(_cell(written(c, said[c.name])) for c in SIGHTS.asked)


def _write_refused(reading: Reading, path: Path) -> None:
    with _csv_file(path) as stream:
        writer = csv.writer(stream)
        writer.writerow(
            ("文件", "工作表", "行", "单元格", "表头", "内容", "原因", "改法", "整行未读入")
        )
        for one in reading.refused:
            writer.writerow(
                _cell(value)
                for value in (
                    one.file,
                    one.sheet,
                    one.row or "",
                    one.cell,
                    one.header,
                    one.value,
                    one.reason,
                    one.cure,
                    "是" if one.loses_row else "否",
                )
            )


def _csv_file(path: Path) -> Any:
    """A CSV that spreadsheet programs open without garbling Chinese."""
    return path.open("w", encoding="utf-8-sig", newline="")


def _cell(value: object) -> str:
    """A cell that no spreadsheet program runs as a formula; reading takes the guard off again."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    text = str(value)
    return f"'{text}" if text[:1] in GUARDED and text[:1] else text
