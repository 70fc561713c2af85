"""The installation's secrets: made once, kept in the data folder, readable by the owner alone."""

import os
import secrets
from functools import cache
from pathlib import Path

from zhijian.core.refused import Refused

KEY_BYTES = 32
NAMES = ("session", "fields", "index", "backup", "directory")


def key(name: str, data_dir: Path) -> bytes:
    """The 32 bytes kept under ``name`` in ``data_dir/keys``; made at the first call.

    Two processes that start together get the same key: whoever links the file first wins.

    Raises:
        Refused: the file is there but holds something else.
    """
    path = data_dir / "keys" / f"{name}.key"
    if not path.exists():
        _make(path)
    return _read(path)


@cache
def _read(path: Path) -> bytes:
    text = path.read_text(encoding="ascii").strip()
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != KEY_BYTES:
        raise Refused(
            f"{path} 里不是一把完整的密钥。请从备份中取回原来的文件；没有它，已加密的内容打不开。"
        )
    return found


def _make(path: Path) -> None:
    path.parent.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.mkdir(exist_ok=True)
    path.parent.chmod(0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
