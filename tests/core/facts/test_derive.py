"""What follows from a record is worked out once, the same for every engine."""

from __future__ import annotations

from typing import Any

import pytest

from zhijian.core.facts.collection import Facts
from zhijian.core.facts.derive import comparable


def only(relation: str, **columns: Any) -> dict[str, Any]:
    return next(Facts.from_records({relation: [columns]}).rows(relation).records())


@pytest.mark.parametrize(
    ("one", "other"),
    [("青禾发布", "青禾 发布"), ("青禾发布（QH）", "青禾发布(qh)"), ("ＱＨ·发布", "qh发布")],
)
def test_spellings_of_one_name_compare_equal(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


def test_different_names_do_not_compare_equal() -> None:
    assert comparable("青禾发布") != comparable("清禾发布")


def test_an_account_certified_as_its_sponsor_agrees_with_it() -> None:
    account = {"account": "a", "name": "甲", "organization": "甲局"}

    assert only("accounts", **account, certified_subject="甲 局")["certified_is_sponsor"] == 1
    assert only("accounts", **account, certified_subject="乙局")["certified_is_sponsor"] == 0


def test_an_unknown_certified_subject_neither_agrees_nor_disagrees() -> None:
    row = only("accounts", account="a", name="甲", organization="甲局")

    assert row["certified_is_sponsor"] is None
    assert row["certification_names_sponsor"] is None


@pytest.mark.parametrize(("text", "named"), [("甲局官方账号", 1), ("官方账号", 0)])
def test_a_certification_names_its_sponsor_or_does_not(text: str, named: int) -> None:
    row = only("accounts", account="a", name="甲", organization="甲局", certification_text=text)

    assert row["certification_names_sponsor"] == named


def test_publications_and_messages_carry_the_number_of_their_account() -> None:
    facts = Facts.from_records(
        {
            "accounts": [{"account": "a", "name": "甲"}, {"account": "b", "name": "乙"}],
            "publications": [{"publication": "1", "account": "b"}],
            "messages": [{"message": "1", "account": "a"}, {"message": "2", "account": "外人"}],
        }
    )

    assert facts.rows("publications").column("account_n") == [2]
    assert facts.rows("messages").column("account_n") == [1, None]


def test_the_clock_of_a_staff_change_starts_at_the_earlier_day() -> None:
    change = {"change": "1", "post": "EDITOR", "changed_on": "2024-03-06"}

    late = only("staff_changes", **change, handed_over_on="2024-03-07")
    early = only("staff_changes", **change, handed_over_on="2024-03-01")
    alone = only("staff_changes", **change)

    assert late["started_d"] == late["changed_d"] == alone["started_d"]
    assert early["started_d"] == early["handed_over_d"]


def test_a_message_is_answered_by_its_first_real_answer() -> None:
    facts = Facts.from_records(
        {
            "messages": [{"message": "1"}, {"message": "2"}, {"message": "3"}],
            "replies": [
                {"message": "1", "replied_d": 9, "is_answer": 1},
                {"message": "1", "replied_d": 7, "is_answer": 1},
                {"message": "1", "replied_d": 5, "is_answer": 0},
                {"message": "2", "replied_d": 6, "is_answer": 0},
                {"message": "3", "replied_d": 8},
            ],
        }
    )

    assert facts.rows("messages").column("replied_d") == [7, None, 8]


def test_a_blank_code_is_neither_right_nor_wrong() -> None:
    assert only("organizations", organization="甲局")["credit_code_ok"] is None
    assert only("sites", site="1", domain="")["domain_shape"] == ""
