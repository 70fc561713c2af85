"""When a term ends."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhijian.core.refused import Refused
from zhijian.core.terms import (
    Pause,
    Term,
    Unit,
    due_on,
    estimate,
    latest_start,
    same_day_number,
    standing_days,
)
from zhijian.core.workdays import CalendarGap, day_number, from_day_number, load_calendars

CALENDAR = load_calendars(Path(__file__).parents[2] / "rulebooks" / "calendars")
STARTS = st.dates(date(2019, 1, 1), date(2025, 6, 30))
AMOUNTS = st.integers(0, 60)
UNITS = st.sampled_from(Unit)


def workdays(amount: int) -> Term:
    return Term(amount, Unit.WORKDAY)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2024-09-27", 1, "2024-09-29"),  # that Sunday was a workday
        ("2024-09-27", 2, "2024-09-30"),
        ("2024-09-30", 1, "2024-10-08"),  # seven days off
        ("2024-09-28", 1, "2024-09-29"),  # a start on a Saturday
        ("2024-09-28", 0, "2024-09-28"),  # no days: the day itself, workday or not
        ("2024-09-27", 0, "2024-09-27"),
        ("2020-01-23", 1, "2020-02-03"),  # Spring Festival was prolonged
        ("2022-12-30", 1, "2023-01-03"),  # across the year's end
        ("2026-12-30", 1, "2026-12-31"),  # the last published day
    ],
)
def test_a_term_ends_on_its_last_workday(start, amount, due):
    assert due_on(day(start), workdays(amount), CALENDAR) == day(due)


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 1, "2024-03-29"),
        ("2024-03-30", 1, "2024-04-30"),
        ("2024-03-31", 1, "2024-04-30"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-09-01", 1, "2024-10-01"),  # a holiday does not move it
    ],
)
def test_a_month_ends_on_the_same_day_number_or_the_last(start, months, due):
    assert due_on(day(start), Term(months, Unit.MONTH), CALENDAR) == day(due)


@pytest.mark.parametrize(
    ("start", "years", "due"),
    [
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2024-03-01", 1, "2025-03-01"),
    ],
)
def test_a_year_ends_on_the_same_date_or_on_the_28th_of_february(start, years, due):
    assert due_on(day(start), Term(years, Unit.YEAR), CALENDAR) == day(due)


def test_calendar_days_count_every_day():
    assert due_on(day("2024-09-30"), Term(10, Unit.CALENDAR_DAY), CALENDAR) == day("2024-10-10")


@pytest.mark.parametrize("start", ["2024-09-28", "2024-09-29", "2024-10-01"])
def test_a_same_day_term_ends_that_day_whatever_day_it_is(start):
    assert due_on(day(start), Term(0, Unit.SAME_DAY), CALENDAR) == day(start)


def test_a_term_in_workdays_into_an_unpublished_year_is_a_gap():
    with pytest.raises(CalendarGap, match="2027 年的工作日历没有录入"):
        due_on(day("2026-12-30"), workdays(2), CALENDAR)


def test_a_term_in_workdays_from_before_the_first_calendar_is_a_gap():
    with pytest.raises(CalendarGap, match="2018 年"):
        due_on(day("2018-12-31"), workdays(2), CALENDAR)


@pytest.mark.parametrize("unit", [Unit.CALENDAR_DAY, Unit.MONTH, Unit.YEAR])
def test_a_term_that_counts_no_workdays_needs_no_calendar(unit):
    assert due_on(day("2026-12-31"), Term(1, unit), CALENDAR).year == 2027


@given(STARTS, STARTS, AMOUNTS, UNITS)
def test_who_starts_later_does_not_end_earlier(one, other, amount, unit):
    first, last = sorted((one, other))

    term = Term(amount, unit)

    assert due_on(first, term, CALENDAR) <= due_on(last, term, CALENDAR)


@given(STARTS, AMOUNTS, AMOUNTS, UNITS)
def test_a_longer_term_does_not_end_earlier(start, one, other, unit):
    shorter, longer = sorted((one, other))

    assert due_on(start, Term(shorter, unit), CALENDAR) <= due_on(
        start, Term(longer, unit), CALENDAR
    )


@given(STARTS, st.integers(1, 250))
def test_a_term_of_n_workdays_holds_exactly_n_workdays(start, amount):
    due = due_on(start, workdays(amount), CALENDAR)

    days = [start + timedelta(n) for n in range(1, (due - start).days + 1)]

    assert sum(CALENDAR.is_workday(each) for each in days) == amount
    assert CALENDAR.is_workday(due)


@given(STARTS, AMOUNTS, AMOUNTS, st.sampled_from([Unit.WORKDAY, Unit.CALENDAR_DAY]))
def test_two_terms_of_days_one_after_the_other_are_their_sum(start, one, other, unit):
    middle = due_on(start, Term(one, unit), CALENDAR)

    in_turn = due_on(middle, Term(other, unit), CALENDAR)

    assert in_turn == due_on(start, Term(one + other, unit), CALENDAR)
    assert in_turn == due_on(start, Term(one, unit), CALENDAR, extensions=[Term(other, unit)])


@given(STARTS, st.integers(1, 60))
def test_the_stored_rows_give_the_same_due_day_by_a_join(start, amount):
    rows = CALENDAR.rows()
    ordinal = next(o for number, _, o in rows if number == day_number(start))

    joined = [n for n, is_workday, o in rows if is_workday and o == ordinal + amount]

    assert [from_day_number(number) for number in joined] == [
        due_on(start, workdays(amount), CALENDAR)
    ]


@given(STARTS, st.integers(1, 40), st.integers(0, 60), st.integers(0, 90))
def test_a_pause_of_k_workdays_moves_the_end_by_k_workdays(start, amount, after, length):
    due = due_on(start, workdays(amount), CALENDAR)
    stopped = start + timedelta(after)
    resumed = stopped + timedelta(length)
    assume(stopped <= due)
    stood = CALENDAR.ordinal(resumed) - CALENDAR.ordinal(stopped)

    moved = due_on(start, workdays(amount), CALENDAR, pauses=[Pause(stopped, resumed)])

    assert CALENDAR.ordinal(moved) - CALENDAR.ordinal(due) == stood
    assert moved >= max(due, resumed)


@given(STARTS, AMOUNTS, st.integers(0, 60), st.integers(0, 90))
def test_a_pause_moves_a_term_of_days_by_its_days(start, amount, after, length):
    term = Term(amount, Unit.CALENDAR_DAY)
    due = due_on(start, term, CALENDAR)
    stopped = start + timedelta(min(after, amount))

    moved = due_on(start, term, CALENDAR, pauses=[Pause(stopped, stopped + timedelta(length))])

    assert moved == due + timedelta(length)


def test_a_pause_after_the_end_moves_nothing():
    due = day("2024-09-30")

    for stopped, moved in ((due, day("2024-10-10")), (due + timedelta(1), due)):
        pause = Pause(stopped, day("2024-10-10"))
        assert due_on(day("2024-09-27"), workdays(2), CALENDAR, pauses=[pause]) == moved


def test_pauses_may_stand_in_any_order_and_touch():
    pauses = [
        Pause(day("2024-09-12"), day("2024-09-13")),
        Pause(day("2024-09-10"), day("2024-09-12")),
    ]

    due = due_on(day("2024-09-09"), workdays(5), CALENDAR, pauses=pauses)

    assert due == due_on(day("2024-09-09"), workdays(8), CALENDAR)


@pytest.mark.parametrize(
    ("pauses", "said"),
    [
        ([("2024-09-10", None)], "尚未恢复"),
        ([("2024-09-10", "2024-09-09")], "晚于恢复日"),
        ([("2024-09-08", "2024-09-10")], "早于起算日"),
        ([("2024-09-10", "2024-09-13"), ("2024-09-12", "2024-09-14")], "重叠"),
    ],
)
def test_pauses_that_cannot_be_are_refused(pauses, said):
    given_ = [Pause(day(a), day(b) if b else None) for a, b in pauses]

    with pytest.raises(Refused, match=said):
        due_on(day("2024-09-09"), workdays(20), CALENDAR, pauses=given_)


@pytest.mark.parametrize("unit", [Unit.WORKDAY, Unit.CALENDAR_DAY, Unit.MONTH, Unit.YEAR])
def test_a_term_below_nothing_or_above_a_century_is_refused(unit):
    with pytest.raises(Refused, match="不能小于 0"):
        Term(-1, unit)
    with pytest.raises(Refused, match="超过一百年"):
        Term(100_000, unit)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (Term(5, Unit.WORKDAY), "5个工作日"),
        (Term(10, Unit.CALENDAR_DAY), "10个自然日"),
        (Term(1, Unit.MONTH), "1个月"),
        (Term(2, Unit.YEAR), "2年"),
        (Term(0, Unit.SAME_DAY), "当日"),
    ],
)
def test_a_term_reads_as_an_office_writes_it(term, words):
    assert str(term) == words


@pytest.mark.parametrize("term", [Term(32, Unit.CALENDAR_DAY), Term(1, Unit.MONTH)])
def test_a_term_past_the_last_year_there_is_is_refused(term):
    assert due_on(day("9999-11-30"), Term(31, Unit.CALENDAR_DAY), CALENDAR) == date.max
    with pytest.raises(Refused, match="超出了公元 9999 年"):
        due_on(day("9999-12-01"), term, CALENDAR)


@pytest.mark.parametrize(("start", "fits"), [("2126-12-01", True), ("2127-12-01", False)])
def test_an_estimate_goes_no_further_than_a_century(start, fits):
    if fits:
        assert estimate(day(start), workdays(5), CALENDAR)[1]
    else:
        with pytest.raises(Refused, match="一百年以上"):
            estimate(day(start), workdays(5), CALENDAR)


def test_a_notice_of_fewer_than_no_days_is_refused():
    with pytest.raises(Refused, match="不能小于 0"):
        latest_start(day("2024-09-20"), 1, -1, CALENDAR)


def test_an_estimate_bridges_the_gap_and_says_so():
    assert estimate(day("2026-12-30"), workdays(2), CALENDAR) == (day("2027-01-04"), True)
    assert estimate(day("2026-12-30"), workdays(1), CALENDAR) == (day("2026-12-31"), False)
    # no table of 2018 is kept, but the notice of 2019 made that Saturday a workday
    assert estimate(day("2018-12-28"), workdays(1), CALENDAR) == (day("2018-12-29"), True)


def test_a_month_into_an_unpublished_year_is_no_estimate():
    assert estimate(day("2026-12-30"), Term(1, Unit.MONTH), CALENDAR) == (day("2027-01-30"), False)


@given(STARTS, st.integers(0, 80))
def test_a_notice_counts_its_first_and_its_last_day(first, length):
    last = first + timedelta(length)

    days = [first + timedelta(n) for n in range(length + 1)]

    assert standing_days(first, last, CALENDAR) == sum(CALENDAR.is_workday(each) for each in days)


def test_a_notice_taken_down_before_it_was_put_up_never_stood():
    assert standing_days(day("2024-09-10"), day("2024-09-09"), CALENDAR) == 0


def test_a_notice_of_one_workday_stood_one_day():
    assert standing_days(day("2024-09-10"), day("2024-09-10"), CALENDAR) == 1
    assert standing_days(day("2019-01-01"), day("2019-01-01"), CALENDAR) == 0
    assert standing_days(day("2019-01-01"), day("2019-01-02"), CALENDAR) == 1


def test_the_latest_start_of_fifteen_workdays_in_a_month():
    latest = latest_start(day("2024-09-20"), 1, 15, CALENDAR)

    assert latest == day("2024-09-25")
    assert standing_days(latest, day("2024-10-20"), CALENDAR) == 15
    assert standing_days(latest + timedelta(1), day("2024-10-20"), CALENDAR) == 14


@given(STARTS, st.integers(1, 3), st.integers(0, 70))
def test_the_latest_start_is_the_last_that_stands_long_enough(trigger, months, amount):
    end = same_day_number(trigger, months)

    latest = latest_start(trigger, months, amount, CALENDAR)

    if latest is None:
        assert standing_days(trigger, end, CALENDAR) < amount
    else:
        assert trigger <= latest <= end
        assert standing_days(latest, end, CALENDAR) >= amount
        assert latest == end or standing_days(latest + timedelta(1), end, CALENDAR) < amount


def test_no_start_is_early_enough_when_the_month_is_too_short():
    assert latest_start(day("2025-01-25"), 1, 19, CALENDAR) is None
    assert latest_start(day("2025-01-25"), 1, 18, CALENDAR) == day("2025-01-26")
