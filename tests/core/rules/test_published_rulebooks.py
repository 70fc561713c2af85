"""The law that the project publishes: all of it is there, and says what the notices say."""

import csv
import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from zhijian.core.rules.model import OPEN_END
from zhijian.core.rules.values import is_said
from zhijian.core.workdays import day_number

PARAMETERS = Path(__file__).parents[1] / "data" / "parameters.csv"
YINZHOU, FANGXIAN, HENGNAN, QINGDAO, HAIYAN = "211202", "420325", "430422", "370200", "330424"
NOTICES = {
    "yinzhou-2021": 87,
    "fangxian-2023-16": 85,
    "hengnan-2023-2": 77,
    "qingdao-2019-15": 45,
    "haiyan-2021": 86,
}
LATER = date(2026, 11, 20)


def parameters() -> list[dict[str, str]]:
    with PARAMETERS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(value):
    return str(value) if isinstance(value, date) else value


def test_all_380_clauses_of_the_five_notices_are_there(rulebooks):
    counted = Counter(clause.document for clause in rulebooks.clauses.values())

    assert {name: counted[name] for name in NOTICES} == NOTICES
    assert sum(NOTICES.values()) == 380


def test_all_169_controls_are_there_and_each_has_a_clause(rulebooks):
    used = {clause.control for clause in rulebooks.clauses.values() if clause.control}

    assert len(rulebooks.controls) == 169
    assert used == set(rulebooks.controls)


def test_all_16_readings_are_there_and_apply_to_known_rules(rulebooks):
    assert list(rulebooks.readings) == [f"r{number:02}" for number in range(1, 17)]


@pytest.mark.parametrize("row", parameters(), ids=lambda row: f"{row['parameter']}-{row['place']}")
def test_every_parameter_of_the_comparison_has_landed(row, rulebooks):
    rules, _, kind = row["rule"].partition(":")
    found = [
        entry
        for rule in rules.split("+")
        for entry in rulebooks.entries[row["place"]].get(rule, ())
        if entry.strength != "proposed" and (not kind or not entry.kinds or kind in entry.kinds)
    ]

    if row["state"] == "silent":
        assert found == []
        return
    assert found
    if row["state"] == "elsewhere":
        return
    assert row["clause"] in {entry.clause for entry in found}
    if row["state"] == "stated":
        assert any(entry.stated for entry in found)
        return
    holds = json.loads(row["holds"])
    if isinstance(holds, list):
        assert set(holds) <= {item for entry in found for item in entry.value or ()}
    else:
        assert holds in [plain(entry.value) for entry in found]


def test_the_table_of_parameters_covers_five_places():
    counted = Counter(row["place"] for row in parameters())

    assert set(counted) == {YINZHOU, FANGXIAN, HENGNAN, QINGDAO, HAIYAN}
    assert set(counted.values()) == {98}


def test_every_figure_stands_in_the_words_it_is_drawn_from(rulebooks):
    unsaid = []
    for by_rule in rulebooks.entries.values():
        for key, entries in by_rule.items():
            for entry in entries:
                if entry.value is None or not entry.clause:
                    continue
                text = entry.says or rulebooks.clause(entry.clause).says
                if not is_said(text, entry.value, rulebooks.rules[key], entry.unit):
                    unsaid.append((entry.place, key, entry.value, text))

    assert unsaid == []


def test_a_row_has_a_clause_exactly_if_it_is_no_proposal(rulebooks):
    for place in rulebooks.places:
        for row in rulebooks.resolve(place):
            assert (row.clause is None) == (row.strength == "proposed")
            assert (row.document is None) == (row.clause is None)
            assert row.from_d < row.until_d


def test_only_verified_national_texts_are_law(rulebooks):
    unverified = {
        row.clause
        for row in rulebooks.resolve("cn")
        if row.clause and rulebooks.clause(row.clause).confidence != "high"
    }

    assert unverified == {"cn-W-V5"}


@pytest.mark.parametrize(
    ("place", "day"),
    [
        (YINZHOU, date(2021, 5, 1)),
        (FANGXIAN, date(2023, 8, 7)),
        (HENGNAN, date(2023, 2, 1)),
        (QINGDAO, date(2019, 3, 13)),
        (HAIYAN, date(2021, 11, 30)),
    ],
)
def test_a_notice_is_in_force_from_its_day_and_not_the_day_before(place, day, rulebooks):
    before = rulebooks.in_force(place, day - timedelta(days=1))
    on_the_day = rulebooks.in_force(place, day)

    assert all(row.level != place for row in before)
    assert any(row.level == place for row in on_the_day)


@pytest.mark.parametrize(
    ("place", "kind", "limit", "strength", "clause"),
    [
        (YINZHOU, "text", 7, "beside", "yinzhou-11a"),
        (FANGXIAN, "video", 10, "law", "fangxian-5g"),
        (HENGNAN, "text", 14, "law", "cn-N-V2"),
        (QINGDAO, "app", 14, "law", "cn-N-V2"),
        (HAIYAN, "text", 7, "beside", "haiyan-sys-8b"),
        (HAIYAN, "video", 14, "law", "haiyan-sys-8c"),
        ("cn", "text", 14, "law", "cn-N-V2"),
    ],
)
def test_the_update_limits_of_the_five_places(place, kind, limit, strength, clause, rulebooks):
    (row,) = rulebooks.in_force(place, LATER, "updates.max_gap", kind)

    assert (row.amount, row.strength, row.clause) == (limit, strength, clause)


def test_a_mixed_account_of_haiyan_has_two_limits(rulebooks):
    (gap,) = rulebooks.in_force(HAIYAN, LATER, "updates.max_gap", "mixed")
    (weekly,) = rulebooks.in_force(HAIYAN, LATER, "updates.min_per_week", "mixed")

    assert (gap.amount, gap.amount_loose, gap.reading) == (7, 14, "r05")
    assert (weekly.amount, weekly.amount_loose) == (1, 0)


def test_a_mixed_account_elsewhere_has_one(rulebooks):
    (gap,) = rulebooks.in_force(FANGXIAN, LATER, "updates.max_gap", "mixed")

    assert (gap.amount, gap.amount_loose) == (10, 10)


def test_where_hengnan_gives_no_figure_the_proposal_warns_beside_its_clause(rulebooks):
    (opening,) = rulebooks.in_force(HENGNAN, LATER, "filing.deadline", "OPEN")
    (change,) = rulebooks.in_force(HENGNAN, LATER, "filing.deadline", "CHANGE")

    assert (opening.amount, opening.strength) == (5, "proposed")
    assert (opening.clause, opening.stated_clause) == (None, "hengnan-4-1i")
    assert (change.amount, change.strength, change.clause) == (7, "law", "hengnan-f1-n2")


def test_rules_that_speak_without_a_figure_give_no_row(rulebooks):
    assert rulebooks.in_force(YINZHOU, LATER, "content.original_ratio") == ()


def test_the_two_articles_23_of_yinzhou_are_told_apart(rulebooks):
    former, latter = rulebooks.clause("yinzhou-23a-1"), rulebooks.clause("yinzhou-23b-1")

    assert former.locator == "第二十三条（前一条）"
    assert latter.locator == "第二十三条（后一条）"
    assert former.control != latter.control


def test_the_posts_of_a_place_each_carry_their_own_clause(rulebooks):
    rows = rulebooks.in_force(FANGXIAN, LATER, "people.required_posts")

    assert {row.kind: row.clause for row in rows} == {
        "PRINCIPAL": "fangxian-1-2e",
        "DEPUTY": "fangxian-1-2e",
        "MAINTAINER": "fangxian-3-1a",
    }


def test_a_place_without_a_folder_is_judged_by_the_nearest_above(rulebooks):
    assert rulebooks.book_of("420302") == "420300"
    assert rulebooks.book_of("421000") == "420000"
    assert rulebooks.book_of("110105") == "cn"
    assert rulebooks.book_of("420325102") == FANGXIAN


def test_units_managed_from_above_follow_their_superiors_rules(rulebooks):
    assert rulebooks.superior(YINZHOU, "city") == "211200"
    assert rulebooks.superior(YINZHOU, "province") == "210000"
    assert rulebooks.superior(YINZHOU, "nation") == "cn"


def test_many_places_share_the_rows_of_their_books(rulebooks):
    counties = [f"42{city:02}{county:02}" for city in range(1, 40) for county in range(1, 40)]

    rows = rulebooks.relation([*counties, FANGXIAN])

    assert {row[0] for row in rows} == {"420300", "420000", FANGXIAN}
    assert len(rows) == len(set(rows))


def test_rows_of_one_kind_do_not_overlap(rulebooks):
    for place in rulebooks.places:
        ends: dict[tuple[str, str], int] = {}
        for row in sorted(rulebooks.resolve(place), key=lambda row: row.from_d):
            name = (row.rule, row.kind)
            assert ends.get(name, 0) <= row.from_d
            ends[name] = row.until_d


def test_what_has_not_ended_ends_with_the_calendar(rulebooks):
    assert day_number(date(9999, 12, 31)) == OPEN_END
