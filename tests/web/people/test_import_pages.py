"""批量导入 in the browser: correcting how tables are read, choosing rows, long imports."""

import io
import re

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhijian.jobs.models import Job
from zhijian.journal.models import Entry
from zhijian.people import importing
from zhijian.people.importing import background
from zhijian.people.models import ImportBatch, ImportUpload, Person, User

pytestmark = pytest.mark.django_db
PHONE = "13800000001"
HEADS = ("单位名称", "岗位", "姓名", "任职日期", "联系电话")
ODD = ("在哪里", "干什么活", "叫什么", "哪天来的", "怎么找")


def a_workbook(*rows, title="岗位台账") -> SimpleUploadedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("名册.xlsx", stream.getvalue())


def rows_of(unit, count: int = 3) -> list[tuple[str, ...]]:
    return [(unit.name, "联系人", f"测{n}", "2024-03-01", "") for n in range(count)]


def text(response) -> str:
    return response.content.decode()


def uploaded(page_of, *rows, **more) -> ImportBatch:
    page_of.post(reverse("people_import"), {"file": a_workbook(*rows, **more)})
    return ImportBatch.objects.get()


def at(name: str, batch: ImportBatch) -> str:
    return reverse(f"people_import_{name}", args=(batch.pk,))


@pytest.fixture
def unit(county):
    return county.units[0]


@pytest.fixture
def all_large(monkeypatch):
    """Everything counts as much, so that a worker is asked for it."""
    monkeypatch.setattr(background, "LARGE_FILE", 10)
    monkeypatch.setattr(background, "LARGE_ROWS", 1)


def work() -> None:
    """What a worker does with the waiting jobs."""
    for job in Job.objects.filter(state="waiting", kind__startswith="import."):
        background.run(job.kind.removeprefix("import."), job.payload)
        Job.objects.filter(pk=job.pk).update(state="done")


def test_a_sheet_in_words_nobody_knows_is_read_once_somebody_says_what_they_mean(page_of, unit):
    batch = uploaded(page_of, ODD, *rows_of(unit), title="人")
    assert batch.counts["new"] == 0
    assert "看不出是哪种台账" in text(page_of.get(at("batch", batch)))

    shown = text(page_of.post(at("mapping", batch), {"t0": "positions", "go": "look"}))
    assert "“干什么活”" in shown
    columns = ("organization", "post", "person", "from_d", "")
    said = {f"t0-{n}": name for n, name in enumerate(columns)}
    page_of.post(
        at("mapping", batch), {"t0": "positions", "t0-of": "positions", "go": "read", **said}
    )

    batch.refresh_from_db()
    assert batch.counts["new"] == 3
    page_of.post(at("commit", batch))
    assert Person.objects.filter(name__startswith="测").count() == 3
    assert not ImportUpload.objects.exists()


def test_a_sheet_with_heads_that_fit_no_ledger_leads_to_its_mapping_not_to_a_refusal(page_of, unit):
    heads = ("序号", "号的叫法", "发布平台", "主办单位", "账号ID", "运行状态")
    row = ("1", "青禾林讯", "微信", unit.name, "gh_1", "正常")
    batch = uploaded(page_of, heads, row, title="Sheet1")
    assert "改正对应关系" in text(page_of.get(at("batch", batch)))

    shown = text(page_of.post(at("mapping", batch), {"t0": "accounts", "go": "look"}))

    assert "“号的叫法”" in shown


def test_a_column_is_left_out_and_a_table_is_not_imported(page_of, unit):
    batch = uploaded(page_of, HEADS, (unit.name, "联系人", "测甲", "2024-03-01", PHONE))
    shown = text(page_of.get(at("mapping", batch)))
    chosen = dict(re.findall(r'name="(t0-\d)".*?<option value="(\w*)" selected', shown))
    assert chosen["t0-4"] == "phone"

    said = {"t0": "positions", "t0-of": "positions", "go": "read", **chosen}
    page_of.post(at("mapping", batch), said | {"t0-4": ""})
    page_of.post(at("commit", batch))
    assert Person.objects.get(name="测甲").phone == ""

    other = a_workbook(HEADS, *rows_of(unit))
    page_of.post(reverse("people_import"), {"file": other})
    second = ImportBatch.objects.first()
    page_of.post(at("mapping", second), {"t0": "", "go": "read"})
    second.refresh_from_db()
    assert second.understood[0]["is_left_out"]
    assert second.counts == {"new": 0, "changed": 0, "same": 0, "refused": 0, "cells": 0}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"t0-3": "person"}, "都对应“姓名”"),
        ({}, "没有改动"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_and_the_preview_stays(page_of, unit, change, says):
    batch = uploaded(page_of, HEADS, *rows_of(unit))
    columns = ("organization", "post", "person", "from_d", "phone")
    said = {f"t0-{n}": name for n, name in enumerate(columns)}
    said |= {"t0": "positions", "t0-of": "positions", "go": "read"}

    answer = page_of.post(at("mapping", batch), said | change)

    assert answer.status_code == 422
    assert says in text(answer)
    batch.refresh_from_db()
    assert (batch.counts["new"], batch.corrections) == (3, [])


def test_rows_are_chosen_by_kind_and_one_by_one_without_script(page_of, unit):
    batch = uploaded(page_of, HEADS, *rows_of(unit))
    first = batch.rows.get(row=2).number

    page_of.post(at("pick", batch), {"what": "none"})
    assert "导入选中的" not in text(page_of.get(at("batch", batch)))
    numbers = list(batch.rows.values_list("number", flat=True))
    page_of.post(at("tick", batch), {"seen": numbers, "take": [first], "go": "stay"})
    assert "导入选中的 1 行" in text(page_of.get(at("batch", batch)))
    page_of.post(at("tick", batch), {"seen": numbers, "take": [first], "go": "commit"})

    assert list(Person.objects.filter(name__startswith="测").values_list("name", flat=True)) == [
        "测0"
    ]
    batch.refresh_from_db()
    assert (batch.state, batch.taken) == ("committed", 1)


def test_a_long_import_is_read_taken_and_undone_by_a_worker(page_of, unit, all_large):
    batch = uploaded(page_of, HEADS, *rows_of(unit))
    waiting = page_of.get(at("batch", batch))
    assert waiting["Refresh"]
    assert "正在读取文件" in text(waiting)
    assert PHONE.encode() not in bytes(ImportUpload.objects.get().sealed)

    work()
    assert "导入选中的 3 行" in text(page_of.get(at("batch", batch)))
    page_of.post(at("commit", batch))
    assert "正在写入台账" in text(page_of.get(at("batch", batch)))
    work()
    assert Person.objects.filter(name__startswith="测").count() == 3
    page_of.post(at("undo", batch), {"reason": "导错了"})
    work()

    batch.refresh_from_db()
    assert batch.state == "undone"
    assert Entry.objects.get(action="import.undone").remark == "导错了"
    assert not Person.objects.filter(name__startswith="测").exists()


def test_what_a_worker_refuses_is_said_on_the_page_and_nothing_is_lost(page_of, unit, all_large):
    page_of.post(
        reverse("people_import"), {"file": SimpleUploadedFile("坏.xlsx", b"PK\x03\x04" * 50)}
    )
    batch = ImportBatch.objects.get()
    work()

    batch.refresh_from_db()
    assert batch.state == "unread"
    assert re.search("已损坏|不是真正的", text(page_of.get(at("batch", batch))))
    page_of.post(at("drop", batch))
    assert not ImportUpload.objects.exists()


def test_a_step_that_nobody_does_any_more_is_put_back(page_of, unit, all_large):
    batch = uploaded(page_of, HEADS, *rows_of(unit))
    page_of.post(at("release", batch))
    batch.refresh_from_db()
    assert batch.state == "reading"

    Job.objects.update(state="failed")
    shown = page_of.get(at("batch", batch))
    assert not shown.has_header("Refresh")
    assert "退回上一步" in text(shown)
    page_of.post(at("release", batch))
    batch.refresh_from_db()
    assert batch.state == "unread"


def test_refused_rows_come_back_as_a_workbook_with_their_reasons(page_of, unit):
    batch = uploaded(
        page_of, HEADS, ("没有这个单位", "联系人", "=1+1", "2024-03-01", PHONE), *rows_of(unit, 1)
    )

    content = page_of.get(at("refused", batch)).content

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    row = dict(zip(sheet[0], sheet[1], strict=False))
    assert row["未读入的位置"] == "工作表“岗位台账”，A2"
    assert row["未读入的原因"] == "没有名为“没有这个单位”的单位"
    assert (row["姓名"], row["任职日期"], row["联系电话"]) == ("=1+1", "2024-03-01", PHONE)
    assert Entry.objects.filter(action="import.handed_out").exists()


def test_only_who_uploaded_corrects_chooses_and_downloads(page_of, unit, db):
    batch = uploaded(page_of, HEADS, *rows_of(unit))
    chief = User.objects.create_user("chief", office="system", must_change_password=False)
    other = Client()
    other.force_login(chief)

    assert other.get(at("batch", batch)).status_code == 200
    assert other.get(at("mapping", batch)).status_code == 404
    assert other.get(at("refused", batch)).status_code == 404
    other.post(at("pick", batch), {"what": "none"})
    other.post(at("commit", batch))
    batch.refresh_from_db()
    assert (batch.picks, batch.state) == ({}, "preview")


def test_sixty_thousand_duplicates_are_one_row(clerk, unit):
    lines = [",".join(HEADS), *[f"{unit.name},联系人,测甲,2024-03-01,"] * 60_000]

    batch = importing.upload("\n".join(lines).encode("gbk"), "岗位台账.csv", by=clerk)

    assert batch.rows.count() == 1
    assert batch.understood[0]["duplicates"] == 59_999
