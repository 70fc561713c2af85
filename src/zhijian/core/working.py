"""How a due day was reached, day by day, in words a clerk can check against the wall calendar."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhijian.core.calendar_files import WEEKDAYS
from zhijian.core.terms import Pause, Term, Unit, bridging_gaps, due_on, estimated_years
from zhijian.core.workdays import Day, DayKind, WorkCalendar

_DAY_BY_DAY = {Unit.WORKDAY, Unit.CALENDAR_DAY, Unit.SAME_DAY}


@dataclass(frozen=True)
class CountedDay:
    """One day of the working.

    ``day`` is None where the calendar does not reach. ``count`` is the running count, None for a
    day that does not count.
    """

    date: date
    day: Day | None
    count: int | None
    note: str

    @property
    def weekday(self) -> str:
        """周一 to 周日."""
        return WEEKDAYS[self.date.weekday()]

    @property
    def kind(self) -> str:
        """What the day is, in words."""
        if self.day is None:
            return "日历未录入"
        if self.day.kind is DayKind.HOLIDAY:
            return self.day.name + "假期"
        if self.day.kind is DayKind.MAKEUP_WORKDAY:
            return f"调休上班（{self.day.name}）"
        return str(self.day.kind.value)

    @property
    def notice(self) -> str:
        """The notice that makes the day a holiday or make-up workday; empty for an ordinary day."""
        notice = self.day.notice if self.day else None
        return notice.number or notice.title if notice else ""

    def __str__(self) -> str:
        source = f"，依据{self.notice}" if self.notice else ""
        return f"{self.date}（{self.weekday}）{self.kind}，{self.note}{source}"


@dataclass(frozen=True)
class Working:
    """A due day and how it was reached.

    ``days`` is every day from start to due day for terms in days; for months and years the days on
    which something begins, stops or ends.
    """

    start: date
    term: Term
    due_on: date
    is_estimate: bool
    days: tuple[CountedDay, ...]
    remarks: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """工作说明: Chinese sentences, the due day last but for the remarks."""
        head = f"起算日 {_dated(self.start)}，期限{self.term}，起算日当天不计。"
        if self.term.unit is Unit.SAME_DAY:
            head = f"事项发生日 {_dated(self.start)}，要求当日办结。"
        estimated = "（估算）" if self.is_estimate else ""
        foot = f"到期日{estimated} {_dated(self.due_on)}，当日仍在期限内。"
        return (head, *(f"{day}。" for day in self.days), foot, *self.remarks)


def explain(
    start: date,
    term: Term,
    calendar: WorkCalendar,
    *,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Term] = (),
    estimate: bool = False,
) -> Working:
    """The working that leads to ``due_on``. With ``estimate`` years not published are estimated.

    Raises:
        CalendarGap: workdays are counted in a year without a calendar, and ``estimate`` is not set.
        Refused: as ``due_on``.
    """
    stops, further = tuple(pauses), tuple(extensions)

    def ask(years: WorkCalendar) -> date:
        return due_on(start, term, years, pauses=stops, extensions=further)

    due, used = bridging_gaps(ask, calendar) if estimate else (ask(calendar), calendar)
    units = {term.unit, *(extension.unit for extension in further)}
    guessed = estimated_years(start, due, (term, *further), used)
    if len(units) == 1 and units <= _DAY_BY_DAY:
        days = tuple(_every_day(start, due, term.unit, used, stops))
    else:
        days = tuple(_turning_points(start, due, term, used, stops, further))
    return Working(
        start=start,
        term=term,
        due_on=due,
        is_estimate=bool(guessed),
        days=days,
        remarks=tuple(_remarks(due, units, calendar, guessed)),
    )


def _every_day(
    start: date, due: date, unit: Unit, calendar: WorkCalendar, pauses: Sequence[Pause]
) -> Iterator[CountedDay]:
    count = 0
    for number in range((due - start).days + 1):
        date_ = start + timedelta(number)
        day = calendar.describe(date_) if calendar.covers(date_) else None
        if not number:
            yield CountedDay(
                date_, day, None, "起算日，不计" if unit is not Unit.SAME_DAY else "当日"
            )
        elif any(pause.stopped_on < date_ <= (pause.resumed_on or due) for pause in pauses):
            yield CountedDay(date_, day, None, "计时暂停，不计")
        elif unit is Unit.WORKDAY and not (day and day.is_workday):
            yield CountedDay(date_, day, None, "不计")
        else:
            count += 1
            word = "个工作日" if unit is Unit.WORKDAY else "日"
            yield CountedDay(date_, day, count, f"第{count}{word}")


def _turning_points(
    start: date,
    due: date,
    term: Term,
    calendar: WorkCalendar,
    pauses: Sequence[Pause],
    extensions: Sequence[Term],
) -> Iterator[CountedDay]:
    points = [(start, "起算日，不计")]
    end = due_on(start, term, calendar)
    points.append((end, f"{term}届满"))
    for extension in extensions:
        end = due_on(end, extension, calendar)
        points.append((end, f"延长{extension}后届满"))
    for pause in pauses:
        points.append((pause.stopped_on, "计时暂停"))
        points.append((pause.resumed_on or due, "计时恢复"))
    if due != end:
        points.append((due, "扣除暂停后届满"))
    for date_, note in sorted(points, key=lambda point: point[0]):
        day = calendar.describe(date_) if calendar.covers(date_) else None
        yield CountedDay(date_, day, None, note)


def _remarks(
    due: date, units: set[Unit], calendar: WorkCalendar, guessed: Sequence[int]
) -> Iterator[str]:
    if guessed:
        years = "、".join(str(year) for year in guessed)
        yield (
            f"本结果是估算：{years} 年的节假日安排没有录入，"
            "只按周末和法定节假日推算，录入后请重算。"
        )
    if units & {Unit.WORKDAY, Unit.SAME_DAY}:
        return
    if not calendar.covers(due):
        yield f"{due.year} 年的日历没有录入，不能说明到期日是不是休息日；期限不因此变动。"
    elif not calendar.is_workday(due):
        law = calendar.statutory.rest_day_remark
        yield f"到期日不是工作日，期限按原日计算、不顺延；请留意{law}。"


def _dated(day: date) -> str:
    return f"{day}（{WEEKDAYS[day.weekday()]}）"
