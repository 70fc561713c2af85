"""The bytes that a digest covers, and how one entry is tied to those before it.

An entry is hashed twice. The *content* digest covers what the entry says. The *link* digest covers
the content digest, the link before it, and one link further back, so that a few dozen links lead
from any end of the chain to any entry. ``docs/journal-format.md`` says it for other readers, with
test vectors.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from cryptography.hazmat.primitives import hashes

FORMAT = "zhijian-journal-1"
ORIGIN = "0" * 64
"""What stands before the first entry."""
ALGORITHMS = {"sha256": "SHA-256", "sm3": "SM3"}
CHINA = timezone(timedelta(hours=8))
"""A fixed offset: the written time must not depend on a table of time zones."""

FIELDS = (
    "seq",
    "at",
    "actor",
    "actor_name",
    "organization",
    "action",
    "subject_type",
    "subject_id",
    "subject_name",
    "subject_previous",
    "remark",
    "data",
    "address",
    "salt",
    "algorithm",
)
"""What the content digest covers; in the table, ``actor`` and ``organization`` are ids."""


def content(fields: Mapping[str, Any]) -> bytes:
    """The canonical bytes of what an entry says; ``fields`` holds ``FIELDS``, ``at`` a datetime."""
    written = {name: fields[name] for name in FIELDS}
    written["at"] = moment(fields["at"])
    return canonical(written)


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8; nothing outside ASCII is escaped."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def moment(at: datetime) -> str:
    """A moment as it is written: to the microsecond, at eight hours east.

    >>> moment(datetime(2026, 11, 20, 1, 30, tzinfo=timezone.utc))
    '2026-11-20T09:30:00.000000+08:00'
    """
    return at.astimezone(CHINA).isoformat(timespec="microseconds")


def link(seq: int, algorithm: str, content_digest: str, previous: str, skip: str) -> str:
    """The digest of entry ``seq``; ``skip`` is that of entry ``skip_of(seq)``."""
    lines = (FORMAT, str(seq), algorithm, content_digest, previous, skip, "")
    return digest("\n".join(lines).encode(), algorithm)


def skip_of(seq: int) -> int:
    """The earlier entry that ``seq`` is also tied to: its lowest binary one taken away.

    >>> [skip_of(seq) for seq in (1, 2, 6, 7, 8, 12)]
    [0, 0, 4, 6, 0, 8]
    """
    return seq & (seq - 1)


def path(start: int, end: int) -> list[int]:
    """The entries that lead from ``start`` back to ``end``, both included, by the longest steps.

    >>> path(13, 6)
    [13, 12, 8, 7, 6]
    """
    passed = [start]
    while start > end:
        start = skip_of(start) if skip_of(start) >= end else start - 1
        passed.append(start)
    return passed


def digest(written: bytes, algorithm: str) -> str:
    """The digest in 64 hexadecimal digits; ``algorithm`` is one of ``ALGORITHMS``."""
    if algorithm == "sm3":
        sm3 = hashes.Hash(hashes.SM3())
        sm3.update(written)
        return sm3.finalize().hex()
    return hashlib.sha256(written).hexdigest()
