"""Two at the same moment: one decides, the other is told; numbers have no gaps and no doubles."""

import threading

import pytest
from django.db import connection

from zhijian.cases import actions
from zhijian.cases.locking import Conflict
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal import verify

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run each in a thread of its own; returns what came back or was refused, in order."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)
    moment = clock.now()

    def run(index, work):
        try:
            with clock.set_to(moment):
                gate.wait(timeout=30)
                results[index] = work()
        except Refused as refused:
            results[index] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_of_two_who_decide_one_is_told_what_the_other_did(county):
    case = county.review()
    items = [item.code for item in case.present.checklist]

    results = at_once(
        lambda: actions.act(case, "pass", by=county.editor, ticked=items, version=case.version),
        lambda: actions.act(
            case, "send_back", by=county.editor_b, opinion="退", version=case.version
        ),
    )

    told = [result for result in results if isinstance(result, Conflict)]
    assert len(told) == 1
    assert "请核对后再办" in str(told[0])
    assert case.steps.exclude(left_at=None).count() == 2
    assert case.steps.count() == 3


def test_numbers_given_out_at_once_have_no_gaps_and_no_doubles(county):

    results = at_once(*[lambda: county.open("review", title="同时发起")] * 6)

    assert {type(result) for result in results} == {Case}
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == [f"BJ-2026-{n:06d}" for n in range(1, 7)]
    assert verify().is_sound
