"""Rows of a system's file told as accounts of ours, by the same passes as a reconciliation."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from zhijian.core.exchange.reading import Row
from zhijian.core.exchange.reconcile import Entry
from zhijian.core.workdays import day_number
from zhijian.ledger.models import Account

COLUMNS = (
    "handle",
    "name",
    "platform",
    "account_type",
    "organization__name",
    "supervisor",
    "operator",
    "state",
    "certified_subject",
    "link",
    "opened_on",
)
_NAMES = (
    "account",
    "name",
    "platform",
    "account_type",
    "organization",
    "supervisor",
    "operator",
    "state",
    "certified_subject",
    "link",
    "opened_d",
)
LIVE = ("operating", "suspended")


def entries_of(accounts: QuerySet[Account]) -> list[Entry]:
    """Our side: every account in the books; only those in use are expected in a system."""
    found = []
    rows = accounts.order_by("pk").values_list("pk", *COLUMNS)
    for pk, *values in rows.iterator(chunk_size=5_000):
        told: dict[str, Any] = dict(zip(_NAMES, values, strict=True))
        if told["opened_d"] is not None:
            told["opened_d"] = day_number(told["opened_d"])
        found.append(Entry(str(pk), told, told["state"] in LIVE))
    return found


def entries_from(rows: Iterable[Row]) -> list[Entry]:
    """Their side, by number of row."""
    return [Entry(str(number), row) for number, row in enumerate(rows)]


def telling(row: Mapping[str, Any]) -> dict[str, Any]:
    """What of a system's row is kept: the filled columns."""
    return {name: value for name, value in row.items() if value not in ("", None)}
