"""``zhijian verify``: the record of this installation, or an evidence package, is it whole?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

EXAMPLE = """\
例：
  zhijian verify
  zhijian verify --head 1234:9f86d081884c7d65
  zhijian verify 证据包.zip

不写文件，核验本机系统里的全部留痕；写上证据包，核验这个包，不需要数据库。
--head 与签字的纸质链头核对，可以写几次，摘要至少写开头 16 位。
结束码：0 完整，1 发现问题，2 用法不对。
"""
DONE, BROKEN, WRONG_USE = 0, 1, 2


def add_parser(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "verify",
        help="核验留痕：本机的全部留痕，或一个证据包",
        description="核验留痕有没有被改动、删去、调换或截去。",
        epilog=EXAMPLE,
    )
    parser.add_argument(
        "package", nargs="?", type=Path, metavar="证据包.zip", help="不写则核验本机系统的留痕"
    )
    parser.add_argument(
        "--head", action="append", default=[], metavar="序号:摘要", help="纸质链头，可以写几次"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Verify and say what was found."""
    from zhijian.upkeep.schema import start_django

    start_django()
    from zhijian.audit.actions import printed_heads
    from zhijian.core.refused import Refused

    try:
        printed = printed_heads("\n".join(arguments.head))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return WRONG_USE
    if arguments.package is None:
        return _installation(printed)
    return _package(arguments.package, printed)


def _installation(printed: dict[int, str]) -> int:
    from django.db import DatabaseError

    from zhijian import journal
    from zhijian.core.refused import Refused

    try:
        finding = journal.verify(printed=printed, progress=_show)
    except DatabaseError:
        raise Refused(
            "数据库里没有留痕表，或数据库连不上。请先运行 zhijian doctor 查明原因。"
        ) from None
    print(finding.says)
    return DONE if finding.is_sound else BROKEN


def _package(path: Path, printed: dict[int, str]) -> int:
    from zhijian.core.refused import Refused
    from zhijian.journal.package import examine

    if not path.is_file():
        print(f"找不到证据包 {path}，请核对路径。", file=sys.stderr)
        return WRONG_USE
    with path.open("rb") as file:
        try:
            sentences = examine(file, printed=printed)
        except Refused as refusal:
            raise Refused(f"核验不通过：{refusal}") from None
    print(*sentences, sep="\n")
    return DONE


def _show(done: int, total: int) -> None:
    if sys.stderr.isatty() and done % 20_000 == 0:
        end = "\n" if done == total else "\r"
        print(f"已核验 {done}/{total} 条", end=end, file=sys.stderr, flush=True)
