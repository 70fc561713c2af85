"""The record in words."""

import ast
from pathlib import Path

import pytest

import zhijian
from zhijian import journal
from zhijian.journal import words
from zhijian.people.models import Organization


@pytest.mark.django_db
def test_the_timeline_of_an_object_tells_its_own_entries_newest_first(write, unit):
    other = Organization.objects.create(name="青禾县水利局", place="420325")
    write("journal.verified", remark="照办", count=3, sound=True, secret="x", broken_seq=None)
    write(subject=other)
    write("sample.unheard")

    newest, oldest = journal.timeline(unit)

    assert (newest.seq, newest.what, newest.note) == (3, "sample.unheard", "")
    assert (oldest.who, oldest.what) == ("林小青", "核验留痕")
    assert (oldest.note, oldest.opinion) == ("条数：3；完整：是", "照办")
    assert len(journal.timeline(unit, limit=1)) == 1


def test_kinds_of_objects_have_names():
    assert words.object_words("people.organization") == "单位"
    assert words.object_words("gone.model") == "gone.model"
    assert words.object_words("nonsense") == "nonsense"


def test_every_action_that_the_program_records_has_a_name():
    source = Path(zhijian.__file__).parent
    recorded = {
        node.args[0].value: path.name
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "record"
        and getattr(getattr(node.func, "value", None), "id", "") == "journal"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }

    assert recorded
    assert {
        action: name for action, name in recorded.items() if action not in words.actions()
    } == {}
