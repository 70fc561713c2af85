"""Files under their own SHA-256, outside of what the web server serves."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from zhijian.core.refused import Refused


@dataclass(frozen=True)
class Upload:
    """A file as somebody hands it in. ``kind`` is one of the attachments the process names."""

    name: str
    content: bytes
    kind: str = ""


def path_of(digest: str) -> Path:
    """Where the bytes with a digest lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest


def keep(content: bytes) -> str:
    """Store bytes and return their digest. The same bytes are stored once.

    They are on disk before the caller's transaction commits; if that fails they stay, unused.
    """
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(digest)
    if target.is_file() and target.stat().st_size == len(content):
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o440)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync(target.parent)
    return digest


def opened(digest: str) -> bytes:
    """The bytes with a digest.

    Raises:
        Refused: they are gone, or are no longer what they were.
    """
    try:
        content = path_of(digest).read_bytes()
    except OSError:
        raise Refused("附件的文件不在了，请管理员从备份中恢复。") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused("附件的内容与登记的校验值不符，可能被改动过，请管理员从备份中恢复。")
    return content


def headers_of(name: str, media_type: str) -> Mapping[str, str]:
    """What goes with a file on its way out: it is saved, never shown inside our pages."""
    ascii_name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    return {
        "Content-Type": media_type,
        "Content-Disposition": f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
