"""Papers in the browser: chosen, looked at with masked numbers, printed, in the office's words."""

import io
import zipfile

import pytest

from zhijian.ledger.models import Account
from zhijian.papers.books import forms
from zhijian.papers.models import Paper, PrintBatch, Wording
from zhijian.papers.subjects import subject_of

REGISTRATION, INVENTORY = "hengnan_filing_registration", "hengnan_inventory_cleanup"


def at(office, form=REGISTRATION) -> str:
    row = office.account if form == REGISTRATION else office.bureau
    return f"/papers/{form}/{subject_of(row).code}/"


def test_forms_of_the_own_place_come_before_those_of_others(keeper):
    text = keeper.get("/papers/").content.decode()

    own, _, other = text.partition(">其他地区的表</h2>")
    assert "衡南县政务新媒体备案登记表" in own
    assert "银州区政务新媒体开设审批表" in other


def test_a_preview_masks_numbers_and_says_what_lacks(keeper, office):
    text = keeper.get(at(office)).content.decode()

    assert "青禾县政务新媒体备案登记表" in text
    assert "138****0000" in text
    assert "13800000000" not in text
    assert "理由”没有填" in text
    assert not Paper.objects.exists()


def test_every_form_can_be_looked_at_for_a_unit_and_says_if_it_is_inferred(keeper, office):
    assert len(forms()) >= 22
    for form in forms().all:
        answer = keeper.get(f"/papers/{form.id}/{subject_of(office.bureau).code}/")

        assert answer.status_code == 200, form.id
        assert ("本表为推定样式" in answer.content.decode()) is form.is_inferred, form.id


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_download_is_a_file_with_a_chinese_name_and_is_recorded(keeper, office, kind):
    answer = keeper.post(at(office) + "print/", {"kind": kind, "on": "", "copies": "1"})

    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert answer.content[:4] in (b"%PDF", b"PK\x03\x04")
    assert Paper.objects.get().number == "BD-2026-000001"


def test_a_day_to_come_is_a_fault_of_the_form(keeper, office):
    answer = keeper.post(at(office) + "print/", {"kind": "pdf", "on": "2026-11-21", "copies": "1"})

    assert answer.status_code == 422
    assert "还没有 2026-11-21 的数据" in answer.content.decode()


def test_who_keeps_nothing_sees_why_there_is_no_download(looker, office):
    text = looker.get(at(office)).content.decode()

    assert "号码会遮住" in text
    assert ">下载<" not in text
    answer = looker.post(at(office) + "print/", {"kind": "pdf", "copies": "1"})
    assert answer.status_code == 302
    assert not Paper.objects.exists()


def test_a_stranger_finds_nothing(outsider, office):
    for address in (
        at(office),
        at(office, INVENTORY),
        at(office) + "filled/",
        f"/papers/{REGISTRATION}/account-99999/",
        f"/papers/{REGISTRATION}/nonsense/",
        "/papers/nonsense/",
        "/papers/batches/1/",
        "/papers/filled/1/",
    ):
        assert outsider.get(address).status_code == 404, address
    assert outsider.post(at(office) + "print/", {"kind": "pdf"}).status_code == 404


def test_a_few_are_printed_at_once_into_one_file(keeper, office):
    other = Account.objects.create(
        organization=office.bureau,
        handle="w1",
        name="青禾微博",
        platform="weibo",
        state="operating",
    )
    codes = [subject_of(row).code for row in (office.account, other)]

    answer = keeper.post(
        f"/papers/{REGISTRATION}/print/",
        {"subject": codes, "kind": "docx", "copies": "1", "on": ""},
    )

    batch = PrintBatch.objects.get()
    assert answer.url == f"/papers/batches/{batch.pk}/"
    assert (batch.state, batch.done, batch.total) == ("done", 2, 2)
    held = keeper.get(f"/papers/batches/{batch.pk}/file/")
    names = zipfile.ZipFile(io.BytesIO(held.content)).namelist()
    assert [name[:4] for name in names] == ["0001", "0002"]


def test_a_stranger_does_not_get_another_persons_batch(keeper, looker, office):
    keeper.post(
        f"/papers/{REGISTRATION}/print/",
        {"subject": [subject_of(office.account).code], "kind": "pdf", "copies": "1"},
    )
    batch = PrintBatch.objects.get()

    assert looker.get(f"/papers/batches/{batch.pk}/").status_code == 404
    assert looker.get(f"/papers/batches/{batch.pk}/file/").status_code == 404


def test_nobody_chosen_is_said(keeper):
    answer = keeper.post(
        f"/papers/{REGISTRATION}/print/", {"kind": "pdf", "copies": "1"}, follow=True
    )

    assert "没有选中要打印的对象" in answer.content.decode()
    assert not PrintBatch.objects.exists()


def test_words_are_pasted_beside_ours_and_restored(keeper):
    address = f"/papers/{REGISTRATION}/wordings/"
    assert "主管、主办、承办单位分别留存" in keeper.get(address).content.decode()

    keeper.post(address + "note_1/", {"text": "本表一式{copies}份。", "basis": "附件1"})

    assert Wording.objects.get().text == "本表一式{copies}份。"
    assert "本表一式" in keeper.get(address).content.decode()
    keeper.post(address + "note_1/", {"restore": "1"})
    assert not Wording.objects.exists()


def test_words_are_edited_by_keepers_alone(looker):
    assert looker.get(f"/papers/{REGISTRATION}/wordings/note_1/").status_code == 403


def test_a_scan_goes_to_its_account_by_the_number_at_its_foot(keeper, office):
    keeper.post(at(office) + "print/", {"kind": "pdf", "copies": "1"})
    scan = io.BytesIO(b"%PDF-1.4\nscan\n%%EOF\n")
    scan.name = "盖章.pdf"

    answer = keeper.post("/papers/scan/", {"number": "bd-2026-000001-1/1", "file": scan})

    assert answer.url == at(office)
    assert "盖章.pdf" in keeper.get(at(office)).content.decode()


@pytest.mark.parametrize(
    ("number", "says"),
    [("BD-2026-000099", "没有编号 BD-2026-000099 的表"), ("什么", "没有编号 什么 的表")],
)
def test_an_unknown_number_is_said(keeper, number, says):
    scan = io.BytesIO(b"%PDF-1.4\nscan\n%%EOF\n")
    scan.name = "盖章.pdf"

    answer = keeper.post("/papers/scan/", {"number": number, "file": scan})

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_scan_that_is_too_large_is_refused_with_the_cure(keeper, office, monkeypatch):
    from dataclasses import replace

    from zhijian.config.options import options
    from zhijian.papers.actions import scans

    keeper.post(at(office) + "print/", {"kind": "pdf", "copies": "1"})
    small = replace(options(), attachment_max_mb=1)
    monkeypatch.setattr(scans, "options", lambda: small)
    scan = io.BytesIO(b"%PDF-1.4\n" + b"0" * (2**20 + 1) + b"\n%%EOF\n")
    scan.name = "盖章.pdf"

    answer = keeper.post("/papers/scan/", {"number": "BD-2026-000001", "file": scan})

    assert answer.status_code == 422
    assert "超过本系统的上限 1 MB" in answer.content.decode()
