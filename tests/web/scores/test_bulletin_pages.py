"""Bulletins and the 驾驶舱 in the browser; every figure opens the rows it counted."""

import pytest
from django.urls import reverse

from zhijian.cases import actions as cases
from zhijian.inspection.models import Bulletin, Finding
from zhijian.web.views.dashboard import LISTS, list_url


def text_of(response):
    return response.content.decode()


@pytest.fixture
def drafted(made, office):
    office.post(
        reverse("bulletin_new"),
        {
            "office": made.county.office.pk,
            "kind": "special",
            "title": "秋季检查通报",
            "addressees": "各有关单位",
            "inspection": made.inspection.pk,
        },
    )
    return Bulletin.objects.get()


def move(bulletin, verb, by, **more):
    bulletin.refresh_from_db()
    cases.act(bulletin.case, verb, by=by, **more)


def test_a_draft_reads_as_it_will_go_out(made, office, drafted):
    shown = text_of(office.get(reverse("bulletin", args=(drafted.pk,))))

    assert "一、总体情况" in shown
    assert "共发现问题5个，涉及单位2个" in shown
    assert "青禾县林业局：问题4个" in shown
    assert "三、下一步要求" in shown
    assert "附件2：问题清单" in shown


def test_paragraphs_are_edited_and_typed_numbers_refused(made, office, drafted):
    url = reverse("bulletin_edit", args=(drafted.pk,))
    form = office.get(url)
    version = form.context["version"]
    told = {
        "version": version,
        "title": "秋季检查通报",
        "number": "青禾办发〔2026〕9号",
        "before": "本次发现{问题数}个问题。",
        "0-head": "加强学习",
        "0-words": "各单位组织学习。",
    }

    refused = office.post(url, {**told, "before": "共37个问题。"})
    office.post(url, told)

    assert refused.status_code == 422
    assert "手写的数字" in text_of(refused)
    shown = text_of(office.get(reverse("bulletin", args=(drafted.pk,))))
    assert "本次发现5个问题。" in shown
    assert "加强学习" in shown
    assert "青禾办发〔2026〕9号" in shown


def test_somebody_who_edits_what_another_changed_is_shown_the_difference(made, office, drafted):
    url = reverse("bulletin_edit", args=(drafted.pk,))
    version = office.get(url).context["version"]
    told = {"version": version, "title": "甲"}
    office.post(url, told)

    response = office.post(url, {**told, "title": "乙"})

    assert response.status_code == 409


def test_files_are_handed_out_and_frozen_ones_stay(made, office, drafted):
    word = reverse("bulletin_file", args=(drafted.pk, "word"))
    assert office.get(word).content[:2] == b"PK"
    move(drafted, "submit", made.county.above_b)
    frozen = office.get(word).content
    Finding.objects.update(state="false_alarm")

    assert office.get(word).content == frozen
    assert office.get(reverse("bulletin_file", args=(drafted.pk, "findings"))).status_code == 200
    assert office.get(reverse("bulletin_file", args=(drafted.pk, "score"))).status_code == 200
    assert office.get(reverse("bulletin_file", args=(drafted.pk, "other"))).status_code == 404


def test_units_read_a_bulletin_once_it_is_released(made, leader, office, drafted):
    url = reverse("bulletin", args=(drafted.pk,))
    assert leader.get(url).status_code == 404

    sign = made.county.person(made.county.office, "县分管", "DEPUTY")
    move(drafted, "submit", made.county.above_b)
    move(drafted, "agree", made.county.above)
    move(drafted, "sign", sign)
    move(drafted, "release", made.county.above_b)

    assert leader.get(url).status_code == 200
    assert leader.get(reverse("bulletin_file", args=(drafted.pk, "word"))).status_code == 200
    assert "秋季检查通报" in text_of(leader.get(reverse("bulletins")))


def test_the_case_of_a_bulletin_leads_to_it(made, office, drafted):
    shown = text_of(office.get(reverse("case", args=(drafted.case_id,))))

    assert reverse("bulletin", args=(drafted.pk,)) in shown


def test_every_figure_equals_the_list_it_opens(made, office):
    response = office.get(reverse("dashboard"))

    counts = response.context["counts"]
    assert len(counts) == 6
    for count in counts:
        assert count.url, count.label
        assert office.get(count.url).context["total"] == str(count.number), count.label
    assert {count.label: count.number for count in counts}["待处理问题"] == 5


def test_every_figure_of_a_unit_equals_the_list_it_opens(made, leader):
    for count in leader.get(reverse("dashboard")).context["counts"]:
        assert leader.get(count.url).context["total"] == str(count.number), count.label


def test_the_dashboard_has_a_trend_with_its_table_a_grid_and_the_worst(made, office):
    shown = text_of(office.get(reverse("dashboard")))

    assert '<svg class="chart-svg"' in shown
    assert "数据表" in shown
    assert "最要紧的五个单位" in shown
    assert "不作排名" in shown
    assert shown.index("青禾县林业局") < shown.index("青禾县水利局")


def test_the_whole_screen_has_no_frame_and_looks_again(made, office):
    response = office.get(reverse("dashboard"), {"full": "1"})

    shown = text_of(response)
    assert response["Refresh"] == "300"
    assert 'class="cockpit' in shown
    assert 'id="menu"' not in shown


def test_a_county_without_inspections_has_a_dashboard(county, office):
    response = office.get(reverse("dashboard"))

    assert response.status_code == 200
    assert "还没有计分的检查" in text_of(response)


def test_figures_open_lists_that_are_mounted(made):
    for key in LISTS:
        assert list_url(key, made.inspection), key
