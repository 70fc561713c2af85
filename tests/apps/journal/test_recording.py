"""What one entry says, and what it refuses to say."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.journal.context import address
from zhijian.journal.models import Entry, Head
from zhijian.journal.personal import personal_number
from zhijian.people.models import Organization

pytestmark = pytest.mark.django_db

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20)
NUMBER = st.integers(-(2**53) + 1, 2**53 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def test_an_entry_says_who_did_what_to_which_object_from_where(write, unit, clerk):
    token = address.set("::ffff:10.1.2.3")
    try:
        entry = write("sample.done", remark="同意", step="REVIEW")
    finally:
        address.reset(token)

    stored = Entry.objects.get(seq=1)
    assert (stored.actor, stored.actor_name, stored.organization) == (clerk, "林小青", unit)
    assert (stored.subject_type, stored.subject_id) == ("people.organization", str(unit.pk))
    assert (stored.subject_name, stored.remark) == ("青禾县林业局", "同意")
    assert (stored.data, stored.address) == ({"step": "REVIEW"}, "10.1.2.3")
    assert stored.digest == entry.digest == Head.objects.get().digest


@pytest.mark.parametrize("wrong", ["", "not an address", "1.2.3", "10.0.0.1; DROP"])
def test_an_address_that_is_none_is_left_out(write, wrong):
    token = address.set(wrong)
    try:
        assert write().address == ""
    finally:
        address.reset(token)


def test_what_the_system_does_has_no_actor(unit):
    with transaction.atomic():
        entry = journal.record("sample.done", unit, by=None)

    assert (entry.actor, entry.actor_name) == (None, "")


def test_each_entry_names_the_one_before_it_about_the_same_object(write):
    other = Organization.objects.create(name="青禾县水利局", place="420325")

    entries = [write(), write(subject=other), write(), write(subject=other)]

    assert [entry.subject_previous for entry in entries] == [0, 0, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded(unit):
    with pytest.raises(RuntimeError):
        journal.record("sample.done", unit, by=None)

    assert not Entry.objects.exists()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.from_regex("[a-z]{1,8}", fullmatch=True), JSON, max_size=4))
def test_whatever_json_goes_in_verifies_after_the_database_gave_it_back(unit, data):
    data = {f"x_{key}": value for key, value in data.items()}
    with transaction.atomic():
        try:
            entry = journal.record("sample.done", unit, by=None, **data)
        except Refused:  # digits that happen to look like a phone
            return

    assert Entry.objects.get(seq=entry.seq).data == data
    assert journal.verify().is_sound


def test_moments_days_decimals_and_choices_become_text(write):
    entry = write(
        at_moment=datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
        day=date(2026, 11, 20),
        share=Decimal("1.50"),
        kind=Organization.Kind.ORGAN,
        pair=("甲", 2),
    )

    assert entry.data == {
        "at_moment": "2026-11-20T09:30:00.000000+08:00",
        "day": "2026-11-20",
        "share": "1.50",
        "kind": "organ",
        "pair": ["甲", 2],
    }


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        2**53,
        {1: "一"},
        {"甲"},
        b"bytes",
        datetime(2026, 11, 20),  # noqa: DTZ001
        Decimal("NaN"),
        object(),
    ],
)
def test_what_has_no_exact_json_form_is_refused(write, value):
    with pytest.raises(TypeError):
        write(value=value)

    assert Head.objects.get().seq == 0


def test_the_largest_exact_number_is_taken(write):
    assert write(value=2**53 - 1).data == {"value": 2**53 - 1}


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800"])
def test_signs_that_no_database_keeps_are_refused_in_words(write, text):
    with pytest.raises(Refused, match="控制符"):
        write(value=text)
    with pytest.raises(Refused, match="控制符"):
        write(remark=text)


def test_a_remark_or_data_may_be_long_but_not_endless(write):
    assert write(remark="好" * 8_000).remark
    with pytest.raises(Refused, match="8001 字"):
        write(remark="好" * 8_001)
    with pytest.raises(Refused, match="太长"):
        write(value="好" * 30_000)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("13800001234", "手机号码"),
        ("请拨１３８００００１２３４", "手机号码"),
        ("+86 138-0000-1234", "手机号码"),
        ("tel13800001234", "手机号码"),
        ("证件 11010519491231002X 号", "身份证件号码"),
        ("11010519491231002x", "身份证件号码"),
        ("138****1234", ""),
        ("0719-3222222", ""),
        ("12800001234", ""),
        ("138000012345", ""),
        ("110105194912310021", ""),
        ("110105194913310029", ""),
        ("11420325MB1234567X", ""),
        ("a" * 26 + "13800001234" + "b" * 27, ""),
        ("2026-11-20T09:30:00.138000+08:00", ""),
    ],
)
def test_personal_numbers_are_known_by_their_form(text, kind):
    assert personal_number(text) == kind


@pytest.mark.parametrize(
    "value", ["13800001234", 13800001234, ["甲", {"乙": "11010519491231002X"}]]
)
def test_an_entry_refuses_personal_numbers_and_does_not_repeat_them(write, value):
    with pytest.raises(Refused) as refusal:
        write(value=value)

    assert "不收个人信息" in str(refusal.value)
    assert "1380000" not in str(refusal.value)


def test_a_remark_refuses_personal_numbers(write):
    with pytest.raises(Refused, match="手机号码"):
        write(remark="请联系13800001234")
