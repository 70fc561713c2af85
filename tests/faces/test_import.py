"""``zhijian import`` and ``zhijian template``: what they say, what they write, how they end."""

import csv
from pathlib import Path

import pytest

from zhijian.cli import import_
from zhijian.cli.__main__ import main
from zhijian.core.facts.collection import Facts
from zhijian.core.facts.reading.folder import read_folder

HEAD = "账号ID,账号名称,平台,主办单位,运营状态,粉丝量\n"
GOOD = "qh-1,青禾发布,微信,青禾县教育局,正常,1.2万\n"
BAD = "qh-2,青禾教育,微信,青禾县教育局,正常,约3\n"


@pytest.fixture
def ledger(tmp_path: Path):
    def write(text: str = HEAD + GOOD, name: str = "账号台账.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(autouse=True)
def in_an_empty_place(tmp_path, monkeypatch):
    """Profiles are looked for where the command runs; no test sees another's."""
    monkeypatch.chdir(tmp_path)


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_a_dry_run_says_what_it_understood_column_by_column_and_writes_nothing(
    ledger, tmp_path, capsys
):
    path = ledger(HEAD + GOOD + BAD)
    before = sorted(tmp_path.iterdir())

    code = main(["import", str(path), "--dry-run"])

    said = capsys.readouterr().out
    assert code == 1
    assert "A1 账号ID → 账号ID（同名）" in said
    assert "C1 平台 → 发布平台（别名）" in said
    assert "账号台账.csv F3（粉丝量）：“约3”是约数。请填确切的整数，如 3400。" in said
    assert "2 行；读入 2 行，未读入 0 行" in said
    assert sorted(tmp_path.iterdir()) == before


def test_a_clean_ledger_ends_with_zero(ledger):
    assert main(["import", str(ledger()), "--dry-run"]) == 0


def test_repeated_rows_alone_are_no_failure(ledger):
    assert main(["import", str(ledger(HEAD + GOOD + GOOD)), "--dry-run"]) == 0


def test_the_ledgers_written_are_read_back_the_same(ledger, tmp_path):
    path = ledger(HEAD + GOOD + BAD)

    main(["import", str(path), "--out", str(tmp_path / "台账")])

    assert rows(tmp_path / "台账" / "账号台账.csv")[1][:2] == ["qh-1", "青禾发布"]
    again = read_folder(tmp_path / "台账")
    assert again.records == read_folder(path).records
    assert again.refused == []


def test_every_refusal_is_in_the_list(ledger, tmp_path, capsys):
    many = "".join(BAD.replace("qh-2", f"qh-{n}") for n in range(import_.SHOWN + 3))

    main(["import", str(ledger(HEAD + many)), "--dry-run", "--out", str(tmp_path / "结果")])

    said = capsys.readouterr().out
    assert said.count("是约数") == import_.SHOWN
    assert "同类情形另有 3 处" in said
    assert len(rows(tmp_path / "结果" / "refused.csv")) == import_.SHOWN + 3 + 1
    assert [path.name for path in (tmp_path / "结果").iterdir()] == ["refused.csv"]


def test_a_title_that_looks_like_a_formula_is_guarded_in_the_csv_and_read_back_bare(
    ledger, tmp_path
):
    text = "信息编号,账号ID,标题,发布日期\np1,qh-1,=cmd|'/c calc'!A1,2026-03-05\n"

    main(["import", str(ledger(text, "发布台账.csv")), "--out", str(tmp_path / "台账")])

    assert rows(tmp_path / "台账" / "发布台账.csv")[1][2].startswith("'=")
    title = read_folder(tmp_path / "台账").records["publications"][0]["title"]
    assert title == "=cmd|'/c calc'!A1"


def test_a_folder_with_content_is_not_written_over(ledger, tmp_path, capsys):
    (tmp_path / "台账").mkdir()
    (tmp_path / "台账" / "旧.csv").write_text("x", encoding="utf-8")

    assert main(["import", str(ledger()), "--out", str(tmp_path / "台账")]) == 1
    assert "没有覆盖" in capsys.readouterr().err


def test_nothing_is_left_when_writing_fails(ledger, tmp_path, monkeypatch):
    path = ledger()
    before = sorted(tmp_path.iterdir())

    def broken(*_):
        raise OSError(28, "No space left", "x")

    monkeypatch.setattr(import_, "_write_refused", broken)

    assert main(["import", str(path), "--out", str(tmp_path / "台账")]) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_mapping_confirmed_once_is_used_silently_next_time(ledger, capsys):
    path = ledger(HEAD.replace("账号名称", "叫啥") + GOOD)
    assert main(["import", str(path), "--dry-run"]) == 1
    saving = ["--map", "叫啥=账号名称", "--save-profile", "教育局", "--dry-run"]
    assert main(["import", str(path), *saving]) == 0
    capsys.readouterr()

    assert main(["import", str(path), "--dry-run"]) == 0
    assert "叫啥 → 账号名称（方案）" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ([], "--dry-run"),
        (["--dry-run", "--map", "甲"], "原表头=目标列"),
        (["--dry-run", "--map", "甲=天气"], "没有名为“天气”的列"),
        (["--dry-run", "--map", "没有这列=账号名称"], "没有一张表有“没有这列”这个表头"),
        (["--dry-run", "--map", "账号名称=岗位"], "“岗位”不是账号台账的列"),
        (["--dry-run", "--as", "天气台账"], "可用的台账名"),
        (["--dry-run", "--profile", "没有"], "没有名为“没有”的导入方案"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(ledger, capsys, options, word):
    assert main(["import", str(ledger()), *options]) == 1
    assert word in capsys.readouterr().err


def test_a_missing_file_is_refused(capsys):
    assert main(["import", "没有.xlsx", "--dry-run"]) == 1
    assert "找不到" in capsys.readouterr().err


def test_without_files_it_is_wrong_use():
    assert main(["import"]) == 2


def test_several_files_are_read_together(ledger, capsys):
    first, second = ledger(), ledger(HEAD + GOOD.replace("qh-1", "qh-2"), "账号台账2.csv")

    assert main(["import", str(first), str(second), "--dry-run"]) == 0
    assert "2 张表，2 行" in capsys.readouterr().out


def test_a_blank_template_is_never_written_over_one_that_may_be_filled(tmp_path, capsys):
    assert main(["template", "空白台账"]) == 0
    assert main(["template", "空白台账"]) == 1
    assert "--force" in capsys.readouterr().err
    assert main(["template", "空白台账", "--force"]) == 0
    assert len(list((tmp_path / "空白台账").iterdir())) == 5


def test_a_blank_template_can_be_imported_at_once(tmp_path):
    main(["template", "空白台账"])

    assert main(["import", "空白台账", "--dry-run"]) == 0


def test_a_profile_that_fits_no_table_is_mentioned(ledger, capsys):
    path = ledger()
    main(["import", str(path), "--dry-run", "--save-profile", "教育局"])
    other = ledger(HEAD.replace("粉丝量", "关注量") + GOOD, "另一个.csv")

    main(["import", str(other), "--dry-run", "--profile", "教育局"])

    assert "方案“教育局”没有用上" in capsys.readouterr().out


def test_what_is_read_becomes_facts(ledger):
    reading = read_folder(ledger(HEAD + GOOD))

    facts = Facts.from_records(reading.records, reading.sights)

    assert facts.rows("accounts").column("followers") == [12_000]
    assert facts.sight("accounts").complete
