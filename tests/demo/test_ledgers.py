"""The ledgers as files: read back they are what was meant, and written twice they are the same."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from zhijian.cli.__main__ import main
from zhijian.core.facts.collection import Facts
from zhijian.core.facts.reading.folder import read_folder
from zhijian.core.facts.reading.report import Reading
from zhijian.core.refused import Refused
from zhijian.demo.folder import write_demo
from zhijian.demo.scenario import COUNTY_PUBLICATIONS, PLACES
from zhijian.demo.truth import FAILS, STORY, WARNS, read_expected

from .judging import assert_true, judged, pairs, stated


@pytest.fixture(scope="session")
def workbooks(law, tmp_path_factory) -> Path:
    return write_demo(tmp_path_factory.mktemp("demo") / "台账", law, seed=1)


@pytest.fixture(scope="session")
def reading(workbooks) -> Reading:
    return read_folder(workbooks)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows_of(facts: Facts) -> dict[str, Counter[tuple[object, ...]]]:
    return {
        name: Counter(tuple(record.values()) for record in facts.rows(name).records())
        for name in facts.tables
    }


def without_numbers(facts: Facts) -> dict[str, Counter[tuple[object, ...]]]:
    """The rows, but for the account numbers, which depend on the order of the sheets' rows."""
    return {
        name: Counter(
            tuple(value for key, value in record.items() if key != "account_n")
            for record in facts.rows(name).records()
        )
        for name in facts.tables
    }


def test_workbooks_are_read_back_without_loss(reading, facts):
    read = Facts.from_records(reading.records, reading.sights)

    assert reading.refused == []
    assert reading.rows_in == reading.rows_taken
    assert rows_of(read) == rows_of(facts)
    assert read.sights == facts.sights


def test_workbooks_are_judged_as_the_records_are(reading, county, law):
    read = Facts.from_records(reading.records, reading.sights)

    assert_true(judged(read, law, "330424"), county.truth, "330424")


def test_csv_files_hold_the_same_rows(law, facts, tmp_path):
    reading = read_folder(write_demo(tmp_path / "台账", law, seed=1, form="csv"))

    assert without_numbers(Facts.from_records(reading.records)) == without_numbers(facts)


def test_parquet_files_are_judged_in_place(law, tmp_path):
    parquet = write_demo(tmp_path / "台账", law, seed=1, form="parquet")
    judgement = judged(Facts.from_parquet(parquet), law, "420325")

    assert pairs(judgement.findings) == stated(read_expected(parquet / FAILS), "420325")


def test_the_truth_lies_beside_the_ledgers(workbooks, county):
    story = json.loads((workbooks / STORY).read_text(encoding="utf-8"))

    assert read_expected(workbooks / FAILS) == county.truth.fails
    assert read_expected(workbooks / WARNS) == county.truth.warns
    assert (workbooks / FAILS).read_text(encoding="utf-8").startswith("place,check,subject\n")
    assert story["as_of"] == "2026-11-20"
    assert tuple(story["places"]) == PLACES
    assert story["counts"]["accounts"] == 126
    assert story["counts"]["publications"] == COUNTY_PUBLICATIONS
    assert len(story["excepted"]) == len(county.truth.excepted)


def test_the_same_arguments_give_the_same_bytes(workbooks, tmp_path, capsys):
    assert main(["demo-data", str(tmp_path / "again"), "--seed", "1", "--accounts", "126"]) == 0

    assert contents(tmp_path / "again") == contents(workbooks)
    assert "检查日为 2026-11-20" in capsys.readouterr().out


def test_no_person_is_reachable_and_no_name_is_real(county):
    surnames = set("禾穗苗麦粟谷稷黍菽稻")

    for row in county.rows["positions"]:
        assert row["phone"] == ""
        assert str(row["person"])[0] in surnames
    assert all(
        str(row["organization"]).startswith("青禾县") for row in county.rows["organizations"]
    )


def test_a_province_holds_its_truth(law, tmp_path):
    folder = write_demo(tmp_path / "省", law, seed=3, size="province", accounts=1_000)
    judgement = judged(Facts.from_parquet(folder), law, "cn")

    assert pairs(judgement.findings) == stated(read_expected(folder / FAILS), "cn")
    assert pairs(judgement.warnings) == stated(read_expected(folder / WARNS), "cn")
    assert {"updates.gap", "columns.gap", "codes.credit_code", "interaction.unanswered"} <= {
        one.check for one in read_expected(folder / FAILS)
    }


def test_a_province_made_twice_is_the_same_bytes(law, tmp_path):
    made = [
        write_demo(tmp_path / name, law, seed=3, size="province", accounts=1_000) for name in "12"
    ]

    assert contents(made[0]) == contents(made[1])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"accounts": 20}, "一个县的账号数应在 110 到 3000 之间，实为 20"),
        ({"accounts": 9_000}, "--size province"),
        ({"size": "nation", "accounts": 10}, "至少要有 1000 个账号"),
        ({"size": "province", "form": "xlsx"}, "只写 Parquet"),
    ],
)
def test_what_cannot_be_made_is_refused_and_leaves_nothing(law, tmp_path, arguments, said):
    with pytest.raises(Refused, match=said):
        write_demo(tmp_path / "台账", law, seed=1, **arguments)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(law, tmp_path):
    (tmp_path / "旧台账.xlsx").write_bytes(b"")

    with pytest.raises(Refused, match="不是空文件夹"):
        write_demo(tmp_path, law, seed=1)

    assert [path.name for path in tmp_path.iterdir()] == ["旧台账.xlsx"]
