"""An encrypted file that is written and read as a stream.

A line that names the format, four bytes of length, a header in JSON, then chunks of AES-256-GCM.
The nonce of a chunk is a random prefix, its number, and whether it is the last; the digest of
everything before the first chunk is authenticated with each. So a changed, moved, missing or added
byte anywhere is found, and no chunk is handed on before it has been checked.

Source: Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance (the construction STREAM), 2015
"""

import base64
import hashlib
import io
import json
import os
import secrets
import struct
from dataclasses import dataclass
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhijian.core.refused import Refused

MAGIC = b"zhijian backup 1\n"
CHUNK = 1 << 20
_TAG = 16
_LONGEST_HEADER = 4096
_SCRYPT = {"n": 1 << 16, "r": 8, "p": 1}
_SCRYPT_MOST = {"n": 1 << 20, "r": 32, "p": 16}
_SCRYPT_MEMORY = 256 << 20

NOT_OURS = "这不是本程序写的备份文件，或者文件开头已经损坏。请换一份备份。"
DAMAGED = "备份文件损坏、被改动过，或者没有写完整，不能使用。请换一份备份。"
WRONG_SECRET = "备份打不开：口令或密钥不对，或者文件已被改动。请核对口令，或找到当初的 backup.key。"


@dataclass(frozen=True)
class Secret:
    """What opens a container: a passphrase, or the 32 bytes of a key."""

    passphrase: str = ""
    key: bytes = b""

    def opens(self, salt: bytes, scrypt: dict[str, int]) -> bytes:
        """The key of one container."""
        if self.passphrase:
            return hashlib.scrypt(
                self.passphrase.encode(), salt=salt, dklen=32, maxmem=_SCRYPT_MEMORY, **scrypt
            )
        return HKDF(hashes.SHA256(), 32, salt, b"zhijian backup").derive(self.key)


class Sealer(io.RawIOBase):
    """Seals what is written to it; complete only once it is closed."""

    def __init__(self, target: IO[bytes], secret: Secret, *, chunk: int = CHUNK) -> None:
        salt, self._prefix = secrets.token_bytes(16), secrets.token_bytes(7)
        header = {
            "opened_with": "passphrase" if secret.passphrase else "key",
            "salt": base64.b64encode(salt).decode(),
            "nonce": base64.b64encode(self._prefix).decode(),
            "chunk": chunk,
            "scrypt": _SCRYPT,
        }
        text = json.dumps(header).encode()
        start = MAGIC + struct.pack(">I", len(text)) + text
        self._bound = hashlib.sha256(start).digest()
        self._cipher = AESGCM(secret.opens(salt, _SCRYPT))
        self._target, self._chunk, self._number = target, chunk, 0
        self._waiting = bytearray()
        target.write(start)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, content: Any) -> int:
        """Take ``content``; a full chunk leaves once something follows it."""
        self._waiting += content
        while len(self._waiting) > self._chunk:
            self._seal(bytes(self._waiting[: self._chunk]), last=False)
            del self._waiting[: self._chunk]
        return len(content)

    def finish(self) -> None:
        """Seal what is left as the last chunk."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, plain: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        self._target.write(self._cipher.encrypt(nonce, plain, self._bound))
        self._number += 1


class Opener(io.RawIOBase):
    """Reads what a ``Sealer`` wrote; every byte it hands on has been checked.

    Raises:
        Refused: the file is none of ours, the secret is another, or a byte is not as written.
    """

    def __init__(self, source: IO[bytes], secret: Secret) -> None:
        header, start = read_header(source)
        if (header["opened_with"] == "passphrase") != bool(secret.passphrase):
            wanted = "口令" if header["opened_with"] == "passphrase" else "密钥文件 backup.key"
            raise Refused(f"这份备份要用{wanted}打开，请换用它。")
        self._bound = hashlib.sha256(start).digest()
        self._prefix = base64.b64decode(header["nonce"])
        self._cipher = AESGCM(secret.opens(base64.b64decode(header["salt"]), header["scrypt"]))
        self._source, self._chunk, self._number = source, header["chunk"], 0
        self._sealed = source.read(self._chunk + _TAG)
        self._plain = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` from the current chunk, the next one if that is used up."""
        while not self._plain and not self._ended:
            self._plain = memoryview(self._open())
        count = min(len(buffer), len(self._plain))
        buffer[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def require_end(self) -> None:
        """Read on to the end, so that the last chunk has been seen too."""
        while not self._ended:
            self._open()

    def _open(self) -> bytes:
        following = self._source.read(self._chunk + _TAG)
        last = not following
        nonce = _nonce(self._prefix, self._number, last=last)
        try:
            plain = self._cipher.decrypt(nonce, self._sealed, self._bound)
        except (InvalidTag, ValueError):
            raise Refused(DAMAGED if self._number else WRONG_SECRET) from None
        self._sealed, self._number, self._ended = following, self._number + 1, last
        return plain


def read_header(source: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """The header and the bytes it stands in.

    Raises:
        Refused: this is no container of ours.
    """
    start = source.read(len(MAGIC) + 4)
    if len(start) != len(MAGIC) + 4 or not start.startswith(MAGIC):
        raise Refused(NOT_OURS)
    (length,) = struct.unpack(">I", start[len(MAGIC) :])
    if length > _LONGEST_HEADER:
        raise Refused(NOT_OURS)
    text = source.read(length)
    try:
        header = json.loads(text)
        _require_sane(header)
    except (ValueError, KeyError, TypeError):
        raise Refused(NOT_OURS) from None
    return header, start + text


def _require_sane(header: dict[str, Any]) -> None:
    """Nobody makes us spend memory or time by a number in a file that is not checked yet."""
    scrypt = header["scrypt"]
    sane = (
        header["opened_with"] in ("passphrase", "key")
        and len(base64.b64decode(header["salt"], validate=True)) == 16
        and len(base64.b64decode(header["nonce"], validate=True)) == 7
        and type(header["chunk"]) is int
        and 1 <= header["chunk"] <= 16 * CHUNK
        and set(scrypt) == set(_SCRYPT_MOST)
        and all(
            type(scrypt[name]) is int and 1 <= scrypt[name] <= most
            for name, most in _SCRYPT_MOST.items()
        )
        and scrypt["n"] & (scrypt["n"] - 1) == 0
        and scrypt["n"] > 1
        and 128 * scrypt["n"] * scrypt["r"] <= _SCRYPT_MEMORY // 2
    )
    if not sane:
        raise ValueError


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">I?", number, last)


def fsync(file: IO[bytes]) -> None:
    """Let the bytes reach the disk."""
    file.flush()
    os.fsync(file.fileno())
