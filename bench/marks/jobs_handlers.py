"""The job: one notice and one journal entry, in the transaction that marks the job done."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from zhijian import journal, notices
from zhijian.jobs import registry

KIND = "bench.mark"

AT_WORK = os.environ.get("BENCH_AT_WORK", "")
"""A file to which each worker adds its process id when it begins a job; none if empty."""

IS_BROKEN = os.environ.get("BENCH_BROKEN") == "double"
"""A deliberate fault, to show that the counts can find one: the mark is left outside of the
transaction that ends the job, and a kill in the tenth of a second after it doubles it."""


@registry.handler(KIND, title="留一个记号", outside=IS_BROKEN)
def mark(payload: dict[str, Any]) -> None:
    """Leave the mark ``payload["mark"]`` in the inbox of ``payload["user"]`` and on record."""
    from django.db import transaction

    from zhijian.people.models import User

    _tell_at_work()
    with transaction.atomic():
        user = User.objects.get(pk=payload["user"])
        notices.send(user, kind=KIND, title=payload["mark"])
        journal.record("bench.marked", user, by=None, mark=payload["mark"])
    if IS_BROKEN:
        time.sleep(0.1)


def _tell_at_work() -> None:
    if AT_WORK:
        with Path(AT_WORK).open("a") as file:
            file.write(f"{os.getpid()}\n")
