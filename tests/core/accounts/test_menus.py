"""Faults of menus: too deep by the form's clause, too many by the platform's habit, or astray."""

import pytest

from zhijian.core.accounts.advice import Confidence
from zhijian.core.accounts.menus import MenuItem, menu_faults

HENGNAN, QINGDAO = "430422", "370200"


@pytest.fixture
def faults(of_place, catalogue):
    def of(items, place=HENGNAN, platform="wechat"):
        return menu_faults(items, of_place(place), catalogue, catalogue.platform(platform))

    return of


def items(*paths):
    return [MenuItem(tuple(path.split("/"))) for path in paths]


def test_a_menu_of_two_levels_has_no_fault(faults):
    menu = [
        MenuItem(("政务公开",)),
        MenuItem(("政务公开", "公告"), "https://mp.weixin.qq.com/s/aBcDeFgHiJkLmNoPqRsTuV"),
        MenuItem(("办事", "预约"), "http://www.qinghe.gov.cn/zwfw"),
        MenuItem(("互动", "留言"), "https://www.example.com/letter"),
    ]

    assert faults(menu) == ()


def test_three_levels_are_as_deep_as_the_form_and_four_are_deeper(faults):
    three = faults(items("甲/乙/丙"), platform="app")
    four = faults(items("甲/乙/丙/丁"), platform="app")

    assert three == ()
    assert [(one.code, one.clause) for one in four] == [("deep", "hengnan-f1-3"), ("levels", None)]
    assert four[0].confidence is Confidence.CLAUSE


def test_where_no_form_has_menus_only_the_platform_warns(faults):
    found = faults(items("甲/乙/丙/丁"), place=QINGDAO)

    assert [(one.code, one.confidence) for one in found] == [("levels", Confidence.OURS)]


def test_wechat_takes_three_above_and_five_below(faults):
    within = items("甲", "乙", "丙", *(f"丙/{n}" for n in range(5)))
    above, below = [*within, *items("丁")], [*within, *items("丙/5")]

    assert faults(within) == ()
    assert [one.says for one in faults(above)] == ["微信公众号目前至多 3 个一级菜单，这里有 4 个。"]
    assert [one.says for one in faults(below)] == [
        "微信公众号目前每个一级菜单下至多 5 个子菜单，“丙”下有 6 个。"
    ]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (MenuItem(("",)), "blank"),
        (MenuItem(()), "blank"),
        (MenuItem(("甲", " ")), "blank"),
        (MenuItem(("甲",), "敬请期待"), "no_link"),
        (MenuItem(("甲",), "javascript:void(0)"), "no_link"),
        (MenuItem(("甲",), "https://weib0.com/u/1234567890"), "no_link"),
    ],
)
def test_a_blank_name_and_a_link_to_nowhere_are_told(item, code, faults):
    [found] = faults([item])

    assert (found.code, found.number) == (code, 1)


def test_the_second_of_two_like_items_is_told(faults):
    [found] = faults(items("甲", "乙", "甲 "))

    assert (found.code, found.number) == ("double", 3)
    assert "第 1 项" in found.says
