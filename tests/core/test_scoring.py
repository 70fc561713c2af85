"""What scores say: vetoes by the nation's limits, faults charged once, nothing unseen passed."""

from datetime import date

import pytest

from core.scoring_samples import (
    SCHEMES,
    UNIT,
    excepted,
    judged,
    outcome,
    rulebooks,
    unseen,
    warned,
)
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.indicators import Kind, Target
from zhijian.core.refused import Refused
from zhijian.core.rules import OPEN_END, RuleRow
from zhijian.core.scoring import Award, Known, LineKind, score
from zhijian.core.scoring_scheme import load_schemes
from zhijian.core.vetoes import vetoes_met
from zhijian.core.workdays import day_number

UNIT_SCHEME = SCHEMES.named("unit-proposed")
WEBSITE = SCHEMES.named("website")


COUNTY = """\
schemes:
  - id: county
    title: 本县计分办法
    place: "420325"
    target: organization
    proposed: false
    adopted_by: 青禾办发〔2024〕1号
    clause: fangxian-8-2b
    on_veto: go_on
    starts_at: 100
    goal: 90
    fail_below: 60
    indicators:
      - id: X
        kind: deduction
        name: 备案
        {points}: 100
        per_finding: 10
        checks: [filing.*]
"""


def scored(*outcomes, known=None, **more):
    """The only unit's score."""
    (unit,) = score(judged(*outcomes, **more), SCHEMES, rulebooks(), known or Known()).units
    return unit


def portal(*outcomes, awards=(), site_of=None):
    """The only portal's score."""
    known = Known(portals=(UNIT,), awards=tuple(awards), site_of=site_of or {})
    (unit,) = score(judged(*outcomes), SCHEMES, rulebooks(), known).portals
    return unit


def gap(observed, subject="a1", **more):
    return outcome("updates.gap", subject, item="text", observed=observed, **more)


def columns(check, count, **more):
    return [outcome(check, f"c{n}", subject_kind="site_column", **more) for n in range(count)]


def of_kind(unit, kind):
    return [line for line in unit.lines if line.kind is kind]


def points_of(unit, kind):
    return [line.points for line in of_kind(unit, kind)]


# --- every check has its place


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_is_charged_to_exactly_one_group_of_the_unit_scheme(check):
    groups = [item.id for item in UNIT_SCHEME.of(Kind.DEDUCTION) if item.names(check)]

    assert len(groups) == 1


def test_the_schemes_name_no_check_that_does_not_exist():
    named = {check for scheme in SCHEMES.all for item in scheme.indicators for check in item.checks}

    assert {check for check in named if not check.endswith(".*")} <= CHECKS.keys()


def test_every_prefix_of_the_unit_scheme_that_checks_use_is_listed():
    prefixes = {f"{check.split('.')[0]}.*" for check in CHECKS}
    listed = {entry for item in UNIT_SCHEME.indicators for entry in item.checks}

    assert prefixes <= listed


# --- the beginning


@pytest.mark.parametrize(
    ("place", "clause"),
    [
        ("211202", "yinzhou-27d"),
        ("420325", "fangxian-8-2b"),
        ("430422", "hengnan-5-3b"),
        ("370200", "qingdao-4-2a"),
        ("330424", "haiyan-3-4c"),
        ("cn", "cn-FREQ"),
    ],
)
def test_the_first_line_cites_what_the_place_uses_the_score_for(place, clause):
    unit = scored(place=place, known=Known(organizations=(UNIT,)))

    (start,) = of_kind(unit, LineKind.START)
    assert (start.clause, start.points, start.is_proposal) == (clause, 10000, True)


def test_before_its_notice_is_in_force_a_place_has_nothing_to_cite():
    unit = scored(known=Known(organizations=(UNIT,)), on=date(2023, 8, 6))

    assert of_kind(unit, LineKind.START)[0].clause == "cn-FREQ"


def test_a_unit_without_findings_keeps_all_points():
    unit = scored(known=Known(organizations=(UNIT,)))

    assert (unit.points, unit.is_qualified, unit.is_complete) == (10000, True, True)
    assert unit.to_reach_90.findings == ()
    assert unit.to_reach_90.says == "已达到90分。"


def test_our_own_scheme_ranks_nobody():
    assert not score(judged(), SCHEMES, rulebooks()).may_rank


# --- vetoes


@pytest.mark.parametrize(("observed", "is_qualified"), [(14, True), (15, False)])
def test_silence_is_a_veto_only_beyond_the_nations_fourteen_days(observed, is_qualified):
    unit = scored(gap(observed, limit=10))

    assert unit.is_qualified is is_qualified
    assert unit.points == 9600


def test_a_finding_under_the_nations_own_clause_is_a_veto_whatever_it_measures():
    unit = scored(gap(None, clause="cn-N-V2"), place="cn")

    assert [line.clause for line in of_kind(unit, LineKind.VETO)] == ["cn-N-V2a"]


@pytest.mark.parametrize(("observed", "vetoes"), [(14, 0), (15, 1)])
def test_a_remark_of_the_place_is_a_veto_where_the_nations_limit_is_exceeded(observed, vetoes):
    one = warned("updates.gap", item="text", observed=observed, clause="yinzhou-8a")

    unit = scored(one, place="211202")

    assert len(of_kind(unit, LineKind.VETO)) == vetoes
    assert unit.points == 10000  # a remark never costs points


def test_an_excepted_silence_is_no_veto():
    one = excepted("updates.gap", item="text", observed=40, exception="批准〔2024〕1号")

    unit = scored(one)

    assert unit.is_qualified is True
    assert of_kind(unit, LineKind.EXCEPTED)[0].note.endswith("批准〔2024〕1号")


def test_silence_before_the_national_indicators_were_in_force_is_no_veto():
    unit = scored(gap(40), on=date(2019, 3, 31))

    assert unit.is_qualified is True


def test_a_silence_measured_in_another_unit_cannot_exceed_the_limit():
    assert scored(gap(40, unit="workday")).is_qualified is True


def test_each_silent_account_is_a_veto_of_its_own():
    unit = scored(gap(20, "a1"), gap(30, "a2"))

    assert [line.subject for line in of_kind(unit, LineKind.VETO)] == ["a1", "a2"]
    assert unit.conclusion == "不合格：单项否决2处（N-V2a 内容不更新）。"


@pytest.mark.parametrize(
    ("check", "indicator"), [("accounts.app_usable", "N-V2b"), ("interaction.effective", "N-V3a")]
)
def test_a_veto_without_a_limit_needs_only_a_finding(check, indicator):
    assert of_kind(scored(outcome(check)), LineKind.VETO)[0].indicator == indicator
    assert of_kind(scored(warned(check)), LineKind.VETO) == []


@pytest.mark.parametrize(
    ("check", "indicator", "needed"), [("columns.blank", "W-V4c", 5), ("columns.gap", "W-V4b", 10)]
)
def test_columns_are_a_veto_from_the_nations_number_on(check, indicator, needed):
    below, reached = columns(check, needed - 1), columns(check, needed)

    assert of_kind(scored(*below), LineKind.VETO) == []
    assert of_kind(scored(*reached), LineKind.VETO)[0].indicator == indicator


def test_columns_of_two_sites_are_not_counted_together():
    blank = columns("columns.blank", 6)
    site_of = {one.subject: f"s{number % 2}" for number, one in enumerate(blank)}

    assert of_kind(scored(*blank, known=Known(site_of=site_of)), LineKind.VETO) == []


@pytest.mark.parametrize(
    ("item", "observed", "vetoes"),
    [("news", 14, 0), ("news", 15, 1), ("policy", 182, 0), ("policy", 183, 1)],
)
def test_columns_count_as_overdue_by_the_nations_limit_of_their_class(item, observed, vetoes):
    since = day_number(date(2023, 12, 29))  # six months end on 2024-06-29, 183 days later

    late = columns(
        "columns.gap", 5, item=item, observed=observed + (item == "policy"), since_d=since
    )

    assert len(of_kind(scored(*late), LineKind.VETO)) == vetoes


@pytest.mark.parametrize(("site_of", "vetoes"), [({"m1": "s1"}, 1), ({}, 0)])
def test_an_unanswered_message_is_a_veto_only_on_a_website(site_of, vetoes):
    silent = outcome("interaction.unanswered", "m1", subject_kind="message", clause="cn-W-V5")

    unit = scored(silent, known=Known(site_of=site_of))

    assert len(of_kind(unit, LineKind.VETO)) == vetoes


# --- deductions


def test_a_finding_costs_its_groups_points_and_cites_its_own_clause():
    unit = scored(outcome("filing.in_time", "f1", clause="fangxian-3-4a"))

    (line,) = of_kind(unit, LineKind.DEDUCTION)
    assert (line.points, line.indicator, line.clause) == (-200, "U-FILING", "fangxian-3-4a")
    assert (line.document, line.is_proposal) == ("fangxian-2023-16", True)
    assert unit.points == 9800


def test_a_group_costs_no_more_than_it_is_worth():
    unit = scored(*(outcome("filing.in_time", f"f{n}") for n in range(7)))

    assert points_of(unit, LineKind.DEDUCTION) == [-200] * 5 + [0, 0]
    assert of_kind(unit, LineKind.DEDUCTION)[5].note == "“备案与公告”扣分以10分为限，已扣满"


def test_one_silence_costs_once_however_many_checks_name_it():
    unit = scored(gap(12), outcome("updates.weekly"), outcome("updates.dormant"))

    assert points_of(unit, LineKind.DEDUCTION) == [-400, 0, 0]
    assert (
        of_kind(unit, LineKind.DEDUCTION)[1].note == "同一问题已按“检查updates.gap”计过，不重复扣分"
    )


def test_a_column_both_blank_and_overdue_costs_once():
    unit = scored(*columns("columns.blank", 1), *columns("columns.gap", 1, item="news"))

    assert points_of(unit, LineKind.DEDUCTION) == [-100, 0]


def test_a_column_overdue_and_without_an_owner_has_two_faults():
    unit = scored(*columns("columns.gap", 1, item="news"), *columns("columns.owner", 1))

    assert unit.points == 9800


def test_two_faults_of_one_account_cost_twice():
    unit = scored(outcome("accounts.approved"), outcome("accounts.licence"))

    assert unit.points == 9600


def test_a_remark_costs_nothing_and_is_no_line():
    unit = scored(warned("filing.in_time"))

    assert (unit.points, len(unit.lines)) == (10000, 1)


def test_an_excepted_finding_costs_nothing_and_is_shown():
    unit = scored(excepted("accounts.approved", exception="县府办批〔2024〕3号"))

    (line,) = of_kind(unit, LineKind.EXCEPTED)
    assert (unit.points, unit.is_complete) == (10000, True)
    assert "县府办批〔2024〕3号" in line.note


def test_a_check_no_group_knows_is_shown_without_points():
    unit = scored(outcome("fireworks.allowed"))

    (line,) = of_kind(unit, LineKind.UNSCORED)
    assert (line.points, unit.points, line.note) == (
        0,
        10000,
        "计分方案未列入这项检查，不扣分",
    )


def test_a_finding_of_no_organization_costs_nobody_and_is_kept():
    result = score(judged(outcome("sites.portal_count", organization="")), SCHEMES, rulebooks())

    assert result.units == ()
    assert [one.check for one in result.unassigned] == ["sites.portal_count"]


# --- what was not seen


def test_what_was_not_seen_costs_nothing_but_leaves_the_score_open():
    unit = scored(unseen("filing.in_time", "f1"), unseen("filing.in_time", "f2"))

    (line,) = of_kind(unit, LineKind.UNSEEN)
    assert (unit.points, unit.is_complete, unit.is_qualified) == (10000, False, True)
    assert line.note == "未看到的有2项，不得分也不扣分"


def test_a_veto_that_could_not_be_looked_into_leaves_the_verdict_open():
    unit = scored(unseen("updates.gap"))

    assert (unit.is_qualified, unit.is_complete) == (None, False)
    assert unit.conclusion.startswith("尚不能认定")


def test_a_ledger_nobody_handed_over_leaves_every_unit_open():
    silent = unseen("updates.gap", "accounts", organization="")
    known = Known(organizations=("甲局", "乙局"))

    units = score(judged(silent), SCHEMES, rulebooks(), known).units

    assert [(unit.organization, unit.is_qualified) for unit in units] == [
        ("乙局", None),
        ("甲局", None),
    ]


# --- the portal, by the nation's indicators


def test_a_veto_stops_the_counting_of_a_portal():
    unit = portal(*columns("columns.blank", 5))

    assert (unit.points, unit.is_qualified, unit.points_text) == (None, False, "—")
    assert of_kind(unit, LineKind.START) == of_kind(unit, LineKind.DEDUCTION) == []


def test_a_portals_columns_are_charged_by_class():
    unit = portal(
        outcome("columns.gap", "c1", subject_kind="site_column", item="news"),
        outcome("columns.gap", "c2", subject_kind="site_column", item="policy"),
        outcome("columns.gap", "c3", subject_kind="site_column", item="other"),
    )

    taken = {line.indicator: line.points for line in of_kind(unit, LineKind.DEDUCTION)}
    assert taken == {"W-D-A4": -500, "W-D-A5": -500, "W-D-A8": -100}


@pytest.mark.parametrize(
    ("is_official", "missing", "is_qualified"),
    [(True, 4, True), (True, 5, False), (False, 5, True)],
)
def test_only_adopted_points_below_the_limit_fail_anyone(
    tmp_path, is_official, missing, is_qualified
):
    """Each missing paper costs ten of a hundred points; sixty are needed."""
    (tmp_path / "county.yaml").write_text(
        COUNTY.format(points="points" if is_official else "points_proposed"), encoding="utf-8"
    )
    papers = [outcome("filing.in_time", f"f{n}") for n in range(missing)]

    result = score(judged(*papers), load_schemes(tmp_path), rulebooks())

    (unit,) = result.units
    assert result.may_rank
    assert unit.is_qualified is is_qualified
    assert unit.points == 10000 - missing * 1000
    assert ("建议分值不作为认定不合格的依据" in unit.conclusion) is (not is_official)


def test_only_portals_are_scored_by_the_website_indicators():
    result = score(judged(*columns("columns.blank", 1)), SCHEMES, rulebooks())

    assert result.portals == ()


def test_a_bonus_comes_on_top():
    unit = portal(awards=[Award(UNIT, "W-B-4", 500, "全年征集调查8次")])

    assert unit.points == 10500
    assert of_kind(unit, LineKind.BONUS)[0].clause == "cn-W-B-4"


def test_bonuses_together_stay_within_the_maximum():
    unit = portal(awards=[Award(UNIT, "W-B-4", 2000, "甲"), Award(UNIT, "W-B-5", 2000, "乙")])

    assert points_of(unit, LineKind.BONUS) == [2000, 1000]


def test_a_vetoed_portal_earns_no_bonus():
    unit = portal(*columns("columns.blank", 5), awards=[Award(UNIT, "W-B-4", 500, "甲")])

    assert of_kind(unit, LineKind.BONUS) == []


def test_nobody_is_awarded_an_indicator_that_is_no_bonus():
    with pytest.raises(Refused, match="“W-D-A1”不是加分指标"):
        portal(awards=[Award(UNIT, "W-D-A1", 500, "甲")])


def test_indicators_without_a_check_are_left_to_people():
    by_hand = {item.id for item in score(judged(), SCHEMES, rulebooks()).by_hand}

    assert {"N-V1", "W-V1", "W-V6", "W-D-B4"} <= by_hand
    assert not by_hand & {"N-V2a", "W-V4c", "U-FILING"}


# --- what would bring it to 90


def test_the_dearest_findings_are_to_be_mended_first():
    cheap = [outcome("disclosure.in_time", f"d{n}", subject_kind="disclosure_item") for n in (1, 2)]
    unit = scored(*cheap, gap(12, "a1"), gap(12, "a2"), gap(12, "a3"))

    mending = unit.to_reach_90

    assert unit.points == 8600
    assert [one.subject for one in mending.findings] == ["a1"]
    assert (mending.points_after, mending.says) == (9000, "整改所列1个问题，可到90分。")


def test_beyond_a_full_group_it_takes_more_than_one():
    full = [outcome("filing.in_time", f"f{n}") for n in range(7)]  # ten points, five would do
    unit = scored(*full, outcome("accounts.approved"))

    mending = unit.to_reach_90

    assert unit.points == 8800
    assert [one.check for one in mending.findings] == ["accounts.approved"]


def test_a_veto_has_to_go_first():
    mending = scored(gap(20)).to_reach_90

    assert [one.subject for one in mending.findings] == ["a1"]
    assert mending.vetoes == ("内容不更新",)
    assert mending.says.startswith("单项否决（内容不更新）未消除之前")
    assert mending.points_after == 10000


def test_what_lifts_a_veto_mends_the_local_finding_on_the_same_silence():
    silence = warned("updates.gap", item="text", observed=58, clause="yinzhou-11a")
    unit = scored(silence, outcome("updates.weekly", clause="yinzhou-11a"), place="211202")

    mending = unit.to_reach_90

    assert [one.check for one in mending.findings] == ["updates.gap", "updates.weekly"]
    assert mending.points_after == 10000


def test_a_veto_by_number_is_lifted_one_below_it():
    mending = portal(*columns("columns.blank", 7)).to_reach_90

    assert len(mending.findings) == 3
    assert mending.points_after == 9600


def test_a_bonus_that_is_not_earned_yet_does_not_count_towards_the_goal():
    """The portal stands at 80; the bonus is for those above it."""
    everything = [
        *columns("columns.gap", 1, item="news"),
        outcome("columns.gap", "p", subject_kind="site_column", item="policy"),
        *(outcome("columns.gap", f"o{n}", subject_kind="site_column") for n in range(5)),
        *(outcome(check, "s") for check in ("sites.domain_gov", "sites.code", "sites.icp")),
        outcome("sites.police", "s"),
    ]
    unit = portal(*everything, awards=[Award(UNIT, "W-B-4", 1500, "甲")])

    assert unit.points == 8000
    assert len(unit.to_reach_90.findings) == 1
    assert unit.to_reach_90.points_after == 8100 + 1500


def test_of_two_faults_alike_the_one_with_fewer_findings_is_mended():
    twice = [outcome("updates.gap", "a1", observed=12), outcome("updates.weekly", "a1")]
    others = [gap(12, f"a{n}") for n in (2, 3)]

    mending = scored(*twice, *others).to_reach_90

    assert [one.subject for one in mending.findings] == ["a2"]


def test_a_proposal_of_ours_is_no_national_limit():
    proposed = RuleRow(
        *("cn", "updates.max_gap", "", 0, OPEN_END, 14, 14, None, "calendar_day", "proposed"),
        *(None, None, None, "", "cn"),
    )
    (silence,) = (item for item in SCHEMES.named("account").indicators if item.id == "N-V2a")

    stated = proposed._replace(strength="law", clause="cn-N-V2")

    assert vetoes_met(silence, [gap(40)], [proposed], {}) == []
    assert len(vetoes_met(silence, [gap(40)], [stated], {})) == 1


def test_every_step_has_a_clause_and_a_cure():
    rows = [outcome(check, f"x{n}") for n, check in enumerate(sorted(CHECKS))]
    mending = scored(*rows).to_reach_90

    assert mending.points_after >= 9000
    assert all(one.clause and one.mend for one in mending.findings)


# --- every line


def test_every_line_leads_to_a_clause_and_its_document():
    rows = [outcome(check, f"x{n}") for n, check in enumerate(CHECKS)]
    rows += [unseen(check, f"y{n}") for n, check in enumerate(CHECKS)]
    rows += [excepted(check, f"z{n}", exception="批准") for n, check in enumerate(CHECKS)]
    known = Known(portals=(UNIT,), awards=(Award(UNIT, "W-B-4", 100, "甲"),))

    result = score(judged(*rows, gap(99)), SCHEMES, rulebooks(), known)

    lines = [line for unit in (*result.units, *result.portals) for line in unit.lines]
    assert len(lines) > 3 * len(CHECKS)
    for line in lines:
        assert rulebooks().document(line.document).id == line.document
        assert rulebooks().clause(line.clause).document == line.document


def test_the_national_groups_add_up_to_what_was_verified():
    totals = {"发布解读": 3100, "办事服务": 2500, "互动交流": 2300, "功能设计": 2100}

    assert WEBSITE.group_totals == totals
    assert sum(item.value for item in WEBSITE.of(Kind.DEDUCTION)) == 10000


def test_no_national_single_value_claims_to_be_official():
    assert all(item.is_proposal for item in WEBSITE.of(Kind.DEDUCTION))


def test_every_indicators_clause_exists():
    for scheme in SCHEMES.all:
        for indicator in scheme.indicators:
            if indicator.clause:
                assert rulebooks().clause(indicator.clause).id == f"cn-{indicator.id}"


def test_units_of_any_place_have_a_scheme():
    assert SCHEMES.for_target(Target.ORGANIZATION, "654321") is UNIT_SCHEME
