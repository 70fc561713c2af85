"""Every entry on the way from the nation to the place says why it held or not."""

from datetime import date

import pytest

from zhijian.core.refused import Refused
from zhijian.core.rules.chain import all_kinds

LATER = date(2026, 11, 20)


def fates(rulebooks, key, place, on=LATER, kind=""):
    return {
        (link.place.code, link.entry.clause or link.entry.strength if link.entry else ""): (
            link.held,
            link.why,
        )
        for link in rulebooks.chain(key, place, on, kind)
    }


def test_the_county_holds_and_the_nation_is_replaced(rulebooks):
    found = fates(rulebooks, "updates.max_gap", "420325", kind="text")

    assert found["420325", "fangxian-5g"][0] is True
    assert found["cn", "cn-N-V2"] == (False, "不采用：被更接近本地的规定取代")
    assert found["420300", ""] == (False, "本级没有规定，看上一级")


def test_before_its_day_a_notice_does_not_hold(rulebooks):
    found = fates(rulebooks, "updates.max_gap", "420325", date(2023, 8, 6), "text")

    assert found["cn", "cn-N-V2"][0] is True
    assert found["420325", "fangxian-5g"] == (False, "不采用：自 2023-08-07 起才施行")


def test_a_text_without_a_figure_says_so(rulebooks):
    found = fates(rulebooks, "filing.deadline", "430422", kind="OPEN")

    assert found["cn", "proposed"][0] is True
    assert "没有数字" in found["430422", "hengnan-4-1i"][1]


def test_a_proposal_does_not_beat_a_clause(rulebooks):
    found = fates(rulebooks, "filing.deadline", "420325", kind="OPEN")

    assert found["cn", "proposed"] == (False, "不采用：建议值不能胜过条文")


def test_a_mixed_account_shows_both_its_limits(rulebooks):
    found = fates(rulebooks, "updates.max_gap", "330424", kind="mixed")

    assert found["330424", "haiyan-sys-8b"][0] is True
    assert found["330424", "haiyan-sys-8c"][0] is True


def test_a_rule_with_kinds_must_be_asked_for_one(rulebooks):
    with pytest.raises(Refused, match="text（图文为主）"):
        rulebooks.chain("updates.max_gap", "420325", LATER)


@pytest.mark.parametrize("code", ["12", "420325x", "０１２３４５", "920000", "../cn", ""])
def test_what_is_no_division_code_is_refused(code, rulebooks):
    with pytest.raises(Refused, match="不是行政区划代码"):
        rulebooks.book_of(code)


@pytest.mark.parametrize("place", ["cn", "211202", "420325", "430422", "370200", "330424"])
@pytest.mark.parametrize("on", [date(2018, 1, 1), date(2020, 6, 1), LATER])
def test_what_the_chain_says_held_is_what_the_relation_has(place, on, rulebooks):
    for key, rule in rulebooks.rules.items():
        for kind in all_kinds(rule):
            links = rulebooks.chain(key, place, on, kind)
            held = {(link.entry.place, link.entry.clause) for link in links if link.held}
            wanted = None if rule.type == "list" else kind
            rows = rulebooks.in_force(place, on, key, wanted)
            named = {(row.level, row.clause or "") for row in rows}
            assert named == held if kind != "mixed" else named <= held
