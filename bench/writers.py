"""Many writers at once: how many acknowledged actions, how many refused by a locked database."""

from __future__ import annotations

import json
import subprocess
import sys
import time

from bench.installations import Scratch


def many(made: Scratch, writers: int, actions: int) -> dict[str, float]:
    """``writers`` processes do ``actions`` recorded actions in all, as fast as they can.

    Returns seconds, how many the database refused as locked, how many the journal holds, and how
    many jobs; each action is a job and a journal entry in one transaction.
    """
    command = [sys.executable, "-m", "bench.writers", str(actions // writers)]
    began = time.perf_counter()
    running = [
        subprocess.Popen(command, env=made.environment, stdout=subprocess.PIPE, text=True)
        for _ in range(writers)
    ]
    said = [json.loads(each.communicate()[0]) for each in running]
    seconds = time.perf_counter() - began
    counted = subprocess.run(
        [sys.executable, "-m", "bench.writers", "count"],
        env=made.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return {
        "seconds": seconds,
        "locked": sum(each["locked"] for each in said),
        "slowest_ms": max(each["slowest_ms"] for each in said),
        **json.loads(counted.stdout),
    }


def _write(actions: int) -> None:
    import django

    django.setup()
    from django.db import OperationalError, transaction

    from zhijian import jobs, journal

    locked, slowest = 0, 0.0
    for turn in range(actions):
        began = time.perf_counter()
        try:
            with transaction.atomic():
                job = jobs.enqueue("bench.nothing", {"turn": turn})
                journal.record("bench.written", job, by=None, turn=turn)
        except OperationalError:
            locked += 1
        slowest = max(slowest, time.perf_counter() - began)
    print(json.dumps({"locked": locked, "slowest_ms": slowest * 1000}))


def _count() -> None:
    import django

    django.setup()
    from zhijian.jobs.models import Job
    from zhijian.journal.models import Entry

    print(
        json.dumps(
            {
                "entries": Entry.objects.filter(action="bench.written").count(),
                "jobs": Job.objects.filter(kind="bench.nothing").count(),
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1] == "count":
        _count()
    else:
        _write(int(sys.argv[1]))
