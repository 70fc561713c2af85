"""The signed lists as they were last written: in the data folder, named after the record's end."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.directory.indexing import public_accounts
from zhijian.directory.lists import CSV, JSON, KEY, SIGNATURE, write_lists
from zhijian.journal.models import Entry

STAMP = "written.json"
NAMES = (JSON, CSV, f"{JSON}{SIGNATURE}", f"{CSV}{SIGNATURE}", KEY)
MOST_AT_ONCE = 5_000
"""Accounts up to which the lists are written while somebody waits, if there are none yet."""


@dataclass(frozen=True)
class Published:
    """When the files were written, up to which entry of the record, and where they are."""

    at: datetime
    seq: int
    folder: Path

    def read(self, name: str) -> bytes:
        """One of the files."""
        return (self.folder / name).read_bytes()


def published() -> Published | None:
    """The files as they are; None until the first time."""
    try:
        stamp = json.loads((_folder() / STAMP).read_text(encoding="utf-8"))
        return Published(datetime.fromisoformat(stamp["at"]), int(stamp["seq"]), _folder())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def publish() -> Published:
    """Write the files anew if the record went on since."""
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    known = published()
    if known is not None and known.seq == last:
        return known
    now = clock.now()
    write_lists(_folder(), clock.today())
    (_folder() / STAMP).write_text(json.dumps({"at": now.isoformat(), "seq": last}))
    return Published(now, last, _folder())


def published_or_made() -> Published | None:
    """The files; made now if there are none and the register is small. None: not ready yet."""
    known = published()
    if known is None and public_accounts().count() <= MOST_AT_ONCE:
        return publish()
    return known


def _folder() -> Path:
    return options().data_dir / "public"
