"""An exception lifts one rule for one subject, for a time, with an approval and a reason."""

from dataclasses import replace
from datetime import date

import pytest

from zhijian.core.refused import Refused
from zhijian.core.rules import ExceptionGrant, faults_of, require_sound
from zhijian.core.workdays import day_number

FANGXIAN, HAIYAN, HENGNAN = "420325", "330424", "430422"
SOUND = ExceptionGrant(
    rule="accounts.max_per_platform",
    subject="青禾发布",
    organization="青禾县人民政府办公室",
    from_d=day_number(date(2026, 1, 1)),
    until_d=day_number(date(2027, 1, 1)),
    approved_by="县政府办公室",
    approved_d=day_number(date(2025, 12, 20)),
    number="青政办发〔2025〕9号",
    reason="机构合并，过渡期保留",
)


def test_an_exception_to_what_holds_in_principle_is_sound(rulebooks):
    assert require_sound(SOUND, rulebooks, FANGXIAN) == SOUND


@pytest.mark.parametrize(
    "field", ["rule", "subject", "organization", "approved_by", "number", "reason"]
)
def test_no_field_may_be_blank(field, rulebooks):
    faults = faults_of(replace(SOUND, **{field: " "}), rulebooks, FANGXIAN)

    assert len(faults) == 1
    assert "没有写明" in faults[0]


def test_the_last_day_must_come_after_the_first(rulebooks):
    one_day = replace(SOUND, until_d=SOUND.from_d + 1)
    none = replace(SOUND, until_d=SOUND.from_d)

    assert faults_of(one_day, rulebooks, FANGXIAN) == ()
    assert "不晚于起始日期" in faults_of(none, rulebooks, FANGXIAN)[0]


def test_an_exception_begins_no_earlier_than_its_approval(rulebooks):
    same_day = replace(SOUND, approved_d=SOUND.from_d)
    after = replace(SOUND, approved_d=SOUND.from_d + 1)

    assert faults_of(same_day, rulebooks, FANGXIAN) == ()
    assert "批准之日" in faults_of(after, rulebooks, FANGXIAN)[0]


def test_an_exception_has_an_end(rulebooks):
    endless = replace(SOUND, until_d=day_number(date(9999, 12, 31)))

    assert "没有截止日期" in faults_of(endless, rulebooks, FANGXIAN)[0]


def test_comments_may_be_closed_by_exception_in_hengnan_but_not_in_haiyan(rulebooks):
    closed = replace(SOUND, rule="interaction.comment_open")

    assert faults_of(closed, rulebooks, HENGNAN) == ()
    assert "没有“原则上”" in faults_of(closed, rulebooks, HAIYAN)[0]


def test_a_higher_norm_lifts_a_strict_rule_if_the_library_has_it(rulebooks):
    strict = replace(SOUND, rule="interaction.comment_open", higher_norm="gbf-2018-123")
    unknown = replace(strict, higher_norm="nowhere")

    assert faults_of(strict, rulebooks, HAIYAN) == ()
    assert "不在规则集中" in faults_of(unknown, rulebooks, HAIYAN)[0]


def test_an_unknown_rule_is_named(rulebooks):
    with pytest.raises(Refused) as caught:
        require_sound(replace(SOUND, rule="accounts.max"), rulebooks, FANGXIAN)

    assert "没有规则“accounts.max”" in caught.value.lines[0]
