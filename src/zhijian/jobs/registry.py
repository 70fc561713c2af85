"""Which kinds of job there are, and what is done for each."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from zhijian.config import clock

Work = Callable[[dict[str, Any]], None]


class TryLater(Exception):
    """The work may succeed later. ``str()`` is a Chinese sentence without personal data.

    ``after`` overrides the usual pause before the next attempt.
    """

    def __init__(self, message: str, after: timedelta | None = None) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True)
class Handler:
    """What is done for one kind of job; ``title`` is its name on the administrators' page."""

    kind: str
    title: str
    work: Work
    is_outside: bool


@dataclass(frozen=True)
class Schedule:
    """When a periodic kind runs: every so often, or daily at a time of China's civil day."""

    kind: str
    every: timedelta | None = None
    daily_at: time | None = None

    def slot(self, moment: datetime) -> datetime:
        """The latest slot that began at or before ``moment``."""
        if self.every is not None:
            length = int(self.every.total_seconds())
            began = int(moment.timestamp()) // length * length
            return datetime.fromtimestamp(began, tz=clock.CHINA)
        local = moment.astimezone(clock.CHINA)
        today = local.replace(
            hour=self.daily_at.hour, minute=self.daily_at.minute, second=0, microsecond=0
        )
        return today if today <= local else today - timedelta(days=1)

    def key(self, slot: datetime) -> str:
        """The unique key of the job of one slot."""
        return f"{self.kind}@{slot.astimezone(clock.CHINA):%Y-%m-%dT%H:%M:%S}"


@dataclass(frozen=True)
class Current:
    """The job that is being done here and now."""

    job_id: int
    key: str
    attempt: int

    @property
    def idempotency_key(self) -> str:
        """The same for every attempt at this job: outside services may recognise a repetition."""
        return self.key or f"job-{self.job_id}"


HANDLERS: dict[str, Handler] = {}
SCHEDULES: dict[str, Schedule] = {}
running: ContextVar[Current | None] = ContextVar("job", default=None)


def current() -> Current | None:
    """The job that is being done by the caller; None outside of handlers."""
    return running.get()


def handler(kind: str, *, title: str = "", outside: bool = False) -> Callable[[Work], Work]:
    """Register the function that does jobs of ``kind``; it takes the payload.

    It runs in one transaction with the mark that the job is done, so what it writes to the
    database happens exactly once. Keep it short: on SQLite it holds the one write lock.

    With ``outside=True`` it runs outside of any transaction, under a lease that is renewed while it
    works: for mail, calls to other machines and long work. A worker that dies after the effect and
    before the mark repeats the effect (at least once); hand ``current().idempotency_key`` on.
    """

    def register(work: Work) -> Work:
        known = HANDLERS.get(kind)
        if known is not None and known.work.__qualname__ != work.__qualname__:
            raise ValueError(f"two handlers for the jobs of kind {kind}")
        HANDLERS[kind] = Handler(kind, title or kind, work, outside)
        return work

    return register


def periodic(
    kind: str,
    *,
    title: str = "",
    every: timedelta | None = None,
    daily_at: str = "",
    outside: bool = False,
) -> Callable[[Work], Work]:
    """Register a handler together with its times: ``every=timedelta(…)`` or ``daily_at="08:30"``.

    Every slot has one job, however many workers there are; slots missed while no worker ran are
    made up by one run. The payload is ``{"slot": "2026-11-20T08:30:00+08:00"}``.
    """
    if (every is None) is not bool(daily_at):
        raise ValueError(f"{kind}: say either every= or daily_at=")
    if every is not None and every < timedelta(seconds=1):
        raise ValueError(f"{kind}: a period is at least a second")
    at = time.fromisoformat(daily_at) if daily_at else None

    def register(work: Work) -> Work:
        SCHEDULES[kind] = Schedule(kind, every, at)
        return handler(kind, title=title, outside=outside)(work)

    return register


def title_of(kind: str) -> str:
    """What a kind is called on a page; the kind itself if nobody here knows it."""
    return HANDLERS[kind].title if kind in HANDLERS else kind
