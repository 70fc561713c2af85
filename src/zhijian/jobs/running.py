"""Doing one job under its lease, and saying how it went."""

import logging
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context

from django.db import Error, connection, transaction

from zhijian.core.refused import Refused
from zhijian.jobs import leasing, registry
from zhijian.jobs.leasing import Lease

log = logging.getLogger("zhijian.jobs")


class LeaseLost(Exception):
    """Another worker has the job now; what was done here is rolled back."""


def run(lease: Lease) -> None:
    """Do the job and mark it done, waiting for another attempt, or failed.

    Raises:
        django.db.Error: the database cannot be reached. The lease runs out, and the job comes back.
    """
    doing = registry.Current(lease.job_id, lease.key, lease.attempt)
    token = registry.running.set(doing)
    try:
        _work(lease)
    except LeaseLost:
        log.warning("job %s: lease lost in attempt %s", lease.job_id, lease.attempt)
    except Refused as refusal:
        leasing.fail(lease, str(refusal))
    except registry.TryLater as later:
        leasing.put_back(lease, str(later), later.after)
    except Exception as fault:  # noqa: BLE001 - a handler may fail in any way; the worker goes on
        log.error("job %s of kind %s: %s", lease.job_id, lease.kind, told(fault))
        leasing.put_back(
            lease, f"{type(fault).__name__}：执行时出错，详情见日志中的任务 {lease.job_id}。"
        )
    finally:
        registry.running.reset(token)


def told(fault: BaseException) -> str:
    """Where it went wrong, for the log: classes and lines, no messages.

    Messages are left out because those of databases quote the values, and with them people.
    """
    frames = "".join(traceback.format_tb(fault.__traceback__))
    cause = fault.__cause__ or fault.__context__
    before = f" caused by {type(cause).__name__}" if cause else ""
    return f"{type(fault).__name__}{before}\n{frames}"


def _work(lease: Lease) -> None:
    known = registry.HANDLERS.get(lease.kind)
    if known is None:
        raise registry.TryLater(
            f"这台机器上的程序不认识任务“{lease.kind}”，请把各台机器升级到同一版本。"
        )
    if known.is_outside:
        with kept(lease):
            known.work(lease.payload)
        if not leasing.finish(lease):
            raise LeaseLost
        return
    with transaction.atomic():
        if lease.row().select_for_update().first() is None:
            raise LeaseLost
        known.work(lease.payload)
        leasing.finish(lease)


@contextmanager
def kept(lease: Lease) -> Iterator[None]:
    """Renew the lease from a thread beside, three times in its length, until the work ends."""
    ended = threading.Event()
    context = copy_context()
    beat = threading.Thread(
        target=context.run, args=(_renew_until, ended, lease), name=f"lease-{lease.job_id}"
    )
    beat.daemon = True
    beat.start()
    try:
        yield
    finally:
        ended.set()
        beat.join()


def _renew_until(ended: threading.Event, lease: Lease) -> None:
    is_used = False
    try:
        while not ended.wait(leasing.length().total_seconds() / 3):
            is_used = True
            try:
                if not leasing.renew(lease):
                    return
            except Error:
                log.warning(
                    "job %s: lease not renewed, the database cannot be reached", lease.job_id
                )
                connection.close()
    finally:
        if is_used:
            connection.close()
