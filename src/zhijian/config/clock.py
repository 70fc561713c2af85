"""What time it is: the only place above the core that reads the clock, so a test can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The moment, in China's civil time."""
    return _set_to.get() or datetime.now(CHINA)


def today() -> date:
    """The day in China's civil time."""
    return now().date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let ``now`` and ``today`` answer ``moment`` (taken as China's time if it names no zone)."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    token = _set_to.set(aware.astimezone(CHINA))
    try:
        yield
    finally:
        _set_to.reset(token)
