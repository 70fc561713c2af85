"""Periodic work: one job per slot, however many workers plan it."""

from zhijian.config import clock
from zhijian.jobs import registry
from zhijian.jobs.models import Job
from zhijian.jobs.queueing import enqueue


class Planner:
    """Puts the present slot of each schedule into the queue; remembers what it has seen there."""

    def __init__(self) -> None:
        self.planned: dict[str, str] = {}

    def plan(self) -> int:
        """Enqueue what is due now; return how many slots were new.

        Only the latest slot of a schedule is put into the queue, so slots missed while nobody
        worked are made up once. While an earlier slot's job is unfinished, the next one waits.
        """
        moment = clock.now()
        count = 0
        for kind, schedule in list(registry.SCHEDULES.items()):
            slot = schedule.slot(moment)
            key = schedule.key(slot)
            if self.planned.get(kind) == key:
                continue
            if Job.objects.filter(key=key).exists():
                self.planned[kind] = key
            elif not Job.objects.unfinished().filter(kind=kind).exists():
                enqueue(kind, {"slot": slot.isoformat()}, key=key)
                self.planned[kind] = key
                count += 1
        return count
