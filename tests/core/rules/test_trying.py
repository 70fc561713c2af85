"""Values tried out before they hold: what would hold, by which clause, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.refused import Refused
from zhijian.core.rules import Rulebooks
from zhijian.core.rules.trying import (
    DRAFT,
    Draft,
    as_of,
    checks_on,
    to_come,
    value_of,
    with_draft,
)
from zhijian.core.workdays import day_number

ROOT = Path(__file__).resolve().parents[3]
ON, LATER = date(2026, 11, 20), date(2027, 1, 1)
FANGXIAN, HENGNAN = "420325", "430422"
SINCE_D = day_number(ON) - 90


@pytest.fixture(scope="module")
def books() -> Rulebooks:
    return Rulebooks.load(ROOT / "rulebooks")


def row(books: Rulebooks, place: str = FANGXIAN, rule: str = "updates.max_gap", kind: str = "text"):
    (found,) = books.in_force(place, ON, rule, kind)
    return found


def draft(**more) -> Draft:
    values = {"place": FANGXIAN, "rule": "updates.max_gap", "kind": "", "value": 5}
    return Draft(**{**values, "unit": "calendar_day", **more})


def test_a_draft_holds_in_its_place_alone_and_names_no_clause_of_the_rulebooks(books):
    tried = with_draft(books, draft(), now=ON, since_d=SINCE_D)

    assert (row(tried).amount, row(tried).clause, row(tried).document) == (5, DRAFT, DRAFT)
    assert row(tried, HENGNAN) == row(books, HENGNAN)
    assert row(books).amount == 10
    assert DRAFT not in books.clauses


def test_a_draft_counts_from_when_what_it_replaces_began(books):
    tried = with_draft(books, draft(), now=ON, since_d=SINCE_D)

    assert row(tried).from_d <= row(books).from_d


def test_a_draft_of_one_kind_leaves_the_others(books):
    tried = with_draft(books, draft(kind="video", value=3), now=ON, since_d=SINCE_D)

    assert row(tried, kind="video").amount == 3
    assert row(tried, kind="text").amount == 10


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"value": -1}, "不在"),
        ({"value": "五"}, "整数"),
        ({"rule": "no.such"}, "没有规则"),
        ({"place": "420326"}, "没有自己的规则文件夹"),
        ({"kind": "mixed"}, "没有这个种类"),
        ({"unit": "percent"}, "单位"),
    ],
)
def test_a_draft_that_does_not_fit_is_refused_in_words(books, more, says):
    with pytest.raises(Refused, match=says):
        with_draft(books, draft(**more), now=ON, since_d=SINCE_D)


def test_a_value_that_begins_later_is_to_come_and_can_be_tried_today(tmp_path):
    loaded = Rulebooks.load(ROOT / "rulebooks", [overlay(tmp_path)])

    (ahead,) = [one for one in to_come(loaded, FANGXIAN, ON) if one.rule.key == "updates.max_gap"][
        :1
    ]
    tried = as_of(loaded, ["updates.max_gap"], LATER, now=ON, since_d=SINCE_D)

    assert (ahead.on, ahead.before[0].amount, ahead.after[0].amount) == (LATER, 10, 6)
    assert row(loaded).amount == 10
    assert row(tried).amount == 6
    assert row(tried).from_d == row(loaded).from_d


def test_on_the_day_it_begins_a_value_is_no_longer_to_come(tmp_path):
    loaded = Rulebooks.load(ROOT / "rulebooks", [overlay(tmp_path)])

    def keys(day: date) -> set[str]:
        return {one.rule.key for one in to_come(loaded, FANGXIAN, day)}

    assert "updates.max_gap" in keys(LATER - timedelta(days=1))
    assert "updates.max_gap" not in keys(LATER)


def test_only_the_checks_that_can_turn_on_a_rule_are_asked():
    assert set(checks_on(CHECKS, ["updates.max_gap"])) == {"updates.gap", "updates.weekly"}
    assert "filing.recipients" in checks_on(CHECKS, ["filing.deadline"])  # it joins the term
    assert set(checks_on(CHECKS, ["overdue.long_stop"])) == set(CHECKS)


@pytest.mark.parametrize(
    ("rule", "text", "value"),
    [
        ("updates.max_gap", " 5 ", 5),
        ("outsourcing.allowed", "否", False),
        ("people.host_rules", "内容更新机制、 留言回复机制", ("内容更新机制", "留言回复机制")),
    ],
)
def test_a_value_is_read_as_its_rule_has_it(books, rule, text, value):
    assert value_of(text, books.rule(rule)) == value


@pytest.mark.parametrize(
    ("rule", "text"),
    [("updates.max_gap", "五天"), ("outsourcing.allowed", "可以"), ("updates.max_gap", " ")],
)
def test_what_cannot_be_read_is_refused(books, rule, text):
    with pytest.raises(Refused):
        value_of(text, books.rule(rule))


def overlay(folder: Path) -> Path:
    """An office's own folder in which the limit falls to six days next year."""
    place = folder / "own/cn/420000-hubei/420300-shiyan/420325-fangxian"
    place.mkdir(parents=True)
    (folder / "own/documents").mkdir()
    document = {
        "id": "fangxian-2027-1",
        "number": "房政办发〔2027〕1号",
        "title": "关于调整更新间隔的通知",
        "issuer": "房县人民政府办公室",
        "issued_on": date(2026, 11, 1),
        "effective_on": LATER,
        "status": "in_force",
        "basis": [],
        "aliases": [],
        "clauses": [
            {"id": "fangxian-2027-1a", "locator": "一", "says": "两次更新间隔不超过6天",
             "control": "update-interval", "kind": "duty", "capability": "monitoring",
             "automation": "automatic"}
        ],
    }  # fmt: skip
    value = {"from": LATER, "value": 6, "clause": "fangxian-2027-1a", "reading": "r03"}
    rule = {"updates.max_gap": {"unit": "calendar_day", "in_force": [value]}}
    own = folder / "own"
    (own / "documents/fangxian-2027-1.yaml").write_text(
        yaml.safe_dump(document, allow_unicode=True)
    )
    (place / "updates.yaml").write_text(yaml.safe_dump(rule, allow_unicode=True))
    return own
