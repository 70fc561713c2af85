"""Every figure is what the ledgers count; ranking only where it is fair, with the reason if not."""

import io
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from apps.cases.conftest import county, kept_apart  # noqa: F401
from apps.inspection.scored import ON, inspect, of, usual
from apps.inspection.test_schemes import adopt
from zhijian.core.score_sheet import Known
from zhijian.inspection import statistics
from zhijian.inspection.burdens import PAPER, REGISTER, burdens_of, month_of
from zhijian.inspection.evaluation import evaluation_book
from zhijian.inspection.models import (
    Appeal,
    Finding,
    Fulfilment,
    Rectification,
    ScoreLine,
    ScoreSheet,
    Unseen,
)
from zhijian.inspection.ranking import ranking_of
from zhijian.ledger.models import Account
from zhijian.people.models import Organization


@pytest.fixture
def made(county):  # noqa: F811
    found = inspect(county, *usual(county))
    for number, unit in enumerate((county.bureau, county.bureau, county.sibling)):
        Account.objects.create(
            organization=unit, handle=f"a{number}", name=f"账号{number}", state="operating",
            platform="wechat",
        )  # fmt: skip
    for due in (ON - timedelta(days=1), ON):
        Rectification.objects.create(
            number=f"ZG-{due}", organization=county.bureau, received_on=ON, due_on=due
        )
    Unseen.objects.create(
        inspection=found.inspection, organization=county.bureau, check_id="x", title="审核",
        subject="p1", says="没有看到审核台账",
    )  # fmt: skip
    line = ScoreLine.objects.filter(points__lt=0).first()
    Appeal.objects.create(line=line, reason="有误", by=county.lead)
    return found


def numbers(user):
    return {figure.key: figure.number for figure in statistics.figures(user)}


def test_every_figure_is_what_the_ledgers_count(made):
    assert numbers(made.county.above) == {
        "accounts": Account.objects.filter(state="operating").count(),
        "findings": Finding.objects.filter(state__in=Finding.STANDING).count(),
        "late": 1,
        "unqualified": ScoreSheet.objects.filter(is_current=True, is_qualified=False).count(),
        "unseen": Unseen.objects.count(),
        "appeals": 1,
    }


def test_what_is_due_today_is_not_late(made):
    Rectification.objects.filter(due_on=ON - timedelta(days=1)).delete()

    assert numbers(made.county.above)["late"] == 0


def test_a_unit_counts_its_own_and_a_stranger_nothing(made):
    assert numbers(made.county.lead)["findings"] == 4
    assert numbers(made.county.stranger)["findings"] == 1
    made.county.stranger.person.positions.all().delete()
    assert set(numbers(made.county.stranger).values()) == {0}


def test_a_false_alarm_waits_for_nobody(made):
    Finding.objects.filter(subject="a2").update(state="false_alarm")

    assert numbers(made.county.above)["findings"] == 4


def test_the_newest_scored_inspection_says_who_is_not_qualified(made):
    later = inspect(made.county, number="JC-2", known=made.known)

    assert statistics.newest_inspection(made.county.above) == later.inspection
    assert numbers(made.county.above)["unqualified"] == 0


def test_a_portals_sheet_is_no_second_unit(county):  # noqa: F811
    name = county.bureau.name
    known = Known(organizations=(name,), portals=(name,))
    inspect(county, of(county.bureau, "sites.icp", "s1", subject_kind="site"), known=known)

    assert ScoreSheet.objects.count() == 2
    assert statistics.newest_sheets(county.above).count() == 1


def test_the_months_add_up_to_what_came_and_went(made):
    Finding.objects.filter(subject="a2").update(state="settled", settled_on=ON)
    Finding.objects.filter(subject="a3").update(first_seen_on=date(2025, 12, 1))
    Finding.objects.filter(subject="a4").update(first_seen_on=date(2025, 11, 30))

    months = statistics.months(made.county.above, today=ON)

    assert [one.first for one in (months[0], months[-1])] == [date(2025, 12, 1), date(2026, 11, 1)]
    assert (months[0].fresh, months[-1].fresh) == (1, 3)
    assert (months[-1].settled, sum(one.settled for one in months)) == (1, 1)


def test_the_grid_adds_up_to_the_figure_and_begins_with_the_worst(made):
    user = made.county.above
    units = statistics.units_of(user, statistics.newest_sheets(user))

    assert sum(one.standing for one in units) == numbers(made.county.above)["findings"]
    assert [one.unit.pk for one in units] == [made.county.bureau.pk, made.county.sibling.pk]
    assert [(one.tone, one.word) for one in units] == [("red", "不合格"), ("amber", "合格")]
    assert statistics.worst(units)[0].unit.pk == made.county.bureau.pk


def test_a_proposed_scheme_lists_units_by_name_and_says_why(made):
    ranking = ranking_of(made.inspection, list(statistics.newest_sheets(made.county.above)))

    assert not ranking.is_ranked
    assert "没有经本地文件采用" in ranking.why_not[0]
    assert [one.place for one in ranking.places] == [None, None]
    assert [one.sheet.organization.name for one in ranking.places] == [
        "青禾县林业局",
        "青禾县水利局",
    ]
    assert all("本平台建议值" in bound for bound in ranking.bounds)


def many(county, units, **more):  # noqa: F811
    adopt(county)
    names = [f"单位{number}" for number in range(units)]
    for name in names:
        unit = Organization.objects.create(name=name, parent=county.office, place="420325")
        from zhijian.people import tree

        tree.enter(unit)
    known = Known(organizations=tuple(names))
    faults = [
        of(Organization.objects.get(name=name), "filing.filed", f"f{n}{m}")
        for n, name in enumerate(names)
        for m in range(min(n, 3))
    ]
    return inspect(county, *faults, known=known, **more)


def test_an_adopted_scheme_ranks_from_five_whole_units_on_and_ties_share_a_place(county):  # noqa: F811
    made = many(county, 5)
    sheets = list(statistics.newest_sheets(county.above))

    ranking = ranking_of(made.inspection, sheets)

    assert ranking.is_ranked
    assert [one.place for one in ranking.places] == [1, 2, 3, 4, 4]
    assert not ranking_of(made.inspection, sheets[:4]).is_ranked


def test_a_sheet_that_is_not_whole_gets_no_place_and_counts_for_none(county):  # noqa: F811
    made = many(county, 6)
    ScoreSheet.objects.filter(organization__name="单位0").update(is_complete=False)

    ranking = ranking_of(made.inspection, list(statistics.newest_sheets(county.above)))

    assert [one.place for one in ranking.places] == [1, 2, 3, 3, 3, None]
    ScoreSheet.objects.filter(organization__name="单位1").update(is_complete=False)
    again = ranking_of(made.inspection, list(statistics.newest_sheets(county.above)))
    assert "少于5个" in again.why_not[0]


@pytest.mark.parametrize(("days", "is_ranked"), [(28, True), (27, False)])
def test_a_period_shorter_than_the_window_ranks_nobody(county, days, is_ranked):  # noqa: F811
    made = many(county, 5)
    made.inspection.since = ON - timedelta(days=days)

    ranking = ranking_of(made.inspection, list(statistics.newest_sheets(county.above)))

    assert ranking.is_ranked is is_ranked


def test_the_burden_of_a_month_is_counted_from_the_tables(made):
    Fulfilment.objects.create(
        organization=made.county.bureau, control="x", statement="做了", signer="某", signed_on=ON,
        until_on=ON, by=made.county.lead,
    )  # fmt: skip

    burdens = {one.unit: one for one in burdens_of(Organization.objects.all(), ON)}

    bureau, sibling = burdens[made.county.bureau], burdens[made.county.sibling]
    assert (bureau.rows, sibling.rows) == (2, 1)
    assert (bureau.papers, bureau.statements, sibling.statements) == (0, 1, 0)
    accounts = next(one for one in bureau.asked if one.kind == REGISTER)
    assert accounts.fields == 2 * (accounts.fields // 2) > 20
    assert bureau.fields == accounts.fields + 4
    assert bureau.times(PAPER) == 0
    before = burdens_of(Organization.objects.all(), date(2026, 10, 31))
    assert sum(one.fields for one in before) == 0


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        (date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 2, 1), date(2026, 2, 1), date(2026, 3, 1)),
    ],
)
def test_a_month_ends_where_the_next_begins(day, first, after):
    assert month_of(day) == (first, after)


def test_the_evaluation_workbook_holds_what_the_ledgers_hold(made):
    book = CalamineWorkbook.from_filelike(io.BytesIO(evaluation_book(made.inspection)))

    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    assert list(rows) == [
        "说明", "问题", "得分", "算分行", "检查覆盖", "未能判断", "看到的台账",
    ]  # fmt: skip
    assert len(rows["问题"]) - 1 == Finding.objects.count()
    assert len(rows["得分"]) - 1 == ScoreSheet.objects.filter(is_current=True).count()
    assert len(rows["算分行"]) - 1 == ScoreLine.objects.count()
    points = {row[0]: row[3] for row in rows["得分"][1:]}
    summed: dict[str, float] = {}
    for row in rows["算分行"][1:]:
        summed[row[0]] = summed.get(row[0], 0) + (row[5] or 0)
    assert summed == points
