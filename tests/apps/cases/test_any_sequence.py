"""Whatever is done in whatever order: the database keeps to the definition, and so does the record.

The same three promises as for the pure machine, held by the real actions: no state outside of the
definition, no opinion lost, no due day moved without its row; and one entry for every act.
"""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhijian.cases import actions
from zhijian.cases.actions.reminding import in_hand
from zhijian.cases.media import Upload
from zhijian.cases.models import Barred, Case, DueChange, Opinion, Seat
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry

A_PDF = b"%PDF-1.7\n%%EOF\n"
PEOPLE = ("editor", "editor_b", "reviewer", "lead", "principal", "monitor", "above", "above_b")


def move(case, step, by, other, pick, words):
    items = [item.code for item in step.checklist] if words else []
    kinds = case.definition.attachments if words else ()
    files = [Upload("a.pdf", A_PDF, kind) for kind in kinds]
    verb = step.moves[pick % len(step.moves)].verb
    actions.act(case, verb, by=by, opinion=words, ticked=items, attachments=files)


def answer(case, step, by, other, pick, words):
    for row in case.cosigns.filter(is_open=True):
        actions.answer_cosign(row, by=by, is_agreed=bool(words), opinion=words)


def decide(case, by, words, is_granted):
    row = case.extensions.last()
    if row is not None:
        actions.decide_extension(row, by=by, is_granted=is_granted, opinion=words)


def sweep(case):
    actions.remind_overdue(case)
    actions.escalate(case)


DO = {
    "move": move,
    "answer": answer,
    "take": lambda c, s, by, other, n, w: actions.take(c, by=by),
    "transfer": lambda c, s, by, other, n, w: actions.transfer(c, other, by=by, reason=w),
    "cosign": lambda c, s, by, other, n, w: actions.cosign(c, [other], by=by),
    "pause": lambda c, s, by, other, n, w: actions.pause(
        c, by=by, reason=(*s.pause_reasons, "无")[0]
    ),
    "resume": lambda c, s, by, other, n, w: actions.resume(c, by=by),
    "ask": lambda c, s, by, other, n, w: actions.ask_extension(
        c, by=by, amount=n, unit="workday", reason=w
    ),
    "grant": lambda c, s, by, other, n, w: decide(c, by, w, is_granted=True),
    "refuse": lambda c, s, by, other, n, w: decide(c, by, w, is_granted=False),
    "withdraw": lambda c, s, by, other, n, w: actions.withdraw(c, by=by, reason=w),
    "attach": lambda c, s, by, other, n, w: actions.attach(c, Upload("a.pdf", A_PDF), by=by),
    "scan": lambda c, s, by, other, n, w: actions.close_by_scan(c, Upload("a.pdf", A_PDF), by=by),
    "urge": lambda c, s, by, other, n, w: actions.urge(c, by=by),
    "sweep": lambda c, s, by, other, n, w: sweep(c),
    "tick": lambda c, s, by, other, n, w: actions.tick(
        c, [item.code for item in s.checklist], by=by
    ),
}


acts = st.tuples(
    st.sampled_from((*["move"] * 9, *DO)),
    st.sampled_from(PEOPLE),
    st.sampled_from(PEOPLE),
    st.integers(0, 5),
    st.sampled_from((True, True, False)),
    st.integers(0, 2),
)


def do(county, case, act):
    what, name, other, pick, says, _ = act
    step = case.present
    if step is None:
        return
    to = county.sibling if pick == 5 and what == "transfer" else getattr(county, other)
    by = getattr(county, name)
    if says and what in ("move", "tick", "ask", "pause", "cosign", "take", "transfer"):
        by = next(iter(in_hand(case)), by)  # mostly somebody who may, so that cases get on
    DO[what](case, step, by, to, pick, "意见" if says else "")


def check(case, opinions, entries, version, is_done):
    case.refresh_from_db()
    definition = case.definition
    assert case.step in {*definition.chain, *definition.ends, "withdrawn"}
    assert case.is_open is (case.step in definition.chain)
    kept = list(Opinion.objects.filter(case=case).values_list("pk", "text"))
    assert kept[: len(opinions)] == opinions
    days = [None]
    for before, after in DueChange.objects.filter(case=case).values_list("before", "after"):
        assert before == days[-1]
        days.append(after)
    assert case.due_on == days[-1]
    for step in case.steps.exclude(left_at=None):
        move = next((m for m in definition.step(step.step).moves if m.verb == step.verb), None)
        assert (step.to == move.to) if move else step.to == "withdrawn"
        if move and move.needs_opinion:
            assert step.opinions.filter(kind="move").exists()
        for bar in definition.step(step.step).not_by:
            doers = case.steps.filter(step__in=bar.steps, number__lt=step.number, by=step.by)
            assert step.is_by_scan or not (bar.is_firm and doers.exists())
    new = list(Entry.objects.filter(seq__gt=entries).values_list("subject_type", flat=True))
    assert new.count("cases.case") == case.version - version
    assert is_done or not new
    if not case.is_open:
        assert not Seat.objects.filter(case=case).exists()
        assert not Barred.objects.filter(case=case).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("process", ["opening", "refiling", "review"])
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=st.lists(acts, min_size=8, max_size=24))
def test_no_sequence_of_acts_leaves_the_definition(process, county, sequence):
    case = county.open(process)
    moment = clock.now()
    for act in sequence:
        moment += timedelta(days=act[5])
        case = Case.objects.get(pk=case.pk)
        opinions = list(Opinion.objects.filter(case=case).values_list("pk", "text"))
        entries, version = Entry.objects.order_by("-seq").first().seq, case.version
        is_done = True
        with clock.set_to(moment):
            try:
                do(county, case, act)
            except Refused:
                is_done = False
        check(case, opinions, entries, version, is_done)
