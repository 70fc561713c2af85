"""``zhijian check`` from a folder of sheets to a folder of documents, and every way to refuse."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from zhijian.cli.__main__ import DONE, REFUSED, WRONG_USE, main

DAYS = [f"2026-{month:02}-{day:02}" for month in (8, 9, 10, 11) for day in (1, 9, 17, 25)]
BUSY = "".join(f"a{day},qh-1,通知,{day}\n" for day in DAYS if day < "2026-11-20")
SILENT = "".join(f"b{day},qh-2,通知,{day}\n" for day in [*DAYS[:13], "2026-11-05"])
LEDGERS = {
    "单位台账.csv": "单位名称,单位性质\n青禾县人民政府办公室,行政机关\n青禾县教育局,行政机关\n",
    "账号台账.csv": (
        "账号ID,账号名称,发布平台,主办单位,主管单位,运行状态,开设日期,媒体形态\n"
        "qh-1,青禾发布,微信,青禾县人民政府办公室,青禾县人民政府办公室,正常,2023-01-01,图文\n"
        "qh-2,青禾教育,微信,青禾县教育局,青禾县人民政府办公室,正常,2023-01-01,图文\n"
    ),
    "发布台账.csv": f"发布编号,账号ID,标题,发布日期\n{BUSY}{SILENT}c1,qh-2,以后的,2026-12-01\n",
}


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("台账")
    for name, text in LEDGERS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def check(ledgers, out, *more, place="420325", on="2026-11-20"):
    given = ["check", str(ledgers), "--place", place, "--on", on, "--out", str(out), *more]
    return main(given)


@pytest.fixture(scope="module")
def written(ledgers, tmp_path_factory):
    out = tmp_path_factory.mktemp("结果") / "甲"
    assert check(ledgers, out, "--as-place", "330424", "--office", "青禾县政府办") == DONE
    return out


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def rows(path):
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_folder_of_sheets_becomes_a_folder_of_documents(written):
    names = set(tree(written))

    assert {
        *("bulletin.docx", "bulletin.html", "findings.csv", "findings.parquet", "findings.xlsx"),
        *("outcomes.parquet", "score.xlsx", "summary.json", "difference.csv", "difference.xlsx"),
    } <= names
    assert any(name.startswith("notices/整改通知书-") for name in names)


def test_the_silent_account_is_found_with_its_clause_and_the_busy_one_is_not(written):
    found = {
        row["subject"]: row
        for row in rows(written / "findings.csv")
        if row["check"] == "updates.gap"
    }

    assert set(found) == {"qh-2"}
    assert (found["qh-2"]["observed"], found["qh-2"]["limit"]) == ("15", "10")
    assert found["qh-2"]["clause"] == "fangxian-5g"


def test_a_second_run_is_equal_to_the_byte(ledgers, written, tmp_path):
    check(ledgers, tmp_path / "乙", "--as-place", "330424", "--office", "青禾县政府办")

    assert tree(tmp_path / "乙") == tree(written)


def test_another_engine_writes_the_same_findings(ledgers, written, tmp_path):
    assert check(ledgers, tmp_path / "乙", "--engine", "duckdb") == DONE

    first, second = tree(written), tree(tmp_path / "乙")
    assert first["findings.csv"] == second["findings.csv"]
    assert first["outcomes.parquet"] == second["outcomes.parquet"]
    assert json.loads(second["summary.json"])["engine"] == "duckdb"


def test_what_another_place_would_say_stands_with_both_clauses(written):
    turned = {(row["check"], row["subject"]): row for row in rows(written / "difference.csv")}

    assert turned
    for row in turned.values():
        assert row["from_state"] != row["to_state"]
        assert (row["from_place"], row["to_place"]) == ("420325", "330424")
        for side in ("from", "to"):
            if row[f"{side}_state"] == "不符合":
                assert row[f"{side}_clause"]


def test_every_finding_and_score_line_carries_a_clause(written):
    assert all(row["clause"] and row["document"] for row in rows(written / "findings.csv"))
    lines = openpyxl.load_workbook(written / "score.xlsx")["算分单"].iter_rows(
        min_row=2, values_only=True
    )
    assert all(line[7] for line in lines)


def test_the_summary_on_screen_says_what_was_found_and_where_it_is(ledgers, tmp_path, capsys):
    check(ledgers, tmp_path / "out", "--timeout", "500", "--memory", "1GB")

    said = capsys.readouterr().out
    assert "发布台账有 1 行晚于检查日 2026-11-20，没有计入。" in said
    assert "未能判断" in said
    assert "不等于合格" in said
    assert "依据：房政办发〔2023〕16号" in said
    assert str(tmp_path / "out" / "bulletin.docx") in said


def test_findings_above_the_asked_level_end_with_one_and_still_write(ledgers, tmp_path):
    assert check(ledgers, tmp_path / "out", "--fail-on", "any") == REFUSED
    assert (tmp_path / "out" / "bulletin.docx").is_file()


def test_a_place_without_rules_of_its_own_is_told_whose_hold(ledgers, tmp_path, capsys):
    assert check(ledgers, tmp_path / "out", place="429999") == DONE

    assert "没有自己的规则集" in capsys.readouterr().out


def test_a_day_beyond_the_calendar_is_said_and_judged_as_far_as_it_goes(ledgers, tmp_path, capsys):
    assert check(ledgers, tmp_path / "out", on="2027-02-01") == DONE

    assert "超出工作日历" in capsys.readouterr().out


@pytest.fixture
def odd(tmp_path):
    (tmp_path / "空").mkdir()
    (tmp_path / "杂").mkdir()
    (tmp_path / "杂" / "菜谱.csv").write_text("菜名,价钱\n白菜,3\n萝卜,2\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("ledger", "more", "words"),
    [
        ("没有", {}, "找不到台账"),
        ("空", {}, "没有可读的表格"),
        ("杂", {}, "没有认出任何台账"),
        ("杂", {"place": "房县"}, "不是行政区划代码"),
        ("杂", {"place": "42032"}, "不是行政区划代码"),
    ],
)
def test_what_cannot_be_judged_is_refused_and_leaves_nothing(odd, capsys, ledger, more, words):
    before = sorted(path.name for path in odd.rglob("*"))

    assert check(odd / ledger, odd / "深" / "out", **more) == REFUSED

    assert words in capsys.readouterr().err
    assert sorted(path.name for path in odd.rglob("*")) == before


def test_results_and_ledgers_may_not_lie_in_each_other(ledgers, capsys):
    before = tree(ledgers)

    assert check(ledgers, ledgers / "out") == REFUSED
    assert check(ledgers / "单位台账.csv", ledgers) == REFUSED

    said = capsys.readouterr().err
    assert "放在台账文件夹里" in said
    assert "放在结果文件夹里" in said
    assert tree(ledgers) == before


def test_somebody_elses_folder_is_refused_before_any_work(ledgers, tmp_path, capsys):
    (tmp_path / "报告.txt").write_text("别人的", "utf-8")

    assert check(ledgers, tmp_path) == REFUSED

    assert "已有别的文件" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["报告.txt"]


def test_time_that_runs_out_leaves_nothing(ledgers, tmp_path, capsys, monkeypatch):
    import time

    from zhijian.cli import check as command

    def slow(*_args, **_more):
        time.sleep(30)

    monkeypatch.setattr(command, "_read", slow)

    assert check(ledgers, tmp_path / "out", "--timeout", "4") == REFUSED

    assert "已满 4 秒" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_too_little_memory_is_said_in_words(ledgers, tmp_path, capsys):
    assert check(ledgers, tmp_path / "out", "--memory", "1KB") == REFUSED

    assert "--memory" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_database_needs_an_address(ledgers, tmp_path, capsys):
    assert check(ledgers, tmp_path / "out", "--engine", "postgres") == REFUSED

    assert "--database" in capsys.readouterr().err


@pytest.mark.parametrize(
    "more",
    [
        ["--engine", "excel"],
        ["--memory", "很多"],
        ["--timeout", "0"],
        ["--since", "去年"],
        ["--fail-on", "some"],
    ],
)
def test_wrong_use_is_code_two(ledgers, tmp_path, capsys, more):
    assert check(ledgers, tmp_path / "out", *more) == WRONG_USE

    assert "--help" in capsys.readouterr().err


def test_a_period_that_ends_before_it_begins_is_refused(ledgers, tmp_path, capsys):
    assert check(ledgers, tmp_path / "out", "--since", "2026-11-20") == REFUSED

    assert "起始日" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_kept_state_gives_the_same_findings_the_next_day(ledgers, tmp_path):
    kept = ("--since", "2026-08-31", "--state", str(tmp_path / "续算"))
    for on in ("2026-11-19", "2026-11-20"):
        assert check(ledgers, tmp_path / f"续算至{on}", *kept, on=on) == DONE

    assert check(ledgers, tmp_path / "全算", "--since", "2026-08-31") == DONE

    found = (tmp_path / "续算至2026-11-20" / "findings.csv").read_bytes()
    assert found == (tmp_path / "全算" / "findings.csv").read_bytes()


def test_a_state_without_a_fixed_period_is_refused(ledgers, tmp_path, capsys):
    code = check(ledgers, tmp_path / "结果", "--state", str(tmp_path / "续算"))

    assert code == REFUSED
    assert "--since" in capsys.readouterr().err
