"""``zhijian backup``: one encrypted file with everything, tried out before it counts."""

import argparse
import sys
from pathlib import Path

from zhijian.cli.secrets import add_secret, sealing_secret
from zhijian.config import clock
from zhijian.config.options import Options, options
from zhijian.core.refused import Refused
from zhijian.upkeep.container import Secret

EXAMPLE = """\
例：
  zhijian backup                        写到备份文件夹，用 data/keys/backup.key 加密
  zhijian backup --to /mnt/移动硬盘 --ask  写到另一块盘，用口令加密

服务不用停。写完会在临时位置恢复一遍，核验留痕、行数和附件，通过才算数。
备份里有数据库、附件和全部密钥。请把 backup.key 或口令另外保管：丢了它，备份谁也打不开。
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``backup``."""
    parser = subparsers.add_parser(
        "backup",
        help="备份全部数据（加密、不停机、写完即验证）",
        description="把数据库、附件和密钥写成一个加密文件，并在临时位置恢复一遍来验证。",
        epilog=EXAMPLE,
    )
    parser.add_argument("--to", type=Path, metavar="位置", help="写到这个文件夹，或写成这个文件")
    add_secret(parser)
    parser.add_argument("--no-verify", action="store_true", help="不试恢复（不建议）")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Write, verify, note, and drop what is too old; 1 when something in it is damaged."""
    from zhijian.upkeep.backup import write_backup
    from zhijian.upkeep.backup_log import Made, drop_old, note
    from zhijian.upkeep.occupancy import refuse_unfinished

    chosen = options()
    if not chosen.data_dir.is_dir():
        raise Refused(
            f"{chosen.data_dir} 不存在，没有可备份的内容。请在安装目录里执行，或核对 data_dir。"
        )
    refuse_unfinished(chosen.data_dir)
    secret, target = sealing_secret(asked), _target(asked.to, chosen)
    moment = clock.now()
    manifest = write_backup(chosen, target, secret)
    size = target.stat().st_size
    rows = sum(manifest.rows.values())
    print(f"已写好 {target}（{size / 1e6:.1f} MB，{rows} 行，{manifest.media} 个附件）。")
    if not asked.no_verify:
        print(_verify(chosen, target, secret))
    note(chosen, Made(moment.isoformat(timespec="seconds"), str(target), size, not asked.no_verify))
    if asked.to is None and not asked.no_verify:
        for old in drop_old(chosen):
            print(f"已删除旧备份 {old.name}。")
    if manifest.damaged:
        print(
            f"请注意：{len(manifest.damaged)} 个附件的内容与登记的摘要不符，已原样备份。"
            f"第一个是 {manifest.damaged[0]}。请从更早的备份中找回。",
            file=sys.stderr,
        )
        return 1
    return 0


def _target(given: Path | None, chosen: Options) -> Path:
    from zhijian.upkeep.backup import SUFFIX
    from zhijian.upkeep.backup_log import backup_folder

    name = f"zhijian-{clock.now():%Y%m%d-%H%M%S}{SUFFIX}"
    if given is None:
        return (backup_folder(chosen) / name).absolute()
    return (given if given.suffix == SUFFIX else given / name).absolute()


def _verify(chosen: Options, target: Path, secret: Secret) -> str:
    """Restore into a scratch place; a backup that fails keeps another name."""
    from zhijian.upkeep.restoring import check, scratch_place, unpack

    proven = False
    try:
        with scratch_place(chosen) as place:
            unpack(target, secret, place, keep_media=False, chosen=chosen)
            found = check(place, chosen, adopt=False)
        proven = True
    finally:
        if not proven:
            target.replace(target.with_name(f"{target.name}.bad"))
    return f"已在临时位置恢复验证：{found['says']}"
