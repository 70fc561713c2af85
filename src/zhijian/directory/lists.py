"""The whole list as files: JSON and CSV, each signed, so that it can stand on any other host.

Only what the public may know is in it; the bytes depend on the register and the day alone.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhijian.config.options import options
from zhijian.directory.indexing import public_accounts
from zhijian.directory.signing import public_key, sign
from zhijian.ledger.platforms import title_of
from zhijian.ledger.registers import said

COLUMNS = {
    "name": "账号名称",
    "platform": "平台",
    "type": "类型",
    "id": "账号ID",
    "sponsor": "主办单位",
    "supervisor": "主管单位",
    "state": "状态",
    "opened_on": "开通日期",
    "stopped_on": "停止日期",
    "link": "链接",
}
FORMAT = 1
JSON, CSV, KEY, SIGNATURE = "accounts.json", "accounts.csv", "key.pem", ".sig"
GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""What a cell may not begin with, lest a spreadsheet takes it for a formula."""


@dataclass(frozen=True)
class Lists:
    """The files of one day: name to content."""

    on: date
    files: dict[str, bytes]

    @property
    def digest(self) -> str:
        """The SHA-256 of the JSON file."""
        return hashlib.sha256(self.files[JSON]).hexdigest()


def make_lists(on: date) -> Lists:
    """The list as it stands, in both forms, with signatures and the key that proves them."""
    rows = list(entries())
    head = {"format": FORMAT, "office": options().office_name, "on": on.isoformat()}
    whole = json.dumps({**head, "accounts": rows}, ensure_ascii=False, indent=1).encode()
    files = {JSON: whole, CSV: _csv(rows)}
    files |= {f"{name}{SIGNATURE}": f"{sign(files[name])}\n".encode() for name in (JSON, CSV)}
    return Lists(on, files | {KEY: public_key().encode()})


def write_lists(folder: Path, on: date) -> Lists:
    """Write the files into a folder, each whole or not at all."""
    found = make_lists(on)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in found.files.items():
        draft = folder / f".{name}.new"
        draft.write_bytes(content)
        draft.replace(folder / name)
    return found


def entries() -> Iterator[dict[str, Any]]:
    """What the public may know of each account, by the columns of ``COLUMNS``."""
    rows = public_accounts().select_related("organization").order_by("pk")
    for account in rows.iterator(chunk_size=2_000):
        yield entry(account)


def entry(account: Any) -> dict[str, Any]:
    """What the public may know of one account."""
    return {
        "name": account.name,
        "platform": title_of(account.platform),
        "type": said("accounts", "account_type", account.account_type),
        "id": account.handle,
        "sponsor": account.organization.name,
        "supervisor": account.supervisor,
        "state": account.get_state_display(),
        "opened_on": _day(account.opened_on),
        "stopped_on": _day(account.stopped_on),
        "link": account.link,
    }


def _csv(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS.values())
    for row in rows:
        writer.writerow([_safe(str(row[name] or "")) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(GUARDED) else text


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
