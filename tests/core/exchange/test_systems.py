"""The systems above are data, read strictly: what is wrong is told with file and line."""

import pytest

from zhijian.core.exchange.loading import load
from zhijian.core.rules import RulebookRefused, Rulebooks
from zhijian.packaged import default_rulebooks

FOLDER = default_rulebooks()


@pytest.fixture(scope="module")
def books():
    return Rulebooks.load(FOLDER)


@pytest.fixture(scope="module")
def systems(books):
    return load(FOLDER, books)


def test_every_system_that_a_rule_names_is_known_where_it_is_named(books, systems):
    for place in books.places:
        for row in books.resolve(place):
            if row.rule == "filing.systems":
                assert systems.find(row.text, place), (place, row.text)


@pytest.mark.parametrize(
    ("name", "place", "found"),
    [
        ("全国政务新媒体报送系统", "420325", "national-media"),
        ("全省政务新媒体管理平台", "420325", "hubei-media"),
        ("十堰市政务新媒体监管服务平台", "420325", "shiyan-media"),
        ("浙江省政务新媒体管理平台", "330424", "zhejiang-media"),
        ("金宏网", "370200", "jinhong"),
        ("政府信箱", "370200", "mailbox"),
        ("全国政府网站信息报送系统", "211202", "national-sites"),
    ],
)
def test_a_system_is_found_by_name_and_alias_in_its_place(systems, name, place, found):
    assert systems.find(name, place).id == found


def test_the_platform_of_another_province_is_not_meant(systems):
    assert systems.find("全省政务新媒体管理平台", "330424") is None
    assert systems.find("区政府办公室", "211202") is None


def test_no_sheet_asks_for_personal_data_and_ours_are_marked(systems):
    for sheet in systems.sheets.values():
        assert sheet.is_proposed
        assert not any(field.column.personal for field in sheet.fields)


SOUND = """\
systems:
  - id: own
    name: 青禾县报送系统
    kind: system
    level: county
    places: ["420325"]
    reports:
      - {what: accounts, sheet: short, clauses: [fangxian-3-5a]}
sheets:
  short:
    title: 账号
    of: accounts
    proposed: true
    fields:
      - {from: accounts.name, heading: 名称}
"""


def test_a_folder_of_the_office_adds_its_own(tmp_path, books):
    (tmp_path / "systems.yaml").write_text(SOUND, encoding="utf-8")

    found = load(FOLDER, books, [tmp_path])

    assert found.find("青禾县报送系统", "420325").report("accounts").sheet.title == "账号"
    assert found.find("金宏网", "370200")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("level: county", "level: village", "第 5 行：系统的 level"),
        ("fangxian-3-5a", "fangxian-9", "没有条款“fangxian-9”"),
        ("sheet: short", "sheet: long", "没有栏目单“long”"),
        ("accounts.name", "accounts.nick", "没有“accounts.nick”这一列"),
        ("accounts.name", "staff_changes.person", "是个人信息"),
        ('["420325"]', '["青禾"]', "不是行政区划代码"),
        ("what: accounts", "what: stars", "报送内容的 what"),
        ("proposed: true", "proposed: maybe", "应是true 或 false"),
        ("    kind: system\n", "", "系统缺少“kind”"),
        ("systems:", "leads: {colour: register}\nsystems:", "账号台账没有“colour”这一列"),
        ("systems:", "leads: {name: nobody}\nsystems:", "“nobody”不可用"),
    ],
)
def test_a_fault_is_told_with_its_cure(tmp_path, books, old, new, says):
    (tmp_path / "systems.yaml").write_text(SOUND.replace(old, new), encoding="utf-8")

    with pytest.raises(RulebookRefused) as refused:
        load(tmp_path, books)

    assert says in " ".join((str(refused.value), *refused.value.lines))
