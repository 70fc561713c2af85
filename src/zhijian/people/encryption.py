"""Fields that only the installation's key opens, and indexes that find them without opening.

A stored text is ``v1.<cipher>.<base64 of nonce + ciphertext + tag>``: ``aes`` is AES-256-GCM,
``sm4`` is SM4-GCM. The setting says which one seals; both always open. The blind index is an
HMAC-SHA256 over the normalised text, so that equal numbers are found and nothing else.
How keys are changed: docs/decisions/0010-sealed-fields.md.

Source: GB/T 39786 (cryptography in use), RFC 8998 (SM4-GCM)
"""

import base64
import hashlib
import hmac
import os
import unicodedata
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from zhijian.config.keys import key
from zhijian.config.options import options
from zhijian.core.refused import Refused

_NONCE = 12
_TAG = 16
_NOT_OPENED = (
    "这一项加密内容打不开：内容被改动过，或者密钥不是当初的那一把。请从备份中取回原来的密钥文件。"
)


def encrypt(text: str, *, cipher: str = "") -> str:
    """The stored form of ``text``; empty stays empty. ``cipher`` defaults to the setting."""
    if not text:
        return ""
    name = cipher or options().cipher
    sealed = (_aes_seal if name == "aes" else _sm4_seal)(text.encode())
    return f"v1.{name}.{base64.b64encode(sealed).decode()}"


def decrypt(stored: str) -> str:
    """The text that ``stored`` holds.

    Raises:
        Refused: it was altered, or sealed with another key.
    """
    if not stored:
        return ""
    try:
        _, name, body = stored.split(".", 2)
        sealed = base64.b64decode(body, validate=True)
        return {"aes": _aes_open, "sm4": _sm4_open}[name](sealed).decode()
    except (InvalidTag, KeyError, ValueError):
        raise Refused(_NOT_OPENED) from None


def encrypt_bytes(content: bytes, *, cipher: str = "") -> bytes:
    """The stored form of a file: ``v1.<cipher>.`` and the sealed bytes."""
    name = cipher or options().cipher
    return f"v1.{name}.".encode() + (_aes_seal if name == "aes" else _sm4_seal)(content)


def decrypt_bytes(stored: bytes) -> bytes:
    """The file that ``stored`` holds.

    Raises:
        Refused: it was altered, or sealed with another key.
    """
    try:
        _, name, sealed = stored.split(b".", 2)
        return {b"aes": _aes_open, b"sm4": _sm4_open}[name](sealed)
    except (InvalidTag, KeyError, ValueError):
        raise Refused(_NOT_OPENED) from None


def blind_index(text: str) -> str:
    """What a search for ``text`` compares: 32 hexadecimal digits; empty for an empty text."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()
    if not plain:
        return ""
    return hmac.new(_key("index"), plain.encode(), hashlib.sha256).hexdigest()[:32]


def masked(text: str) -> str:
    """The text with its middle hidden; the shorter it is, the less of it stays.

    >>> masked("13800001234"), masked("10001234"), masked("abc")
    ('138****1234', '10****34', 'a****')
    """
    if len(text) >= 11:
        return f"{text[:3]}****{text[-4:]}"
    if len(text) >= 6:
        return f"{text[:2]}****{text[-2:]}"
    return f"{text[:1]}****" if text else ""


class EncryptedTextField(models.TextField):
    """A text that is sealed in the database and plain in Python. It cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(super().get_prep_value(value) or "")

    def from_db_value(self, value: str | None, *_: Any) -> str:
        return decrypt(value or "")


@cache
def _key(name: str) -> bytes:
    return key(name, options().data_dir)


@cache
def _aes() -> AESGCM:
    return AESGCM(_key("fields"))


@cache
def _sm4() -> algorithms.SM4:
    return algorithms.SM4(hashlib.sha512(b"sm4" + _key("fields")).digest()[:16])


def _aes_seal(plain: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + _aes().encrypt(nonce, plain, None)


def _aes_open(sealed: bytes) -> bytes:
    return _aes().decrypt(sealed[:_NONCE], sealed[_NONCE:], None)


def _sm4_seal(plain: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    writer = _sm4_gcm(nonce).encryptor()
    return nonce + writer.update(plain) + writer.finalize() + writer.tag


def _sm4_open(sealed: bytes) -> bytes:
    nonce, body, tag = sealed[:_NONCE], sealed[_NONCE:-_TAG], sealed[-_TAG:]
    reader = _sm4_gcm(nonce, tag).decryptor()
    return reader.update(body) + reader.finalize()


def _sm4_gcm(nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
    """SM4 in GCM; the wheels of our library carry it, a system's own OpenSSL before 3.1 does not.

    Raises:
        Refused: this machine's library has no SM4-GCM.
    """
    if not _has_sm4_gcm():
        raise Refused(
            "这台机器的加密库没有 SM4-GCM。请安装随安装包提供的 cryptography，"
            "或把设置 cipher 改为 aes。"
        )
    return Cipher(_sm4(), modes.GCM(nonce, tag))


@cache
def _has_sm4_gcm() -> bool:
    try:
        Cipher(algorithms.SM4(bytes(16)), modes.GCM(bytes(_NONCE))).encryptor()
    except UnsupportedAlgorithm:
        return False
    return True
