"""``zhijian doctor``: what is wrong with this installation, and how to mend it."""

import argparse
import json
from collections import Counter

from zhijian.config.options import options
from zhijian.core.refused import Refused

EXAMPLE = """\
例：
  zhijian doctor          逐项检查，每项写明“好”“注意”或“有误”，以及怎么办
  zhijian doctor --json   给监控程序用

只看不改。有“有误”的，退出码为 1；只有“注意”的为 0。
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``doctor``."""
    parser = subparsers.add_parser(
        "doctor",
        help="检查安装有没有问题、怎么处理",
        description="检查这套安装：环境、设置、数据库、留痕、备份、后台任务等，逐项说明怎么处理。",
        epilog=EXAMPLE,
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Print every remark; 1 if something is wrong."""
    from zhijian.upkeep.checkup import Level, Remark, examine

    found = []
    try:
        for remark in examine(options()):
            found.append(remark)
            if not asked.json:
                _show(remark)
    except Refused as refusal:  # the options themselves cannot be read
        says, _, cure = str(refusal).rstrip("。").rpartition("，")
        remark = Remark("设置", Level.WRONG, says, cure.removeprefix("请"))
        found.append(remark)
        if not asked.json:
            _show(remark)
    counted = Counter(remark.level for remark in found)
    if asked.json:
        told = [
            {"subject": r.subject, "level": r.level.name, "says": r.says, "cure": r.cure}
            for r in found
        ]
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print("；".join(f"{level.value} {counted[level]} 项" for level in Level) + "。")
    return 1 if counted[Level.WRONG] else 0


def _show(remark: object) -> None:
    from zhijian.upkeep.checkup import Remark

    assert isinstance(remark, Remark)
    mark = f"【{remark.level.value}】".ljust(4, "　")
    cure = f"。处理：{remark.cure}" if remark.cure else ""
    print(f"{mark}{remark.subject}：{remark.says}{cure}。", flush=True)
