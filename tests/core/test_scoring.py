"""What scores say: vetoes by the nation's limits, faults charged once, nothing unseen passed."""

from datetime import date

import pytest

from core.scoring_samples import (
    SCHEMES,
    UNIT,
    UNIT_SCHEME,
    WEBSITE,
    columns,
    excepted,
    gap,
    judged,
    of_kind,
    outcome,
    points_of,
    rulebooks,
    scored,
    unseen,
    warned,
)
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.indicators import Kind, Target
from zhijian.core.scoring import Award, Known, LineKind, score
from zhijian.core.workdays import day_number

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
