"""When people may be disturbed: quiet hours, and the days on which an office works."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.workdays import CalendarGap, WorkCalendar

_calendar: Callable[[], WorkCalendar] | None = None


def use_calendar(calendar: Callable[[], WorkCalendar]) -> None:
    """Ask this calendar from now on. It lies above this app, so it is handed in."""
    global _calendar
    _calendar = calendar


def is_workday(day: date) -> bool:
    """Whether the office works on ``day``; Monday to Friday while no calendar is published."""
    try:
        if _calendar is not None:
            return _calendar().is_workday(day)
    except CalendarGap:
        pass
    return day.weekday() < 5


def is_quiet(moment: datetime) -> bool:
    """Whether only red notices go out at ``moment``: in quiet hours, and all day off work."""
    local = moment.astimezone(clock.CHINA)
    if not is_workday(local.date()):
        return True
    hours = quiet_hours(options().quiet_hours)
    if hours is None:
        return False
    begins, ends = hours
    if begins <= ends:
        return begins <= local.time() < ends
    return local.time() >= begins or local.time() < ends


@cache
def quiet_hours(text: str) -> tuple[time, time] | None:
    """The two times of ``21:00-08:00``; None when there are no quiet hours."""
    if not text:
        return None
    begins, ends = text.split("-")
    return time.fromisoformat(begins), time.fromisoformat(ends)
