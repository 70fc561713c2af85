"""Sheets stand as the core worked them out: every line with its finding, all adding up."""

from collections import Counter

import pytest
from django.db.models import Sum

from apps.cases.conftest import county, kept_apart  # noqa: F401
from apps.inspection.scored import ON, inspect, of, usual
from apps.inspection.test_parity import RULEBOOKS, enter_units
from core.scoring_samples import excepted, gap
from zhijian.core.engines.sqlite import SqliteEngine
from zhijian.core.facts.collection import Facts
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.refused import Refused
from zhijian.core.score_sheet import Known
from zhijian.demo.build import build
from zhijian.demo.scenario import AS_OF, OFFICE
from zhijian.inspection import score_basis, scores
from zhijian.inspection.models import Appeal, Award, Finding, Inspection, ScoreLine, ScoreSheet
from zhijian.people.models import Organization, User


def test_the_lines_of_every_sheet_add_up_to_its_points(county):  # noqa: F811
    inspect(county, *usual(county))

    sheets = ScoreSheet.objects.annotate(total=Sum("lines__points"))

    assert {sheet.organization: sheet.points for sheet in sheets} == {
        county.bureau: 10_000 - 400 - 3 * 200,
        county.sibling: 10_000 - 200,
    }
    assert all(sheet.total == sheet.points for sheet in sheets)


def test_every_line_that_costs_points_names_its_finding_clause_and_document(county):  # noqa: F811
    made = inspect(county, *usual(county))

    costly = ScoreLine.objects.filter(points__lt=0)

    assert costly.count() == 5
    for line in costly:
        assert line.finding == made.findings[line.check_id, line.subject]
        assert (line.clause, line.document) == ("fangxian-5g", "fangxian-2023-16")
        assert line.indicator
        assert line.evidence == line.finding.says


def test_a_veto_leads_to_its_finding_and_an_unseen_check_to_none(county):  # noqa: F811
    made = inspect(county, *usual(county))

    lines = {line.kind: line for line in made.sheet(county.bureau).lines.all()}

    assert lines["veto"].finding == made.findings["updates.gap", "a1"]
    assert lines["veto"].points == 0
    assert lines["unseen"].finding is None
    assert lines["unseen"].points == 0
    assert made.sheet(county.bureau).is_qualified is False
    assert made.sheet(county.bureau).is_complete is False
    assert made.sheet(county.sibling).is_qualified is True


def test_things_that_differ_only_in_what_they_name_lead_to_their_own_findings(county):  # noqa: F811
    named = [of(county.bureau, "people.posts", county.bureau.name, item=i) for i in ("甲", "乙")]
    inspect(county, *named)

    lines = ScoreLine.objects.filter(kind="deduction").order_by("item")

    assert [(line.item, line.finding.item) for line in lines] == [("乙", "乙"), ("甲", "甲")]


def test_what_an_exception_lifts_costs_nothing_and_says_by_what(county):  # noqa: F811
    inspect(
        county, excepted("filing.filed", organization=county.bureau.name, exception="房例〔1〕")
    )

    line = ScoreLine.objects.get(kind="excepted")

    assert line.points == 0
    assert "房例〔1〕" in line.note


def test_a_portal_has_a_second_sheet_by_the_national_indicators(county):  # noqa: F811
    bureau = county.bureau.name
    known = Known(organizations=(bureau,), portals=(bureau,), site_of={"c1": "s1"})
    fault = of(county.bureau, "sites.icp", "s1", subject_kind="site")

    made = inspect(county, fault, known=known)

    portal = made.sheet(county.bureau, "website")
    assert (portal.points, portal.is_proposal) == (9_900, False)
    assert portal.lines.filter(finding=made.findings["sites.icp", "s1"]).count() == 1
    assert made.sheet(county.bureau).is_proposal is True


def test_an_award_counts_within_the_inspected_period_and_not_on_its_first_day(county):  # noqa: F811
    def award(on, **more):
        return Award.objects.create(
            organization=county.bureau,
            office=county.office,
            indicator="W-B-4",
            points=200,
            evidence=f"{on}的征集",
            granted_on=on,
            by=county.above,
            **more,
        )

    since = ON.replace(month=8)
    award(since), award(ON.replace(month=8, day=21)), award(ON)
    award(ON.replace(month=9), revoked_on=ON)

    held = scores.awards_for(county.office, since=since, on=ON)

    assert [one.evidence[:10] for one in held] == ["2026-08-21", "2026-11-20"]


def test_a_run_broken_off_and_started_anew_doubles_nothing(county):  # noqa: F811
    made = inspect(county, *usual(county))
    before = told()

    score = scores.score_of(made.inspection, made.judgement, made.known)
    counts = scores.issue_for(made.inspection, made.judgement, score, made.known)

    assert told() == before
    assert counts == {"sheets": 2, "lines": ScoreLine.objects.count(), "strangers": 0}


def test_sheets_that_were_appealed_are_not_replaced_as_a_whole(county):  # noqa: F811
    made = inspect(county, *usual(county))
    line = ScoreLine.objects.filter(points__lt=0).first()
    Appeal.objects.create(line=line, reason="已更新", by=county.lead)
    score = scores.score_of(made.inspection, made.judgement, made.known)

    with pytest.raises(Refused, match="已有申诉，不能整体重算"):
        scores.issue_for(made.inspection, made.judgement, score, made.known)


def test_what_is_stored_gives_the_same_score_again(county):  # noqa: F811
    made = inspect(county, *usual(county))
    sheet = made.sheet(county.bureau)

    basis = score_basis.read(sheet.basis)
    again = scores.score_judgement(basis.judgement, basis.schemes, scores.rulebooks(), basis.known)

    assert again.units == scores.score_of(made.inspection, made.judgement, made.known).units
    assert score_basis.stored(made.judgement, scheme_texts(made), made.known) == sheet.basis


def test_the_way_to_ninety_names_findings_that_can_be_opened(county):  # noqa: F811
    made = inspect(county, *usual(county))

    way = made.sheet(county.bureau).mending

    assert way["goal"] == 9_000
    assert way["vetoes"]
    assert way["findings"][0]["finding"] == made.findings["updates.gap", "a1"].pk
    assert way["points_after"] >= 9_000


def test_an_inspection_limited_to_a_unit_scores_no_other(county):  # noqa: F811
    made = inspect(county, gap(5, organization=county.bureau.name))
    made.inspection.units = [county.bureau.pk]

    names = scores.inspected_names(made.inspection)

    assert names == {county.bureau.name}


def scheme_texts(made):
    return scores.scheme_texts(made.inspection.office, made.judgement.on)


def told():
    lines = ScoreLine.objects.values_list("sheet__organization", "place", "title", "points")
    return Counter(ScoreSheet.objects.values_list("organization", "points")), Counter(lines)


def test_the_demonstration_county_is_scored_to_the_last_line(db):
    law = Law.load(RULEBOOKS)
    facts = build(law, seed=1, accounts=110)
    enter_units(facts.rows["organizations"])
    engine = SqliteEngine()
    judgement = judge(
        Facts.from_records(facts.rows, facts.sights),
        place="420325", on=AS_OF, law=law, engine=engine,
    )  # fmt: skip
    office = Organization.objects.get(name=OFFICE)
    user = User.objects.create_user("检查")
    inspection = Inspection.objects.create(
        number="JC-1", office=office, kind="SWEEP", title="全面检查", on=AS_OF, by=user
    )
    units = {unit.name: unit for unit in Organization.objects.all()}
    Finding.objects.bulk_create(a_finding(one, units, inspection) for one in judgement.findings)
    known = scores.known_for(inspection, engine, since=judgement.since, on=AS_OF)

    score = scores.score_of(inspection, judgement, known)
    counts = scores.issue_for(inspection, judgement, score, known)

    assert counts["strangers"] == 0
    assert counts["sheets"] == len(score.units) + len(score.portals) > 30
    sheets = ScoreSheet.objects.filter(points__isnull=False).annotate(total=Sum("lines__points"))
    assert all(sheet.total == sheet.points for sheet in sheets)
    named = {one.organization for one in score.units}
    findings = [one for one in judgement.findings if one.organization in named]
    lines = ScoreLine.objects.filter(sheet__scheme="unit-proposed")
    assert lines.filter(finding=None, kind__in=("deduction", "unscored")).count() == 0
    told = lines.filter(kind__in=("deduction", "unscored")).values("finding").distinct()
    assert told.count() == len(findings) > 50


def a_finding(one, units, inspection):
    return Finding(
        office=inspection.office,
        organization=units.get(one.organization, inspection.office),
        check_id=one.check,
        title=one.title,
        subject_kind=one.subject_kind,
        subject=one.subject,
        item=one.item,
        place=one.place,
        clause=one.clause,
        says=one.says,
        first_seen_on=AS_OF,
        last_seen_on=AS_OF,
        first_inspection=inspection,
        last_inspection=inspection,
    )
