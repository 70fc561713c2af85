"""The job: one notice and one journal entry, in the transaction that marks the job done."""

from __future__ import annotations

from typing import Any

from zhijian import journal, notices
from zhijian.jobs import registry

KIND = "bench.mark"


@registry.handler(KIND, title="留一个记号")
def mark(payload: dict[str, Any]) -> None:
    """Leave the mark ``payload["mark"]`` in the inbox of ``payload["user"]`` and on record."""
    from zhijian.people.models import User

    user = User.objects.get(pk=payload["user"])
    notices.send(user, kind=KIND, title=payload["mark"])
    journal.record("bench.marked", user, by=None, mark=payload["mark"])
