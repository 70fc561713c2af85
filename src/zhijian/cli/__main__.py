"""``zhijian``: finds the subcommand asked for, runs it, and turns its refusal into an exit code.

0 done; 1 refused, or findings above the asked level; 2 wrong use.
"""

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence

from zhijian import __version__
from zhijian.cli.wording import Parser, argparse_in_chinese
from zhijian.core.refused import Refused

DONE, REFUSED, WRONG_USE = 0, 1, 2

# name → (module with add_parser(subparsers), what it does). Only the one asked for is imported.
COMMANDS = {
    "check": ("zhijian.cli.check", "对照规定检查台账，写出问题、得分和通报"),
    "rules": ("zhijian.cli.rules", "查规定：列出、溯源、两地对比、校验规则集"),
    "import": ("zhijian.cli.import_", "读入各单位交来的表格，逐列说明读懂了什么"),
    "template": ("zhijian.cli.template", "写出空白台账工作簿"),
    "demo-data": ("zhijian.cli.demo_data", "造一个虚构县的台账和答案"),
    "demo-web": ("zhijian.cli.demo_web", "在空的安装里造一个演示县，打印谁可以登录"),
    "calendar": ("zhijian.cli.calendar", "工作日历：查、算期限、导入新一年的放假安排"),
    "serve": ("zhijian.cli.serve", "启动网页服务（默认带着后台任务）"),
    "worker": ("zhijian.cli.worker", "单独运行后台任务"),
    "manage": ("zhijian.cli.manage", "运行框架自带的管理命令（migrate 等）"),
    "backup": ("zhijian.cli.backup", "备份全部数据（加密、不停机、写完即验证）"),
    "directory": ("zhijian.cli.directory", "写出公开名录：带签名的 JSON 和 CSV"),
    "verify": ("zhijian.cli.verify", "核验留痕：本机的全部留痕，或一个证据包"),
    "restore": ("zhijian.cli.restore", "从备份恢复（先核验，再替换）"),
    "doctor": ("zhijian.cli.doctor", "检查安装有没有问题、怎么处理"),
}

# What the machine may refuse us at any moment, whichever file we were at.
TROUBLE = {
    errno.EACCES: "没有读写它的权限，请检查权限，或换一个文件夹",
    errno.EPERM: "没有读写它的权限，请检查权限，或换一个文件夹",
    errno.EROFS: "它所在的磁盘只能读，请换一个文件夹",
    errno.ENOSPC: "磁盘已满，请腾出空间后重试",
    errno.EDQUOT: "磁盘配额已用完，请腾出空间后重试",
    errno.ENAMETOOLONG: "名称太长，请换一个短些的名称",
    errno.EMFILE: "同时打开的文件太多，请关闭一些程序后重试",
}

EXAMPLE = """\
例：
  zhijian demo-data 台账 --seed 1 --accounts 126
  zhijian check 台账 --place 420325 --on 2026-11-20 --out 结果
  zhijian rules show updates.max_gap --place 420325 --on 2026-11-20

每个命令都有说明：zhijian check --help
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; the process is left alive."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _never_fail_on_a_character()
    try:
        with argparse_in_chinese():
            parser = build_parser(arguments)
            asked = parser.parse_args(arguments)
    except SystemExit as leaving:  # argparse has said what it had to say
        return leaving.code if isinstance(leaving.code, int) else WRONG_USE
    try:
        return int(asked.run(asked))
    except Refused as refusal:
        print(refusal, *refusal.lines, sep="\n", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("已按要求中断。", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:  # whoever read our output has left; nothing more can be said there
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:
        if error.errno not in TROUBLE:
            raise
        print(f"{error.filename or '文件'}：{TROUBLE[error.errno]}。", file=sys.stderr)
        return REFUSED


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser for ``arguments``; only the subcommand they name is loaded."""
    parser = Parser(
        prog="zhijian",
        description="指尖：把规定写成数据，把台账对到规定，每一条问题都有依据。",
        epilog=EXAMPLE,
    )
    parser.add_argument(
        "--version", action="version", version=f"zhijian {__version__}", help="显示版本号"
    )
    subparsers = parser.add_subparsers(
        title="命令", metavar="命令", dest="command", required=True, parser_class=Parser
    )
    asked = next((word for word in arguments if not word.startswith("-")), None)
    for name, (module, help_line) in COMMANDS.items():
        if name == asked:
            importlib.import_module(module).add_parser(subparsers)
        else:
            subparsers.add_parser(name, help=help_line)
    return parser


def _never_fail_on_a_character() -> None:
    """A console that cannot show a character shows a mark instead of stopping the run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
