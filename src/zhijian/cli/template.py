"""``zhijian template``: writes the blank workbooks."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from zhijian.core.facts.template import WORKBOOKS, write_template
from zhijian.core.refused import Refused

EXAMPLE = """\
例：
  zhijian template 空白台账

每本工作簿一类，一张工作表一种台账；“示例”表给出虚构的填法，导入时跳过。
填好后：zhijian import 空白台账 --dry-run
"""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "template",
        help="写出空白台账工作簿",
        description="写出空白台账工作簿：列名、批注、下拉选项、日期格式和示例都已备好。",
        epilog=EXAMPLE,
    )
    parser.add_argument("folder", metavar="文件夹", type=Path, help="写到哪个文件夹；没有就新建")
    parser.add_argument("--force", action="store_true", help="已有同名工作簿时覆盖")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the workbooks; never over one that somebody may have filled in."""
    folder: Path = arguments.folder
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} 是一个文件，请另给一个文件夹。")
    there = [f"{title}.xlsx" for title, _ in WORKBOOKS if (folder / f"{title}.xlsx").exists()]
    if there and not arguments.force:
        raise Refused(
            f"{folder} 里已有 {'、'.join(there)}，可能已经填写，没有覆盖。"
            "请换一个文件夹；确要覆盖请加 --force。"
        )
    for path in write_template(folder):
        print(f"已写出 {path}")
    return 0
