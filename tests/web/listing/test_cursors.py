"""A cursor is opaque, and whatever was done to it, it opens whole or not at all."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.web.listing.cursors import Anchor, seal, unseal

VALUES = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.integers(-(2**62), 2**62),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.booleans(),
)


@given(value=VALUES, pk=st.integers(1, 2**62), number=st.integers(1, 10**9))
def test_what_was_sealed_opens_the_same(value, pk, number):
    anchor = Anchor(value, pk, number)

    assert unseal(seal(anchor, "units:name"), "units:name") == anchor


@given(text=st.text(max_size=300))
def test_whatever_was_typed_opens_to_nothing(text):
    assert unseal(text, "units:name") is None


@given(position=st.integers(0, 60), letter=st.sampled_from("Ab9_-"))
def test_one_changed_letter_spoils_it(position, letter):
    cursor = seal(Anchor("青禾县林业局", 7, 20), "units:name")
    at = position % (len(cursor) - 1)
    changed = cursor[:at] + letter + cursor[at + 1 :]

    assert changed == cursor or unseal(changed, "units:name") is None


def test_a_cursor_is_good_for_its_list_and_order_only():
    cursor = seal(Anchor("甲", 7, 20), "units:name")

    assert unseal(cursor, "units:-name") is None
    assert unseal(cursor, "people:name") is None


def test_a_name_cannot_be_read_in_a_cursor():
    import base64

    cursor = seal(Anchor("李明", 7, 20), "people:name")

    assert "李明".encode() not in base64.urlsafe_b64decode(cursor + "==")


def test_the_same_place_has_the_same_address():
    anchor = Anchor(datetime(2026, 11, 20, 8, 5, tzinfo=UTC), 7, 20)

    assert seal(anchor, "x") == seal(anchor, "x")


@pytest.mark.parametrize("value", [date(2026, 11, 20), Decimal("98.50"), "甲"])
def test_a_value_keeps_its_type(value):
    opened = unseal(seal(Anchor(value, 1, 1), "x"), "x")

    assert type(opened.value) is type(value)
