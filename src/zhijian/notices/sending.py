"""Telling people something: into the inbox now, and outward as each chose."""

from collections.abc import Iterable
from typing import Any

from zhijian import jobs
from zhijian.config import clock
from zhijian.notices import channels, hours
from zhijian.notices.models import Notice, preferences_of

TITLE_LENGTH = 200
OUTWARD_ATTEMPTS = 12
"""With pauses up to an hour: a mail server may be away for some five hours."""


def send(
    to: Any,
    *,
    kind: str,
    title: str,
    body: str = "",
    url: str = "",
    red: bool = False,
    organization: Any = None,
    number: str = "",
) -> list[Notice]:
    """Put a notice into the inbox of a user, or of each of several; committed with the caller.

    What goes outward is queued in the same transaction, and never holds the title or the body:
    only the kind, the ``number`` of the case, how many were told, and the link. In quiet hours and
    on days off only red notices go outward; the others wait for the digest.
    """
    readers = list(dict.fromkeys(to if isinstance(to, Iterable) else [to]))
    moment = clock.now()
    is_held = not red and hours.is_quiet(moment)
    notices = Notice.objects.bulk_create(
        Notice(
            to=reader,
            kind=kind,
            title=title[:TITLE_LENGTH],
            body=body,
            url=url,
            number=number,
            is_red=red,
            is_held=is_held,
            organization=organization,
            sent_at=moment,
        )
        for reader in readers
    )
    if notices and not is_held and channels.any_set():
        _queue_outward(notices, readers)
    return notices


def _queue_outward(notices: list[Notice], readers: list[Any]) -> None:
    preferences = preferences_of(readers)
    if channels.has_mail():
        mailed = [
            notice
            for notice in notices
            if (
                preferences[notice.to_id].red_by_mail
                if notice.is_red
                else preferences[notice.to_id].by_mail
            )
        ]
        jobs.enqueue_all(
            "notices.mail",
            {f"mail:{notice.pk}": {"notice": notice.pk} for notice in mailed},
            max_attempts=OUTWARD_ATTEMPTS,
        )
    count = sum(preferences[notice.to_id].in_group for notice in notices)
    if count:
        first = notices[0]
        payload = {
            "kind": first.kind,
            "number": first.number,
            "url": first.url,
            "red": first.is_red,
            "count": count,
        }
        jobs.enqueue_all(
            "notices.post",
            {f"post:{first.pk}:{name}": payload | {"channel": name} for name in channels.posts()},
            max_attempts=OUTWARD_ATTEMPTS,
        )
