"""A code proves itself: the published examples hold, and one wrong sign breaks them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.facts import codes

FORMATS = Path(__file__).parents[3] / "rulebooks" / "formats.yaml"
PROOFS: dict[str, Callable[[str], bool]] = {
    "uscc": codes.credit_code_holds,
    "org_code": codes.org_code_holds,
    "site_id_code": codes.site_code_holds,
    "gov_domain": codes.domain_is_government,
    "icp_number": codes.icp_number_holds,
    "police_number": codes.police_number_holds,
    "map_number": codes.map_number_holds,
}
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def examples(*lists: str) -> list[Any]:
    formats = yaml.safe_load(FORMATS.read_text(encoding="utf-8"))
    return [
        pytest.param(PROOFS[name], str(value), id=f"{name} {value}")
        for name in PROOFS
        for which in lists
        for value in formats[name].get(which, [])
    ]


@pytest.mark.parametrize(("proof", "value"), examples("valid", "provincial_valid"))
def test_the_published_examples_hold(proof: Callable[[str], bool], value: str) -> None:
    assert proof(value)


@pytest.mark.parametrize(("proof", "value"), examples("invalid"))
def test_the_published_counterexamples_do_not(proof: Callable[[str], bool], value: str) -> None:
    assert not proof(value)


@pytest.mark.parametrize("proof", PROOFS.values())
@pytest.mark.parametrize("value", ["", " ", "无", "0", "\n"])
def test_nothing_proves_itself_by_being_empty(proof: Callable[[str], bool], value: str) -> None:
    assert not proof(value)


@given(st.integers(0, 17), st.sampled_from(SIGNS))
def test_one_wrong_sign_breaks_a_credit_code(place: int, sign: str) -> None:
    code = "11441700007280420Y"
    wrong = code[:place] + sign + code[place + 1 :]

    assert codes.credit_code_holds(wrong) == (wrong == code)


@given(st.integers(0, 8), st.sampled_from("0123456789"))
def test_one_wrong_digit_breaks_an_organization_code(place: int, digit: str) -> None:
    code = "005117558"
    wrong = code[:place] + digit + code[place + 1 :]

    assert codes.org_code_holds(wrong) == (wrong == code)


def test_an_organization_code_may_carry_its_hyphen() -> None:
    assert codes.org_code_holds("00511755-8")


@pytest.mark.parametrize(
    ("domain", "shape"),
    [
        ("www.qinghe.gov.cn", "www.*.gov.cn"),
        ("qinghe.shiyan.gov.cn", "*.shiyan.gov.cn"),
        ("www.gov.cn", "*.gov.cn"),
    ],
)
def test_a_domain_has_the_shape_of_its_place(domain: str, shape: str) -> None:
    assert codes.domain_shape(domain) == shape
