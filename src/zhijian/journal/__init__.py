"""The record of what was done: append only, chained. ``journal.record`` adds to it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

    from zhijian.journal.models import Entry
    from zhijian.journal.telling import Moment
    from zhijian.journal.verifying import Finding


def record(action: str, subject: "Model", *, by: Any, remark: str = "", **data: Any) -> "Entry":
    """Add one entry; see ``zhijian.journal.recording.record``."""
    from zhijian.journal.recording import record as write

    return write(action, subject, by=by, remark=remark, **data)


def verify(**how: Any) -> "Finding":
    """Go through the whole chain; see ``zhijian.journal.verifying.verify``."""
    from zhijian.journal.verifying import verify as go_through

    return go_through(**how)


def timeline(subject: "Model", *, limit: int = 200) -> "tuple[Moment, ...]":
    """What happened to one object, in words, newest first; see ``zhijian.journal.telling``."""
    from zhijian.journal.telling import timeline as tell

    return tell(subject, limit=limit)
