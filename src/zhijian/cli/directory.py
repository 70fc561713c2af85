"""``zhijian directory``: the public list as signed files, for any other host."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

EXAMPLE = """\
例：
  zhijian directory 名录        在文件夹“名录”里写出 accounts.json、accounts.csv、签名和公钥

写出的文件可以放到任何网站上；收到的人凭公钥核验，不需要连到本平台。已有的同名文件会被换新。
"""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "directory",
        help="写出公开名录：带签名的 JSON 和 CSV",
        description="写出公开名录：全部已备案账号的 JSON 和 CSV，各带签名，附公钥。",
        epilog=EXAMPLE,
    )
    parser.add_argument("folder", type=Path, metavar="文件夹", help="写到哪个文件夹；没有就新建")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the files and say what is in them."""
    from zhijian.upkeep.schema import start_django

    start_django()
    from zhijian.config import clock
    from zhijian.directory.indexing import public_accounts
    from zhijian.directory.lists import write_lists

    found = write_lists(arguments.folder, clock.today())
    print(f"已写出 {arguments.folder}：{public_accounts().count()} 个账号。")
    print(f"accounts.json 的 SHA-256：{found.digest}")
    return 0
