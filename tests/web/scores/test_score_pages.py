"""Sheets, appeals, schemes and burdens in the browser."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.exchange.conftest import PNG
from zhijian.inspection.models import Appeal, Award, LocalScheme, ScoreLine, ScoreSheet


def text_of(response):
    return response.content.decode()


def test_a_sheet_shows_every_point_with_finding_clause_and_evidence(made, leader):
    sheet = made.sheet(made.county.bureau)

    shown = text_of(leader.get(reverse("score", args=(sheet.pk,))))

    assert "90" in shown
    for line in sheet.lines.filter(points__lt=0):
        assert line.evidence in shown
        assert reverse("finding", args=(line.finding_id,)) in shown
    assert "房政办发〔2023〕16号" in shown
    assert "怎样达到 90 分" in shown
    assert made.sheet(made.county.bureau).mending["says"] in shown


def test_a_stranger_sees_no_sheet_of_another_unit(made, stranger):
    sheet = made.sheet(made.county.bureau)

    for name in ("score", "score_print", "score_file"):
        assert stranger.get(reverse(name, args=(sheet.pk,))).status_code == 404
    assert "青禾县林业局" not in text_of(stranger.get(reverse("scores")))


def test_the_workbook_adds_up_like_the_page(made, leader):
    sheet = made.sheet(made.county.bureau)

    response = leader.get(reverse("score_file", args=(sheet.pk,)))

    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    rows = book.get_sheet_by_name("算分单").to_python()
    assert sum(row[4] or 0 for row in rows[1:]) == sheet.points / 100


def test_the_list_narrows_to_who_is_not_qualified(made, office):
    every = office.get(reverse("scores"))
    worst = office.get(reverse("scores"), {"set": "unqualified"})

    assert every.context["total"] == "2"
    assert worst.context["total"] == "1"
    assert "青禾县林业局" in text_of(worst)


def test_a_proposed_scheme_ranks_nobody_and_says_why(made, office):
    shown = text_of(office.get(reverse("score_ranking", args=(made.inspection.pk,))))

    assert "不作排名" in shown
    assert "没有经本地文件采用" in shown
    assert shown.index("青禾县林业局") < shown.index("青禾县水利局")
    assert ">名次<" not in shown


def test_a_unit_sees_its_own_line_of_the_list_alone(made, leader):
    shown = text_of(leader.get(reverse("score_ranking", args=(made.inspection.pk,))))

    assert "青禾县水利局" not in shown


def test_the_evaluation_workbook_is_the_offices(made, office, leader):
    url = reverse("evaluation", args=(made.inspection.pk,))

    assert office.get(url).status_code == 200
    assert leader.get(url).status_code == 404


def test_a_leader_appeals_and_somebody_else_at_the_office_decides(made, leader, office):
    line = ScoreLine.objects.filter(check_id="filing.filed", subject="a2").get()
    url = reverse("appeal_new", args=(line.pk,))
    assert url in text_of(leader.get(reverse("score", args=(line.sheet_id,))))

    raised = leader.post(
        url, {"reason": "当日已备案", "proofs": SimpleUploadedFile("回执.png", PNG)}, follow=True
    )
    appeal = Appeal.objects.get()
    assert "当日已备案" in text_of(raised)
    assert "回执.png" in text_of(raised)
    decided = office.post(
        reverse("appeal_decide", args=(appeal.pk,)),
        {"is_upheld": "1", "decision": "回执属实"},
        follow=True,
    )

    assert "已重出第 2 版算分单" in text_of(decided)
    sheet = made.sheet(made.county.bureau)
    shown = text_of(leader.get(reverse("score", args=(sheet.pk,))))
    assert "<del>检查filing.filed</del>" in shown
    assert "回执属实" in shown


def test_who_ran_the_inspection_is_told_why_another_decides(made, leader, client):
    line = ScoreLine.objects.filter(check_id="filing.filed", subject="a2").get()
    leader.post(reverse("appeal_new", args=(line.pk,)), {"reason": "有误"})
    client.force_login(made.county.above)

    shown = text_of(client.get(reverse("appeal", args=(Appeal.objects.get().pk,))))

    assert "另一位检查人员复核" in shown
    assert 'name="is_upheld"' not in shown


def test_a_decision_without_words_is_asked_for_again(made, leader, office):
    line = ScoreLine.objects.filter(check_id="filing.filed", subject="a2").get()
    leader.post(reverse("appeal_new", args=(line.pk,)), {"reason": "有误"})
    url = reverse("appeal_decide", args=(Appeal.objects.get().pk,))

    response = office.post(url, {"is_upheld": "1", "decision": ""})

    assert response.status_code == 422
    assert Appeal.objects.get().state == Appeal.State.OPEN


def test_an_editor_may_read_but_not_appeal(made, client):
    client.force_login(made.county.editor)
    line = ScoreLine.objects.filter(check_id="filing.filed", subject="a2").get()

    assert client.get(reverse("score", args=(line.sheet_id,))).status_code == 200
    assert client.get(reverse("appeal_new", args=(line.pk,))).status_code == 403


SCHEME = {
    "title": "青禾县考核办法",
    "adopted_by": "青禾办发〔2026〕8号",
    "from_on": "2026-11-20",
    "starts_at": "100",
    "goal": "90",
    "fail_below": "60",
    "0-kind": "deduction",
    "0-name": "更新",
    "0-points": "100",
    "0-per_finding": "5",
    "0-checks": "updates.* filing.*",
}


def test_the_form_of_a_scheme_begins_with_the_one_that_holds(made, office):
    shown = text_of(office.get(reverse("scheme_new")))

    assert 'value="内容更新"' in shown
    assert "updates.*" in shown
    assert "点赞" in shown  # what may not be measured is told beforehand


def test_a_scheme_is_entered_row_by_row(made, office):
    response = office.post(reverse("scheme_new"), SCHEME, follow=True)

    assert LocalScheme.objects.get().title == "青禾县考核办法"
    assert "青禾办发〔2026〕8号" in text_of(response)


def test_a_scheme_that_burdens_is_refused_and_what_was_typed_stays(made, office):
    response = office.post(reverse("scheme_new"), {**SCHEME, "0-name": "每月点赞数"})

    shown = text_of(response)
    assert response.status_code == 422
    assert "国家规定不得用来考核" in shown
    assert "国办函〔2026〕12号" in shown
    assert 'value="每月点赞数"' in shown
    assert not LocalScheme.objects.exists()


def test_more_rows_are_added_without_script(made, office):
    response = office.post(reverse("scheme_new"), {**SCHEME, "more": "1"})

    shown = text_of(response)
    assert response.status_code == 200
    assert 'name="4-name"' in shown
    assert 'value="青禾县考核办法"' in shown


def test_a_unit_sees_nothing_of_schemes_to_keep(made, leader):
    assert leader.get(reverse("schemes")).status_code == 403


def test_an_award_is_given_and_taken_back(made, office):
    office.post(reverse("scheme_new"), {**SCHEME, "1-kind": "bonus", "1-name": "推广", "1-points": "3", "bonus_max": "5"})  # fmt: skip
    told = {"unit": made.county.bureau.pk, "indicator": "B2", "points": "1.5", "on": "2026-11-20", "evidence": "省里推广"}  # fmt: skip
    office.post(reverse("award_new"), told)
    award = Award.objects.get()
    assert award.points == 150

    office.post(reverse("award_revoke", args=(award.pk,)), {"reason": "不实"})

    award.refresh_from_db()
    assert award.revoked_on is not None
    assert "已撤销" in text_of(office.get(reverse("schemes")))


def test_the_line_of_a_unit_over_time_has_its_table(made, leader):
    from apps.inspection.scored import inspect

    inspect(made.county, number="JC-2", known=made.known)

    shown = text_of(leader.get(reverse("unit_scores", args=(made.county.bureau.pk,))))

    assert '<svg class="chart-svg"' in shown
    assert 'role="img"' in shown
    assert "数据表" in shown
    assert "2026 年考核材料" in shown
    assert shown.count("JC-2026-0001") >= 1


def test_the_burden_of_a_month_names_every_unit_seen(made, office):
    shown = text_of(office.get(reverse("burden"), {"month": "2026-11"}))

    assert "青禾县林业局" in shown
    assert "新媒体账号" in shown or "账号" in shown
    assert office.get(reverse("burden"), {"month": "nonsense"}).status_code == 200


@pytest.mark.parametrize("month", ["2026-13", "9999-01", "1-1", "2027-01"])
def test_a_month_that_is_none_or_lies_ahead_shows_this_one(made, office, month):
    assert "2026 年 11 月" in text_of(office.get(reverse("burden"), {"month": month}))


def test_versions_stay_readable(made, leader, office):
    old = made.sheet(made.county.bureau)
    line = old.lines.get(check_id="filing.filed", subject="a2")
    leader.post(reverse("appeal_new", args=(line.pk,)), {"reason": "有误"})
    office.post(
        reverse("appeal_decide", args=(Appeal.objects.get().pk,)),
        {"is_upheld": "1", "decision": "是"},
    )

    shown = text_of(leader.get(reverse("score", args=(old.pk,))))

    assert "已被新版取代" in shown
    assert reverse("score", args=(ScoreSheet.objects.get(version=2).pk,)) in shown
