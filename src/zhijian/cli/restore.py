"""``zhijian restore``: rebuild from a backup, check it, and only then let it go live."""

import argparse
from pathlib import Path

from zhijian.cli.secrets import add_secret, opening_secret
from zhijian.config.options import options
from zhijian.core.refused import Refused

EXAMPLE = """\
例：
  zhijian restore 备份.zjbackup                       恢复到一台新装的机器
  zhijian restore 备份.zjbackup --key U盘/backup.key  用另存的密钥打开
  zhijian restore 备份.zjbackup --check               只检查这份备份能不能用
  zhijian restore 备份.zjbackup --force               替换现有数据，旧数据改名保留

先停止服务和后台任务。数据先恢复到旁边并核验，全部通过才换上去；换上后所有人须重新登录。
SQLite 的备份恢复到 SQLite，PostgreSQL 的恢复到 PostgreSQL，两者之间不能互换。
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``restore``."""
    parser = subparsers.add_parser(
        "restore",
        help="从备份恢复（先核验，再替换）",
        description="从 zhijian backup 写的文件恢复数据库、附件和密钥。",
        epilog=EXAMPLE,
    )
    parser.add_argument("backup", type=Path, metavar="备份文件", help="以 .zjbackup 结尾的文件")
    parser.add_argument("--key", type=Path, metavar="文件", help="做备份那台机器的 backup.key")
    add_secret(parser)
    parser.add_argument("--check", action="store_true", help="只检查备份，不改动任何数据")
    parser.add_argument("--force", action="store_true", help="替换现有数据（旧数据改名保留）")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Restore or only check, and say what was found."""
    from zhijian.upkeep.going_live import restore

    chosen, source = options(), asked.backup.absolute()
    if not source.is_file():
        raise Refused(f"找不到备份文件 {source}。请核对路径。")
    secret = opening_secret(asked)
    if asked.check:
        from zhijian.upkeep.restoring import check, scratch_place, unpack

        with scratch_place(chosen) as place:
            manifest = unpack(source, secret, place, keep_media=False, chosen=chosen)
            found = check(place, chosen, adopt=False)
        rows = sum(manifest.rows.values())
        print(f"这份备份可用：{rows} 行，{manifest.media} 个附件。{found['says']}")
        return 0
    done = restore(chosen, source, secret, force=asked.force)
    print(f"已恢复 {done.rows} 行、{done.media} 个附件，核验留痕 {done.entries} 条，无误。")
    if done.put_aside:
        print(f"原来的数据保留在 {done.put_aside}，确认无误后可以删除。")
    print("请启动服务（zhijian serve）。所有人须重新登录。")
    return 0
