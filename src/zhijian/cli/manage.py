"""``zhijian manage``: the framework's own commands, with our settings."""

import argparse
import os

EXAMPLE = """\
例：
  zhijian manage migrate            升级数据库（先备份：zhijian backup）
  zhijian manage showmigrations     看哪些升级已经做过
  zhijian manage shell              给懂 Python 的人

全部命令：zhijian manage help
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``manage``; what follows it goes through untouched."""
    parser = subparsers.add_parser(
        "manage",
        help="运行框架自带的管理命令（migrate 等）",
        description="运行框架自带的管理命令，用的是本单位的设置。",
        epilog=EXAMPLE,
    )
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="命令", help="命令和它的参数")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Hand the words to the framework; its exit code is ours."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhijian.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["zhijian manage", *(asked.words or ["help"])])
    return 0
