"""What a plain reading needs to know: the day, what was seen, and the limit in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhijian.core.workdays import WorkCalendar, day_number, from_day_number

PASS, FAIL, NOT_APPLICABLE, UNKNOWN, WARN = range(5)
ON = date(2026, 6, 30)
ON_D = day_number(ON)


@dataclass(frozen=True)
class Limit:
    """A rule in force. ``warns``: a proposal of ours; ``stated``: a text speaks without a figure.

    ``loose`` is the loosest of the limits a mixed account may fall under; ``from_d`` is the first
    day the rule holds.
    """

    amount: int
    unit: str = "calendar_day"
    warns: bool = False
    stated: bool = False
    loose: int | None = None
    from_d: int = ON_D - 5000

    @property
    def bad(self) -> int:
        return WARN if self.warns else FAIL

    @property
    def loosest(self) -> int:
        return self.amount if self.loose is None else self.loose


@dataclass(frozen=True)
class World:
    """The run: the inspected period, and how the ledger that bears witness was seen."""

    since_d: int
    as_of_d: int | None
    from_d: int | None
    complete: bool
    calendar: WorkCalendar
    long_stop: int = 15
    on_d: int = ON_D

    @property
    def seen_d(self) -> int:
        return self.on_d if self.as_of_d is None else min(self.on_d, self.as_of_d)

    @property
    def fresh(self) -> bool:
        return self.as_of_d is None or self.on_d - self.as_of_d <= 7

    def workdays(self, first_d: int, last_d: int) -> int:
        """Count the workdays from one day to another, both included."""
        days = range(first_d, last_d + 1)
        return sum(self.calendar.is_workday(from_day_number(d)) for d in days)

    def bad(self, limit: Limit, *, late: int, proof: bool) -> int:
        """What a breach is worth: nothing without ``proof``, and a proposal of ours only warns,
        unless the text itself asks for the thing and it is not done at all for too long."""
        if not proof:
            return UNKNOWN
        if limit.warns and limit.stated and late > self.long_stop:
            return FAIL
        return limit.bad
