"""What opens a backup, as the person at the keyboard gives it."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from zhijian.config.keys import KEY_BYTES, key
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.upkeep.container import Secret

VARIABLE = "ZHIJIAN_BACKUP_PASSPHRASE"
SHORTEST = 12


def add_secret(parser: argparse.ArgumentParser) -> None:
    """Add the ways to give a passphrase."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--ask", action="store_true", help="用口令加密，从键盘输入")
    group.add_argument(
        "--passphrase-file", type=Path, metavar="文件", help="用口令加密，口令是这个文件的第一行"
    )


def given_passphrase(asked: argparse.Namespace, *, fresh: bool) -> str:
    """The passphrase that was given, or nothing; a fresh one is asked for twice.

    Raises:
        Refused: it is too short, differs the second time, or its file cannot be read.
    """
    if asked.passphrase_file:
        said = _first_line(asked.passphrase_file)
    elif asked.ask:
        said = getpass.getpass("备份口令：")
        if fresh and said != getpass.getpass("再输一遍："):
            raise Refused("两次输入的口令不一样，没有备份。请重新执行。")
    elif VARIABLE in os.environ:
        said = os.environ[VARIABLE]
    else:
        return ""
    if fresh and len(said) < SHORTEST:
        raise Refused(
            f"备份口令只有 {len(said)} 个字符，至少要 {SHORTEST} 个。请换一个长些、不难记的，如几个词连写。"
        )
    return said


def sealing_secret(asked: argparse.Namespace) -> Secret:
    """The passphrase that was given, else the installation's backup key."""
    if said := given_passphrase(asked, fresh=True):
        return Secret(passphrase=said)
    return Secret(key=key("backup", options().data_dir))


def opening_secret(asked: argparse.Namespace) -> Secret:
    """The passphrase or key that was given, else the installation's backup key if it is here.

    Raises:
        Refused: there is none.
    """
    if asked.key:
        return Secret(key=_key_in(asked.key))
    if said := given_passphrase(asked, fresh=False):
        return Secret(passphrase=said)
    here = options().data_dir / "keys" / "backup.key"
    if here.is_file():
        return Secret(key=_key_in(here))
    if sys.stdin.isatty():
        return Secret(passphrase=getpass.getpass("备份口令："))
    raise Refused(
        "没有打开备份用的密钥。用密钥加密的，请加 --key backup.key；用口令加密的，请加 --ask。"
    )


def _key_in(path: Path) -> bytes:
    try:
        found = bytes.fromhex(_first_line(path))
    except ValueError:
        found = b""
    if len(found) != KEY_BYTES:
        raise Refused(f"{path} 里不是一把完整的密钥。请找到做备份时另存的 backup.key。")
    return found


def _first_line(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Refused(f"读不出 {path}。请核对路径和权限，内容应当是一行文字。") from None
    return lines[0].strip() if lines else ""
