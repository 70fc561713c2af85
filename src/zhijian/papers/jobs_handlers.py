"""What is printed in the background."""

from typing import Any

from zhijian import jobs
from zhijian.papers.actions.batches import BATCH
from zhijian.papers.models import PrintBatch


@jobs.handler(BATCH, title="批量打印表单", outside=True)
def print_batch(payload: dict[str, Any]) -> None:
    """Print one batch. Begun anew it starts over; equal papers keep their number."""
    from zhijian.papers.batching import run

    batch = PrintBatch.objects.select_related("by__person__organization").get(pk=payload["batch"])
    run(batch)
