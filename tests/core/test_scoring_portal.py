"""What a portal scores by the nation's indicators, and what would bring a unit to its goal."""

import pytest

from core.scoring_samples import (
    COUNTY,
    SCHEMES,
    UNIT,
    columns,
    gap,
    judged,
    of_kind,
    outcome,
    points_of,
    portal,
    rulebooks,
    scored,
    warned,
)
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.refused import Refused
from zhijian.core.rules import OPEN_END, RuleRow
from zhijian.core.scoring import Award, LineKind, score
from zhijian.core.scoring_scheme import load_schemes
from zhijian.core.vetoes import vetoes_met

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
