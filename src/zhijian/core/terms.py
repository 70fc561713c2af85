"""When a term ends.

The day of the event is day 0. A term of N workdays ends on the Nth workday after it. Months and
years end on the same day number, or on the month's last day. No end is moved because it falls on a
day of rest. A term of 0, and a same-day term, end on the day of the event, workday or not.

Source: docs/decisions/0002-terms.md
"""

import calendar as gregorian
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar

from zhijian.core.refused import Refused
from zhijian.core.workdays import CalendarGap, WorkCalendar

T = TypeVar("T")
_LONGEST_DAYS = 40_000


class Unit(Enum):
    """What a term counts; the value is the unit's name in rulebooks."""

    WORKDAY = "workday"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    YEAR = "year"
    SAME_DAY = "same_day"


_WORDS = {
    Unit.WORKDAY: "{}个工作日",
    Unit.CALENDAR_DAY: "{}个自然日",
    Unit.MONTH: "{}个月",
    Unit.YEAR: "{}年",
    Unit.SAME_DAY: "当日",
}
_DAYS_AT_MOST = {
    Unit.WORKDAY: 2,
    Unit.CALENDAR_DAY: 1,
    Unit.MONTH: 31,
    Unit.YEAR: 366,
    Unit.SAME_DAY: 0,
}


@dataclass(frozen=True)
class Term:
    """A length of time as a rule states it. ``amount`` is ignored for same-day terms.

    >>> str(Term(5, Unit.WORKDAY))
    '5个工作日'
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise Refused(f"期限写作“{self.amount}”，不能小于 0，请核对。")
        if self.amount * _DAYS_AT_MOST[self.unit] > _LONGEST_DAYS:
            raise Refused(f"期限写作“{self}”，超过一百年，请核对数字和单位。")

    def __str__(self) -> str:
        return _WORDS[self.unit].format(self.amount)


@dataclass(frozen=True)
class Pause:
    """The clock stands after ``stopped_on`` through ``resumed_on``; None: it still stands."""

    stopped_on: date
    resumed_on: date | None


def due_on(
    start: date,
    term: Term,
    calendar: WorkCalendar,
    *,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Term] = (),
) -> date:
    """The last day of ``term`` running from ``start``, its extensions and pauses counted in.

    Each extension runs on from where the term before it ended. Each pause that began no later than
    the due day moves it by the workdays in the pause, or by its days if ``term`` has another unit.

    Raises:
        CalendarGap: workdays are counted in a year without a published calendar.
        Refused: pauses overlap or precede the start, the clock still stands, or the end lies
            beyond the year 9999.

    >>> due_on(date(2024, 9, 27), Term(2, Unit.WORKDAY), calendar)  # Sunday the 29th was a workday
    datetime.date(2024, 9, 30)
    """
    try:
        due = _add(start, term, calendar)
        for extension in extensions:
            due = _add(due, extension, calendar)
        for stopped_on, resumed_on in _in_order(start, pauses):
            if stopped_on > due:
                break
            due = max(_move(due, stopped_on, resumed_on, term, calendar), resumed_on)
    except (OverflowError, ValueError):  # past the year 9999
        raise Refused(f"从 {start} 起算{term}，到期日超出了公元 9999 年，请核对起算日。") from None
    return due


def estimate(
    start: date,
    term: Term,
    calendar: WorkCalendar,
    *,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Term] = (),
) -> tuple[date, bool]:
    """The due day, and whether it is an estimate because a year it needs is not published yet.

    Raises:
        Refused: as ``due_on``, except for a gap in the calendar.
    """
    stops, further = tuple(pauses), tuple(extensions)
    due, used = bridging_gaps(
        lambda years: due_on(start, term, years, pauses=stops, extensions=further), calendar
    )
    return due, bool(estimated_years(start, due, (term, *further), used))


def bridging_gaps(
    ask: Callable[[WorkCalendar], T], calendar: WorkCalendar
) -> tuple[T, WorkCalendar]:
    """What ``ask`` answers, and the calendar it took: ``calendar``, extended by estimated years."""
    while True:
        try:
            return ask(calendar), calendar
        except CalendarGap as gap:
            calendar = calendar.estimated(gap.year)


def estimated_years(
    start: date, due: date, terms: Iterable[Term], calendar: WorkCalendar
) -> tuple[int, ...]:
    """The years between the days that are only estimated; none if no term counts workdays."""
    if all(term.unit is not Unit.WORKDAY for term in terms):
        return ()
    return tuple(y for y in range(start.year, due.year + 1) if y in calendar.estimated_years)


def standing_days(first: date, last: date, calendar: WorkCalendar) -> int:
    """The workdays a notice stood from ``first`` through ``last``, both counted; 0 if it never did.

    Raises:
        CalendarGap: it stood in a year without a published calendar.
    """
    if last < first:
        return 0
    before_first = calendar.ordinal(first) - calendar.is_workday(first)
    return calendar.ordinal(last) - before_first


def latest_start(trigger: date, months: int, workdays: int, calendar: WorkCalendar) -> date | None:
    """The last day to start a notice so that it stands ``workdays`` workdays within ``months``.

    The months run from ``trigger``; their last day may be the notice's last. None: even a notice
    started on ``trigger`` would not stand long enough.

    Raises:
        CalendarGap: the months touch a year without a published calendar.
        Refused: a number is below 0 or beyond a century.
    """
    needed = Term(workdays, Unit.WORKDAY).amount
    end = due_on(trigger, Term(months, Unit.MONTH), calendar)
    if standing_days(trigger, end, calendar) < needed:
        return None
    return calendar.workday(calendar.ordinal(end) - needed + 1) if needed else end


def same_day_number(start: date, months: int) -> date:
    """The day ``months`` later with the same day number, or that month's last day.

    >>> same_day_number(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, gregorian.monthrange(year, month + 1)[1]))


def _add(start: date, term: Term, calendar: WorkCalendar) -> date:
    if term.unit is Unit.SAME_DAY or not term.amount:
        return start
    if term.unit is Unit.WORKDAY:
        return calendar.workday(calendar.ordinal(start) + term.amount)
    if term.unit is Unit.CALENDAR_DAY:
        return start + timedelta(term.amount)
    return same_day_number(start, term.amount * (12 if term.unit is Unit.YEAR else 1))


def _move(
    due: date, stopped_on: date, resumed_on: date, term: Term, calendar: WorkCalendar
) -> date:
    if term.unit is not Unit.WORKDAY:
        return due + (resumed_on - stopped_on)
    stood = calendar.ordinal(resumed_on) - calendar.ordinal(stopped_on)
    return calendar.workday(calendar.ordinal(due) + stood) if stood else due


def _in_order(start: date, pauses: Iterable[Pause]) -> Sequence[tuple[date, date]]:
    found: list[tuple[date, date]] = []
    for pause in sorted(pauses, key=lambda pause: pause.stopped_on):
        if pause.resumed_on is None:
            raise Refused(f"计时自 {pause.stopped_on} 起暂停，尚未恢复，请在恢复之后再算到期日。")
        if pause.resumed_on < pause.stopped_on:
            raise Refused(
                f"暂停日 {pause.stopped_on} 晚于恢复日 {pause.resumed_on}，请核对两个日期。"
            )
        if pause.stopped_on < start:
            raise Refused(f"暂停日 {pause.stopped_on} 早于起算日 {start}，请核对两个日期。")
        if found and pause.stopped_on < found[-1][1]:
            raise Refused(f"{pause.stopped_on} 起的暂停与上一次暂停重叠，请合并成一次。")
        found.append((pause.stopped_on, pause.resumed_on))
    return found
