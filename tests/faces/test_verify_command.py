"""``zhijian verify``: what it says and how it ends."""

import io
from datetime import datetime

import pytest
from django.db import connection, transaction

from journal_flush import without_triggers
from zhijian import journal
from zhijian.cli.__main__ import main
from zhijian.config import clock
from zhijian.journal import evidence
from zhijian.journal.models import Entry
from zhijian.people.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def already_started(monkeypatch):
    """Django runs already; starting it again would change this process's umask."""
    monkeypatch.setattr("zhijian.upkeep.schema.start_django", lambda: None)


@pytest.fixture
def entries() -> list[Entry]:
    unit = Organization.objects.create(name="青禾县林业局", place="420325")
    with transaction.atomic(), clock.set_to(datetime(2026, 11, 20, tzinfo=clock.CHINA)):
        return [journal.record("organization.changed", unit, by=None, n=n) for n in range(3)]


def test_a_whole_record_ends_with_zero(entries, capsys):
    assert main(["verify"]) == 0
    assert "共 3 条" in capsys.readouterr().out


def test_a_broken_record_ends_with_one_and_says_where(entries, capsys):
    with transaction.atomic(), without_triggers(connection):
        Entry.objects.filter(seq=2).update(remark="改")

    assert main(["verify"]) == 1
    assert "第 2 条处断裂" in capsys.readouterr().out


def test_a_printed_head_is_compared(entries, capsys):
    head = entries[1].digest[:16]

    assert main(["verify", "--head", f"2:{head}"]) == 0
    assert main(["verify", "--head", f"2:{head}", "--head", f"3:{head}"]) == 1
    assert "纸质链头" in capsys.readouterr().out


def test_what_is_no_head_is_wrong_use(entries, capsys):
    assert main(["verify", "--head", "2:12"]) == 2
    assert "摘要至少写开头 16 位" in capsys.readouterr().err


def test_a_package_is_verified(entries, capsys, tmp_path):
    to = io.BytesIO()
    evidence.export(Entry.objects.all(), to)
    path = tmp_path / "证据包.zip"
    path.write_bytes(to.getvalue())
    assert main(["verify", str(path)]) == 0
    assert "3 条留痕" in capsys.readouterr().out

    path.write_bytes(to.getvalue()[:-1])
    assert main(["verify", str(path)]) == 1
    assert "核验不通过" in capsys.readouterr().err


def test_a_package_that_is_not_there_is_wrong_use(capsys, tmp_path):
    assert main(["verify", str(tmp_path / "无.zip")]) == 2
    assert "找不到证据包" in capsys.readouterr().err
