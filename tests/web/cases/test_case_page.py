"""A case is read and decided on one page, without script, by those whose turn it is."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.cases.conftest import FRIDAY
from zhijian.cases import actions
from zhijian.cases.models import Attachment, Case, Cosign, Delegation, Extension
from zhijian.config import clock
from zhijian.law.books import rulebooks

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def page_of(case: Case) -> str:
    return reverse("case", args=(case.pk,))


def text_of(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def everything(case: Case) -> list[str]:
    return [item.code for item in case.present.checklist]


def test_the_page_tells_matter_progress_term_and_record(browser, cast, case):
    page = text_of(browser(cast.reviewer), page_of(case))

    for words in ("森林防火期通告", case.number, "原创，拟在微信公众号发布。", "初审", "终审"):
        assert words in page
    assert "逐日算法" in page
    assert "采编 送审" in page


def test_a_stranger_meets_no_case_and_learns_nothing(browser, cast, case):
    for url in (
        page_of(case),
        reverse("case_sheet", args=(case.pk,)),
        reverse("case_act", args=(case.pk, "urge")),
        reverse("case_act", args=(case.pk, "no-such-act")),
    ):
        answer = browser(cast.stranger).get(url)
        assert answer.status_code == 404
        assert case.title not in answer.content.decode()


def test_nobody_sees_a_case_without_signing_in(client, case):
    answer = client.get(page_of(case))

    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


def test_a_move_is_made_from_the_page_and_the_case_goes_on(browser, cast, case):
    answer = browser(cast.reviewer).post(
        page_of(case),
        {
            "move": "pass",
            "opinion": "已核对。",
            "ticked": everything(case),
            "version": case.version,
        },
    )

    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.step == "stage-2"
    assert case.opinions.get().text == "已核对。"


def test_a_return_without_opinion_is_refused_and_what_was_ticked_stays(browser, cast, case):
    ticked = everything(case)[:1]
    answer = browser(cast.reviewer).post(
        page_of(case), {"move": "send_back", "ticked": ticked, "version": case.version}
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "须写明意见" in page
    assert f'value="{ticked[0]}"' in page.replace(" checked", "")
    case.refresh_from_db()
    assert case.step == "stage-1"


def test_an_unticked_checklist_is_told_by_its_items(browser, cast, case):
    answer = browser(cast.reviewer).post(page_of(case), {"move": "pass", "version": case.version})

    assert answer.status_code == 422
    assert "核对单还有未勾选的" in answer.content.decode()


def test_who_may_not_act_reads_why_and_is_offered_no_move(browser, cast, case):
    page = text_of(browser(cast.editor), page_of(case))
    lead = text_of(browser(cast.lead), page_of(case))

    assert 'name="move"' in page or "您没有担任" in page
    assert "您没有担任" in lead
    assert 'id="decide"' not in lead


def test_the_drafter_is_kept_from_the_second_stage_by_name_of_the_rule(browser, cast, case):
    case = actions.act(case, "pass", by=cast.reviewer, ticked=everything(case))

    page = text_of(browser(cast.reviewer), page_of(case))

    assert "回避" in page or "另一人" in page


def test_the_second_writer_sees_who_changed_what_and_loses_no_word(browser, cast, case):
    seen = case.version
    actions.attach(case, actions_upload(), by=cast.reviewer)

    answer = browser(cast.reviewer).post(
        page_of(case),
        {"move": "pass", "opinion": "我的长意见", "ticked": everything(case), "version": seen},
    )

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "已经修改了这条记录" in page
    assert "上传附件" in page
    assert "我的长意见" in page
    case.refresh_from_db()
    assert case.step == "stage-1"


def actions_upload():
    from zhijian.cases.media import Upload

    return Upload("稿件.pdf", PDF)


def test_overwriting_after_a_conflict_needs_the_new_version(browser, cast, case):
    case = Case.objects.get(pk=actions.attach(case, actions_upload(), by=cast.reviewer).case_id)

    answer = browser(cast.reviewer).post(
        page_of(case), {"move": "pass", "ticked": everything(case), "version": case.version}
    )

    assert answer.status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {"move": "no_such_move"},
        {"move": "pass", "version": "1' OR 1=1"},
        {"move": ["pass", "refuse"], "opinion": "x" * 20_000},
        {"move": "pass", "ticked": ["<script>"]},
        {"move": "\x00"},
        {},
    ],
)
def test_senseless_posts_change_nothing_and_break_nothing(browser, cast, case, sent):
    answer = browser(cast.reviewer).post(page_of(case), sent)

    assert answer.status_code in (200, 422)
    case.refresh_from_db()
    assert (case.step, case.opinions.count()) == ("stage-1", 0)


def test_what_people_write_is_shown_and_never_run(browser, cast, case):
    words = "<script>alert(1)</script>"
    actions.act(case, "send_back", by=cast.reviewer, opinion=words)

    page = text_of(browser(cast.editor), page_of(case))

    assert words not in page
    assert "&lt;script&gt;" in page


def test_a_file_goes_up_with_the_move_and_comes_down_to_be_saved(browser, cast, case):
    client = browser(cast.reviewer)
    client.post(
        page_of(case),
        {
            "move": "pass",
            "ticked": everything(case),
            "files": SimpleUploadedFile("核对稿.pdf", PDF),
            "version": case.version,
        },
    )

    row = Attachment.objects.get()
    answer = client.get(reverse("case_file", args=(case.pk, row.pk)))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    stranger = browser(cast.stranger).get(reverse("case_file", args=(case.pk, row.pk)))
    assert stranger.status_code == 404


def test_a_file_that_lies_about_its_kind_is_refused_in_the_form(browser, cast, case):
    answer = browser(cast.reviewer).post(
        reverse("case_act", args=(case.pk, "attach")),
        {"files": SimpleUploadedFile("图.png", PDF), "version": case.version},
    )

    assert answer.status_code == 422
    assert "内容却是" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_of_one_case_is_not_found_through_another(browser, cast, case):
    row = actions.attach(case, actions_upload(), by=cast.reviewer)
    other = actions.open_case("review", organization=cast.bureau, title="另一件", by=cast.editor)

    answer = browser(cast.reviewer).get(reverse("case_file", args=(other.pk, row.pk)))

    assert answer.status_code == 404


def test_each_act_has_a_page_and_says_who_may_where_it_is_closed(browser, cast, case):
    client = browser(cast.reviewer)

    assert "转办说明" in text_of(client, reverse("case_act", args=(case.pk, "transfer")))
    closed = client.get(reverse("case_act", args=(case.pk, "extend")), follow=True)
    assert "不能延期" in closed.content.decode()


def test_a_case_is_urged_by_its_opener_and_not_twice_a_day(browser, cast, case):
    client = browser(cast.editor)
    url = reverse("case_act", args=(case.pk, "urge"))

    first = client.post(url, {"text": "请尽快", "version": case.version})
    second = client.post(url, {"text": "请尽快"})

    assert first.status_code == 302
    assert second.status_code == 422
    assert "催办过" in second.content.decode()


def test_cosigning_is_asked_answered_and_only_by_who_was_asked(browser, cast, case):
    client = browser(cast.reviewer)
    client.post(
        reverse("case_act", args=(case.pk, "cosign")),
        {"users": [cast.monitor.pk], "question": "有无风险？", "version": case.version},
    )
    asked = Cosign.objects.get()
    url = reverse("case_cosign", args=(case.pk, asked.pk))

    assert browser(cast.lead).get(url).status_code == 404
    dropping = reverse("case_cosign_drop", args=(case.pk, asked.pk))
    assert dropping in text_of(client, page_of(case))
    assert "有无风险？" in text_of(browser(cast.monitor), page_of(case))
    answer = browser(cast.monitor).post(url, {"agreed": "yes", "opinion": "没有发现风险。"})
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert asked.is_agreed is True


def test_a_longer_term_is_asked_and_granted_by_the_office_above(browser, cast):
    case = actions.open_case(
        "refiling", organization=cast.bureau, title="采编员变动", by=cast.admin
    )
    before = case.due_on
    browser(cast.admin).post(
        reverse("case_act", args=(case.pk, "extend")),
        {"amount": "1", "unit": "workday", "reason": "等任命文件", "version": case.version},
    )
    asked = Extension.objects.get()
    url = reverse("case_extension", args=(case.pk, asked.pk))

    own = browser(cast.admin).get(url, follow=True)
    assert "不能由申请人自己批准" in own.content.decode()
    assert "等任命文件" in text_of(browser(cast.above), url)
    browser(cast.above).post(url, {"agreed": "yes", "opinion": "同意"})

    case.refresh_from_db()
    assert case.due_on > before


def test_a_case_is_opened_from_a_form_and_a_strange_unit_is_not_offered(browser, cast):
    client = browser(cast.editor)
    url = reverse("case_open", args=("review",))

    refused = client.post(url, {"organization": cast.sibling.pk, "title": "越权"})
    opened = client.post(
        url, {"organization": cast.bureau.pk, "title": "新稿", "content": "说明文字"}
    )

    assert refused.status_code == 422
    assert opened.status_code == 302
    case = Case.objects.get()
    assert (case.title, case.data) == ("新稿", {"说明": "说明文字"})


def test_every_process_can_be_chosen_and_an_unknown_one_is_not_found(browser, cast):
    client = browser(cast.editor)

    assert "账号开设" in text_of(client, reverse("case_new"))
    assert client.get(reverse("case_open", args=("no-such",))).status_code == 404
    for name in rulebooks().processes:
        assert client.get(reverse("case_open", args=(name,)), follow=True).status_code == 200, name


def test_the_sheet_holds_every_step_and_opinion(browser, cast, case):
    actions.act(case, "pass", by=cast.reviewer, opinion="文字已核对。", ticked=everything(case))

    page = text_of(browser(cast.editor), reverse("case_sheet", args=(case.pk,)))

    assert "文字已核对。" in page
    assert "单位（盖章）" in page


def test_my_cases_lie_one_behind_another(browser, cast, case):
    with clock.set_to(FRIDAY + timedelta(hours=1)):
        other = actions.open_case(
            "review", organization=cast.bureau, title="第二件", by=cast.editor
        )
        other = actions.act(other, "submit", by=cast.editor)

    page = text_of(browser(cast.reviewer), page_of(case))

    assert page_of(other) in page


def test_a_delegation_is_made_and_revoked_on_one_page(browser, cast):
    client = browser(cast.editor)
    url = reverse("delegations")
    client.post(
        url,
        {
            "taker": cast.editor_b.pk,
            "from_on": "2026-11-20",
            "until_on": "2026-11-27",
            "reason": "出差",
        },
    )

    row = Delegation.objects.get()
    assert "采编乙" in text_of(client, url)
    stranger = browser(cast.stranger).post(reverse("delegation_revoke", args=(row.pk,)))
    assert stranger.status_code == 404
    client.post(reverse("delegation_revoke", args=(row.pk,)))
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_a_delegation_into_the_past_is_told_in_the_form(browser, cast):
    answer = browser(cast.editor).post(
        reverse("delegations"),
        {
            "taker": cast.editor_b.pk,
            "from_on": "2026-11-01",
            "until_on": "2026-11-27",
            "reason": "出差",
        },
    )

    assert answer.status_code == 422
    assert "已经过去" in answer.content.decode()


def test_the_page_of_a_case_asks_the_database_a_bounded_number_of_times(
    browser, cast, case, django_assert_max_num_queries
):
    client = browser(cast.reviewer)
    text_of(client, page_of(case))

    with django_assert_max_num_queries(60):
        text_of(client, page_of(case))
