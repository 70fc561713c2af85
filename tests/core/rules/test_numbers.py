import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.rules.numbers import is_well_formed, normalise, same_number


@pytest.mark.parametrize(
    "typed",
    [
        "青政办字〔2019〕15号",
        "青政办字[2019]15号",
        "青政办字【2019】15号",
        "青政办字（2019）15号",
        "青政办字(2019) 15 号",
        "青政办字﹝2019﹞015号",
        "青政办字［２０１９］１５号",
        " 青政办字〔2019〕15号\n",
    ],
)
def test_the_many_spellings_of_a_number_become_one(typed):
    assert normalise(typed) == "青政办字〔2019〕15号"


@pytest.mark.parametrize("typed", ["国务院令第711号", "房政办发〔2023〕16号"])
def test_numbers_of_orders_and_notices_are_well_formed(typed):
    assert is_well_formed(typed)


@pytest.mark.parametrize(
    "typed", ["房政办发16号", "房政办发〔23〕16号", "房政办发〔2023〕0号", "〔2023〕16号", ""]
)
def test_a_number_without_organ_year_or_serial_is_not(typed):
    assert not is_well_formed(typed)


def test_two_spellings_mean_one_document():
    assert same_number("国办秘函﹝2019﹞19号", "国办秘函〔2019〕19号")
    assert not same_number("国办秘函〔2019〕19号", "国办秘函〔2019〕9号")


@given(
    st.sampled_from(["国办发", "房政办发", "浙政办发函"]),
    st.integers(1949, 2099),
    st.integers(1, 99999),
    st.sampled_from(["〔〕", "[]", "（）", "()", "【】", "﹝﹞"]),
)
def test_normalising_twice_changes_nothing_more(organ, year, serial, brackets):
    once = normalise(f"{organ}{brackets[0]}{year}{brackets[1]}{serial}号")

    assert once == normalise(once) == f"{organ}〔{year}〕{serial}号"


def test_the_published_documents_are_spelled_as_published(rulebooks):
    for document in rulebooks.documents.values():
        if document.number:
            assert document.number == normalise(document.number)


def test_the_published_format_agrees_with_the_code(rulebooks):
    form = rulebooks.formats["document_number"]

    assert [number for number in form["valid"] if not is_well_formed(number)] == []
    for number in form["tolerated"]:
        assert re.fullmatch(form["regex"], normalise(number))
