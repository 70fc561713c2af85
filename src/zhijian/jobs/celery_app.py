"""Celery carries the ids of jobs between machines; nothing else is entrusted to it.

``zhijian worker`` consumes them when ``broker_url`` is set. The row stays the truth: whoever gets
an id takes the lease on the row first, so a message that comes twice finds nothing to do.
"""

import logging
import threading
from functools import cache

from celery import Celery
from celery.worker import WorkController, state
from django.db import Error, connection
from kombu.exceptions import OperationalError as BrokerAway

from zhijian.config.options import options
from zhijian.jobs import broker, worker
from zhijian.jobs.planning import Planner

log = logging.getLogger("zhijian.jobs")

TROUBLE = (BrokerAway, OSError)
SWEEP_SECONDS = 5.0
WAIT_SECONDS = 2

app = Celery("zhijian", broker=options().broker_url, fixups=[], set_as_current=False)
app.conf.update(
    task_default_queue=options().broker_queue,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=WAIT_SECONDS,
)
if options().broker_url.startswith("redis"):
    app.conf.broker_transport_options = {
        "global_keyprefix": f"{options().broker_queue}:",
        "socket_connect_timeout": WAIT_SECONDS,
    }


@app.task(name="zhijian.run_job")
def run_job(job_id: int) -> None:
    """Do the job of this id, if it still is to be done."""
    try:
        _presence().job_count += worker.run_named(job_id, _presence().name)
    except Error as fault:  # the lease runs out, and the sweep sends the id again
        log.warning("job %s: %s", job_id, type(fault).__name__)
    finally:
        connection.close()


def carry(stop: threading.Event) -> None:
    """Take ids from the broker until ``stop`` is set; what was begun is finished first."""
    state.should_stop = None
    controller = WorkController(
        app=app,
        hostname=_presence().name,
        pool_cls="threads",
        concurrency=options().job_threads,
        loglevel="WARNING",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    beside = [
        threading.Thread(target=_sweep_until, args=(stop,), name="zhijian-sweep"),
        threading.Thread(target=_end_at, args=(stop,), name="zhijian-stop", daemon=True),
    ]
    for thread in beside:
        thread.start()
    try:
        controller.start()
    finally:
        stop.set()
        beside[0].join()


@cache
def _presence() -> worker.Presence:
    """What this process says of itself."""
    return worker.Presence()


def _end_at(stop: threading.Event) -> None:
    stop.wait()
    state.should_stop = 0


def _sweep_until(stop: threading.Event) -> None:
    """Plan periodic work and send lost ids again; in every worker, since both bear repetition."""
    planner = Planner()
    try:
        while not stop.is_set():
            try:
                _presence().tell()
                planner.plan()
                broker.sweep()
            except Error as fault:
                log.warning("sweep: %s, trying again", type(fault).__name__)
                connection.close()
            stop.wait(SWEEP_SECONDS)
        _presence().leave()
    finally:
        connection.close()
