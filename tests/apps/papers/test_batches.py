"""Many papers: printed by the worker, in parts, all or none."""

import io
import zipfile

import pytest

from zhijian.core.refused import Refused
from zhijian.jobs.models import Job
from zhijian.journal.models import Entry
from zhijian.ledger.models import Account
from zhijian.papers import press
from zhijian.papers.actions import start_batch
from zhijian.papers.books import forms
from zhijian.papers.jobs_handlers import print_batch
from zhijian.papers.models import Paper, PrintBatch
from zhijian.papers.subjects import subject_of

REGISTRATION = "hengnan_filing_registration"


@pytest.fixture
def accounts(office):
    rows = [
        Account(
            organization=office.bureau,
            handle=f"w{number}",
            name=f"青禾{number}",
            name_norm=f"青禾{number}",
            platform="weibo",
            state="operating",
        )
        for number in range(20)
    ]
    return [office.account, *Account.objects.bulk_create(rows)]


def started(office, accounts, **how) -> PrintBatch:
    subjects = [subject_of(row) for row in accounts]
    return start_batch(forms()[REGISTRATION], subjects, by=office.keeper, **how)


def test_twenty_are_printed_at_once_and_twenty_one_by_the_worker(office, accounts):
    started(office, accounts[:20], kind="docx")
    assert not Job.objects.exists()

    batch = started(office, accounts, kind="docx")

    assert Job.objects.get().payload == {"batch": batch.pk}


def test_the_worker_prints_all_in_parts_and_the_record_says_whose_numbers(
    office, accounts, monkeypatch
):
    monkeypatch.setattr(press, "PART", 15)
    batch = started(office, accounts, kind="pdf")

    print_batch({"batch": batch.pk})

    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.trouble) == ("done", 21, "")
    from zhijian.cases.media import opened

    held = zipfile.ZipFile(io.BytesIO(opened(batch.digest)))
    assert held.namelist() == ["第001部分.pdf", "第002部分.pdf"]
    assert all(held.read(name).startswith(b"%PDF") for name in held.namelist())
    assert Paper.objects.count() == 21
    entry = Entry.objects.filter(action="paper.batch_done").get()
    assert entry.data["count"] == 21
    assert len(entry.data["persons"]) == 2


def test_printed_anew_the_papers_keep_their_numbers(office, accounts):
    batch = started(office, accounts[:2], kind="docx")
    print_batch({"batch": batch.pk})
    numbers = list(Paper.objects.order_by("pk").values_list("number", flat=True))
    PrintBatch.objects.update(state="running")

    print_batch({"batch": batch.pk})

    assert list(Paper.objects.order_by("pk").values_list("number", flat=True)) == numbers


def test_one_that_is_gone_stops_the_batch_with_its_reason(office, accounts):
    batch = started(office, accounts[:2], kind="docx")
    gone = accounts[1]
    Account.objects.filter(pk=gone.pk).delete()

    print_batch({"batch": batch.pk})

    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "第 2 个对象" in batch.trouble
    assert batch.digest == ""


@pytest.mark.parametrize(
    ("how", "says"), [({"kind": "xlsx"}, "不能生成 XLSX"), ({"kind": "pdf"}, "没有选中")]
)
def test_what_makes_no_batch_is_refused(office, how, says):
    with pytest.raises(Refused, match=says):
        start_batch(forms()[REGISTRATION], [], by=office.keeper, **how)


def test_a_batch_needs_leave_for_every_unit(office, accounts):
    with pytest.raises(Refused, match="号码会遮住"):
        start_batch(
            forms()[REGISTRATION],
            [subject_of(office.account)],
            by=office.looker,
            kind="pdf",
        )
