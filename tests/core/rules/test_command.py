"""``zhijian rules`` at the keyboard."""

from pathlib import Path

import pytest

from zhijian.cli.__main__ import main
from zhijian.cli.wording import cells

SAMPLES = Path(__file__).parents[2] / "bad_rulebooks"
ON = ("--on", "2026-11-20")


def said(capsys, *words: str, code: int = 0) -> str:
    assert main(["rules", *words]) == code
    streams = capsys.readouterr()
    return streams.err if code and not streams.out else streams.out


def test_list_names_every_rule(capsys, rulebooks):
    text = said(capsys, "list")

    assert [key for key in rulebooks.rules if key not in text] == []
    assert f"共 {len(rulebooks.rules)} 条规则" in text


def test_list_for_a_place_gives_values_with_strength_and_clause(capsys):
    text = said(capsys, "list", "--place", "420325", *ON)

    (line,) = [line for line in text.splitlines() if line.startswith("filing.rate_target")]
    assert line.split() == ["filing.rate_target", "100", "%", "必须", "fangxian-3-5d"]


def test_show_prints_the_chain_the_clause_and_the_reading(capsys):
    text = said(capsys, "show", "updates.max_gap", "--place", "420325", *ON, "--kind", "text")

    for words in ("全国", "湖北省", "→", "10 天", "读法 r03", "房政办发〔2023〕16号"):
        assert words in text
    assert "结论：10 天，效力“必须”。" in text


def test_show_says_when_nothing_holds(capsys):
    text = said(capsys, "show", "content.original_ratio", "--place", "211202", *ON)

    assert "“逐步提高”（没有数字）" in text
    assert "不适用" in text


def test_columns_are_aligned_by_the_width_of_the_screen(capsys):
    text = said(capsys, "show", "filing.copies", "--place", "430422", *ON)

    lines = [line for line in text.splitlines() if "全国" in line or "层级" in line]
    starts = {
        cells(line[: line.index(word)]) for line, word in zip(lines, ("值", "—"), strict=True)
    }
    assert len(starts) == 1


def test_diff_gives_only_what_differs(capsys):
    text = said(capsys, "diff", "420325", "330424", *ON)

    assert "fangxian-5g" in text
    assert "haiyan-sys-8b" in text
    assert "\nupdates.lookback" not in text


def test_diff_of_a_place_with_itself_is_empty(capsys):
    assert "两地有 0 处不同" in said(capsys, "diff", "420325", "420325", *ON)


def test_validate_lists_every_problem_and_ends_with_one(capsys, tmp_path):
    folder = SAMPLES / "_sound"

    assert "没有发现问题" in said(capsys, "validate", str(folder))
    assert "缺少这个文件" in said(capsys, "validate", str(tmp_path), code=1)


def test_validate_takes_an_overlay_as_an_overlay(capsys, tmp_path):
    (tmp_path / "cn").mkdir()
    values = "freshness.max_age:\n  in_force:\n    - {from: 2026-01-01, value: 3, proposed: true}\n"
    (tmp_path / "cn" / "own.yaml").write_text(values, encoding="utf-8")

    assert "没有发现问题" in said(capsys, "validate", str(tmp_path), "--overlay")
    shown = said(
        capsys, "show", "freshness.max_age", "--place", "cn", *ON, "--rulebooks", str(tmp_path)
    )
    assert "结论：3 天" in shown


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("show", "updates.gap", "--place", "420325"), "没有规则“updates.gap”"),
        (("show", "updates.max_gap", "--place", "房县"), "不是行政区划代码"),
        (("show", "updates.max_gap", "--place", "420325", "--kind", "audio"), "没有种类“audio”"),
        (("list", "--rulebooks", "nowhere"), "没有这个规则文件夹"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(words, expected, capsys):
    assert expected in said(capsys, *words, code=1)


def test_a_day_that_is_none_is_wrong_use(capsys):
    assert main(["rules", "list", "--on", "2026年"]) == 2
    assert "2026-11-20" in capsys.readouterr().err
