"""Lists in pages by key: what is added meanwhile moves no row from one page to another."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Query, Schema
from pydantic import Field

from zhijian.core.refused import Refused

MOST = 100
LARGEST_ID = 2**63 - 1
Row = TypeVar("Row")


class Paging(Schema):
    """How many rows, and after which."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="一页多少条")] = 50
    cursor: Annotated[
        str,
        Field(
            max_length=40,
            pattern=r"^[A-Za-z0-9_-]*$",
            description="上一页给出的 next，第一页不写",
        ),
    ] = ""


class Page(Schema, Generic[Row]):
    """One page: ``next`` is the cursor of the following one, null on the last."""

    items: list[Row]
    next: str | None


Asked = Annotated[Paging, Query()]


def paged(rows: QuerySet[Any], asked: Paging, shown: Callable[[Any], Any]) -> dict[str, Any]:
    """The page of ``rows`` that is asked for, newest first.

    Raises:
        Refused: the cursor is none that we gave.
    """
    if asked.cursor:
        rows = rows.filter(pk__lt=_opened(asked.cursor))
    found = list(rows.order_by("-pk")[: asked.limit + 1])
    page = found[: asked.limit]
    last = page[-1].pk if len(found) > asked.limit else None
    return {"items": [shown(row) for row in page], "next": _sealed(last) if last else None}


def _sealed(pk: int) -> str:
    return base64.urlsafe_b64encode(str(pk).encode()).decode().rstrip("=")


def _opened(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    if not (text.isdecimal() and len(text) < 19):
        raise Refused("cursor 不是上一页给出的 next，请从第一页重新取。")
    return int(text)
