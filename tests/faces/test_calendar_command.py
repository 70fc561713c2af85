"""``zhijian calendar`` as a clerk types it."""

from pathlib import Path

import pytest

from zhijian.cli.__main__ import main

FOLDER = Path(__file__).parents[2] / "rulebooks" / "calendars"
TABLE = """\
日期,类型,节日名称
2027-01-01至2027-01-03,休,元旦
2月5日至11日,休,春节
2027-01-31,班,春节
2027-02-14,班,春节
4月3日至5日,休,清明节
5月1日至5日,休,劳动节
2027-05-08,班,劳动节
2027-06-09,休,端午节
2027-09-15,休,中秋节
10月1日至7日,休,国庆节
2027-10-09,班,国庆节
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "放假表.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_year_is_shown_with_its_notices(capsys):
    assert main(["calendar", "show", "2020"]) == 0

    said = capsys.readouterr().out
    assert "国办发明电〔2020〕1号" in said
    assert "01-31（周五） 节假日 春节 国办发明电〔2020〕1号" in said
    assert "全年 249 个工作日。" in said


def test_an_unpublished_year_is_refused_with_the_way_out(capsys):
    assert main(["calendar", "show", "2027"]) == 1

    assert "zhijian calendar import" in capsys.readouterr().err


def test_a_due_day_is_shown_day_by_day(capsys):
    assert main(["calendar", "due", "2024-09-27", "--workdays", "2"]) == 0

    said = capsys.readouterr().out.splitlines()
    assert "2024-09-29（周日）调休上班（国庆节），第1个工作日，依据国办发明电〔2023〕7号。" in said
    assert said[-1] == "到期日 2024-09-30（周一），当日仍在期限内。"


@pytest.mark.parametrize(
    ("options", "due"),
    [
        (["--days", "3"], "2024-09-30"),
        (["--months", "1"], "2024-10-27"),
        (["--years", "1"], "2025-09-27"),
        (["--same-day"], "2024-09-27"),
        (["--workdays", "1", "--extend", "1"], "2024-09-30"),
        (["--workdays", "1", "--pause", "2024-09-27", "2024-09-29"], "2024-09-30"),
        (["--workdays", "0"], "2024-09-27"),
    ],
)
def test_a_term_may_be_in_any_unit_extended_and_paused(options, due, capsys):
    assert main(["calendar", "due", "2024-09-27", *options]) == 0

    assert f"到期日 {due}" in capsys.readouterr().out


def test_a_gap_is_refused_and_estimated_only_when_asked(capsys):
    asked = ["calendar", "due", "2026-12-30", "--workdays", "2"]

    assert main(asked) == 1
    assert "2027 年的工作日历没有录入" in capsys.readouterr().err
    assert main([*asked, "--estimate"]) == 0
    assert "到期日（估算） 2027-01-04" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        ["due", "昨天", "--workdays", "2"],
        ["due", "2024-02-30", "--workdays", "2"],
        ["due", "2024-09-27"],
        ["due", "2024-09-27", "--workdays", "2", "--months", "1"],
        ["show", "今年"],
        ["import"],
        [],
    ],
)
def test_wrong_use_is_code_two(wrong, capsys):
    assert main(["calendar", *wrong]) == 2

    assert capsys.readouterr().err


def test_a_term_below_nothing_is_refused(capsys):
    assert main(["calendar", "due", "2024-09-27", "--workdays", "-1"]) == 1

    assert "不能小于 0" in capsys.readouterr().err


def test_the_latest_start_of_a_notice_is_told(capsys):
    asked = ["calendar", "latest", "2024-09-20", "--months", "1", "--workdays"]

    assert main([*asked, "15"]) == 0
    assert "最迟在 2024-09-25 发布" in capsys.readouterr().out
    assert main([*asked, "25"]) == 1
    assert "做不到" in capsys.readouterr().err


def test_a_new_year_is_written_and_closes_the_gap(table, tmp_path, capsys):
    out = tmp_path / "日历"
    out.mkdir()
    for name in ("statutory.yaml", "2026.yaml"):
        (out / name).write_bytes((FOLDER / name).read_bytes())
    importing = ["calendar", "import", str(table), "--year", "2027", "--out", str(out)]
    counting = ["calendar", "due", "2026-12-30", "--workdays", "2", "--calendars", str(out)]

    assert main(counting) == 1
    assert main(importing) == 0
    said = capsys.readouterr().out
    assert "共放假 27 天（含周末），调休上班 4 天，核对无误。" in said
    assert "没有填写通知文号" in said
    assert main(counting) == 0
    assert "到期日 2027-01-04" in capsys.readouterr().out
    assert main(importing) == 1
    assert main([*importing, "--replace", "--number", "国办发明电〔2026〕99号"]) == 0
    assert sorted(file.name for file in out.iterdir()) == [
        *("2026.yaml", "2027.yaml", "statutory.yaml"),
    ]


def test_a_dry_run_writes_nothing(table, tmp_path, capsys):
    out = tmp_path / "日历"
    asked = ["calendar", "import", str(table), "--year", "2027", "--out", str(out), "--dry-run"]

    assert main([*asked, "--number", "某号"]) == 0

    assert "没有写文件" in capsys.readouterr().out
    assert not out.exists()


def test_a_refused_table_leaves_nothing_behind(table, tmp_path, capsys):
    table.write_text(TABLE.replace("2027-01-31,班", "2027-01-29,班"), encoding="utf-8")
    out = tmp_path / "日历"

    assert main(["calendar", "import", str(table), "--year", "2027", "--out", str(out)]) == 1

    assert "放假表.csv 第 4 行：2027-01-29（周五）不是周末" in capsys.readouterr().err
    assert not out.exists()
