"""Fields that only the installation's key opens, and indexes that find them without opening.

A stored text is ``v1.<cipher>.<base64 of nonce + ciphertext + tag>``. AES is AES-256-GCM; SM4 is
SM4-CTR with an HMAC-SM3 tag, because no library that we use offers SM4-GCM everywhere. The blind
index is an HMAC-SHA256 over the normalised text, so that equal numbers are found and nothing else.

Source: GB/T 39786 (cryptography in use), docs/decisions
"""

import base64
import hashlib
import hmac
import os
import unicodedata
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from django.db import models

from zhijian.config.keys import key
from zhijian.config.options import options
from zhijian.core.refused import Refused

_AES_NONCE = 12
_SM4_NONCE = 16
_TAG = 32


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
    except (InvalidTag, InvalidSignature, KeyError, ValueError):
        raise Refused(
            "这一项加密内容打不开：内容被改动过，或者密钥不是当初的那一把。"
            "请从备份中取回原来的密钥文件。"
        ) from None


def blind_index(text: str) -> str:
    """What a search for ``text`` compares: 32 hexadecimal digits; empty for an empty text."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()
    if not plain:
        return ""
    return hmac.new(_key("index"), plain.encode(), hashlib.sha256).hexdigest()[:32]


def masked(text: str) -> str:
    """The text with its middle hidden: the first three and the last four stay if it is long.

    >>> masked("13800001234")
    '138****1234'
    """
    if len(text) >= 9:
        return f"{text[:3]}****{text[-4:]}"
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
def _sm4_keys() -> tuple[bytes, bytes]:
    material = hashlib.sha512(b"sm4" + _key("fields")).digest()
    return material[:16], material[16:48]


def _aes_seal(plain: bytes) -> bytes:
    nonce = os.urandom(_AES_NONCE)
    return nonce + AESGCM(_key("fields")).encrypt(nonce, plain, None)


def _aes_open(sealed: bytes) -> bytes:
    return AESGCM(_key("fields")).decrypt(sealed[:_AES_NONCE], sealed[_AES_NONCE:], None)


def _sm4_seal(plain: bytes) -> bytes:
    secret, mac_key = _sm4_keys()
    nonce = os.urandom(_SM4_NONCE)
    writer = Cipher(algorithms.SM4(secret), modes.CTR(nonce)).encryptor()
    body = nonce + writer.update(plain) + writer.finalize()
    mac = HMAC(mac_key, hashes.SM3())
    mac.update(body)
    return body + mac.finalize()


def _sm4_open(sealed: bytes) -> bytes:
    secret, mac_key = _sm4_keys()
    body, tag = sealed[:-_TAG], sealed[-_TAG:]
    mac = HMAC(mac_key, hashes.SM3())
    mac.update(body)
    mac.verify(tag)
    reader = Cipher(algorithms.SM4(secret), modes.CTR(body[:_SM4_NONCE])).decryptor()
    return reader.update(body[_SM4_NONCE:]) + reader.finalize()
