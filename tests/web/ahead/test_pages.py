"""预警, 规则预演 and 履职清单 in the browser's words, for those who may see them."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhijian.inspection import worked_out
from zhijian.inspection.models import Finding, Fulfilment, Inspection, SpotLook
from zhijian.jobs.models import Job
from zhijian.journal.models import Entry

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="zhijian.signin.backend.Backend")
    return client


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def inspector(county) -> Client:
    return signed_in(county.above)


@pytest.fixture
def editor(county) -> Client:
    return signed_in(county.editor)


def sign(county, editor, **more):
    data = {
        "controls": ["secrecy"], "statement": "逐条核对", "signer": "局长", "signed_on": "2026-11-20",
        "files": SimpleUploadedFile("承诺书.pdf", PDF), **more,
    }  # fmt: skip
    return editor.post(reverse("duty_sign", args=(county.bureau.pk,)), data)


def test_the_days_ahead_show_what_turns_with_its_clause(inspector, account):
    shown = text_of(inspector.get(reverse("foresight")))

    assert "青禾林业发布" in shown
    assert "2026-11-22" in shown
    assert "房政办发〔2023〕16号" in shown
    assert "将空缺" not in shown


def test_only_as_many_days_as_asked(inspector, account):
    ask = reverse("foresight")

    assert "青禾林业发布" in text_of(inspector.get(ask, {"days": "7"}))
    assert text_of(inspector.get(ask, {"days": "nonsense"})).count("14 天") >= 1


def test_a_sibling_sees_nothing_of_another_unit_ahead(county, account):
    shown = text_of(signed_in(county.stranger).get(reverse("foresight")))

    assert "青禾林业发布" not in shown
    assert "青禾县水利局" in shown


def test_another_office_cannot_be_asked_for(county, account):
    answer = signed_in(county.stranger).get(reverse("foresight"), {"office": county.office.pk})

    assert answer.status_code == 404


def test_the_workbook_holds_every_list(inspector, account):
    answer = inspector.get(reverse("foresight"), {"as": "xlsx"})

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["将不合格", "到期事项", "将离岗", "一人独任"]
    assert any("青禾林业发布" in row for row in book.get_sheet_by_index(0).to_python())


def test_large_registers_are_left_to_a_job(inspector, account, monkeypatch):
    monkeypatch.setattr(worked_out, "SMALL", 1)

    assert "还没有测算" in text_of(inspector.get(reverse("foresight")))
    inspector.post(reverse("foresight_work_out"))

    assert Job.objects.filter(kind="inspection.foresight").count() == 1
    assert "正在测算" in text_of(inspector.get(reverse("foresight")))


def test_a_value_is_tried_in_two_steps_and_nothing_is_kept(inspector, account):
    page = reverse("rule_preview")
    before = Entry.objects.count()

    chosen = text_of(inspector.get(page, {"rule": "updates.max_gap"}))
    shown = text_of(inspector.get(page, {"rule": "updates.max_gap", "value": "5"}))

    assert "拟定的值" in chosen
    assert "预演结果" not in chosen
    assert "转为不符合 1" in shown
    assert "青禾林业发布" in shown
    assert "2026-11-21" in shown  # the clock ended on this day
    assert Entry.objects.count() == before
    assert not Finding.objects.exists()


def test_what_does_not_fit_is_said_in_words(inspector, account):
    shown = text_of(
        inspector.get(reverse("rule_preview"), {"rule": "updates.max_gap", "value": "五"})
    )

    assert "没有预演" in shown
    assert "不是整数" in shown


def test_a_preview_can_be_taken_away_as_a_workbook(inspector, account):
    asked = {"rule": "updates.max_gap", "value": "5", "as": "xlsx"}
    answer = inspector.get(reverse("rule_preview"), asked)

    assert "spreadsheet" in answer["Content-Type"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert any("青禾林业发布" in str(row) for row in rows.to_python())


def test_another_places_rules_are_tried_from_the_page(inspector, account):
    shown = text_of(inspector.get(reverse("rule_preview"), {"as_place": "430422"}))

    assert "换用衡南县的规定" in shown
    assert "2026-11-25" in shown  # fourteen days from the last word


def test_a_large_preview_goes_to_a_job(inspector, account, monkeypatch):
    monkeypatch.setattr(worked_out, "SMALL", 1)
    asked = {"rule": "updates.max_gap", "value": "5"}

    assert "交后台预演" in text_of(inspector.get(reverse("rule_preview"), asked))
    inspector.post(reverse("rule_preview_run"), asked)

    (job,) = Job.objects.filter(kind="inspection.preview")
    assert job.payload["asked"]["value"] == "5"
    assert "后台正在预演" in text_of(inspector.get(reverse("rule_preview"), asked))


def test_the_matrix_shows_units_against_duties_and_counts_them(county, inspector, editor, account):
    assert sign(county, editor).status_code == 302

    shown = text_of(inspector.get(reverse("duties")))

    assert "保密管控" in shown
    assert "青禾县林业局" in shown
    assert "有效 1" in shown
    assert "看全部" in text_of(inspector.get(reverse("duties"), {"state": "缺"}))


def test_a_unit_is_led_to_its_own_list(county, editor, account):
    answer = editor.get(reverse("duties"))

    assert answer.url == reverse("unit_duties", args=(county.bureau.pk,))
    shown = text_of(editor.get(answer.url))
    assert "保密管控" in shown
    assert "制度与承诺" in shown
    assert "本平台建议" in shown


def test_a_statement_is_signed_looked_at_and_becomes_a_finding(county, inspector, editor, account):
    sign(county, editor)
    row = Fulfilment.objects.get()
    Inspection.objects.create(
        number="JC-2026-0001", office=county.office, kind="MONITOR", title="监督员检查",
        place="420325", on="2026-11-20", by=county.above,
    )  # fmt: skip
    told = {"verdict": "FAIL", "says": "没有记录", "clause": "fangxian-7-1a",
            "inspection": Inspection.objects.get().pk}  # fmt: skip

    answer = inspector.post(reverse("duty_look", args=(row.pk,)), told)

    assert answer.url == reverse("finding", args=(Finding.objects.get().pk,))
    shown = text_of(editor.get(reverse("duty", args=(row.pk,))))
    assert "不属实" in shown
    assert "没有记录" in shown
    assert "承诺书.pdf" in shown


def test_a_sample_of_statements_is_the_same_for_the_same_seed(county, inspector, editor, account):
    sign(county, editor, controls=["secrecy", "no-user-harm", "pii-minimisation"])
    asked = {"percent": "50", "seed": "2026年11月"}

    first = text_of(inspector.get(reverse("duties"), asked))

    assert "3 份声明中抽出 2 份" in first
    assert first == text_of(inspector.get(reverse("duties"), asked))
    assert "没有抽取" in text_of(inspector.get(reverse("duties"), asked | {"percent": "0"}))
    assert not SpotLook.objects.exists()


def test_a_form_that_lacks_words_says_so(county, editor, account):
    answer = sign(county, editor, statement="")

    assert answer.status_code == 422
    assert not Fulfilment.objects.exists()


def test_strangers_find_no_list_and_no_statement(county, editor, account):
    sign(county, editor)
    stranger = signed_in(county.stranger)

    for name, pk in (("unit_duties", county.bureau.pk), ("duty_sign", county.bureau.pk),
                     ("duty", Fulfilment.objects.get().pk), ("duty_look", Fulfilment.objects.get().pk),
                     ("duty_withdraw", Fulfilment.objects.get().pk)):  # fmt: skip
        assert stranger.get(reverse(name, args=(pk,))).status_code == 404, name


def test_who_may_not_inspect_may_not_look(county, editor, account):
    sign(county, editor)

    assert editor.get(reverse("duty_look", args=(Fulfilment.objects.get().pk,))).status_code == 403
