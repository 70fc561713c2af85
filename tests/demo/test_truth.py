"""What was planted in the county, and nothing else, is found: recall and precision are 1."""

from __future__ import annotations

import pytest

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.facts.collection import Facts
from zhijian.demo.build import build
from zhijian.demo.scenario import LOCAL, PLACES

from .judging import assert_true, judged, pairs


@pytest.fixture(scope="session")
def judgements(facts, law):
    return {place: judged(facts, law, place) for place in PLACES}


@pytest.mark.parametrize("place", PLACES)
def test_all_that_was_planted_and_nothing_else_is_found(judgements, county, place):
    assert_true(judgements[place], county.truth, place)


def test_most_accounts_keep_speaking_as_in_published_bulletins(county):
    vetoes = {"updates.gap", "accounts.app_usable", "interaction.effective"}
    failed = {
        one.subject for one in county.truth.fails if one.place == "cn" and one.check in vetoes
    }

    assert 0.90 <= 1 - len(failed) / len(county.rows["accounts"]) <= 0.98


def test_every_check_speaks_somewhere(county):
    speaking = {one.check for one in county.truth.fails | county.truth.warns}

    assert speaking == set(CHECKS)


# Checks that may only warn, by law or by the readings, wherever the county is judged.
NEVER_FAIL = {
    "accounts.one_type_per_platform": "订阅号和服务号并存，读法 r11 定为提醒",
    "accounts.supervisor": "主管由条款直接指定，台账没有写只作提醒",
    "accounts.tasks": "任务由单位自己申报，没有写只作提醒",
    "codes.org_code": "没有一地的规定要求组织机构代码，校验是本项目的建议",
    "filing.announcement_start": "读法 r10：错过最迟公告日只提醒，办结超期才算违反",
    "incident.handling_time": "原文只说“第一时间”，分钟数是本项目的建议",
    "incident.report_time": "原文只说“第一时间”，分钟数是本项目的建议",
    "interaction.effective": "全国指标的出处未全部核实，按建议处理",
    "interaction.site_channel": "全国指标的出处未全部核实，按建议处理",
    "people.annual_attestations": "条款要求有承诺，没有写每年一次",
    "people.separation": "管办分离是原则，没有写岗位不得兼任",
    "training.areas": "能力方向是培训的目标，没有写每年都须覆盖",
    "people.backup": "AB 岗是鼓励事项",
    "sites.code": "全国指标的出处未全部核实，按建议处理",
    "sites.icp": "五地规定都没有写，按建议处理",
    "sites.police": "五地规定都没有写，按建议处理",
}


def test_only_these_checks_fail_nowhere(county):
    failing = {one.check for one in county.truth.fails}

    assert set(CHECKS) - failing == set(NEVER_FAIL)


def test_the_places_judge_the_same_county_differently(judgements):
    results = {frozenset(pairs(judgements[place].findings)) for place in PLACES}

    assert len(results) == len(PLACES)
    assert len({frozenset(pairs(judgements[place].findings)) for place in LOCAL}) == 5


def test_every_finding_names_its_clause(judgements, law):
    for judgement in judgements.values():
        for finding in (*judgement.findings, *judgement.excepted):
            assert law.rulebooks.clause(finding.clause).document == finding.document


def test_little_is_left_undetermined(judgements):
    doubted = {(o.check, o.place) for j in judgements.values() for o in j.undetermined}

    assert {check for check, _ in doubted} == {"updates.gap", "updates.weekly"}


@pytest.mark.parametrize(("seed", "accounts"), [(2, 126), (3, 110)])
def test_any_other_county_is_as_true(law, seed, accounts):
    county = build(law, seed=seed, accounts=accounts)
    facts = Facts.from_records(county.rows, county.sights)

    assert len(county.rows["accounts"]) == accounts
    place = PLACES[1 + seed % 5]
    assert_true(judged(facts, law, place), county.truth, place)


def test_seeds_make_different_counties_and_the_same_seed_the_same(law, county):
    assert build(law, seed=1, accounts=126).rows == county.rows
    assert build(law, seed=2, accounts=126).rows != county.rows
