"""A filled form in the browser: handed in, looked at, ticked, taken over or given up."""

import io

import pytest
from docx import Document

from zhijian.ledger.models import Account, File
from zhijian.papers.actions import print_paper
from zhijian.papers.books import forms
from zhijian.papers.models import FilledForm
from zhijian.papers.subjects import subject_of

REGISTRATION = "hengnan_filing_registration"


@pytest.fixture
def filled(office) -> io.BytesIO:
    """The registration with another number of followers and another name, by hand."""
    subject = subject_of(office.account)
    made = print_paper(forms()[REGISTRATION], subject, by=office.keeper, kind="docx")
    document = Document(io.BytesIO(made.content))
    for table in document.tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.text = run.text.replace("12,560", "13000").replace("资源局发布", "资源发布")
    held = io.BytesIO()
    document.save(held)
    held.seek(0)
    held.name = "填好.docx"
    return held


def handed_in(keeper, office, file) -> str:
    code = subject_of(office.account).code
    return keeper.post(f"/papers/{REGISTRATION}/{code}/filled/", {"file": file}).url


def test_a_filled_form_is_looked_at_ticked_and_taken(keeper, office, filled):
    address = handed_in(keeper, office, filled)
    text = keeper.get(address).content.decode()

    assert "名称变动须备案，不直接修改" in text
    assert "13,000" in text
    answer = keeper.post(address, {"do": "take", "take": ["followers"]}, follow=True)

    assert "已按表写入 1 项" in answer.content.decode()
    account = Account.objects.get()
    assert (account.followers, account.name) == (13_000, "青禾县自然资源局发布")
    assert File.objects.get().kind == "填好的表"


def test_nothing_ticked_is_said_and_nothing_written(keeper, office, filled):
    address = handed_in(keeper, office, filled)

    answer = keeper.post(address, {"do": "take"})

    assert answer.status_code == 409
    assert "没有勾选要写入的内容" in answer.content.decode()
    assert Account.objects.get().followers == 12_560


def test_a_form_given_up_changes_nothing(keeper, office, filled):
    address = handed_in(keeper, office, filled)

    keeper.post(address, {"do": "drop"})

    assert FilledForm.objects.get().state == "dropped"
    assert Account.objects.get().followers == 12_560


def test_a_file_that_is_no_form_is_refused_in_words(keeper, office):
    held = io.BytesIO()
    Document().save(held)
    held.seek(0)
    held.name = "空白.docx"
    code = subject_of(office.account).code

    answer = keeper.post(f"/papers/{REGISTRATION}/{code}/filled/", {"file": held})

    assert answer.status_code == 422
    assert "看不出是哪一张表" in answer.content.decode()


def test_a_stranger_does_not_see_a_filled_form(keeper, outsider, office, filled):
    address = handed_in(keeper, office, filled)

    assert outsider.get(address).status_code == 404


def test_who_keeps_nothing_is_told_who_does(keeper, looker, office, filled):
    address = handed_in(keeper, office, filled)
    code = subject_of(office.account).code

    assert looker.get(address).status_code == 403
    assert looker.get(f"/papers/{REGISTRATION}/{code}/filled/").status_code == 403
