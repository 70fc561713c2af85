"""Orders from the list of findings to the settled case, as an office and a unit see them."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from apps.inspection.rectifying import FRIDAY, HAIYAN, HENGNAN, PDF, County, at, rows_of
from zhijian.cases import actions as cases
from zhijian.cases.models import Case, Reminder
from zhijian.config import clock
from zhijian.inspection.actions import measures
from zhijian.inspection.models import Finding, Measure, Rectification
from zhijian.law import books
from zhijian.ledger.actions.files import files_of
from zhijian.ledger.models import Account


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, settings) -> Iterator[None]:
    books._with_own_years.cache_clear()
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(FRIDAY):
        yield


@pytest.fixture
def county(db) -> County:
    return County()


def browser(user) -> Client:
    user.must_change_password = False
    user.save()
    client = Client()
    client.force_login(user)
    return client


def said(response) -> str:
    return response.content.decode()


def upload(name="截图.pdf"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, PDF)


def test_findings_go_from_the_list_to_a_preview_by_unit(county):
    client = browser(county.inspector)
    ids = [county.finding().pk, county.finding().pk, county.finding(county.sibling).pk]

    answer = client.post(reverse("findings"), {"bulk": "order", "id": ids}, follow=True)

    page = said(answer)
    assert "下达 2 份整改通知" in page
    assert "青禾县林业局" in page
    assert "3个自然日（建议）" in page
    assert "2026-11-23 止" in page
    assert "逐日算法" in page


def test_the_preview_says_what_cannot_go_and_sends_the_rest(county):
    client, good, bad = browser(county.inspector), county.finding(), county.finding()
    bad.state = "settled"
    bad.save()
    address = reverse("rectification_new")

    shown = said(client.get(address, {"id": f"{good.pk},{bad.pk}"}))
    client.post(address, {"id": f"{good.pk},{bad.pk}"})

    assert "不能下达的" in shown
    assert "已销号" in shown
    assert [row.finding for row in Rectification.objects.all()] == [good]


def test_what_was_ordered_meanwhile_is_told_and_nothing_is_sent(county):
    client, finding = browser(county.inspector), county.finding()
    other = county.ordered(finding)

    page = said(client.post(reverse("rectification_new"), {"id": finding.pk}))

    assert other.number in page
    assert Case.objects.count() == 1


def test_every_confirmed_finding_of_an_inspection_goes_at_once(county):
    client = browser(county.inspector)
    county.finding()
    county.finding(county.sibling)
    county.finding(state="open")

    client.post(
        f"{reverse('rectification_new')}?inspection={county.inspection.pk}",
        {
            "id": ",".join(
                str(pk)
                for pk in Finding.objects.filter(state="confirmed").values_list("pk", flat=True)
            )
        },
    )

    assert Case.objects.count() == 2
    assert Finding.objects.filter(state="open").count() == 1


def test_the_office_sets_the_days_where_the_text_has_none(db):
    county = County(HENGNAN)
    client, finding = browser(county.inspector), county.finding(clause="hengnan-4-1d")
    field = f"days_{county.bureau.pk}"

    again = said(
        client.post(reverse("rectification_new"), {"id": finding.pk, field: 6, "again": 1})
    )
    client.post(reverse("rectification_new"), {"id": finding.pk, field: 6})

    assert "2026-11-26 止" in again
    assert "由下达单位定为6个自然日" in again
    assert Rectification.objects.get().due_on.day == 26


def test_no_days_are_asked_for_where_the_text_gives_them(db):
    county = County(HAIYAN)
    client, finding = browser(county.inspector), county.finding(clause="haiyan-2-2b")

    page = said(client.get(reverse("rectification_new"), {"id": finding.pk}))

    assert "当日，2026-11-20 止" in page
    assert "days_" not in page


def test_a_unit_does_not_open_the_page_of_orders(county):
    answer = browser(county.clerk).get(reverse("rectification_new"), {"id": county.finding().pk})

    assert answer.status_code == 403


def test_the_whole_road_through_the_pages(county):
    office, unit = browser(county.inspector), browser(county.clerk)
    finding = county.unnamed()
    office.post(reverse("rectification_new"), {"id": finding.pk})
    case = Case.objects.get()
    address = reverse("case", args=(case.pk,))

    assert "整改通知书" in said(unit.get(address))
    unit.post(address, {"move": "sign"})
    (row,) = rows_of(case)
    assert "填写整改情况" in said(unit.get(address))
    mend = reverse("rectification_mend", args=(row.pk,))
    unit.post(mend, {"done": "已改认证信息", "done_on": "2026-11-20", "files": upload()})
    unit.post(address, {"move": "mended", "opinion": "整改完毕"})
    unit.post(reverse("rectification_report", args=(case.pk,)))
    browser(county.head).post(address, {"move": "report"})
    assert "自动复查" in said(office.get(address))

    told = said(office.post(reverse("rectification_recheck_all", args=(case.pk,)), follow=True))
    assert "不合格 1 项" in told
    Account.objects.update(certification_text="青禾县林业局官方账号")
    told = said(office.post(reverse("rectification_recheck_all", args=(case.pk,)), follow=True))
    assert "合格 1 项" in told
    office.post(address, {"move": "pass", "opinion": "合格"})
    browser(county.leader).post(address, {"move": "settle"})

    finding.refresh_from_db()
    assert finding.state == "settled"
    assert files_of(row).count() == 1
    page = said(office.get(reverse("finding", args=(finding.pk,))))
    assert row.number in page
    assert "已销号" in page


def test_a_refused_form_keeps_what_was_written(county):
    case = county.mended(county.unnamed())
    (row,) = rows_of(case)
    client = browser(county.inspector)

    answer = client.post(
        reverse("rectification_recheck", args=(row.pk,)), {"passed": "yes", "says": "看过了"}
    )

    assert answer.status_code == 422
    assert "请先点“自动复查”" in said(answer)
    assert "看过了" in said(answer)


@pytest.mark.parametrize(
    ("quick", "day", "count"),
    [("today", 23, 1), ("today", 24, 0), ("late", 23, 0), ("late", 24, 1), ("look", 24, 1)],
)
def test_the_list_has_what_is_due_late_and_waiting(county, quick, day, count):
    county.ordered(county.finding())
    county.mended(county.finding())

    with at(day):
        page = said(browser(county.inspector).get(reverse("rectifications"), {"set": quick}))

    assert f"共 {count} 项" in page


def test_the_list_narrows_by_unit_state_and_inspection(county):
    county.ordered(county.finding())
    client = browser(county.inspector)
    address = reverse("rectifications")

    assert "共 1 项" in said(client.get(address, {"unit": county.bureau.pk}))
    assert "共 0 项" in said(client.get(address, {"unit": county.sibling.pk}))
    assert "共 0 项" in said(client.get(address, {"state": "settled"}))
    county.inspection.recorded_at = clock.now()
    county.inspection.save()
    assert "共 1 项" in said(client.get(address, {"inspection": county.inspection.pk}))


def test_many_are_urged_at_once_and_those_urged_lately_are_told(county):
    first = county.ordered(county.finding())
    second = county.ordered(county.finding())
    cases.urge(first, by=county.inspector)
    client = browser(county.inspector)
    ids = list(Rectification.objects.values_list("pk", flat=True))

    answer = client.post(
        reverse("rectifications"),
        {"bulk": "urge", "id": ids, "confirmed": 1, "text": "请抓紧"},
        follow=True,
    )

    page = said(answer)
    assert "已催办 1 份整改通知" in page
    assert "1 份没有催办" in page
    assert Reminder.objects.filter(case=second, kind="urge", text="请抓紧").count() == 1


def test_an_overdue_order_offers_the_next_step_and_does_nothing_itself(county):
    case = county.ordered(county.finding())

    with at(24):
        page = said(browser(county.inspector).get(reverse("case", args=(case.pk,))))

    assert "下一级措施是“约谈”" in page
    assert not Measure.objects.exists()


def test_a_measure_is_proposed_decided_and_lifted_through_its_pages(county):
    case = county.ordered(county.finding())
    client, leader = browser(county.inspector), browser(county.leader)
    asked = f"{reverse('measure_new')}?unit={county.bureau.pk}&case={case.pk}&word=约谈"
    assert "房政办发〔2023〕16号" in said(client.get(asked))
    client.post(asked, {"word": "约谈", "office": county.office.pk, "reason": "逾期未整改"})
    made = Measure.objects.get()
    assert "决定并发出" not in said(client.get(reverse("measure", args=(made.pk,))))

    leader.post(reverse("measure_decide", args=(made.pk, "issue")), {"decision": "同意"})
    page = said(leader.get(reverse("measure", args=(made.pk,))))
    assert "约谈通知书" in page
    file = client.get(reverse("measure_file", args=(made.pk,)))
    assert file.content.startswith(b"PK")
    leader.post(reverse("measure_decide", args=(made.pk, "lift")), {"says": "约谈完毕"})

    made.refresh_from_db()
    assert made.state == "lifted"


def test_an_ordered_closing_offers_the_closing_of_the_account(county):
    account = county.account(county.bureau, "qh-linye")
    made = measures.propose(
        county.bureau,
        "责令关闭",
        by=county.inspector,
        office=county.office,
        reason="无力维护",
        account=account,
    )
    measures.issue(made, by=county.leader)

    page = said(browser(county.inspector).get(reverse("measure", args=(made.pk,))))

    assert reverse("account_ask", args=(account.pk, "close")) in page


def test_a_transfer_is_a_404_to_the_unit(county):
    made = measures.propose(
        county.bureau,
        "移交纪委监委",
        by=county.inspector,
        office=county.office,
        reason="发布有害信息",
        recipient="青禾县纪委监委",
    )
    measures.issue(made, by=county.leader)

    answer = browser(county.head).get(reverse("measure", args=(made.pk,)))

    assert answer.status_code == 404
    assert browser(county.inspector).get(reverse("measure", args=(made.pk,))).status_code == 200


def test_a_stranger_sees_neither_items_nor_measures(county):
    case = county.ordered(county.finding())
    (row,) = rows_of(case)
    made = measures.propose(
        county.bureau, "约谈", by=county.inspector, office=county.office, reason="逾期"
    )
    stranger = browser(county.stranger)

    for name, pk in (
        ("case", case.pk),
        ("rectification_mend", row.pk),
        ("rectification_recheck", row.pk),
        ("rectification_drop", row.pk),
        ("measure", made.pk),
    ):
        assert stranger.get(reverse(name, args=(pk,))).status_code == 404
    assert row.number not in said(stranger.get(reverse("rectifications")))


def test_what_fails_again_and_again_is_listed_with_the_way_to_close(county):
    finding = county.unnamed()
    Rectification.objects.create(
        number="ZG-1",
        organization=county.bureau,
        account=finding.account,
        finding=finding,
        received_on="2026-10-01",
        failures=1,
    )
    client, address = browser(county.inspector), reverse("rectification_repeats")
    assert "没有屡改不到位的账号" in said(client.get(address))
    Rectification.objects.update(failures=2)

    page = said(client.get(address))

    assert "qh-linye" in page
    assert reverse("account_ask", args=(finding.account_id, "close")) in page


def test_units_and_accounts_show_what_they_must_mend(county):
    finding = county.unnamed()
    case = county.ordered(finding)
    number = f"{reverse('case', args=(case.pk,))}#item-"
    client = browser(county.inspector)

    assert number in said(client.get(reverse("organization", args=(county.bureau.pk,))))
    assert number in said(client.get(reverse("account", args=(finding.account_id,))))


def test_the_recheck_report_leads_to_its_task_or_is_the_file_itself(db):
    county = County(HAIYAN)
    case = county.mended(county.finding())
    row = rows_of(case)[0]
    client = browser(county.inspector)
    client.post(
        reverse("rectification_recheck", args=(row.pk,)), {"passed": "yes", "says": "已看到"}
    )

    answer = client.post(reverse("rectification_upward", args=(case.pk,)), follow=True)

    assert "报市政府办的回执" in said(answer)
