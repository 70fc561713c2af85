"""Where a page of a list ends, as a word for the address.

A cursor holds the value by which the list is sorted, and that may be a name. So it is sealed with
the installation's key: nothing of it can be read in a log, and whatever was altered does not open.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

MAX_CHARS = 2_000


@dataclass(frozen=True)
class Anchor:
    """A row at the edge of a page: its sorted value, its id, and its number in the list.

    The id is a number, or the day of a table with a row a day.
    """

    value: Any
    pk: Any
    number: int


def seal(anchor: Anchor, scope: str) -> str:
    """The cursor of ``anchor``, good only for ``scope`` (a list and its order)."""
    held = [_out(anchor.value), _out(anchor.pk), anchor.number]
    text = json.dumps(held, separators=(",", ":"))
    sealed = _cipher(settings.SECRET_KEY).encrypt(text.encode(), [scope.encode()])
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(cursor: str, scope: str) -> Anchor | None:
    """The anchor in ``cursor``; None if it was altered, cut off, or made for another scope."""
    if not cursor or len(cursor) > MAX_CHARS:
        return None
    try:
        sealed = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        text = _cipher(settings.SECRET_KEY).decrypt(sealed, [scope.encode()])
        value, pk, number = json.loads(text)
        return Anchor(_in(value), _in(pk), int(number))
    except (binascii.Error, InvalidTag, UnicodeEncodeError, ValueError, TypeError):
        return None


@cache
def _cipher(secret: str) -> AESSIV:
    return AESSIV(hashlib.sha256(b"list cursors\0" + secret.encode()).digest())


def _out(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    return value


def _in(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    (kind, text), *_ = value.items()
    return {"t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal}[kind](text)
