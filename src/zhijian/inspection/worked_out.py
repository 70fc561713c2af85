"""What was worked out ahead and is no finding: kept for the day in the data folder, never a record.

Named after the SHA-256 of what was asked, so that the same question is worked out once, by whoever
asks first or by a job; what is older than yesterday is swept away.
"""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.judge import SMALL
from zhijian.journal.models import Head
from zhijian.ledger.registers import registers

FOLDER = "ahead"


@dataclass(frozen=True)
class Worked:
    """An answer: what was told, when, and whether the registers changed since."""

    told: dict[str, Any]
    at: datetime
    is_current: bool
    book: bytes | None = None


def is_quick() -> bool:
    """Whether the registers are small enough to be judged while somebody waits."""
    left = SMALL
    for one in registers():
        left -= one.model._default_manager.order_by()[: left + 1].count()
        if left < 0:
            return False
    return True


def put(asked: Mapping[str, Any], told: Mapping[str, Any], book: bytes | None = None) -> None:
    """Keep an answer, with its workbook if it has one."""
    folder, name = _folder(), _name(asked)
    folder.mkdir(parents=True, exist_ok=True)
    if book is not None:
        _write(folder / f"{name}.xlsx", book)
    held = {"at": clock.now().isoformat(), "seq": _seq(), "told": told}
    _write(folder / f"{name}.json", json.dumps(held, ensure_ascii=False).encode())


def get(asked: Mapping[str, Any]) -> Worked | None:
    """The answer to what was asked; None if nobody worked it out, or not lately."""
    path = _folder() / f"{_name(asked)}.json"
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        book = path.with_suffix(".xlsx")
        return Worked(
            told=held["told"],
            at=datetime.fromisoformat(held["at"]),
            is_current=held["seq"] == _seq(),
            book=book.read_bytes() if book.is_file() else None,
        )
    except (OSError, ValueError, KeyError):
        return None


def sweep(today: date) -> int:
    """Take away what was worked out before yesterday, and what cannot be read; how many."""
    gone = 0
    for path in sorted(_folder().glob("*.json")):
        try:
            at = datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["at"])
        except (OSError, ValueError, KeyError):
            at = None
        if at is None or at.astimezone(clock.CHINA).date() < today - timedelta(days=1):
            path.unlink(missing_ok=True)
            path.with_suffix(".xlsx").unlink(missing_ok=True)
            gone += 1
    return gone


def _seq() -> int:
    return Head.objects.values_list("seq", flat=True).get()


def _name(asked: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _folder() -> Path:
    return options().data_dir / FOLDER


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: somebody may read it at this moment."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
