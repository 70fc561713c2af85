"""The record of what was done: append only, chained. ``journal.record`` adds to it."""

from typing import Any


def record(action: str, subject: Any, *, by: Any, remark: str = "", **data: Any) -> Any:
    """Add one entry; see ``zhijian.journal.recording.record``."""
    from zhijian.journal.recording import record as write

    return write(action, subject, by=by, remark=remark, **data)
