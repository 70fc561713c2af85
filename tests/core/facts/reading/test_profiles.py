"""A mapping once confirmed is used silently the next time."""

import pytest

from zhijian.core.facts.reading.folder import read_file
from zhijian.core.facts.reading.profiles import (
    confirmed,
    fingerprint,
    load_profile,
    load_profiles,
    save_profile,
)
from zhijian.core.refused import Refused

HEAD = ["标识代号", "新媒体叫啥", "平台", "主办单位", "运营状态", "粉丝"]
ROW = ["qh-1", "青禾发布", "微信", "青禾县教育局", "正常", 3]
PAIRS = [("标识代号", "账号ID"), ("新媒体叫啥", "name"), ("粉丝", "")]


def test_a_header_nobody_knows_can_be_explained(workbook):
    path = workbook({"账号台账": [HEAD, ROW]})

    reading = read_file(path, pairs=PAIRS)

    account = reading.records["accounts"][0]
    assert (account["account"], account["name"], account["followers"]) == ("qh-1", "青禾发布", None)
    assert [column.how for column in reading.tables[0].columns][-1] == "按指定不采用"


def test_a_kept_profile_understands_the_same_header_next_time(workbook, tmp_path):
    first = read_file(workbook({"账号台账": [HEAD, ROW]}), pairs=PAIRS)
    save_profile(confirmed("教育局", first.tables), tmp_path / "方案")
    again = workbook({"Sheet9": [HEAD[::-1], ROW[::-1]]}, "下月.xlsx")

    reading = read_file(again, load_profiles(tmp_path / "方案"))

    assert reading.records == first.records
    assert {column.how for column in reading.tables[0].columns} == {"profile", "按指定不采用"}


def test_a_profile_is_kept_beside_what_it_held_before(workbook, tmp_path):
    first = read_file(workbook({"账号台账": [HEAD, ROW]}), pairs=PAIRS)
    other = [["信息编号", "账号ID", "标题", "发布日期"], ["p1", "qh-1", "你好", "2026-03-05"]]
    second = read_file(workbook({"发布台账": other}, "b.xlsx"))

    profile = confirmed("教育局", second.tables, confirmed("教育局", first.tables))

    save_profile(profile, tmp_path)
    assert load_profile("教育局", tmp_path) == profile
    assert {table.relation for table in profile.tables} == {"accounts", "publications"}


def test_a_fingerprint_knows_a_header_whatever_its_order_and_width():
    assert fingerprint(["账号ID", "名称"]) == fingerprint(["名称：", "账号ＩＤ"])
    assert fingerprint(["账号ID", "名称"]) != fingerprint(["账号ID", "名称", "备注"])


@pytest.mark.parametrize("name", ["../x", "a/b", "", "长" * 61])
def test_a_profile_name_cannot_leave_its_folder(tmp_path, name):
    with pytest.raises(Refused, match="方案名"):
        load_profile(name, tmp_path)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "不是导入方案"),
        ("tables: 3", "不是导入方案"),
        ("tables: [{fingerprint: a, ledger: 天气台账, columns: {}}]", "天气台账"),
        ("tables: [{fingerprint: a, ledger: 账号台账, columns: {甲: weather}}]", "weather"),
        ("tables: [", "YAML"),
        ("!!python/object/apply:os.system ['true']", "YAML"),
    ],
)
def test_a_broken_profile_is_refused(tmp_path, text, word):
    (tmp_path / "坏.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(Refused, match=word):
        load_profile("坏", tmp_path)


def test_a_missing_profile_is_refused_with_those_there_are(tmp_path):
    (tmp_path / "教育局.yaml").write_text("tables: []", encoding="utf-8")

    with pytest.raises(Refused, match="教育局"):
        load_profile("卫健局", tmp_path)


def test_a_ledger_can_be_said(workbook):
    path = workbook({"Sheet1": [["账号", "链接", "一级菜单"], ["qh-1", "x", "公开"]]})

    assert list(read_file(path, relation="菜单台账").records) == ["menus"]
    with pytest.raises(Refused, match="可用的台账名"):
        read_file(path, relation="天气台账")
