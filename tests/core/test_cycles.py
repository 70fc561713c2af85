"""The search for cycles is off during large work, and on again whatever happens."""

import gc

import pytest

from zhijian.core.cycles import no_cycles


@pytest.fixture(autouse=True)
def searching():
    gc.enable()
    yield
    gc.enable()


def test_it_is_off_inside_and_on_again_afterwards():
    with no_cycles():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_inside_one_another_the_outermost_turns_it_on_again():
    with no_cycles():
        with no_cycles():
            pass
        assert not gc.isenabled()

    assert gc.isenabled()


def test_who_had_it_off_keeps_it_off():
    gc.disable()

    with no_cycles():
        pass

    assert not gc.isenabled()


def test_a_refusal_turns_it_on_again():
    with pytest.raises(ValueError, match="x"), no_cycles():
        raise ValueError("x")

    assert gc.isenabled()
