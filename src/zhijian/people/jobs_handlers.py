"""Imports that are read, written and undone by a worker, and those nobody decided."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from zhijian import jobs, journal
from zhijian.config import clock
from zhijian.people.importing import background
from zhijian.people.importing.batches import decide
from zhijian.people.models import ImportBatch

KEPT_UNDECIDED = timedelta(days=30)
"""Uploads hold names and telephone numbers: a preview that nobody decides is not kept for ever."""


@jobs.handler("import.read", title="读取上传的台账", outside=True)
def read(payload: dict[str, Any]) -> None:
    """Read an upload and plan its rows."""
    background.run("read", payload)


@jobs.handler("import.commit", title="台账入库", outside=True)
def commit(payload: dict[str, Any]) -> None:
    """Write the chosen rows of an upload, in one transaction of its own."""
    background.run("commit", payload)


@jobs.handler("import.undo", title="撤销导入", outside=True)
def undo(payload: dict[str, Any]) -> None:
    """Take back what an import wrote, in one transaction of its own."""
    background.run("undo", payload)


@jobs.periodic("import.clean", title="清理久未确认的上传", daily_at="03:40")
def clean(payload: dict[str, Any]) -> None:
    """Give up previews that nobody decided for a month."""
    long_ago = clock.now() - KEPT_UNDECIDED
    waiting = (ImportBatch.State.PREVIEW, ImportBatch.State.UNREAD)
    for pk in ImportBatch.objects.filter(state__in=waiting, uploaded_at__lt=long_ago).values_list(
        "pk", flat=True
    ):
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=pk)
            batch.rows.all().delete()
            decide(batch, ImportBatch.State.DROPPED)
            journal.record("import.dropped", batch, by=None, digest=batch.file_digest)
