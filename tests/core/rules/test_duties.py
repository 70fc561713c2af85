"""Every duty that nobody can compute has somewhere to be answered, and a local clause."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.duties import BY_HAND, clauses_by_control, load_duties, owed
from zhijian.core.refused import Refused
from zhijian.core.rules import Rulebooks

RULEBOOKS = Path(__file__).resolve().parents[3] / "rulebooks"
ON = date(2026, 11, 20)


@pytest.fixture(scope="module")
def books() -> Rulebooks:
    return Rulebooks.load(RULEBOOKS)


def test_no_attested_clause_falls_between_checks_and_statements(books):
    attested = {one.control for one in books.clauses.values() if one.automation == "attested"}
    checked = {control for check in CHECKS.values() for control in check.source}

    assert attested - checked <= set(load_duties(RULEBOOKS, books))


def test_nothing_is_asked_that_a_check_answers(books):
    checked = {control for check in CHECKS.values() for control in check.source}

    assert not checked & set(load_duties(RULEBOOKS, books))


def test_every_duty_rests_on_a_clause_of_some_place(books):
    by_hand = {one.control for one in books.clauses.values() if one.automation in BY_HAND}

    assert set(load_duties(RULEBOOKS, books)) <= by_hand


def test_a_unit_owes_what_its_own_place_asks_for(books):
    duties = load_duties(RULEBOOKS, books)

    def of(place: str, *, supervises: bool = False) -> set[str]:
        clauses = clauses_by_control(books, place, ON)
        return {one.control for one in owed(duties, clauses, supervises=supervises)}

    assert of("420325") == {"no-user-harm", "pii-minimisation", "secrecy"}
    assert of("420325", supervises=True) == of("420325") | {"joint-disposal"}
    assert "security-check" in of("211202")
    assert of("cn") == set()


def test_before_a_document_holds_it_asks_nothing(books):
    assert "secrecy" in clauses_by_control(books, "420325", date(2023, 8, 7))
    assert "secrecy" not in clauses_by_control(books, "420325", date(2023, 8, 6))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no-such:\n  whose: sponsor\n  asks: 做了什么\n", "没有控制项"),
        ("secrecy:\n  whose: everybody\n  asks: 做了什么\n", "whose"),
        ("secrecy:\n  whose: sponsor\n", "asks"),
        ("secrecy:\n  whose: sponsor\n  asks: 甲\n  months: 6\n", "没有一条"),
        ("secrecy:\n  whose: sponsor\n  asks: 甲\n  every: 6\n", "不认识"),
    ],
)
def test_a_file_that_is_not_sound_is_refused(books, tmp_path, text, says):
    (tmp_path / "duties.yaml").write_text(text)

    with pytest.raises(Refused, match=says):
        load_duties(RULEBOOKS, books, [tmp_path])


def test_an_office_words_a_duty_its_own_way(books, tmp_path):
    (tmp_path / "duties.yaml").write_text("secrecy:\n  whose: sponsor\n  asks: 写明保密员\n")

    found = load_duties(RULEBOOKS, books, [tmp_path])

    assert found["secrecy"].asks == "写明保密员"
    assert found["no-coercion"].asks != "写明保密员"
