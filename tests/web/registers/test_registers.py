"""Every declared register has a list, a page for each row, and forms, for those who keep it."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import models
from django.urls import reverse

from web.registers.conftest import browser, sent
from zhijian.cases.media.store import Upload
from zhijian.journal.models import Entry
from zhijian.ledger import actions
from zhijian.ledger.models import Account, File, MenuItem
from zhijian.ledger.own_registers import every_register
from zhijian.ledger.registers import Register, register_of
from zhijian.people.edits import fingerprint
from zhijian.web.register_words import OWN_EDITS, OWN_PAGES, heading_field

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ALL = every_register()
EVERY = pytest.mark.parametrize("kept", ALL, ids=lambda one: one.relation)
PLAIN = [one for one in ALL if one.relation not in (*OWN_PAGES, *OWN_EDITS)]
OPEN = pytest.mark.parametrize(
    "kept", [one for one in PLAIN if one.may_add], ids=lambda one: one.relation
)


def the_row(kept: Register) -> Any:
    return kept.model._default_manager.earliest("pk")


def at(name: str, kept: Register, *more: Any) -> str:
    return reverse(name, args=(kept.relation, *more))


def another(kept: Register, form: Any) -> dict[str, Any]:
    """What was shown, with the first text or day of the key filled otherwise."""
    told = sent(form)
    if kept.relation == "staff_filings":
        told["kind"] = "REFILING"  # a unit files first only once
    for one in kept.key:
        field = one.field
        declared = kept.model._meta.get_field(field)
        if isinstance(declared, models.DateField):
            return told | {field: "2026-01-08"}
        if isinstance(declared, models.OneToOneField):
            return told | {field: a_second_account().pk}
        if isinstance(declared, models.IntegerField):
            return told | {field: int(told[field]) + 1}
        if isinstance(declared, models.CharField) and not one.column.choices:
            return told | {field: f"{told[field]}二"}
        if one.column.choices and len(kept.key) > 1 and one is kept.key[-1]:
            return told | {field: one.column.choices[-1][0]}
    return told


def attname(kept: Register, name: str) -> str:
    return kept.model._meta.get_field(name).attname


def a_second_account() -> Account:
    first = Account.objects.earliest("pk")
    return Account.objects.create(
        organization=first.organization, name="第二个", handle="gh_2", platform="wechat",
        state="operating",
    )  # fmt: skip


@EVERY
def test_its_list_shows_its_rows_with_the_labels_of_the_core(kept, clerk):
    answer = clerk.get(at("register", kept))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert kept.title in text
    assert "共 1 " in text or "第 1 至 1" in text
    row = the_row(kept)
    heading = getattr(row, heading_field(kept))
    assert str(heading) in text


@EVERY
def test_its_list_is_empty_for_a_stranger(kept, stranger):
    text = stranger.get(at("register", kept)).content.decode()

    assert "还没有您可以查看的记录" in text


@EVERY
def test_a_row_of_another_unit_is_not_found(kept, stranger):
    row = the_row(kept)

    for name in ("register_row", "register_edit", "register_remove"):
        assert stranger.get(at(name, kept, row.pk)).status_code == 404, name
        assert stranger.post(at(name, kept, row.pk)).status_code in (404, 405), name


@EVERY
def test_a_row_has_a_page(kept, clerk):
    answer = clerk.get(at("register_row", kept, the_row(kept).pk), follow=True)

    assert answer.status_code == 200
    if kept in PLAIN:
        text = answer.content.decode()
        for one in kept.kept:
            assert one.ref is not None or one.column.label in text, one.column.name


@OPEN
def test_a_row_is_entered_by_its_form(kept, clerk):
    form = clerk.get(at("register_edit", kept, the_row(kept).pk)).context["form"]
    before = kept.model._default_manager.count()

    answer = clerk.post(at("register_new", kept), another(kept, form))

    assert answer.status_code == 302, answer.context["form"].errors
    assert kept.model._default_manager.count() == before + 1
    assert Entry.objects.latest("seq").action == "register.added"


@pytest.mark.parametrize("kept", PLAIN, ids=lambda one: one.relation)
def test_a_row_is_changed_by_its_form_and_nothing_else_is_lost(kept, clerk):
    row = the_row(kept)
    page = clerk.get(at("register_edit", kept, row.pk))
    before = kept.model._default_manager.filter(pk=row.pk).values().get()
    told = another(kept, page.context["form"]) | {"version": page.context["version"]}
    shown = sent(page.context["form"])
    changed = {attname(kept, name) for name in shown if told[name] != shown[name]}

    answer = clerk.post(at("register_edit", kept, row.pk), told)

    assert answer.status_code == 302, answer.context["form"].errors
    after = kept.model._default_manager.filter(pk=row.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == changed
    assert Entry.objects.latest("seq").action == "register.changed"


@OPEN
def test_a_row_is_taken_out_with_a_reason(kept, clerk):
    form = clerk.get(at("register_edit", kept, the_row(kept).pk)).context["form"]
    clerk.post(at("register_new", kept), another(kept, form))
    row = kept.model._default_manager.latest("pk")

    without = clerk.post(at("register_remove", kept, row.pk), {"reason": " "})
    answer = clerk.post(at("register_remove", kept, row.pk), {"reason": "重复登记"})

    assert without.status_code == 422
    assert answer.status_code == 302
    assert not kept.model._default_manager.filter(pk=row.pk).exists()
    assert Entry.objects.latest("seq").remark == "重复登记"


@pytest.mark.parametrize(
    "kept", [one for one in PLAIN if not one.may_add], ids=lambda one: one.relation
)
def test_what_comes_out_of_procedures_is_neither_added_nor_removed(kept, clerk):
    row = the_row(kept)

    assert clerk.get(at("register_new", kept)).status_code == 403
    assert clerk.post(at("register_remove", kept, row.pk), {"reason": "x"}).status_code == 403
    assert kept.model._default_manager.filter(pk=row.pk).exists()


@EVERY
def test_who_reads_but_does_not_keep_changes_nothing(kept, filled):
    reader = browser(filled, "看客")
    row = the_row(kept)

    assert reader.get(at("register", kept)).status_code == 200
    if kept in PLAIN:
        assert reader.get(at("register_row", kept, row.pk)).status_code == 200
        assert reader.get(at("register_edit", kept, row.pk)).status_code == 403
        assert reader.post(at("register_remove", kept, row.pk), {"reason": "x"}).status_code == 403


@EVERY
def test_it_is_exported_in_words(kept, clerk):
    answer = clerk.get(at("register", kept), {"export": "xlsx"})

    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    assert sheet.max_row >= 2


def test_the_overview_lists_every_register(clerk):
    text = clerk.get(reverse("registers")).content.decode()

    for one in ALL:
        assert one.title in text


def test_an_address_of_no_register_is_not_found(clerk):
    assert clerk.get("/registers/secrets/").status_code == 404
    assert clerk.get("/registers/secrets/new/").status_code == 404


def test_a_second_writer_sees_both_versions_in_words(clerk, filled):
    menus = register_of("menus")
    row = the_row(menus)
    page = clerk.get(at("register_edit", menus, row.pk))
    told = sent(page.context["form"], link_works="0") | {"version": page.context["version"]}
    actions.change_row(menus, row, by=filled.users["文员"], level_2="改过", link_works=None)

    answer = clerk.post(at("register_edit", menus, row.pk), told)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "链接是否有效" in text
    assert "<td>否</td>" in text
    assert MenuItem.objects.get(pk=row.pk).link_works is None


def test_the_second_writer_may_write_over_what_stands_now(clerk, filled):
    menus = register_of("menus")
    row = the_row(menus)
    told = sent(clerk.get(at("register_edit", menus, row.pk)).context["form"], remark="我的")
    actions.change_row(menus, row, by=filled.users["文员"], remark="他的")
    row.refresh_from_db()
    version = fingerprint(row, menus.form_fields)

    answer = clerk.post(at("register_edit", menus, row.pk), told | {"version": version})

    assert answer.status_code == 302
    assert MenuItem.objects.get(pk=row.pk).remark == "我的"


def test_a_blank_yes_or_no_stays_unknown(clerk):
    menus = register_of("menus")
    row = the_row(menus)
    form = clerk.get(at("register_edit", menus, row.pk)).context["form"]

    clerk.post(at("register_edit", menus, row.pk), sent(form, link_works=""))

    assert MenuItem.objects.get(pk=row.pk).link_works is None


def test_only_accounts_of_kept_units_are_offered(clerk, filled):
    Account.objects.create(
        organization=filled.units["林业局"], name="青禾林业", platform="weibo", state="operating"
    )

    form = clerk.get(at("register_new", register_of("menus"))).context["form"]

    assert [str(row) for row in form.fields["account"].queryset] == [str(Account.objects.first())]


def test_an_account_out_of_reach_cannot_be_named_by_hand(clerk, filled):
    other = Account.objects.create(
        organization=filled.units["林业局"], name="青禾林业", platform="weibo", state="operating"
    )
    menus = register_of("menus")

    answer = clerk.post(at("register_new", menus), {"account": other.pk, "level_1": "办事"})

    assert answer.status_code == 422
    assert not MenuItem.objects.filter(account=other).exists()


def test_of_many_accounts_one_is_found_by_its_name_or_its_id(clerk, filled):
    unit = filled.units["教育局"]
    many = [
        Account(
            organization=unit, name=f"青禾学校{n}", handle=f"gh_{n:04}", platform="weibo",
            state="operating",
        )
        for n in range(80)
    ]  # fmt: skip
    Account.objects.bulk_create(many)
    menus = register_of("menus")

    def say(text: str) -> Any:
        return clerk.post(at("register_new", menus), {"account": text, "level_1": "办事"})

    assert say("青禾学校79（gh_0079）").status_code == 302
    assert say("gh_0042").status_code == 302
    assert "有几个都叫“青禾学校”" in say("青禾学校").content.decode()
    assert "没有找到“红石”" in say("红石").content.decode()
    found = MenuItem.objects.filter(level_1="办事").values_list("account__handle", flat=True)
    assert set(found) == {"gh_0079", "gh_0042"}


def test_first_values_may_stand_in_the_address(clerk):
    form = clerk.get(at("register_new", register_of("menus")), {"level_1": "公示"}).context["form"]

    assert form["level_1"].value() == "公示"


@pytest.mark.parametrize("hostile", ["//evil.example/", "https://evil.example/", "/\\evil", ""])
def test_cancel_never_leads_out_of_the_platform(clerk, hostile):
    menus = register_of("menus")

    answer = clerk.get(at("register_new", menus), {"back": hostile})

    assert answer.context["cancel"] == at("register", menus)


def test_a_file_is_put_to_a_row_fetched_and_taken_off(clerk, stranger, filled):
    row = the_row(register_of("menus"))
    add = reverse("file_add", args=("ledger.menuitem", row.pk))
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = clerk.post(add, {"file": SimpleUploadedFile("截图.pdf", PDF), "kind": "截图"})

    assert answer.status_code == 302
    file = File.objects.get()
    assert "截图.pdf" in clerk.get(answer["Location"]).content.decode()
    assert clerk.get(reverse("file", args=(file.pk,))).content == PDF
    for name in ("file", "file_drop"):
        assert stranger.get(reverse(name, args=(file.pk,))).status_code == 404
    assert stranger.get(add).status_code == 404
    assert clerk.post(reverse("file_drop", args=(file.pk,)), {"reason": "传错"}).status_code == 302
    assert not File.objects.exists()


def test_a_file_that_is_not_what_it_says_is_refused_with_a_sentence(clerk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    row = the_row(register_of("menus"))
    add = reverse("file_add", args=("ledger.menuitem", row.pk))

    answer = clerk.post(add, {"file": SimpleUploadedFile("截图.pdf", b"MZ\x90\x00")})

    assert answer.status_code == 422
    assert not File.objects.exists()


def test_who_only_reads_may_fetch_but_not_upload(filled):
    row = the_row(register_of("menus"))
    file = actions.attach_file(row, Upload("证明.pdf", PDF), by=filled.users["文员"])
    reader = browser(filled, "看客")

    assert reader.get(reverse("file", args=(file.pk,))).status_code == 200
    assert reader.get(reverse("file_drop", args=(file.pk,))).status_code == 403
    add = reverse("file_add", args=("ledger.menuitem", row.pk))
    assert reader.get(add).status_code == 403


@pytest.mark.parametrize("kind", ["people.person", "ledger.file", "nothing", "cases.case"])
def test_files_are_put_to_rows_of_registers_only(clerk, kind):
    assert clerk.get(reverse("file_add", args=(kind, 1))).status_code == 404
