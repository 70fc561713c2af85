"""Names that look or read alike are found, among a hundred thousand too; honest ones are not."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.accounts.alike import (
    Degree,
    Named,
    NameIndex,
    fold,
    is_one_apart,
    look_alike,
    look_alikes,
)

OWN = "青禾县公安局"
PLACES = [
    "青禾",
    "白川",
    "云岭",
    "江口",
    "河湾",
    "石桥",
    "金沙",
    "南坪",
    "北塘",
    "东流",
    "西陵",
    "古城",
    "新丰",
    "大田",
    "小溪",
    "长岗",
]
ORGANS = [
    "公安",
    "教育",
    "卫健",
    "交通",
    "住建",
    "农业",
    "文旅",
    "司法",
    "民政",
    "财政",
    "审计",
    "统计",
    "水利",
    "林业",
    "商务",
    "应急",
]


def degree(one, other, table):
    found = look_alike(one, NameIndex.of([Named("1", other)], table))
    return found[0].degree if found else None


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("青禾县公安局", "青禾县公安局", Degree.SAME),
        ("青禾 县公安局", "青禾县（公安局）", Degree.SAME),
        ("ＱＨ发布", "qh发布", Degree.SAME),
        ("青禾\u200b县公安局", "青禾县公安局", Degree.SAME),
        ("青禾縣公安局", "青禾县公安局", Degree.TWIN),
        ("青禾发佈", "青禾发布", Degree.TWIN),
        ("QlNGHE发布", "QINGHE发布", Degree.TWIN),
        ("QINGHЕ在线", "QINGHE在线", Degree.TWIN),
        ("青禾县公安局官方发布", "青禾县公安局", Degree.AFFIX),
        ("青禾公安微博", "青禾公安发布", Degree.AFFIX),
        ("官方青禾县公安局", "青禾县公安局", Degree.AFFIX),
        ("青禾发布", "青禾政务", Degree.AFFIX),
        ("青禾县公安分局", "青禾县公安局", Degree.NEAR),
        ("青和县公安局", "青禾县公安局", Degree.NEAR),
        ("青禾公县安局", "青禾县公安局", Degree.NEAR),
        ("青禾县公安", "青禾县公安局", Degree.NEAR),
        ("白川县公安局", "青禾县公安局", None),
        ("青禾教育", "青禾公安", None),
        ("青禾", "白川", None),
        ("发布", "政务", None),
        ("", "青禾", None),
    ],
)
def test_how_much_two_names_are_alike(one, other, wanted, table):
    assert degree(one, other, table) is wanted


def test_names_of_the_same_owner_are_not_held_against_each_other(table):
    names = [Named("1", OWN, "甲"), Named("2", OWN, "甲"), Named("3", OWN, "乙")]
    index = NameIndex.of(names, table)

    assert [one.key for one in look_alike(OWN, index, owner="甲")] == ["3"]
    assert [(p.one.key, p.other.key) for p in look_alikes(names, table).found] == [
        ("1", "3"),
        ("2", "3"),
    ]


def test_the_most_alike_come_first_and_the_rest_is_cut(table):
    names = [Named("近", "青禾县公安分局"), Named("缀", OWN + "发布"), Named("同", OWN)]
    index = NameIndex.of(names, table)

    assert [one.key for one in look_alike(OWN, index)] == ["同", "缀", "近"]
    assert [one.key for one in look_alike(OWN, index, most=1)] == ["同"]
    assert look_alikes(names, table, most=1).is_cut
    assert look_alike(OWN, index)[1].says == f"与“{OWN}发布”只差“发布”“政务”“官方”一类字样"


def many(count):
    draw = random.Random(7)
    parts = [draw.choice(PLACES) + draw.choice(PLACES) for _ in range(count)]
    return [
        Named(str(n), f"{place}县{draw.choice(ORGANS)}{n % 997:03}号", str(n))
        for n, place in enumerate(parts)
    ]


def test_a_hundred_thousand_names_are_searched_in_seconds(table):
    names = [
        *many(100_000),
        Named("真", "青禾县退役军人事务局"),
        Named("假", "青禾縣退役军入事务局发布"),
    ]

    before = time.process_time()
    index = NameIndex.of(names, table)
    built = time.process_time()
    found = look_alike("青禾县退役军人事务局", index)
    asked = time.process_time()

    assert [one.key for one in found] == ["真", "假"]
    assert built - before < 20
    assert asked - built < 0.5


def test_a_hundred_thousand_like_names_end_at_what_was_asked_for(table):
    before = time.process_time()

    pairs = look_alikes((Named(str(n), OWN) for n in range(20_000)), table, most=100)

    assert len(pairs.found) == 100
    assert pairs.is_cut
    assert time.process_time() - before < 5


_LETTERS = st.text("青禾县公安局甲乙", min_size=4, max_size=8)


@given(one=_LETTERS, other=_LETTERS)
def test_being_alike_goes_both_ways_and_misses_nothing_one_character_apart(one, other, table):
    there, back = degree(one, other, table), degree(other, one, table)

    assert there is back
    if fold(one, table).plain == fold(other, table).plain:
        assert there is Degree.SAME
    elif is_one_apart(fold(one, table).core, fold(other, table).core):
        assert there is not None


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("甲乙丙丁", "甲乙丙丁", False),
        ("甲乙丙丁", "甲乙戊丁", True),
        ("甲乙丙丁", "甲乙丁丙", True),
        ("甲乙丙丁", "甲丙乙丁", True),
        ("甲乙丙丁", "乙甲丁丙", False),
        ("甲乙丙丁", "甲乙丙", True),
        ("甲乙丙", "甲乙丙丁", True),
        ("甲乙丙丁", "戊甲乙丙丁", True),
        ("甲乙丙丁", "甲乙", False),
    ],
)
def test_one_character_apart(one, other, wanted):
    assert is_one_apart(one, other) is wanted
