"""What an inspection makes of a finding: the whole table, row by row."""

import pytest

from zhijian.inspection.changing import Seen, State, changed

SAME = object()
TABLE = [
    ("", Seen.FAILS, State.OPEN),
    (State.OPEN, Seen.FAILS, SAME),
    (State.CONFIRMED, Seen.FAILS, SAME),
    (State.IN_RECTIFICATION, Seen.FAILS, SAME),
    (State.REOPENED, Seen.FAILS, SAME),
    (State.EXCEPTED, Seen.FAILS, State.OPEN),
    (State.FALSE_ALARM, Seen.FAILS, SAME),
    (State.SETTLED, Seen.FAILS, State.REOPENED),
    *(
        (state, Seen.FAILED_BEFORE, becomes)
        for state, becomes in (
            ("", State.OPEN),
            *((one, SAME) for one in State if one != State.EXCEPTED),
            (State.EXCEPTED, State.OPEN),
        )
    ),
    ("", Seen.LIFTED, State.EXCEPTED),
    (State.OPEN, Seen.LIFTED, State.EXCEPTED),
    (State.CONFIRMED, Seen.LIFTED, State.EXCEPTED),
    (State.IN_RECTIFICATION, Seen.LIFTED, SAME),
    (State.REOPENED, Seen.LIFTED, State.EXCEPTED),
    (State.EXCEPTED, Seen.LIFTED, SAME),
    (State.FALSE_ALARM, Seen.LIFTED, SAME),
    (State.SETTLED, Seen.LIFTED, State.EXCEPTED),
    *(
        (state, seen, State.SETTLED)
        for state in (State.OPEN, State.CONFIRMED, State.REOPENED, State.EXCEPTED)
        for seen in (Seen.PASSES, Seen.NOT_APPLICABLE)
    ),
    *(
        (state, seen, SAME)
        for state in (State.IN_RECTIFICATION, State.FALSE_ALARM, State.SETTLED)
        for seen in (Seen.PASSES, Seen.NOT_APPLICABLE)
    ),
    *(
        (state, seen, SAME)
        for state in State
        for seen in (Seen.UNDETERMINED, Seen.NOT_LOOKED_AT, Seen.GONE)
    ),
]


@pytest.mark.parametrize(("state", "seen", "becomes"), TABLE)
def test_every_state_and_sight_has_one_outcome(state, seen, becomes):
    found = changed(state, seen, number="JC-1")

    assert found.state == (state if becomes is SAME else becomes)
    assert bool(found.why) == (becomes is not SAME and state != "")


def test_the_table_knows_every_pair():
    pairs = {(state, seen) for state, seen, _ in TABLE}

    assert pairs == {(state, seen) for state in State for seen in Seen} | {
        ("", seen) for seen in (Seen.FAILS, Seen.FAILED_BEFORE, Seen.LIFTED)
    }


def test_an_ended_exception_brings_back_what_was_confirmed():
    assert changed(State.EXCEPTED, Seen.FAILS, was_confirmed=True).state == State.REOPENED


def test_a_forgotten_false_alarm_comes_back_with_its_reason():
    found = changed(State.FALSE_ALARM, Seen.FAILS, forgotten="误报认定只到 2026-11-19")

    assert (found.state, found.why) == (State.REOPENED, "误报认定只到 2026-11-19")


def test_a_settlement_names_its_inspection():
    assert "JC-2026-1-001" in changed(State.OPEN, Seen.PASSES, number="JC-2026-1-001").why
