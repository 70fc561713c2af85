"""Importing units and staff: preview, taking, undoing, and what is refused with its reason."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter
from django.db import connection

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.people import actions, events, importing
from zhijian.people.importing.rows import unpacked
from zhijian.people.models import (
    ImportBatch,
    Lineage,
    Organization,
    Person,
    Position,
    User,
)

pytestmark = pytest.mark.django_db
PHONE = "13800000001"
UNITS = (
    ("单位名称", "单位性质", "单位层级", "上级单位", "行政区划代码", "统一社会信用代码"),
    ("青禾县水利局", "行政机关", "部门", "青禾县政府", "", "１１４４１７００００７２８０４２０Ｙ"),
    ("青禾县河道站", "事业单位", "下属单位", "青禾县水利局", "", ""),
)
EXCEPTIONS = (
    *("批准文号", "规则", "对象", "理由", "批准机关"),
    *("批准日期", "起始日期", "截止日期"),
)
STAFF = (
    ("单位名称", "岗位", "姓名", "职务", "任职日期", "是否B岗", "联系电话"),
    ("青禾县水利局", "信息采编员", "测甲", "科员", "2025-03-01", "否", PHONE),
    ("青禾县水利局", "内容监督员", "测乙", "副局长", "2025/3/1", "否", ""),
    ("青禾县河道站", "联系人", "测丙", "", "2025年3月1日", "否", "13800000002"),
)


def a_workbook(**sheets) -> bytes:
    """A workbook of sheets, each a sequence of rows."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def a_csv(rows, encoding="gbk") -> bytes:
    return "\n".join(",".join(row) for row in rows).encode(encoding)


def outcomes(batch: ImportBatch) -> dict[str, int]:
    return {name: count for name, count in batch.counts.items() if count}


@pytest.fixture(autouse=True)
def that_day():
    with clock.set_to(datetime(2025, 6, 1, 9, 0, tzinfo=clock.CHINA)):
        yield


@pytest.fixture
def chief(county) -> User:
    return county.users["管"]


@pytest.fixture
def batch(chief) -> ImportBatch:
    return importing.upload(a_workbook(单位台账=UNITS, 岗位台账=STAFF), "名册.xlsx", by=chief)


def test_a_preview_says_what_was_understood_and_writes_nothing(batch):
    titles = [(table["title"], table["rows_in"]) for table in batch.understood]
    how = {c["header"]: (c["target"], c["how"]) for c in batch.understood[1]["columns"]}

    assert titles == [("单位台账", 2), ("岗位台账", 3)]
    assert how["单位名称"] == ("主办单位", "别名")
    assert outcomes(batch) == {"new": 5}
    assert not Organization.objects.filter(name="青禾县水利局").exists()


def test_what_is_taken_stands_in_the_tree_with_its_people(batch, chief):
    importing.commit_import(batch, by=chief)

    station = Organization.objects.get(name="青禾县河道站")
    water = Organization.objects.get(name="青禾县水利局")
    assert (water.credit_code, water.place, water.level) == (
        "11441700007280420Y",
        "330424",
        "department",
    )
    above = Lineage.objects.filter(descendant=station).order_by("depth")
    assert list(above.values_list("ancestor__name", flat=True)) == [
        "青禾县河道站",
        "青禾县水利局",
        "青禾县政府",
    ]
    person = Person.objects.matching(PHONE).get()
    assert (person.name, person.title, person.phone) == ("测甲", "科员", PHONE)
    assert Position.objects.get(person=person).from_on == date(2025, 3, 1)
    entry = Entry.objects.get(action="import.committed")
    assert entry.data["digest"] == batch.file_digest
    assert entry.data["counts"]["new"] == 5


def test_the_same_file_again_changes_nothing(batch, chief):
    importing.commit_import(batch, by=chief)

    again = importing.upload(a_workbook(单位台账=UNITS, 岗位台账=STAFF), "名册.xlsx", by=chief)

    assert outcomes(again) == {"same": 5}
    with pytest.raises(Refused, match="没有新增或变更的行"):
        importing.commit_import(again, by=chief)


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_text_tables_are_read_in_the_encodings_of_offices(chief, encoding):
    batch = importing.upload(a_csv(UNITS, encoding), "单位.csv", by=chief)

    assert outcomes(batch) == {"new": 2}


def test_what_changed_is_shown_written_and_taken_back(batch, chief):
    importing.commit_import(batch, by=chief)
    later = (
        (*STAFF[0][:5], "离任日期"),
        ("青禾县水利局", "信息采编员", "测甲", "主任", "2025-03-01", "2025-05-31"),
    )
    units = (UNITS[0][:4], ("青禾县河道站", "事业单位", "下属单位", "青禾县林业局"))
    heard: list[events.StaffChange] = []
    events.on_staff_change(heard.append)

    second = importing.upload(a_workbook(单位台账=units, 岗位台账=later), "变更.xlsx", by=chief)
    assert outcomes(second) == {"changed": 2}
    importing.commit_import(second, by=chief)
    events.forget(heard.append)

    position = Position.objects.get(person__name="测甲")
    assert (position.title, position.until_on) == ("主任", date(2025, 5, 31))
    assert Organization.objects.get(name="青禾县河道站").parent.name == "青禾县林业局"
    assert [(c.kind, c.on) for c in heard] == [("ended", date(2025, 5, 31))]

    importing.undo_import(second, by=chief, reason="导错了")

    position.refresh_from_db()
    assert (position.title, position.until_on) == ("科员", None)
    assert Organization.objects.get(name="青禾县河道站").parent.name == "青禾县水利局"


def test_an_import_is_undone_without_a_trace_but_the_record(batch, chief):
    before = (Organization.objects.count(), Person.objects.count(), Lineage.objects.count())
    importing.commit_import(batch, by=chief)

    importing.undo_import(batch, by=chief, reason="导错了文件")

    after = (Organization.objects.count(), Person.objects.count(), Lineage.objects.count())
    assert after == before
    batch.refresh_from_db()
    assert batch.state == "undone"
    assert Entry.objects.get(action="import.undone").remark == "导错了文件"
    with pytest.raises(Refused, match="已撤销"):
        importing.undo_import(batch, by=chief, reason="再来")


@pytest.mark.parametrize("what", ["user", "unit", "person", "entry"])
def test_an_import_on_which_something_was_built_stays(batch, chief, what):
    importing.commit_import(batch, by=chief)
    water = Organization.objects.get(name="青禾县水利局")
    if what == "user":
        User.objects.create_user("x", person=Person.objects.get(name="测甲"))
    elif what == "unit":
        Organization.objects.create(name="水政科", parent=water, place="330424")
    elif what == "person":
        Person.objects.create(organization=water, name="后来的人")
    else:
        actions.change_organization(water, by=chief, short_name="水利")

    word = {"user": "用户", "unit": "单位", "person": "人员", "entry": "留痕"}[what]
    with pytest.raises(Refused, match=f"{word} 1 条"):
        importing.undo_import(batch, by=chief, reason="导错了")

    assert Organization.objects.filter(name="青禾县河道站").exists()
    batch.refresh_from_db()
    assert batch.state == "committed"


def test_nothing_is_written_when_the_registers_moved_on_since_the_preview(batch, chief, county):
    actions.add_organization(county.units["政府"], by=chief, name="青禾县水利局")

    with pytest.raises(Refused, match="预览之后，台账已有变动"):
        importing.commit_import(batch, by=chief)

    assert not Person.objects.filter(name="测甲").exists()


def test_two_who_confirm_the_same_upload_write_it_once(batch, chief):
    importing.commit_import(batch, by=chief)

    with pytest.raises(Refused, match="已经处理过了"):
        importing.commit_import(batch, by=chief)
    with pytest.raises(Refused, match="已经处理过了"):
        importing.drop_import(batch, by=chief)


def test_an_upload_given_up_leaves_no_rows(batch, chief):
    importing.drop_import(batch, by=chief)

    assert not batch.rows.exists()


def test_only_who_uploaded_confirms(batch, county):
    with pytest.raises(Refused, match="请由上传人确认"):
        importing.commit_import(batch, by=county.users["乙"])
    assert not ImportBatch.objects.visible_to(county.users["乙"]).exists()


def test_every_refused_row_names_its_cell_and_its_cure(county, chief):
    units = (
        UNITS[0],
        ("青禾县甲局", "行政机关", "部门", "没有这个单位", "", ""),
        ("青禾县乙局", "行政机关", "部门", "青禾县政府", "", "11441700007280420X"),
        ("青禾县丙局", "行政机关", "部门", "青禾县丁局", "", ""),
        ("青禾县丁局", "行政机关", "部门", "青禾县丙局", "", ""),
        ("青禾县戊局", "没有这种", "部门", "青禾县政府", "", ""),
        ("", "行政机关", "部门", "青禾县政府", "", ""),
        ("青禾县己局", "行政机关", "部门", "青禾县政府", "33", ""),
    )
    staff = (
        STAFF[0],
        ("没有这个单位", "联系人", "测甲", "", "2025-03-01", "", ""),
        ("青禾县教育局", "联系人", "测乙", "", "昨天", "", ""),
        ("青禾县教育局", "扫地", "测丙", "", "2025-03-01", "", ""),
        ("青禾县教育局", "联系人", "测丁", "", "2025-03-01", "", "电话不详"),
    )

    batch = importing.upload(a_workbook(单位台账=units, 岗位台账=staff), "错.xlsx", by=chief)

    found = {
        (row.sheet, row.row): (row.cell, row.reason, row.loses_row)
        for row in batch.rows.filter(outcome="refused")
    }
    assert found["单位台账", 2][:2] == ("D2", "没有名为“没有这个单位”的单位")
    assert found["单位台账", 3][0] == "F3"
    assert "末位校验码" in found["单位台账", 3][1]
    assert found["单位台账", 4][:2] == ("D4", "上级单位绕成了一圈")
    assert found["单位台账", 5][:2] == ("D5", "上级单位绕成了一圈")
    assert found["单位台账", 6][0] == "B6"
    assert found["单位台账", 7][2]
    assert found["单位台账", 8][0] == "E8"
    assert found["岗位台账", 2][:2] == ("A2", "没有名为“没有这个单位”的单位")
    assert found["岗位台账", 3][0] == "E3"
    assert found["岗位台账", 4][0] == "B4"
    assert found["岗位台账", 5][0] == "G5"
    assert not found["岗位台账", 5][2]
    assert all(row.reason and row.cure for row in batch.rows.filter(outcome="refused"))
    assert outcomes(batch) == {"new": 1, "refused": 10, "cells": 1}


def test_who_keeps_one_unit_imports_for_that_unit_alone(county):
    staff = (
        STAFF[0],
        ("青禾县教育局", "信息采编员", "测甲", "", "2025-03-01", "", ""),
        ("青禾县实验小学", "信息采编员", "测乙", "", "2025-03-01", "", ""),
        ("青禾县林业局", "信息采编员", "测丙", "", "2025-03-01", "", ""),
    )
    units = (
        UNITS[0],
        ("青禾县幼儿园", "事业单位", "下属单位", "青禾县教育局", "", ""),
        ("青禾县新局", "行政机关", "部门", "青禾县政府", "", ""),
        ("青禾县教育局", "事业单位", "", "", "", ""),
    )

    batch = importing.upload(
        a_workbook(单位台账=units, 岗位台账=staff), "x.xlsx", by=county.users["乙"]
    )

    found = dict(batch.rows.values_list("about", "outcome"))
    assert found == {
        "青禾县幼儿园": "new",
        "青禾县新局": "refused",
        "青禾县教育局": "refused",
        "青禾县教育局　信息采编员（责任编辑）": "new",
        "青禾县实验小学　信息采编员（责任编辑）": "new",
        "青禾县林业局　信息采编员（责任编辑）": "refused",
    }


def test_who_keeps_nothing_imports_nothing(county):
    monitor = county.user("丁", "林业局", "MONITOR")

    with pytest.raises(Refused, match="不在这些岗位上"):
        importing.upload(a_csv(UNITS), "单位.csv", by=monitor)


def test_two_of_one_name_are_told_apart_by_the_telephone(county, chief):
    staff = (
        STAFF[0],
        ("青禾县教育局", "联系人", "测甲", "", "2025-03-01", "", PHONE),
        ("青禾县教育局", "内容监督员", "测甲", "", "2025-03-01", "", ""),
        ("青禾县教育局", "信息采编员", "测甲", "", "2025-03-01", "", "13800000009"),
    )

    batch = importing.upload(a_workbook(岗位台账=staff), "x.xlsx", by=chief)
    importing.commit_import(batch, by=chief)

    person = Person.objects.get(name="测甲")
    assert set(person.positions.values_list("kind", flat=True)) == {"CONTACT", "MONITOR"}
    assert batch.rows.get(row=4).reason == "与同单位同名人员的电话不同"


def test_the_database_holds_no_plain_number_of_an_upload(batch):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_importrow")
        rows = str(cursor.fetchall())
        cursor.execute("SELECT * FROM people_importbatch")
        rows += str(cursor.fetchall())

    assert PHONE not in rows
    assert "测甲" not in rows
    values = [unpacked(row.sealed) for row in batch.rows.filter(relation="positions")]
    assert values[0]["phone"] == PHONE


def test_a_script_in_a_name_is_text_like_any_other(county, chief):
    units = (UNITS[0], ("<script>alert(1)</script>", "行政机关", "", "青禾县政府", "", ""))

    batch = importing.upload(a_workbook(单位台账=units), "x.xlsx", by=chief)

    assert outcomes(batch) == {"new": 1}


def test_a_formula_is_read_as_what_it_shows_or_refused(chief, county):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("单位台账")
    sheet.write_row(0, 0, UNITS[0])
    sheet.write_formula(1, 0, '="青禾县"&"甲局"', None, "青禾县甲局")
    sheet.write_row(1, 1, ("行政机关", "部门", "青禾县政府"))
    sheet.write_formula(2, 0, "=NA()", None, "#N/A")
    sheet.write_row(2, 1, ("行政机关", "部门", "青禾县政府"))
    book.close()

    batch = importing.upload(stream.getvalue(), "公式.xlsx", by=chief)

    assert outcomes(batch) == {"new": 1, "refused": 1}
    assert batch.rows.get(outcome="refused").cell == "A3"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "x.xlsx", "文件是空的"),
        (b"abc", "x.exe", "不是表格"),
        (b"abc", "../../etc/x.exe", "“x.exe”不是表格"),
        (b"PK\x03\x04broken", "x.xlsx", "已损坏|不是真正的"),
        (b"\x00" * 5000, "x.csv", "没有可以导入的行"),
        ("你好\n世界\n".encode(), "x.csv", "没有可以导入的行"),
        (a_csv(UNITS[:1]), "x.csv", "没有可以导入的行"),
        (
            a_csv([EXCEPTIONS, ("1号", "甲", "乙", "丙", "丁", *["2025-01-02"] * 3)]),
            "例外登记.csv",
            "里是例外登记，这里还不能导入",
        ),
    ],
)
def test_what_is_no_ledger_of_units_or_staff_is_refused_in_words(
    chief, county, content, name, says
):
    with pytest.raises(Refused, match=says):
        importing.upload(content, name, by=chief)
    assert not ImportBatch.objects.exists()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(chief, county):
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)

    with pytest.raises(Refused, match=r"压缩炸弹|上限"):
        importing.upload(stream.getvalue(), "x.xlsx", by=chief)


def test_a_file_above_the_limit_is_refused(chief, county):
    with pytest.raises(Refused, match="上限为 20 MB"):
        importing.upload(b"a" * (20 * 2**20 + 1), "x.csv", by=chief)


def test_records_of_the_core_are_loaded_once(county):
    records = {
        "organizations": [
            {"organization": "另县", "kind": "organ", "level": "government"},
            {"organization": "另县甲局", "kind": "organ", "parent": "另县"},
        ],
        "positions": [
            {"organization": "另县甲局", "post": "EDITOR", "person": "测甲", "from_d": 20000},
        ],
    }

    loaded = importing.load_facts(records, place="420325")
    again = importing.load_facts(records, place="420325")

    assert (loaded.units, loaded.people, loaded.positions) == (2, 1, 1)
    assert (again.units, again.people, again.positions) == (0, 0, 0)
    assert Organization.objects.get(name="另县甲局").place == "420325"
    assert loaded.unit_ids == again.unit_ids


def test_the_first_units_of_an_empty_installation_are_imported(db):
    chief = User.objects.create_user("管", "x", office="system")
    units = (UNITS[0], ("青禾县政府", "行政机关", "本级政府", "", "330424", ""), *UNITS[1:])

    batch = importing.upload(a_workbook(单位台账=units), "单位.xlsx", by=chief)
    importing.commit_import(batch, by=chief)

    assert Organization.objects.count() == 3


def test_a_row_that_contradicts_another_names_the_file_as_it_was_uploaded(chief, county):
    again = (*UNITS[1][:3], "青禾县教育局", *UNITS[1][4:])

    batch = importing.upload(a_csv([*UNITS, again]), "单位台账.csv", by=chief)

    refused = batch.rows.get(outcome="refused")
    assert refused.reason.startswith("与单位台账.csv 第 2 行的“单位名称”相同")
