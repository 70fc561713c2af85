"""A worker: polls the table and does what is due, one job after another."""

import logging
import os
import secrets
import socket
import threading
import time

from django.db import Error, connection

from zhijian import __version__
from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.jobs import broker, leasing, running
from zhijian.jobs.models import Worker
from zhijian.jobs.planning import Planner

log = logging.getLogger("zhijian.jobs")

SHORTEST_PAUSE = 0.05
LONGEST_PAUSE = 1.0
TROUBLE_PAUSE = 5.0
SEEN_SECONDS = 60.0


def new_name() -> str:
    """A name no other worker has: machine, process and four random bytes."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(4)}"


def run_once(name: str = "", *, plan: bool = False) -> int:
    """Do everything that is due now, what the jobs themselves enqueue included; return how many.

    With ``plan``, periodic work that is due is put into the queue first.
    """
    if plan:
        Planner().plan()
    holder = name or new_name()
    count = 0
    while (lease := leasing.claim(holder)) is not None:
        running.run(lease)
        count += 1
    return count


def run_named(job_id: int, name: str) -> bool:
    """Do one job if it may be done now; False if it is done, leased, not due or gone."""
    lease = leasing.claim(name, job_id=job_id)
    if lease is None:
        return False
    running.run(lease)
    return True


def run(stop: threading.Event) -> None:
    """Work until ``stop`` is set; what was begun is finished first.

    Polls the table with ``job_threads`` threads, or takes ids from the broker if there is one.
    """
    if broker.is_used():
        try:
            from zhijian.jobs import celery_app
        except ImportError:
            raise Refused(
                "设置了 broker_url，但没有安装 Celery。请安装 zhijian[celery]，或去掉 broker_url。"
            ) from None
        celery_app.carry(stop)
        return
    beside = [start_thread(stop) for _ in range(options().job_threads - 1)]
    poll(stop)
    for thread in beside:
        thread.join()


def start_thread(stop: threading.Event) -> threading.Thread:
    """A polling worker in a thread of this process; join it to let it finish."""
    thread = threading.Thread(target=poll, args=(stop,), name="zhijian-worker", daemon=True)
    thread.start()
    return thread


def poll(stop: threading.Event) -> None:
    """Look for work and do it, one job after another, until ``stop``. Survives a database restart.

    The pause between two looks grows from a twentieth of a second to one second while there is
    nothing to do.
    """
    seen = Presence()
    planner = Planner()
    pause = SHORTEST_PAUSE
    try:
        while not stop.is_set():
            try:
                is_busy = _step(seen, planner)
            except Error as fault:
                log.warning("worker %s: %s, trying again", seen.name, type(fault).__name__)
                connection.close()
                stop.wait(TROUBLE_PAUSE)
                continue
            if is_busy:
                pause = SHORTEST_PAUSE
            else:
                stop.wait(pause)
                pause = min(pause * 1.5, LONGEST_PAUSE)
        seen.leave()
    finally:
        connection.close()


def _step(seen: "Presence", planner: Planner) -> bool:
    seen.tell()
    planner.plan()
    lease = leasing.claim(seen.name)
    if lease is None:
        return False
    running.run(lease)
    seen.job_count += 1
    return True


class Presence:
    """What a worker says of itself once a minute, for the administrators' page."""

    def __init__(self) -> None:
        self.name = new_name()
        self.job_count = 0
        self.told_at = float("-inf")
        self.started_at = clock.now()

    def tell(self) -> None:
        """Write the row if the last time was a minute ago."""
        if time.monotonic() - self.told_at < SEEN_SECONDS:
            return
        Worker.objects.update_or_create(
            name=self.name,
            defaults={
                "version": __version__,
                "started_at": self.started_at,
                "seen_at": clock.now(),
                "job_count": self.job_count,
            },
        )
        self.told_at = time.monotonic()

    def leave(self) -> None:
        """Take the row away; a worker that is killed leaves it to age."""
        try:
            Worker.objects.filter(name=self.name).delete()
        except Error:
            log.warning("worker %s: left without a word, the database cannot be reached", self.name)
