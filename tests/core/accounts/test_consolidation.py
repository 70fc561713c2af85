"""Advice on each account: by the numbers, by the clause of its place, and never by a guess."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.accounts.advice import Confidence, Measure, Numbers, Standing
from zhijian.core.accounts.consolidation import advise, main_of

YINZHOU, FANGXIAN, HENGNAN, QINGDAO, HAIYAN = "211202", "420325", "430422", "370200", "330424"
FIVE = (YINZHOU, FANGXIAN, HENGNAN, QINGDAO, HAIYAN)
GOOD = Numbers(
    days_since_update=1,
    updates=30,
    followers=5000,
    followers_age_days=3,
    same_platform=1,
    is_main=True,
    media_form="text",
    subject_faults=(),
    outside_policy=(),
    editors=2,
    is_sponsor_abolished=False,
    has_successor=False,
    shares_function=False,
    has_function=True,
    has_interaction=True,
    has_supervisor=True,
)
SURPLUS = replace(GOOD, same_platform=2, is_main=False)
DESERTED = replace(GOOD, days_since_update=91, editors=0)


def clauses(advice):
    return [one.clause for one in advice.reasons]


@pytest.mark.parametrize("place", [*FIVE, "cn"])
def test_a_sound_account_is_kept_everywhere(place, of_place):
    advice = advise(GOOD, of_place(place))

    assert (advice.measure, advice.reasons, advice.missing) == (Measure.KEEP, (), ())
    assert advice.says == "建议保留，没有发现须变更、合并、关停或注销的情形。"


@pytest.mark.parametrize("place", [*FIVE, "cn"])
def test_nothing_known_is_never_kept(place, of_place):
    advice = advise(Numbers(), of_place(place))

    assert advice.measure is Measure.UNDETERMINED
    assert advice.confidence is Confidence.NONE
    assert {"days_since_update", "followers", "same_platform"} <= {x.field for x in advice.missing}


@pytest.mark.parametrize(
    ("place", "confidence", "clause", "due"),
    [
        (YINZHOU, Confidence.PRINCIPLE, "yinzhou-7c", None),
        (FANGXIAN, Confidence.PRINCIPLE, "fangxian-3-3a", None),
        (HENGNAN, Confidence.OURS, None, None),
        (QINGDAO, Confidence.PRINCIPLE, "qingdao-3-1d", date(2019, 6, 30)),
        (HAIYAN, Confidence.PRINCIPLE, "haiyan-sys-6a", None),
    ],
)
def test_the_second_account_is_to_be_merged_but_never_as_an_order(
    place, confidence, clause, due, of_place
):
    advice = advise(SURPLUS, of_place(place))

    assert (advice.measure, advice.confidence) == (Measure.MERGE, confidence)
    assert clauses(advice) == [clause]
    assert (advice.reasons[0].number, advice.reasons[0].limit) == (2, 1)
    assert advice.due_d == (None if due is None else due.toordinal() - date(1970, 1, 1).toordinal())
    assert "应当" not in advice.says
    assert ("本平台建议" in advice.says) is (clause is None)


def test_of_two_accounts_without_a_chosen_one_nothing_is_said(of_place):
    advice = advise(replace(SURPLUS, is_main=None), of_place(YINZHOU))

    assert advice.measure is Measure.UNDETERMINED
    assert advice.says == "还不能建议：主办单位在这个平台上有 2 个同类账号，还没有选定保留哪一个。"


def test_one_account_is_at_the_limit_and_two_are_over_it(of_place):
    one, two = (advise(replace(SURPLUS, same_platform=n), of_place(YINZHOU)) for n in (1, 2))

    assert (one.measure, two.measure) == (Measure.KEEP, Measure.MERGE)


@pytest.mark.parametrize(
    ("place", "clause", "confidence"),
    [
        (YINZHOU, "yinzhou-8b", Confidence.JUDGED),
        (FANGXIAN, "fangxian-3-3c", Confidence.JUDGED),
        (HENGNAN, "hengnan-4-1b", Confidence.JUDGED),
        (QINGDAO, None, Confidence.OURS),
        (HAIYAN, None, Confidence.OURS),
    ],
)
def test_an_account_nobody_keeps_is_to_be_closed_by_the_clause_of_its_place(
    place, clause, confidence, of_place
):
    advice = advise(DESERTED, of_place(place))

    assert (advice.measure, advice.confidence) == (Measure.CLOSE, confidence)
    assert advice.reasons[0].clause == clause
    assert (advice.reasons[0].number, advice.reasons[0].limit) == (91, 90)
    assert "本平台建议" in advice.reasons[0].says


@pytest.mark.parametrize("place", FIVE)
def test_ninety_silent_days_close_nothing_but_are_put_right(place, of_place):
    advice = advise(replace(DESERTED, days_since_update=90), of_place(place))

    assert advice.measure is Measure.KEEP
    assert [one.ground for one in advice.reasons] == ["slow"]
    assert advice.says == "建议保留，但有问题须整改。"


@pytest.mark.parametrize("place", [YINZHOU, FANGXIAN])
def test_where_only_inability_closes_one_who_is_staffed_is_put_right_instead(place, of_place):
    advice = advise(replace(DESERTED, editors=1), of_place(place))

    assert advice.measure is Measure.KEEP


@pytest.mark.parametrize(
    ("place", "days", "clause"),
    [
        (YINZHOU, 7, "yinzhou-11a"),
        (FANGXIAN, 10, "fangxian-5g"),
        (HENGNAN, 14, "cn-N-V2"),
        (QINGDAO, 14, "cn-N-V2"),
        (HAIYAN, 7, "haiyan-sys-8b"),
    ],
)
def test_the_limit_itself_is_well_and_one_day_more_is_slow(place, days, clause, of_place):
    at, over = (
        advise(replace(GOOD, days_since_update=n), of_place(place)) for n in (days, days + 1)
    )

    assert clauses(at) == []
    assert clauses(over) == [clause]


def test_a_form_not_known_leaves_it_open_between_the_two_limits(of_place):
    unknown = replace(GOOD, media_form="", days_since_update=10)

    advice = advise(unknown, of_place(HAIYAN))

    assert advice.measure is Measure.UNDETERMINED
    assert [one.field for one in advice.missing] == ["media_form"]


@pytest.mark.parametrize(
    ("place", "clause", "confidence"),
    [
        (YINZHOU, None, Confidence.OURS),
        (FANGXIAN, "fangxian-3-4a", Confidence.CLAUSE),
        (HENGNAN, "hengnan-4-1j", Confidence.CLAUSE),
        (QINGDAO, "qingdao-3-1g", Confidence.CLAUSE),
        (HAIYAN, None, Confidence.OURS),
    ],
)
def test_an_abolished_sponsor_changes_or_deregisters(place, clause, confidence, of_place):
    gone = replace(GOOD, is_sponsor_abolished=True)

    without = advise(gone, of_place(place))
    succeeded = advise(replace(gone, has_successor=True), of_place(place))
    unknown = advise(replace(gone, has_successor=None), of_place(place))

    assert (without.measure, without.confidence) == (Measure.DEREGISTER, confidence)
    assert (succeeded.measure, succeeded.confidence) == (Measure.CHANGE, confidence)
    assert without.reasons[0].clause == succeeded.reasons[0].clause == clause
    assert unknown.measure is Measure.UNDETERMINED


@pytest.mark.parametrize(
    ("followers", "updates", "shares", "measure"),
    [
        (99, 5, True, Measure.MERGE),
        (100, 5, True, Measure.KEEP),
        (99, 6, True, Measure.KEEP),
        (99, 5, False, Measure.KEEP),
        (99, 5, None, Measure.UNDETERMINED),
        (None, 5, True, Measure.UNDETERMINED),
        (99, None, True, Measure.UNDETERMINED),
        (None, 6, True, Measure.KEEP),
    ],
)
def test_little_followed_and_little_used_and_alike(followers, updates, shares, measure, of_place):
    numbers = replace(GOOD, followers=followers, updates=updates, shares_function=shares)

    assert advise(numbers, of_place(HENGNAN)).measure is measure
    assert advise(numbers, of_place(FANGXIAN)).measure is measure


def test_followers_seen_too_long_ago_are_not_known(of_place):
    numbers = replace(GOOD, followers=99, updates=5, shares_function=True)

    fresh, old = (
        advise(replace(numbers, followers_age_days=n), of_place(FANGXIAN)) for n in (90, 91)
    )

    assert (fresh.measure, old.measure) == (Measure.MERGE, Measure.UNDETERMINED)


def test_a_wrong_subject_is_changed_by_the_clause_and_beside_it_ours_stays_behind(of_place):
    faults = ("accounts.individual_forbidden", "accounts.internal_organ_forbidden")

    advice = advise(replace(DESERTED, subject_faults=faults), of_place(HAIYAN))

    assert (advice.measure, advice.confidence) == (Measure.CHANGE, Confidence.CLAUSE)
    assert clauses(advice)[:1] == ["haiyan-sys-5a"]
    assert Measure.CLOSE in {one.measure for one in advice.reasons}
    assert "haiyan-sys-1" not in clauses(advice)


def test_an_app_outside_the_policy_is_to_be_closed_in_principle(of_place):
    app = replace(GOOD, outside_policy=("opening.app_governments_only",))

    advice = advise(app, of_place(QINGDAO))

    assert (advice.measure, advice.confidence) == (Measure.CLOSE, Confidence.PRINCIPLE)
    assert clauses(advice) == ["qingdao-3-1b"]
    assert "说明理由报批" in advice.says


@pytest.mark.parametrize("field", ["has_interaction", "has_function", "has_supervisor"])
def test_hengnan_closes_defects_of_a_silent_account_only(field, of_place):
    lacking = replace(GOOD, **{field: False})

    active = advise(replace(lacking, days_since_update=14), of_place(HENGNAN))
    silent = advise(replace(lacking, days_since_update=15), of_place(HENGNAN))
    unknown = advise(replace(lacking, days_since_update=15, **{field: None}), of_place(HENGNAN))

    assert [x.measure for x in (active, silent, unknown)] == [
        Measure.KEEP,
        Measure.CLOSE,
        Measure.UNDETERMINED,
    ]
    assert silent.confidence is Confidence.JUDGED


def test_the_words_are_those_of_the_place(of_place):
    hengnan, yinzhou = (advise(SURPLUS, of_place(place)) for place in (HENGNAN, YINZHOU))

    assert (hengnan.wording, hengnan.is_local_wording) == ("合并", False)
    assert (yinzhou.wording, yinzhou.is_local_wording) == ("合并", True)


def test_before_a_notice_was_in_force_its_clause_is_not_cited(of_place):
    advice = advise(SURPLUS, of_place(YINZHOU, date(2021, 4, 30)))

    assert advice.confidence is Confidence.OURS


@given(
    hidden=st.sets(st.sampled_from([one.name for one in fields(Numbers)])),
    place=st.sampled_from(FIVE),
    numbers=st.sampled_from([GOOD, SURPLUS, DESERTED]),
)
def test_hiding_a_number_never_makes_a_keep_of_what_was_none(hidden, place, numbers, rulebooks):
    def in_force(rule):
        return rulebooks.in_force(place, date(2026, 11, 20), rule)

    blank = replace(numbers, **{name: getattr(Numbers(), name) for name in hidden})
    whole, part = advise(numbers, in_force), advise(blank, in_force)

    if part.measure is Measure.KEEP:
        assert whole.measure is Measure.KEEP
    if part.measure is Measure.UNDETERMINED:
        assert part.missing


@pytest.mark.parametrize(
    ("rows", "stays"),
    [
        ([("甲", 10, 5, 1), ("乙", 20, 9, 2)], "乙"),
        ([("甲", 10, 5, 1), ("乙", 10, 9, 2)], "甲"),
        ([("甲", 10, 5, 2), ("乙", 10, 5, 1)], "乙"),
        ([("甲", 10, 5, 1), ("乙", 10, 5, 1)], None),
        ([("甲", None, 5, 1), ("乙", 10, 5, 1)], None),
        ([("甲", None, None, None)], "甲"),
        ([], None),
    ],
)
def test_the_most_followed_stays_and_nobody_is_chosen_by_a_gap(rows, stays):
    assert main_of([Standing(*row) for row in rows]) == stays
