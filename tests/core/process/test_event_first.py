"""A term that runs from the event through the steps before, and anew after a return."""

from datetime import date

import pytest

from zhijian.core.process import Actor, advance, begin, due_at, extend, resolve
from zhijian.core.refused import Refused
from zhijian.core.terms import Term, Unit

ORDERED = date(2026, 11, 20)  # a Friday
HENGNAN, HAIYAN = "430422", "330424"
OFFICE = Actor("office", frozenset({("supervisor", "MONITOR"), ("supervisor", "")}), is_opener=True)
CLERK = Actor("clerk", frozenset({("own", "EDITOR"), ("own", "")}))


@pytest.fixture
def hengnan(rulebooks):
    return resolve(rulebooks, "rectification", HENGNAN, ORDERED)


def walked(definition, calendar, *moves):
    state = begin(definition, opener="office", event_on=ORDERED, on=ORDERED, calendar=calendar)
    for who, verb, on in moves:
        state = advance(
            definition,
            state,
            who,
            verb,
            on=on,
            calendar=calendar,
            opinion="见附件",
            attached=["report"],
        )
    return state


def day(number: int) -> date:
    return date(2026, 11, number)


ISSUED = (OFFICE, "issue", ORDERED)


def test_signing_late_moves_no_deadline(hengnan, calendar):
    state = walked(hengnan, calendar, ISSUED, (CLERK, "sign", day(22)))

    assert state.due.on == day(23)
    assert state.due.start == ORDERED


def test_the_steps_before_are_bound_by_it(rulebooks, calendar):
    haiyan = resolve(rulebooks, "rectification", HAIYAN, ORDERED)

    state = walked(haiyan, calendar, ISSUED)

    assert state.at == "sign_for"
    assert state.due.on == ORDERED
    assert state.due.limit.basis.clause == "haiyan-2-2b"


def test_the_nearer_of_two_terms_counts(hengnan, calendar):
    state = walked(hengnan, calendar, ISSUED)

    assert state.due.on == day(23)  # the next workday, to sign for it; mending ends that day, too
    assert state.due.limit.unit == "workday"


def test_after_the_office_returned_it_the_term_runs_from_that_day(hengnan, calendar):
    state = walked(
        hengnan,
        calendar,
        ISSUED,
        (CLERK, "sign", ORDERED),
        (CLERK, "mended", day(21)),
        (CLERK, "report", day(21)),
        (OFFICE, "send_back", day(25)),
    )

    assert (state.at, state.due.on) == ("mend", day(28))


def test_a_return_inside_the_unit_gives_no_new_term(hengnan, calendar):
    state = walked(
        hengnan,
        calendar,
        ISSUED,
        (CLERK, "sign", ORDERED),
        (CLERK, "mended", day(22)),
        (CLERK, "send_back", day(22)),
    )

    assert (state.at, state.due.on) == ("mend", day(23))


def test_an_extension_of_the_first_round_does_not_lengthen_the_second(hengnan, calendar):
    state = walked(hengnan, calendar, ISSUED, (CLERK, "sign", ORDERED))
    longer = extend(
        hengnan,
        state,
        Term(2, Unit.CALENDAR_DAY),
        on=ORDERED,
        reason="等平台",
        granted_by="leader",
        asked_by="clerk",
        calendar=calendar,
    )
    assert longer.due.on == day(25)
    for who, verb, on in (
        (CLERK, "mended", day(24)),
        (CLERK, "report", day(24)),
        (OFFICE, "send_back", day(25)),
    ):
        longer = advance(
            hengnan,
            longer,
            who,
            verb,
            on=on,
            calendar=calendar,
            opinion="见附件",
            attached=["report"],
        )

    assert longer.due.on == day(28)


def test_the_due_day_of_a_step_is_known_before_it_is_reached(hengnan, calendar):
    state = walked(hengnan, calendar, ISSUED)

    assert due_at(hengnan, state, "mend", calendar).on == day(23)


def test_who_opens_it_sets_a_term_where_no_text_gives_a_figure(hengnan, calendar):
    ours = hengnan.with_term("mend", Term(5, Unit.CALENDAR_DAY))

    term = ours.step("mend").term
    assert (term.words, term.basis.is_proposed) == ("5个自然日", False)
    assert term.basis.citation.endswith("只写明“限期”，由下达单位定为5个自然日")
    assert due_at(ours, walked(ours, calendar, ISSUED), "mend", calendar).on == day(25)


def test_nobody_sets_a_term_that_a_text_gives(rulebooks):
    haiyan = resolve(rulebooks, "rectification", HAIYAN, ORDERED)

    with pytest.raises(Refused, match="由规定写明"):
        haiyan.with_term("mend", Term(5, Unit.CALENDAR_DAY))
