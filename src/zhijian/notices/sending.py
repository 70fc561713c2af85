"""Telling people something."""

from collections.abc import Iterable
from typing import Any

from zhijian.config import clock
from zhijian.notices.models import Notice


def send(
    to: Any,
    *,
    kind: str,
    title: str,
    body: str = "",
    url: str = "",
    red: bool = False,
    organization: Any = None,
) -> list[Notice]:
    """Put a notice into the inbox of a user, or of each of several; committed with the caller."""
    readers = list(to) if isinstance(to, Iterable) else [to]
    moment = clock.now()
    return Notice.objects.bulk_create(
        Notice(
            to=reader,
            kind=kind,
            title=title[:200],
            body=body,
            url=url,
            is_red=red,
            organization=organization,
            sent_at=moment,
        )
        for reader in dict.fromkeys(readers)
    )
