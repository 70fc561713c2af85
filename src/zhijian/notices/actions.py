"""What a reader does with the own inbox and the own preferences."""

from typing import Any

from django.db import transaction

from zhijian.config import clock
from zhijian.notices.models import Notice, Preference


def mark_read(notice: Notice, *, by: Any) -> Notice:
    """The notice counts as read from its first opening; somebody else's is left alone.

    Not journaled: it is the reader's own mark, and changes nobody's work.
    """
    Notice.objects.unread_of(by).filter(pk=notice.pk).update(read_at=clock.now())
    notice.refresh_from_db()
    return notice


def mark_all_read(*, by: Any, up_to: int) -> int:
    """Mark what lies unread up to the newest notice the reader has seen; return how many.

    What came after the page was drawn stays unread.
    """
    unread = Notice.objects.unread_of(by).filter(pk__lte=up_to)
    return unread.update(read_at=clock.now())


@transaction.atomic
def choose_channels(
    *, by: Any, by_mail: bool, red_by_mail: bool, wants_digest: bool, in_group: bool
) -> Preference:
    """How ``by`` wants to be told outside of the inbox."""
    return Preference.objects.update_or_create(
        user=by,
        defaults={
            "by_mail": by_mail,
            "red_by_mail": red_by_mail,
            "wants_digest": wants_digest,
            "in_group": in_group,
        },
    )[0]
