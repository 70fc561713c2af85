"""Faults of names: each with its rule, warned of where the list is ours, held where a clause is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.accounts.advice import Confidence
from zhijian.core.accounts.alike import Named, NameIndex, look_alike
from zhijian.core.accounts.names import Sibling, duties_of, name_faults, places_of

YINZHOU, FANGXIAN, HENGNAN, QINGDAO, HAIYAN = "211202", "420325", "430422", "370200", "330424"
UNIT = "青禾县公安局"


@pytest.fixture
def faults(of_place, table, catalogue):
    def of(name, unit=UNIT, siblings=(), place=FANGXIAN, platform=None, alike=()):
        carrier = None if platform is None else catalogue.platform(platform)
        return name_faults(name, unit, siblings, of_place(place), table, carrier, alike)

    return of


def codes(found):
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("青禾公安", UNIT),
        ("平安青禾", UNIT),
        ("青禾警方在线", UNIT),
        ("青禾县公安局", UNIT),
        ("青禾发布", "青禾县人民政府"),
        ("青禾发布", "青禾县人民政府办公室"),
        ("健康青禾", "青禾县卫生健康局"),
        ("青禾人社", "青禾县人力资源和社会保障局"),
        ("青禾县不动产登记", "青禾县不动产登记中心"),
        ("国家税务总局青禾县税务局", "国家税务总局青禾县税务局"),
        ("中国青禾旅游", "中国青禾县旅游局"),
        ("䶮河发布", "䶮河县人民政府"),
        ("𬭚泽教育", "𬭚泽县教育局"),
        ("石桥镇发布", "青禾县石桥镇人民政府"),
    ],
)
def test_a_plain_name_of_its_unit_has_no_fault(name, unit, faults):
    assert faults(name, unit) == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "blank"),
        ("……", "blank"),
        ("青禾公安😀", "emoji"),
        ("青禾公安★", "emoji"),
        ("青禾\u200b公安", "invisible"),
        ("青禾公安\u202e", "invisible"),
        ("青禾公安ＱＨ", "full_width"),
        ("青禾公安！", "full_width"),
        ("青禾公安!", "mark"),
        ("青禾公安@官方", "mark"),
        ("青禾公安QН", "foreign"),
        ("青禾縣公安", "traditional"),
        ("青禾公安\ue000", "private"),
        (" 青禾公安", "blank"),
        ("青禾  公安", "blank"),
        ("中国青禾公安", "superior"),
        ("全国青禾公安", "superior"),
        ("江南省青禾公安", "superior"),
        ("青禾公安测试", "unfit"),
        ("青禾公安红包", "unfit"),
        ("白川小吃", "unrelated"),
        ("青禾风光", "no_duty"),
        ("平安小站", "no_place"),
    ],
)
def test_a_fault_of_a_name_is_told(name, code, faults):
    found = faults(name)

    assert code in codes(found)
    assert all(one.is_warning for one in found)


@pytest.mark.parametrize(
    ("place", "clause"),
    [
        (YINZHOU, "yinzhou-7e"),
        (FANGXIAN, "fangxian-3-2a"),
        (HENGNAN, None),
        (QINGDAO, None),
        (HAIYAN, None),
    ],
)
def test_the_clause_is_cited_where_there_is_one(place, clause, faults):
    [found] = faults("青禾公安😀", place=place)

    assert found.clause == clause
    assert ("本平台建议" in found.says) is (clause is None)
    assert found.confidence is (Confidence.OURS if clause is None else Confidence.JUDGED)


def test_the_duty_is_by_the_clause_of_fangxian_only(faults):
    fangxian, yinzhou = (faults("白川小吃", place=place) for place in (FANGXIAN, YINZHOU))

    assert [(one.code, one.clause) for one in fangxian] == [("unrelated", "fangxian-3-2a")]
    assert [(one.code, one.clause) for one in yinzhou] == [("unrelated", None)]


def test_fifteen_characters_are_well_and_sixteen_are_long(faults):
    fifteen = "青禾公安" + "一" * 11

    assert codes(faults(fifteen)) == []
    assert codes(faults(fifteen + "一")) == ["long"]


def test_the_platforms_own_length_warns_as_ours(faults):
    ten, eleven = "青禾公安" + "一" * 6, "青禾公安" + "一" * 7

    assert codes(faults(ten, platform="baijia")) == []
    [found] = faults(eleven, platform="baijia")
    assert (found.code, found.confidence) == ("platform_length", Confidence.OURS)


@pytest.mark.parametrize(
    ("place", "clause", "confidence"),
    [
        (YINZHOU, "yinzhou-7b", Confidence.CLAUSE),
        (FANGXIAN, "fangxian-3-2c", Confidence.PRINCIPLE),
        (HENGNAN, None, Confidence.OURS),
        (QINGDAO, None, Confidence.OURS),
        (HAIYAN, "haiyan-sys-6b", Confidence.CLAUSE),
    ],
)
def test_a_name_unlike_that_on_other_platforms(place, clause, confidence, faults):
    siblings = [
        Sibling("微博", "青禾警方"),
        Sibling("抖音", "青禾 公安"),
        Sibling("快手", "青禾公安发布"),
    ]

    found = faults("青禾公安", siblings=siblings, place=place)

    assert codes(found) == ["inconsistent", "inconsistent"]
    assert {(one.clause, one.confidence) for one in found} == {(clause, confidence)}
    assert found[0].is_warning is (confidence is not Confidence.CLAUSE)
    assert "只差" in found[1].says


def test_a_name_like_anothers_is_warned_of(faults, table):
    index = NameIndex.of([Named("1", "青禾公安发布", "白川传媒公司")], table)

    found = faults("青禾公安", alike=look_alike("青禾公安", index))

    assert codes(found) == ["alike"]
    assert found[0].is_warning


def test_without_a_sponsor_the_duty_is_left_open(faults):
    assert codes(faults("青禾公安", unit="")) == ["unit_unknown"]


@pytest.mark.parametrize(
    ("unit", "places", "duties"),
    [
        ("青禾县公安局", ("青禾",), ("公安", "警方", "平安")),
        ("江南省白川市青禾县教育局", ("江南", "白川", "青禾"), ("教育",)),
        ("青禾县石桥镇人民政府", ("青禾", "石桥"), ("政府", "发布")),
        ("青禾县住房和城乡建设局", ("青禾",), ("住建",)),
        ("白川市农贸市场服务中心", ("白川",), ("农贸市场",)),
        ("白川市市场监督管理局", ("白川",), ("市监", "市场监管")),
        ("青禾县城市管理局", ("青禾",), ("城管",)),
        ("𬭚泽县教育局", ("𬭚泽",), ("教育",)),
        ("某某公司", (), ("某某公司",)),
    ],
)
def test_the_places_and_duties_in_a_units_name(unit, places, duties, table):
    assert places_of(unit) == places
    assert duties_of(unit, table)[: len(duties)] == duties


@given(name=st.text(max_size=40), unit=st.text(max_size=40))
def test_any_name_is_judged_and_none_raises(name, unit, rulebooks, table):
    from datetime import date

    found = name_faults(
        name, unit, (), lambda rule: rulebooks.in_force(FANGXIAN, date(2026, 11, 20), rule), table
    )

    assert all(one.says for one in found)
