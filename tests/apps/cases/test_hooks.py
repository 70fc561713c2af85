"""An app above hears of every move, in the transaction of the move, and may object before one."""

import pytest

from zhijian.cases import actions, hooks
from zhijian.cases.models import Case
from zhijian.core.refused import Refused

PROCESS = "refiling"


@pytest.fixture
def heard(monkeypatch):
    """What was told of refilings, as (step left, verb, where it is now)."""
    told = []
    monkeypatch.setattr(hooks, "_guards", {})
    monkeypatch.setattr(hooks, "_hearers", {})
    hooks.on_moved(PROCESS, lambda moved: told.append((moved.left, moved.verb, moved.case.step)))
    return told


def test_opening_moving_and_withdrawing_are_heard(county, heard):
    case = county.open(PROCESS)
    county.open("review")
    actions.act(case, "submit", by=county.editor)
    other = county.open(PROCESS)

    actions.withdraw(other, by=county.editor, reason="重复")

    assert heard == [
        ("", "opened", "prepare"),
        ("prepare", "submit", "endorse"),
        ("", "opened", "prepare"),
        ("prepare", "withdrawn", "withdrawn"),
    ]


def test_a_guard_keeps_a_case_where_it_is(county, heard):
    def object_to_submit(case, verb, by):
        if verb == "submit":
            raise Refused("名单还没有填。")

    hooks.before_moving(PROCESS, object_to_submit)
    case = county.open(PROCESS)

    with pytest.raises(Refused, match="名单还没有填"):
        actions.act(case, "submit", by=county.editor)

    assert Case.objects.get(pk=case.pk).step == "prepare"


def test_what_a_hearer_raises_undoes_the_move(county, heard):
    case = county.open(PROCESS)

    def fail(moved):
        raise Refused("台账记不下来。")

    hooks.on_moved(PROCESS, fail)

    with pytest.raises(Refused, match="台账记不下来"):
        actions.act(case, "submit", by=county.editor)

    assert Case.objects.get(pk=case.pk).step == "prepare"
