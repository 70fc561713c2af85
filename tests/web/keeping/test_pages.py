"""Pages of people's registers: a unit against its rules, a handover, training, an operator."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.cases.conftest import county, kept_apart  # noqa: F401
from apps.keeping.conftest import PDF, a_device, an_account, chief, haiyan, kept_by  # noqa: F401
from web.registers.conftest import browser as _browser
from zhijian.keeping.models import (
    Attestation,
    Contract,
    Credential,
    Device,
    Handover,
    Training,
    TrainingSession,
)
from zhijian.people import actions as people

TODAY = date(2026, 11, 20)


class Users:
    """What ``browser`` asks a county for."""

    def __init__(self, user):
        self.users = {"one": user}


def browser(user):
    return _browser(Users(user), "one")


@pytest.fixture
def sheet(haiyan, chief):  # noqa: F811
    """The account keeper left; one account and one device are on the sheet."""
    kept_by(haiyan.admin, an_account(haiyan))
    a_device(haiyan.admin)
    people.person_leaves(haiyan.admin.person, on=TODAY, by=chief)
    return Handover.objects.get()


def page_of(answer) -> str:
    return answer.content.decode()


def test_a_unit_shows_what_is_asked_with_clause_and_button(haiyan):  # noqa: F811
    Attestation.objects.create(
        organization=haiyan.bureau, matter="应急处置", signed_on="2025-01-02", until_on="2026-12-01"
    )
    an_account(haiyan)

    text = page_of(browser(haiyan.editor).get(reverse("unit_keeping", args=(haiyan.bureau.pk,))))

    assert "没有首次备案" in text
    assert "没有登记保管" in text
    assert "将到期" in text
    assert "“三员一长”制度的通知》二（一）" in text
    new = reverse("register_new", args=("attestations",))
    assert f"{new}?organization={haiyan.bureau.pk}&amp;matter=" in text


def test_the_button_leads_to_a_form_that_is_filled_in(haiyan):  # noqa: F811
    client = browser(haiyan.editor)
    at = f"{reverse('register_new', args=('attestations',))}?organization={haiyan.bureau.pk}"

    form = client.get(f"{at}&matter=应急处置&back=/keeping/").context["form"]

    assert form["matter"].value() == "应急处置"
    assert int(form["organization"].value()) == haiyan.bureau.pk


def test_a_reader_sees_no_buttons_and_a_stranger_nothing(haiyan):  # noqa: F811
    at = reverse("unit_keeping", args=(haiyan.bureau.pk,))

    assert "登记报备" not in page_of(browser(haiyan.monitor).get(at))
    assert browser(haiyan.stranger).get(at).status_code == 404


def test_the_list_counts_what_is_open_in_each_unit(haiyan, sheet):  # noqa: F811
    an_account(haiyan, "没人管")
    client = browser(haiyan.above)

    text = page_of(client.get(reverse("keeping")))
    handing = page_of(client.get(reverse("keeping"), {"set": "handing"}))
    untrained = page_of(client.get(reverse("keeping"), {"set": "untrained"}))

    assert "1 件" in text
    assert "2 个" in text
    assert "共 1 个单位" in handing
    assert "共 1 个单位" in untrained


def test_the_list_asks_no_more_for_more_units(haiyan, django_assert_max_num_queries):  # noqa: F811
    client = browser(haiyan.above)
    client.get(reverse("keeping"))

    with django_assert_max_num_queries(40):
        client.get(reverse("keeping"))


def test_a_handover_is_filled_in_and_signed_in_pages(haiyan, sheet):  # noqa: F811
    editor, taker = browser(haiyan.editor), browser(haiyan.editor_b)
    item, device = sheet.accounts.get(), Device.objects.get()
    pk = sheet.case_id
    text = page_of(editor.get(reverse("handover", args=(pk,))))
    assert "办结前还缺" in text
    assert "账号“青禾林业（微信公众号）”没有新保管人" in text

    for name, args, told in (
        ("handover_account", (pk, item.pk), {"custodian": "采编", "password_changed_on": TODAY}),
        ("handover_device", (pk, device.pk), {"on": TODAY}),
        ("handover_days", (pk,), {"handed_over_on": TODAY, "has_device": "1"}),
        ("handover_paper", (pk,), {"file": SimpleUploadedFile("清单.pdf", PDF)}),
    ):
        answer = editor.post(reverse(name, args=args), told)
        assert answer.status_code == 302, (name, answer.context["form"].errors)
    assert taker.post(reverse("handover_taken", args=(pk,))).status_code == 302

    text = page_of(editor.get(reverse("handover", args=(pk,))))
    assert "可以办结" in text
    assert Credential.objects.get().custodian == "采编"
    assert "交接清单" in page_of(editor.get(reverse("case", args=(pk,))))


def test_a_wrong_signer_reads_who_signs(haiyan, sheet):  # noqa: F811
    answer = browser(haiyan.editor).post(reverse("handover_given", args=(sheet.case_id,)))

    assert answer.status_code == 422
    assert "由账号管理本人登录后办理" in page_of(answer)


@pytest.mark.parametrize(
    "name",
    [
        "handover",
        "handover_days",
        "handover_account_add",
        "handover_given",
        "handover_taken",
        "handover_paper",
    ],
)
def test_a_strangers_handover_is_not_found(haiyan, sheet, name):  # noqa: F811
    client = browser(haiyan.stranger)

    assert client.get(reverse(name, args=(sheet.case_id,))).status_code == 404
    item = reverse("handover_account", args=(sheet.case_id, sheet.accounts.get().pk))
    assert client.get(item).status_code == 404


def test_a_reader_may_look_but_not_fill_in(haiyan, sheet):  # noqa: F811
    client = browser(haiyan.monitor)

    assert client.get(reverse("handover", args=(sheet.case_id,))).status_code == 200
    assert client.get(reverse("handover_days", args=(sheet.case_id,))).status_code == 403


def test_a_sign_in_sheet_is_filled_in_and_printed(haiyan):  # noqa: F811
    session = TrainingSession.objects.create(
        organization=haiyan.bureau, held_on=TODAY, topic="应急演练", area="应急处置"
    )
    client = browser(haiyan.editor)
    at = reverse("training_sheet", args=(session.pk,))

    answer = client.post(at, {"came": ["采编", "审核"], "others": "客人甲\n\n客人乙"})

    assert answer.status_code == 302
    assert Training.objects.get().attendees == 4
    text = page_of(client.get(answer["Location"]))
    assert "到场 4 人" in text
    assert "客人甲" in page_of(client.get(reverse("training_print", args=(session.pk,))))
    again = client.get(at).context["form"]
    assert set(again["came"].value()) == {"采编", "审核"}
    assert again["others"].value() == "客人甲\n客人乙"


def test_who_holds_for_others_says_which_unit_first(haiyan):  # noqa: F811
    session = TrainingSession.objects.create(
        organization=haiyan.government, held_on=TODAY, topic="全县培训"
    )
    client = browser(haiyan.top)
    at = reverse("training_sheet", args=(session.pk,))

    asked = client.post(at, {"unit": haiyan.bureau.pk})
    answer = client.post(asked["Location"], {"came": ["采编"], "others": ""})

    assert answer.status_code == 302
    assert Training.objects.get().organization == haiyan.bureau


def test_a_training_of_others_is_not_found_by_a_stranger(haiyan):  # noqa: F811
    session = TrainingSession.objects.create(
        organization=haiyan.bureau, held_on=TODAY, topic="应急演练"
    )
    client = browser(haiyan.stranger)

    for name in ("training_sheet", "training_print"):
        assert client.get(reverse(name, args=(session.pk,))).status_code == 404


def test_an_operator_is_stopped_on_its_page(haiyan):  # noqa: F811
    row = Contract.objects.create(
        number="HT1", organization=haiyan.bureau, operator="某某传媒", from_on="2026-01-01"
    )
    client = browser(haiyan.editor)
    page = reverse("register_row", args=("contracts", row.pk))
    assert "暂停委托" in page_of(client.get(page))

    stop = reverse("contract_suspend", args=(row.pk,))
    answer = client.post(stop, {"on": TODAY, "reason": "差错"})

    assert answer.status_code == 302
    assert "恢复委托" in page_of(client.get(page))
    assert "已暂停" in page_of(client.get(reverse("unit_keeping", args=(haiyan.bureau.pk,))))
    assert (
        client.post(reverse("contract_resume", args=(row.pk,)), {"reason": "已整改"}).status_code
        == 302
    )
    assert browser(haiyan.stranger).get(stop).status_code == 404


def test_a_sealed_number_is_masked_and_opened_with_a_reason(haiyan):  # noqa: F811
    row = Credential.objects.create(account=an_account(haiyan), phone="13800001234")
    client = browser(haiyan.editor)
    page = page_of(client.get(reverse("register_row", args=("credentials", row.pk))))
    at = reverse("register_open", args=("credentials", row.pk, "phone"))

    without = client.post(at, {"reason": ""})
    answer = client.post(at, {"reason": "换绑手机"})

    assert "138****1234" in page
    assert "13800001234" not in page
    assert without.status_code == 422
    assert "13800001234" in page_of(answer)
    listed = page_of(client.get(reverse("register", args=("credentials",))))
    assert "1234" not in listed
    assert browser(haiyan.monitor).get(at).status_code == 403
    assert browser(haiyan.stranger).get(at).status_code == 404


def test_a_sealed_number_stays_when_its_field_is_left_empty(haiyan):  # noqa: F811
    row = Credential.objects.create(account=an_account(haiyan), phone="13800001234", mail="a@b.cn")
    at = reverse("register_edit", args=("credentials", row.pk))
    client = browser(haiyan.editor)
    assert "13800001234" not in page_of(client.get(at))

    told = {"account": row.account_id, "custodian": "采编", "phone": "", "mail": ""}
    answer = client.post(at, told | {"cleared": ["mail"]})

    assert answer.status_code == 302
    row = Credential.objects.get()
    assert (row.custodian, row.phone, row.mail) == ("采编", "13800001234", "")


def test_the_page_of_an_account_says_who_keeps_it(haiyan):  # noqa: F811
    account = an_account(haiyan)
    kept_by(haiyan.admin, account)

    text = page_of(browser(haiyan.editor).get(reverse("account", args=(account.pk,))))

    assert "账号保管" in text
    assert "账号管理" in text
