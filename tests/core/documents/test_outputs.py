"""The folder of results: whole or not there, the same bytes twice, nobody's work overwritten."""

import csv
import io
import json
from dataclasses import replace

import duckdb
import openpyxl
import pytest

from zhijian.core.documents.difference import changes_between
from zhijian.core.documents.outputs import write_outputs
from zhijian.core.outcomes import Verdict
from zhijian.core.refused import Refused

COLUMNS = [
    *("check", "subject_kind", "subject", "organization", "verdict", "observed", "limit"),
    *("unit", "clause", "document", "says", "mend", "since", "due_on"),
]


@pytest.fixture
def write(county, scored, rulebooks, calendar):
    def written(folder, judgement=county, **more):
        write_outputs(folder, judgement, scored(judgement), rulebooks, calendar, **more)
        return folder

    return written


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def csv_rows(folder, name="findings.csv"):
    text = (folder / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_second_run_gives_the_same_bytes(write, tmp_path):
    first, second = tree(write(tmp_path / "a")), tree(write(tmp_path / "b"))

    assert first == second
    assert {"bulletin.docx", "bulletin.html", "findings.csv", "findings.xlsx"} <= set(first)
    assert {"findings.parquet", "outcomes.parquet", "score.xlsx", "summary.json"} <= set(first)


def test_findings_have_the_promised_columns_and_only_what_failed(write, tmp_path, county):
    rows = csv_rows(write(tmp_path / "out"))

    assert list(rows[0])[:14] == COLUMNS
    assert {row["verdict"] for row in rows} == {"FAIL"}
    assert len(rows) == len(county.findings)
    assert all(row["clause"] and row["document"] for row in rows)


def test_the_csv_opens_in_excel_without_running_anything(write, tmp_path):
    folder = write(tmp_path / "out")

    assert (folder / "findings.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in [row["subject"] for row in csv_rows(folder)]


def test_parquet_keeps_every_value_as_it_was(write, tmp_path):
    path = write(tmp_path / "out") / "findings.parquet"

    rows = duckdb.sql(f"SELECT * FROM '{path}'")

    assert rows.columns[:14] == COLUMNS
    assert dict(zip(rows.columns, rows.types, strict=True))["due_on"] == "DATE"
    found = duckdb.sql(f"SELECT subject, \"limit\", due_on::VARCHAR FROM '{path}'").fetchall()
    assert ("=1+1", 10, "2026-11-18") in found


def test_no_finding_still_gives_every_file(write, make, tmp_path):
    folder = write(tmp_path / "out", make())

    assert csv_rows(folder) == []
    assert duckdb.sql(f"SELECT * FROM '{folder / 'findings.parquet'}'").fetchall() == []
    assert not (folder / "notices").exists()


def test_the_workbook_has_a_sheet_for_everything_and_text_stays_text(write, tmp_path, county):
    book = openpyxl.load_workbook(write(tmp_path / "out") / "findings.xlsx")

    assert book.sheetnames == [
        *("findings", "问题", "提醒", "例外", "未能判断", "覆盖情况"),
        *("数据情况", "数据说明"),
    ]
    assert book.active.title == "问题"
    main = book["findings"]
    assert [cell.value for cell in main[1]][:14] == COLUMNS
    assert main.max_row == 1 + len(county.findings)
    cells = [cell for row in main.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.page_setup.orientation == "landscape"
    assert book["未能判断"].max_row == 2
    assert [cell.value for cell in book["覆盖情况"][6]][2:9] == [47, 40, 4, 0, 1, 1, 1]


def test_the_lines_of_the_score_sheet_add_up_and_carry_their_clause(
    write, tmp_path, county, scored
):
    book = openpyxl.load_workbook(write(tmp_path / "out") / "score.xlsx")
    lines = list(book["算分单"].iter_rows(min_row=2, values_only=True))

    for unit in scored(county).units:
        points = [row[4] for row in lines if row[0] == unit.organization and row[4] is not None]
        assert sum(points) * 100 == unit.points
    assert all(row[7] for row in lines)
    assert {"得分汇总", "算分单", "达到90分需要"} <= set(book.sheetnames)


def test_the_summary_counts_by_check_and_in_total(write, tmp_path):
    held = json.loads((write(tmp_path / "out") / "summary.json").read_text("utf-8"))

    assert held["coverage"]["total"] == {
        "checked": 47,
        "passed": 40,
        "failed": 4,
        "not_applicable": 0,
        "undetermined": 1,
        "excepted": 1,
        "warned": 1,
    }
    assert held["coverage"]["by_check"]["updates.gap"]["failed"] == 3
    assert held["relations"]["accounts"] == {
        "title": "账号台账",
        "rows": 126,
        "as_of": "2026-11-20",
        "from": None,
        "is_seen": True,
        "is_complete": True,
        "is_fresh": True,
    }
    assert (held["place"], held["on"], held["since"]) == ("420325", "2026-11-20", "2026-08-20")
    assert len(held["rulebook"]["fingerprint"]) == 64
    assert set(held["files"]) == {name for name in tree(tmp_path / "out") if name != "summary.json"}


def test_our_own_earlier_output_is_replaced_and_leaves_nothing_behind(write, make, tmp_path):
    write(tmp_path / "out")

    write(tmp_path / "out", make())

    assert csv_rows(tmp_path / "out") == []
    assert not (tmp_path / "out" / "notices").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["bulletin.docx", "我的批注.txt"])
def test_what_an_office_added_or_changed_is_not_overwritten(write, tmp_path, name):
    folder = write(tmp_path / "out")
    (folder / name).write_text("手工修改", "utf-8")
    before = tree(folder)

    with pytest.raises(Refused, match=name):
        write(folder)

    assert tree(folder) == before


def test_a_folder_of_something_else_is_not_touched(write, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "summary.json").write_text("[]", "utf-8")

    with pytest.raises(Refused, match="已有别的文件"):
        write(folder)

    assert tree(folder) == {"summary.json": b"[]"}


def test_a_file_in_the_folders_place_is_not_touched(write, tmp_path):
    (tmp_path / "out").write_text("x", "utf-8")

    with pytest.raises(Refused, match="是一个文件"):
        write(tmp_path / "out")


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_run_that_breaks_off_leaves_what_was_there(write, county, tmp_path, error, is_there):
    folder = tmp_path / "deep" / "out"
    if is_there:
        write(folder)
    before = tree(tmp_path)

    def break_off(_path):
        raise error

    with pytest.raises(error):
        write(folder, replace(county, write_outcomes=break_off))

    assert tree(tmp_path) == before
    assert (tmp_path / "deep").exists() is is_there


def test_the_difference_names_both_clauses_also_where_one_side_passes(
    county, make, write, tmp_path
):
    gap = county.findings[-1]
    stricter = make(gap)
    changes = changes_between(
        make(), stricter, ("420325", "330424"), ({(gap.check, gap.subject): "haiyan-2-1b"}, {})
    )

    folder = write(tmp_path / "out", stricter, changes=changes)

    (row,) = csv_rows(folder, "difference.csv")
    assert (row["from_state"], row["to_state"]) == ("符合或不适用", "不符合")
    assert (row["from_clause"], row["to_clause"]) == ("haiyan-2-1b", gap.clause)
    sheet = openpyxl.load_workbook(folder / "difference.xlsx")["差异"]
    assert [cell.value for cell in sheet[2]][3:5] == ["符合或不适用", "不符合"]


def test_what_is_judged_alike_is_no_difference(county, make):
    finding = county.findings[0]
    unseen = replace(finding, verdict=Verdict.UNDETERMINED)

    assert changes_between(make(finding), make(finding), ("a", "b")) == ()
    assert len(changes_between(make(finding), make(unseen), ("a", "b"))) == 1
