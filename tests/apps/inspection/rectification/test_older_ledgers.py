"""Rectifications of an older ledger: what they say is their state, and pages let them be."""

from datetime import date

import pytest

from zhijian.core.workdays import day_number
from zhijian.inspection.models import Rectification
from zhijian.ledger import registers
from zhijian.ledger.actions.rows import change_row
from zhijian.ledger.registers import register_of

ORDERED = day_number(date(2026, 11, 2))


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({}, "ordered"),
        ({"done_d": ORDERED + 1}, "mended"),
        ({"done_d": ORDERED + 1, "rechecked_d": ORDERED + 2, "recheck_passed": 1}, "settled"),
        ({"done_d": ORDERED + 1, "rechecked_d": ORDERED + 2, "recheck_passed": 0}, "failed"),
    ],
)
def test_the_state_follows_from_what_was_written(county, told, state):
    row = {"rectification": "ZG-1", "organization": "青禾县林业局", "received_d": ORDERED}

    registers.load({"rectifications": [row | told]})

    loaded = Rectification.objects.get()
    assert (loaded.state, loaded.case) == (state, None)
    assert (loaded.settled_on is not None) == (state == "settled")


def test_a_correction_by_hand_moves_the_state(county):
    row = Rectification.objects.create(
        number="ZG-1", organization=county.bureau, received_on=date(2026, 11, 2)
    )

    changed = change_row(
        register_of("rectifications"), row, by=county.clerk, done_on=date(2026, 11, 3)
    )

    assert changed.state == "mended"


def test_the_facts_of_an_order_are_what_the_checks_ask_for(county):
    case = county.mended(county.finding())

    (fact,) = register_of("rectifications").records()

    today = day_number(date(2026, 11, 20))
    assert fact["rectification"] == f"{case.number}-01"
    assert (fact["received_d"], fact["done_d"], fact["reported_d"]) == (today, today, today)
    assert (fact["done_by"], fact["rechecked_by"], fact["recheck_passed"]) == ("采编", "", None)
