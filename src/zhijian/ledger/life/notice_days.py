"""How long a public notice must stand, how long it stood, and when it must begin at the latest.

The first and the last day count, both only where they are workdays (reading 2). Years whose
calendar is not published are estimated from weekends, and the answer says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from zhijian.core.terms import bridging_gaps, latest_start, same_day_number, standing_days
from zhijian.core.workdays import WorkCalendar
from zhijian.law.books import calendar
from zhijian.ledger.life.place_rules import Held, held
from zhijian.ledger.models import Announcement
from zhijian.people.models import Organization

MIN_DAYS, CHANGE_MAX, MIGRATION = (
    "filing.announcement_min_days",
    "filing.change_cancel_max",
    "sites.migration_notice_days",
)
_RULE = dict.fromkeys(("CHANGE", "CLOSE", "DEREGISTER"), MIN_DAYS) | {"MIGRATION": MIGRATION}
_UNIT = {"workday": "个工作日", "calendar_day": "天"}


@dataclass(frozen=True)
class Standing:
    """Until when a notice must stand. ``on`` is the first day on which it may come down."""

    on: date
    days: int
    unit: str
    is_estimate: bool
    rule: Held

    @property
    def words(self) -> str:
        """15个工作日, marked where it is ours."""
        return f"{self.days} {_UNIT[self.unit]}" + ("" if self.rule.is_firm else "（建议）")

    @property
    def basis(self) -> str:
        """The length and what it rests on, as it is kept with the notice."""
        guess = "（按周末推算）" if self.is_estimate else ""
        return f"至少 {self.words}，首日末日都计入{guess}：{self.rule.basis}"[:300]


@dataclass(frozen=True)
class Start:
    """The last day on which a notice may begin. None: it is too late on the very first day."""

    on: date | None
    is_estimate: bool
    closes_on: date
    is_firm: bool
    basis: str


def standing_due(unit: Organization, kind: str, first: date) -> Standing | None:
    """Until when a notice that began on ``first`` must stand; None where no length is asked."""
    rule = _RULE.get(kind)
    found = held(unit, rule, first) if rule else None
    if found is None or not found.amount:
        return None
    if found.unit == "workday":
        last, years = bridging_gaps(lambda c: _last(first, found.amount or 0, c), calendar())
        return Standing(last, found.amount, "workday", _guessed(first, last, years), found)
    last = first + timedelta(found.amount - 1)
    return Standing(last, found.amount, "calendar_day", is_estimate=False, rule=found)


def days_stood(notice: Announcement, on: date) -> tuple[int, str]:
    """How many days a notice has stood by a day, and what was counted; none if never posted."""
    if notice.posted_on is None:
        return 0, "workday"
    last = min(notice.posted_until_on or on, on)
    if _RULE.get(notice.kind) == MIN_DAYS:
        first = notice.posted_on
        return bridging_gaps(lambda c: standing_days(first, last, c), calendar())[0], "workday"
    return max((last - notice.posted_on).days + 1, 0), "calendar_day"


def counted(number: int, unit: str) -> str:
    """3 个工作日."""
    return f"{number} {_UNIT[unit]}"


def notice_start(unit: Organization, caused_on: date) -> Start | None:
    """By when a notice must begin so that it stood fully before the matter must be done.

    Source: reading 10
    """
    months, days = held(unit, CHANGE_MAX, caused_on), held(unit, MIN_DAYS, caused_on)
    if months is None or days is None or months.unit != "month" or days.unit != "workday":
        return None
    amount, needed = months.amount or 0, days.amount or 0
    on, years = bridging_gaps(lambda c: latest_start(caused_on, amount, needed, c), calendar())
    closes = same_day_number(caused_on, amount)
    is_firm = months.is_firm and days.is_firm
    basis = f"{amount} 个月内办结（{months.basis}），公告 {needed} 个工作日（{days.basis}）"
    return Start(on, _guessed(caused_on, closes, years), closes, is_firm, basis)


def _last(first: date, days: int, years: WorkCalendar) -> date:
    return years.workday(years.ordinal(first) - int(years.is_workday(first)) + days)


def _guessed(first: date, last: date, years: WorkCalendar) -> bool:
    return any(year in years.estimated_years for year in range(first.year, last.year + 1))
