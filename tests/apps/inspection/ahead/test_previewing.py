"""Rules tried out on the registers: who turns, which clocks move, and that nothing is recorded."""

import io
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from apps.cases.conftest import County
from apps.inspection.ahead.conftest import an_account
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.refused import Refused
from zhijian.inspection import previewing
from zhijian.inspection.jobs_ahead import preview_rules
from zhijian.inspection.models import Finding, Inspection
from zhijian.inspection.previewing import Asked
from zhijian.journal.models import Entry
from zhijian.ledger.models import Account

TODAY = date(2026, 11, 20)
FIVE = Asked(place="420325", rule="updates.max_gap", value="5")


@pytest.fixture
def accounts(county) -> list[Account]:
    an_account(county.government, "今天", TODAY)
    days = {"五天": 5, "六天": 6}
    return [an_account(county.bureau, k, TODAY - timedelta(days=n)) for k, n in days.items()]


def told(county: County, asked: Asked) -> dict:
    previewing.work_out(county.office, asked)
    return previewing.preview(county.office, asked).told


def test_a_stricter_limit_turns_what_is_beyond_it_and_moves_every_clock(county, accounts):
    found = told(county, FIVE)

    (line,) = [one for one in found["lines"] if one["check"] == "updates.gap"]
    assert (line["subject"], line["turn"]) == ("青禾六天", "red")
    assert (line["before"], line["after"]) == ("符合或不适用", "不符合")
    assert (line["limit_before"], line["limit_after"]) == ("10天", "5天")
    assert "房政办发〔2023〕16号" in line["cited_before"]
    assert "预演" in line["cited_after"]
    clocks = {one["subject"]: (one["before"], one["after"]) for one in found["clocks"]}
    assert clocks == {
        "青禾五天": ("2026-11-25", "2026-11-20"),
        "青禾六天": ("2026-11-24", "2026-11-19"),
    }


def test_nothing_of_a_preview_is_recorded(county, accounts):
    before = Entry.objects.count()

    told(county, FIVE)

    assert not Finding.objects.exists()
    assert not Inspection.objects.exists()
    assert Entry.objects.count() == before


def test_a_job_works_out_what_the_page_asks_for(county, accounts):
    preview_rules({"office": county.office.pk, "asked": vars(FIVE)})

    assert previewing.preview(county.office, FIVE) is not None
    assert previewing.preview(county.sibling, FIVE) is None
    assert (
        previewing.preview(county.office, Asked("420325", rule="updates.max_gap", value="4"))
        is None
    )


def test_the_workbook_says_the_same_as_the_page(county, accounts):
    found = told(county, FIVE)

    book = CalamineWorkbook.from_filelike(io.BytesIO(previewing.preview(county.office, FIVE).book))
    rows = book.get_sheet_by_index(0).to_python()
    assert len([row for row in rows if "青禾" in str(row)]) == len(found["lines"])


def test_another_places_rules_are_those_of_that_place(county, accounts, monkeypatch):
    monkeypatch.setattr(previewing, "CHECKS", {"updates.gap": CHECKS["updates.gap"]})

    found = told(county, Asked(place="420325", as_place="430422"))

    assert "衡南县" in found["words"]
    clocks = {one["subject"]: (one["before"], one["after"]) for one in found["clocks"]}
    assert set(clocks) == {"青禾五天", "青禾六天"}  # 10 days become 14, or a week
    assert all(before != after for before, after in clocks.values())


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked("420325", rule="updates.max_gap", value="五天"), "整数"),
        (Asked("420325", rule="no.such", value="5"), "没有规则"),
        (Asked("420325", day="2026-13-01"), "不是日期"),
        (Asked("420325", day="2026-11-21"), "没有将要生效的规定"),
        (Asked("420325", as_place="宜居县"), "不是行政区划代码"),
    ],
)
def test_what_cannot_be_tried_is_refused_in_words(db, asked, says):
    with pytest.raises(Refused, match=says):
        previewing.check_asked(asked)
