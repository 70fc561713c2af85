"""An office's own scheme scores its units once a document adopted it, and never by what burdens."""

from dataclasses import replace
from datetime import date

import pytest
import yaml

from apps.cases.conftest import county, kept_apart  # noqa: F401
from apps.inspection.scored import ON, inspect, of, usual
from core.scoring_samples import gap
from zhijian.core.indicators import Target
from zhijian.core.refused import Refused
from zhijian.inspection import scores
from zhijian.inspection.actions import schemes
from zhijian.inspection.actions.schemes import Draft
from zhijian.inspection.models import Award, LocalScheme
from zhijian.journal.models import Entry

ROWS = (
    {"kind": "deduction", "name": "更新", "points": "60", "per_finding": "5", "checks": ["updates.*"]},
    {"kind": "deduction", "name": "备案", "points": "40", "per_finding": "2.5", "checks": ["filing.*"]},
    {"kind": "bonus", "name": "经验被推广", "points": "3"},
)  # fmt: skip
DRAFT = Draft(
    title="青禾县政务新媒体考核办法",
    adopted_by="青禾办发〔2026〕8号",
    from_on=date(2026, 11, 1),
    until_on=None,
    starts_at="100",
    goal="90",
    fail_below="60",
    bonus_above="80",
    bonus_max="5",
    rows=ROWS,
)


def adopt(county, **changed):  # noqa: F811
    return schemes.adopt_scheme(county.office, replace(DRAFT, **changed), by=county.above)


def test_units_are_scored_by_the_offices_own_scheme_from_its_day_on(county):  # noqa: F811
    adopt(county)

    made = inspect(county, *usual(county))

    sheet = made.sheet(county.bureau, f"local-{county.office.pk}-1")
    assert (sheet.points, sheet.scheme_title) == (10_000 - 500 - 3 * 250, DRAFT.title)
    assert sheet.is_proposal is False
    assert sheet.is_qualified is False  # the nation's vetoes are taken over
    before = scores.schemes_for(county.office, date(2026, 10, 31))
    assert before.for_target(Target.ORGANIZATION, "420325").id == "unit-proposed"


def test_what_is_stored_has_the_form_of_the_rulebooks(county):  # noqa: F811
    made = adopt(county)

    (told,) = yaml.safe_load(made.content)["schemes"]

    assert told["adopted_by"] == DRAFT.adopted_by
    assert told["proposed"] is False
    assert told["vetoes_of"] == ["account", "website"]
    assert [item["name"] for item in told["indicators"]] == ["更新", "备案", "经验被推广"]


def test_another_office_is_not_touched(county):  # noqa: F811
    adopt(county)

    found = scores.schemes_for(county.government, ON)

    assert found.for_target(Target.ORGANIZATION, "420325").id == "unit-proposed"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"name": ""}, "第 2 个指标：“name”写作“”，应为指标名称"),
        ({"points": "四十"}, "第 2 个指标：“points”写作“四十”"),
        ({"points": ""}, "第 2 个指标：扣分项须有分值"),
        ({"per_finding": "50"}, "第 2 个指标：“per_finding”应大于0，且不超过本项分值"),
        ({"kind": "fine"}, "第 2 个指标：“kind”写作“fine”"),
        ({"checks": ["updates.*"]}, "检查“updates.*”归入了两处扣分"),
        ({"points": "41"}, "各扣分项分值之和超过了起始分"),
    ],
)
def test_a_fault_is_named_with_the_number_of_its_indicator(county, row, words):  # noqa: F811
    with pytest.raises(Refused) as refusal:
        adopt(county, rows=(ROWS[0], {**ROWS[1], **row}, ROWS[2]))

    assert words in str(refusal.value)
    assert LocalScheme.objects.count() == 0


def test_a_check_that_does_not_exist_is_refused(county):  # noqa: F811
    with pytest.raises(Refused) as refusal:
        adopt(county, rows=({**ROWS[0], "checks": ["updates.nothing"]},))

    assert refusal.value.lines == (
        "第 1 个指标“更新”：没有“updates.nothing”这项检查，请从检查清单里选。",
    )


@pytest.mark.parametrize("name", ["每月点赞数", "全员签到", "在线时长", "积分排名"])
def test_what_burdens_units_is_refused_with_the_national_rule(county, name):  # noqa: F811
    with pytest.raises(Refused, match="国家规定不得用来考核") as refusal:
        adopt(county, rows=({**ROWS[0], "name": name}, ROWS[1]))

    assert "形式主义" in refusal.value.lines[0]
    assert LocalScheme.objects.count() == 0


def test_two_schemes_never_hold_on_the_same_day(county):  # noqa: F811
    adopt(county, until_on=date(2026, 12, 31))

    with pytest.raises(Refused, match="同一时间只能有一个方案"):
        adopt(county, from_on=date(2026, 12, 31))

    assert adopt(county, from_on=date(2027, 1, 1)).scheme.endswith("-2")


def test_a_scheme_that_was_ended_scores_no_more(county):  # noqa: F811
    made = adopt(county)

    schemes.end_scheme(made, by=county.above, until_on=ON)

    found = [scores.schemes_for(county.office, day) for day in (ON, date(2026, 11, 21))]
    ids = [one.for_target(Target.ORGANIZATION, "420325").id for one in found]
    assert ids == [made.scheme, "unit-proposed"]
    with pytest.raises(Refused, match="已经过去"):
        schemes.end_scheme(made, by=county.above, until_on=date(2026, 11, 2))


@pytest.mark.parametrize("who", ["editor", "lead", "stranger"])
def test_only_the_office_adopts(county, who):  # noqa: F811
    with pytest.raises(Refused, match="启用计分方案由青禾县政务公开办的"):
        schemes.adopt_scheme(county.office, DRAFT, by=getattr(county, who))


def test_a_scheme_without_its_document_is_refused(county):  # noqa: F811
    with pytest.raises(Refused, match="采用它的文件"):
        adopt(county, adopted_by=" ")


def test_an_award_counts_in_the_next_inspection_up_to_its_maximum(county):  # noqa: F811
    adopt(county)
    give = {"by": county.above, "indicator": "B3", "evidence": "省里推广了经验"}
    with pytest.raises(Refused, match="最多加3分"):
        schemes.grant_award(county.bureau, county.office, points=301, **give)
    schemes.grant_award(county.sibling, county.office, points=300, on=ON, **give)

    one = inspect(county, of(county.sibling, "filing.filed", "b1"))
    awards = scores.awards_for(county.office, since=one.inspection.since, on=ON)
    known = replace(one.known, awards=awards)
    score = scores.score_of(one.inspection, one.judgement, known)
    scores.issue_for(one.inspection, one.judgement, score, known)

    sheet = one.sheet(county.sibling, f"local-{county.office.pk}-1")
    assert sheet.points == 10_000 - 250 + 300
    assert sheet.lines.get(kind="bonus").evidence == "省里推广了经验"


def test_a_revoked_award_counts_no_more(county):  # noqa: F811
    adopt(county)
    award = schemes.grant_award(
        county.bureau, county.office, by=county.above, indicator="B3", points=100, evidence="好"
    )

    schemes.revoke_award(award, by=county.above, reason="事迹不实")

    assert Award.objects.get().revoked_on == ON
    assert scores.awards_for(county.office, since=date(2026, 8, 1), on=ON) == ()
    with pytest.raises(Refused, match="不必再撤"):
        schemes.revoke_award(award, by=county.above, reason="再来")


def test_an_office_gives_nothing_to_units_of_others_nor_to_itself(county):  # noqa: F811
    adopt(county)
    for unit in (county.government, county.office):
        with pytest.raises(Refused, match="不是青禾县政务公开办检查的单位"):
            schemes.grant_award(
                unit, county.office, by=county.above, indicator="B3", points=1, evidence="好"
            )


def test_what_is_done_with_schemes_is_on_record(county):  # noqa: F811
    made = adopt(county)
    schemes.end_scheme(made, by=county.above, until_on=ON)

    assert [entry.action for entry in Entry.objects.about(made)] == [
        "scheme.ended",
        "scheme.adopted",
    ]


def test_a_veto_still_disqualifies_under_a_local_scheme(county):  # noqa: F811
    adopt(county)

    made = inspect(county, gap(20, organization=county.bureau.name))

    assert made.sheet(county.bureau, f"local-{county.office.pk}-1").is_qualified is False
