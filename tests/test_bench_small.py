"""Every benchmark runs, at the size of a toy; how long it takes is nobody's business here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import gaps, judging, peers, replica, rules, sheets, streams
from bench.apart import measure
from bench.table import BEGINS, ENDS, Line, write


@pytest.fixture(scope="module")
def gap_data(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("gap")
    streams.accounts(folder, 30)
    streams.publications(folder, 30, 3_000, ends=1)
    return str(folder)


def test_ours_and_the_peers_find_the_same_accounts(gap_data: str) -> None:
    ours = gaps.ours(gap_data)["failed"]

    assert 0 < ours < 30
    assert peers.pandas_sorted(gap_data)["failed"] == ours
    assert peers.pandas_as_filed(gap_data)["failed"] == ours


def test_the_orm_loop_finds_the_same_accounts(gap_data: str) -> None:
    loop = measure(peers.orm_loop, data=gap_data, sample=30, days_only=True)

    assert loop.said["failed"] == gaps.ours(gap_data)["failed"]


def test_a_day_on_top_of_the_kept_state_equals_a_full_run(gap_data: str, tmp_path: Path) -> None:
    state, since = str(tmp_path / "state"), str(gaps.SINCE)

    gaps.ours(gap_data, state=state, since=since, days_before=1)
    streams.one_day(Path(gap_data), 30, 10)

    kept = gaps.ours(gap_data, state=state, since=since)
    assert kept["failed"] == gaps.ours(gap_data, since=since)["failed"]


def test_a_memory_limit_changes_nothing(gap_data: str, tmp_path: Path) -> None:
    limited = gaps.ours(gap_data, memory="500MB", spill=str(tmp_path / "spill"))

    assert limited["failed"] == gaps.ours(gap_data)["failed"]


def test_copies_of_a_county_are_judged_whole_and_without_reviews(tmp_path: Path) -> None:
    size = replica.Size(accounts=250, publications=12_000, messages=1_000)
    data = str(replica.replicate(replica.county(), tmp_path / "two", size))

    whole, bare = judging.stored(data), judging.stored(data, detailed=False)

    assert whole["publications"] == bare["publications"] >= size.publications
    assert whole["findings"] > bare["findings"] > 0


def test_engines_agree_on_the_county() -> None:
    assert judging.loaded("duckdb")["outcomes"] == judging.loaded("sqlite")["outcomes"] > 0


def test_every_place_gets_its_rules() -> None:
    plain, peopled = rules.resolver(own=0, turns=1), rules.resolver(own=10, turns=1)

    assert plain["places"] == len(set(rules.divisions())) == 3_219
    assert peopled["rows"] > plain["rows"] > 0


def test_both_readers_see_every_row_of_a_sheet(tmp_path: Path) -> None:
    path = str(tmp_path / "发布台账.xlsx")
    sheets.workbook(path, rows=40)

    assert sheets.ours(path)["rows"] == sheets.openpyxl_cells(path)["rows"] == 40


def test_the_table_takes_its_place_on_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"前\n{BEGINS}\n旧\n{ENDS}\n后\n", encoding="utf-8")

    write([Line("事", "1 秒", "2 秒", is_met=False)], page)

    text = page.read_text(encoding="utf-8")
    assert "旧" not in text
    assert text.startswith("前\n")
    assert text.endswith("\n后\n")
    assert "| 事 | 1 秒 | 2 秒 | — | **否** |" in text
