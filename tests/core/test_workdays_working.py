"""The working of a due day, as a clerk reads it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.terms import Pause, Term, Unit, due_on
from zhijian.core.workdays import CalendarGap, load_calendars
from zhijian.core.working import explain

CALENDAR = load_calendars(Path(__file__).parents[2] / "rulebooks" / "calendars")
STARTS = st.dates(date(2019, 1, 1), date(2025, 6, 30))


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_working_lists_every_day_with_its_notice():
    working = explain(day("2024-09-27"), Term(2, Unit.WORKDAY), CALENDAR)

    assert working.lines == (
        "起算日 2024-09-27（周五），期限2个工作日，起算日当天不计。",
        "2024-09-27（周五）工作日，起算日，不计。",
        "2024-09-28（周六）周末，不计。",
        "2024-09-29（周日）调休上班（国庆节），第1个工作日，依据国办发明电〔2023〕7号。",
        "2024-09-30（周一）工作日，第2个工作日。",
        "到期日 2024-09-30（周一），当日仍在期限内。",
    )
    assert not working.is_estimate


@given(STARTS, st.integers(0, 60), st.sampled_from(Unit))
def test_the_working_ends_where_the_term_ends(start, amount, unit):
    term = Term(amount, unit)

    working = explain(start, term, CALENDAR)

    assert working.due_on == due_on(start, term, CALENDAR) == working.days[-1].date
    assert working.days[0].date == start


@given(
    STARTS,
    st.integers(1, 40),
    st.integers(0, 10),
    st.integers(0, 20),
    st.sampled_from([Unit.WORKDAY, Unit.CALENDAR_DAY]),
)
def test_the_working_counts_the_whole_term_and_no_more(start, amount, more, stood, unit):
    term, extensions = Term(amount, unit), [Term(more, unit)]
    pauses = [Pause(start, start + timedelta(stood))]

    working = explain(start, term, CALENDAR, pauses=pauses, extensions=extensions)

    counts = [each.count for each in working.days if each.count]
    assert counts == list(range(1, amount + more + 1))
    assert [each.date for each in working.days] == [
        start + timedelta(n) for n in range((working.due_on - start).days + 1)
    ]


def test_an_unpublished_year_stops_the_working_unless_an_estimate_is_asked_for():
    start, term = day("2026-12-30"), Term(2, Unit.WORKDAY)

    with pytest.raises(CalendarGap, match="2027 年"):
        explain(start, term, CALENDAR)
    working = explain(start, term, CALENDAR, estimate=True)

    assert working.is_estimate
    assert working.due_on == day("2027-01-04")
    assert any("（估算）" in line for line in working.lines)
    assert "2027 年的节假日安排没有录入" in working.lines[-1]
    assert "2027-01-01（周五）元旦假期，不计。" in working.lines


def test_an_estimate_that_needed_none_is_not_called_one():
    working = explain(day("2026-12-30"), Term(1, Unit.WORKDAY), CALENDAR, estimate=True)

    assert not working.is_estimate
    assert not any("估算" in line for line in working.lines)


def test_a_calendar_that_is_already_an_estimate_is_called_one():
    term = Term(2, Unit.WORKDAY)

    assert explain(day("2026-12-30"), term, CALENDAR.estimated(2027)).is_estimate
    assert not explain(day("2026-12-01"), term, CALENDAR.estimated(2027)).is_estimate


@pytest.mark.parametrize(
    ("start", "term", "mentioned"),
    [
        ("2024-09-01", Term(1, Unit.MONTH), True),  # ends on 1 October
        ("2024-09-30", Term(5, Unit.CALENDAR_DAY), True),
        ("2023-10-05", Term(1, Unit.YEAR), True),
        ("2024-08-30", Term(1, Unit.MONTH), False),
        ("2024-08-29", Term(1, Unit.MONTH), False),  # a Sunday, but a workday
        ("2024-09-30", Term(0, Unit.SAME_DAY), False),
        ("2024-09-28", Term(0, Unit.SAME_DAY), False),  # what must be done that day is not moved
    ],
)
def test_a_term_that_ends_on_a_day_of_rest_mentions_the_civil_code(start, term, mentioned):
    working = explain(day(start), term, CALENDAR)

    assert any("民法典" in remark for remark in working.remarks) is mentioned
    assert working.due_on == due_on(day(start), term, CALENDAR)


def test_a_month_that_ends_in_an_unpublished_year_says_what_it_cannot_say():
    working = explain(day("2026-12-30"), Term(1, Unit.MONTH), CALENDAR)

    assert working.due_on == day("2027-01-30")
    assert working.remarks == (
        "2027 年的日历没有录入，不能说明到期日是不是休息日；期限不因此变动。",
    )
    assert working.days[-1].kind == "日历未录入"


def test_a_paused_day_is_shown_as_paused():
    pause = Pause(day("2024-09-10"), day("2024-09-11"))

    working = explain(day("2024-09-09"), Term(2, Unit.WORKDAY), CALENDAR, pauses=[pause])

    assert [(each.date.day, each.count, each.note) for each in working.days] == [
        (9, None, "起算日，不计"),
        (10, 1, "第1个工作日"),
        (11, None, "计时暂停，不计"),
        (12, 2, "第2个工作日"),
    ]


def test_a_working_in_months_shows_where_it_turns():
    working = explain(
        day("2024-01-31"),
        Term(1, Unit.MONTH),
        CALENDAR,
        pauses=[Pause(day("2024-02-01"), day("2024-02-04"))],
        extensions=[Term(5, Unit.WORKDAY)],
    )

    assert [(each.date.isoformat(), each.note) for each in working.days] == [
        ("2024-01-31", "起算日，不计"),
        ("2024-02-01", "计时暂停"),
        ("2024-02-04", "计时恢复"),
        ("2024-02-29", "1个月届满"),
        ("2024-03-07", "延长5个工作日后届满"),
        ("2024-03-10", "扣除暂停后届满"),
    ]
