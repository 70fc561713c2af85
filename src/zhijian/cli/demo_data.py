"""``zhijian demo-data``: writes an invented county's ledgers and the truth about them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

EXAMPLE = """\
例：
  zhijian demo-data 台账 --seed 1 --accounts 126
  zhijian check 台账 --place 420325 --on 2026-11-20 --out 结果
  zhijian demo-data 全国 --seed 1 --size nation

单位、人员、账号、网站都是虚构的。expected.csv 写明按六地规定应当查出的问题（地区、检查、对象），
expected_warnings.csv 写明应当提醒的，truth.json 写明检查日和各台账的行数。
参数相同，写出的文件逐字节相同。
"""
_SEED, _DEFAULT_ACCOUNTS = 1, "县 126，province 5000，nation 100000"


def add_parser(subparsers: Any) -> None:
    """Add ``demo-data``."""
    parser = subparsers.add_parser(
        "demo-data",
        help="造一个虚构县的台账和答案",
        description="造一个虚构的县（青禾县）一年的台账，埋下每一项检查都应查出的问题，并附答案。",
        epilog=EXAMPLE,
    )
    add = parser.add_argument
    add("folder", metavar="文件夹", type=Path, help="写到哪个文件夹；没有就新建，有则须为空")
    add(
        "--seed",
        type=int,
        default=_SEED,
        metavar="数",
        help="随机种子（默认 1）；换一个就是另一个县",
    )
    add("--accounts", type=int, metavar="数", help=f"账号数（默认 {_DEFAULT_ACCOUNTS}）")
    add(
        "--size",
        choices=("county", "province", "nation"),
        default="county",
        help="county：一个县；province：百万条发布；nation：三千六百万条发布",
    )
    add(
        "--format",
        choices=("xlsx", "csv", "parquet"),
        help="文件格式；县默认 xlsx，其余只有 parquet",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the folder and say what is in it."""
    from zhijian.core.law import Law
    from zhijian.demo.folder import write_demo
    from zhijian.packaged import default_rulebooks

    folder = write_demo(
        arguments.folder,
        Law.load(default_rulebooks()),
        seed=arguments.seed,
        accounts=arguments.accounts,
        size=arguments.size,
        form=arguments.format,
    )
    story = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    counts = story["counts"]
    print(
        f"已写出 {folder}：{counts['organizations']} 个单位，{counts['accounts']} 个账号，"
        f"{counts['publications']} 条发布；应查出问题 {story['fails']} 条、提醒 {story['warnings']} 条"
        f"（{len(story['places'])} 地合计）。"
    )
    print(f"检查日为 {story['as_of']}，答案见 {folder / 'expected.csv'}。")
    return 0
