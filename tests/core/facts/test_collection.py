"""Facts are built from plain records, or every fault of these is named."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from zhijian.core.facts.collection import Facts, ParquetFiles, Sight
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused
from zhijian.core.workdays import day_number

MORNING = datetime(2024, 3, 1, 9, 30)  # noqa: DTZ001 - a ledger's time knows no time zone


def stored(relation: str, **columns: Any) -> dict[str, Any]:
    return next(Facts.from_records({relation: [columns]}).rows(relation).records())


def faults(records: dict[str, Any], sights: dict[str, Sight] | None = None) -> str:
    with pytest.raises(Refused) as refusal:
        Facts.from_records(records, sights)
    return "\n".join([str(refusal.value), *refusal.value.lines])


@pytest.mark.parametrize(
    "said",
    [
        {"opened_on": "2024-03-01"},
        {"opened_on": date(2024, 3, 1)},
        {"opened_on": MORNING},
        {"opened_d": day_number(date(2024, 3, 1))},
    ],
)
def test_a_day_may_be_said_in_several_ways(said: dict[str, Any]) -> None:
    assert stored("accounts", account="a", **said)["opened_d"] == day_number(date(2024, 3, 1))


@pytest.mark.parametrize("said", ["2024-03-01 09:30", MORNING])
def test_a_moment_is_kept_in_local_seconds(said: Any) -> None:
    row = stored("publications", publication="1", published_at=said)

    assert row["published_s"] == day_number(date(2024, 3, 1)) * 86_400 + 9 * 3600 + 30 * 60


@pytest.mark.parametrize("said", ["operating", "正常", "在用"])
def test_a_choice_may_be_said_by_code_or_by_word(said: str) -> None:
    assert stored("accounts", account="a", state=said)["state"] == "operating"


def test_an_open_choice_keeps_a_new_word() -> None:
    assert stored("accounts", account="a", platform="新平台")["platform"] == "新平台"


def test_what_is_left_out_is_blank_not_no() -> None:
    row = stored("accounts", account="a")

    assert (row["comments_open"], row["opened_d"], row["section"]) == (None, None, "")


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ({"帐号": []}, ("没有名为“帐号”的台账", "accounts")),
        (
            {"accounts": [{"account": "a", "opend_on": ""}]},
            ("账号台账第 1 条", "opend_on", "opened_d"),
        ),
        ({"accounts": [{"account": "a", "state": "歇业"}]}, ("运行状态", "“歇业”", "可填", "正常")),
        ({"accounts": [{"account": "a", "opened_on": "去年"}]}, ("“去年”不是日期", "2024-03-01")),
        ({"accounts": [{"account": "a", "comments_open": 2}]}, ("只能是 1（是）或 0（否）",)),
        ({"accounts": [{"account": "a", "followers": "很多"}]}, ("应为整数",)),
        ({"accounts": [{"account": "a", "opened_d": True}]}, ("应为日期",)),
    ],
)
def test_a_fault_is_named_with_its_place_and_cure(
    records: dict[str, Any], words: tuple[str, ...]
) -> None:
    said = faults(records)

    assert all(word in said for word in words), said


def test_every_fault_is_listed_not_only_the_first() -> None:
    said = faults({"accounts": [{"state": "歇业"}, {"state": "打烊"}], "外": []})

    assert "3 处" in said
    assert all(word in said for word in ("歇业", "打烊", "“外”"))


def test_a_sight_of_an_unknown_relation_is_refused() -> None:
    assert "没有的台账“外”" in faults({}, {"外": Sight()})


def test_a_relation_not_handed_over_is_empty_and_one_without_a_statement_complete() -> None:
    facts = Facts.from_records({})

    assert len(facts.rows("accounts")) == 0
    assert facts.sight("accounts") == Sight(complete=True)


def test_every_relation_takes_an_empty_list() -> None:
    facts = Facts.from_records({name: [] for name in RELATIONS})

    assert all(len(facts.rows(name)) == 0 for name in RELATIONS)


def test_a_folder_without_ledgers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有可识别的 Parquet 台账"):
        Facts.from_parquet(tmp_path)


def test_parquet_ledgers_stay_in_their_files(tmp_path: Path) -> None:
    (tmp_path / "accounts.parquet").touch()
    (tmp_path / "publications").mkdir()
    (tmp_path / "publications" / "2024.parquet").touch()

    facts = Facts.from_parquet(tmp_path)

    assert set(facts.tables) == {"accounts", "publications"}
    assert isinstance(facts.tables["accounts"], ParquetFiles)
    with pytest.raises(TypeError):
        facts.rows("accounts")
