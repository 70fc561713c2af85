"""A task and the registers it stands in say the same, whichever was written first."""

from collections.abc import Iterable
from datetime import date

from zhijian.exchange.models import Task


def settle_from_registers(tasks: Iterable[Task]) -> int:
    """Close the tasks whose rows got their day by another way, as by an import; how many."""
    settled = 0
    for task in tasks:
        if not task.is_open:
            continue
        day = day_in_registers(task)
        if day is not None:
            task.done_on = day
            task.receipt = task.filing.receipt if task.filing else ""
            task.save(update_fields=("done_on", "receipt"))
            settled += 1
    return settled


def day_in_registers(task: Task) -> date | None:
    """The day on which both rows of a task were handed in; None while one of them was not."""
    days = []
    if task.filing is not None:
        days.append(task.filing.filed_on)
    if task.entry is not None and (task.filing is None or task.entry.submitted_on is None):
        if task.filing is None and task.event is not None and task.event.kind != "OPEN":
            return None  # the entry is older than what this task reports
        days.append(task.entry.submitted_on)
    if not days or None in days:
        return None
    return max(day for day in days if day is not None)
