"""No sequence of allowed acts leaves the definition, loses an opinion or moves a due day unseen."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhijian.core.process import (
    Actor,
    advance,
    allowed,
    begin,
    extend,
    pause,
    resolve,
    resume,
    withdraw,
)
from zhijian.core.refused import Refused
from zhijian.core.rules.process_model import POSTS, UNITS_OF_ACTORS
from zhijian.core.terms import Term, Unit

ON = date(2026, 11, 20)
PLACES = ("211202", "420325", "430422", "370200", "330424", "110101")
PROCESSES = (
    *("opening", "refiling", "handover", "review", "exception", "rectification", "message"),
    *("changing", "retrofiling", "stray", "site_offline"),
)
UNITS = [unit for unit in UNITS_OF_ACTORS if unit != "opener"]

EVERY_SEAT = ([(unit, post) for unit in UNITS for post in sorted(POSTS)],)
actors = st.builds(
    lambda person, seats, opener: Actor(
        person, frozenset(seats) | {(unit, "") for unit, _ in seats}, opener
    ),
    st.sampled_from("abcd"),
    st.sampled_from(EVERY_SEAT) | st.sets(st.sampled_from(EVERY_SEAT[0]), min_size=8),
    st.booleans(),
)
acts = st.tuples(
    st.sampled_from((*["move"] * 6, "pause", "resume", "extend", "withdraw")),
    actors,
    st.integers(0, 9),
    st.booleans(),
    st.integers(0, 3),
)


def do(definition, state, act, on, calendar):
    what, actor, pick, brings, _ = act
    opinion = f"意见{on}" if brings else ""
    if what == "pause":
        reasons = definition.step(state.at).pause_reasons or ("无",)
        return pause(definition, state, on=on, reason=reasons[0], calendar=calendar)
    if what == "resume":
        return resume(definition, state, on=on, calendar=calendar)
    if what == "withdraw":
        return withdraw(definition, state, actor, on=on, reason=opinion, calendar=calendar)
    if what == "extend":
        return extend(
            definition,
            state,
            Term(pick, Unit.WORKDAY),
            on=on,
            reason=opinion,
            granted_by=actor.person,
            asked_by="a",
            calendar=calendar,
        )
    moves = definition.step(state.at).moves
    return advance(
        definition,
        state,
        actor,
        moves[pick % len(moves)].verb,
        on=on,
        calendar=calendar,
        opinion=opinion,
        attached=definition.attachments if brings else (),
        ticked=[item.code for item in definition.step(state.at).checklist] if brings else (),
    )


def check(definition, before, after, act):
    names = {*definition.chain, *definition.ends, "withdrawn"}
    assert after.at in names
    assert after.doings[: len(before.doings)] == before.doings
    assert after.changes[: len(before.changes)] == before.changes
    assert after.stops[: len(before.stops) - 1] == before.stops[:-1]
    old, new = before.due and before.due.on, after.due and after.due.on
    if old != new:
        assert (after.changes[-1].before, after.changes[-1].after) == (old, new)
        assert len(after.changes) == len(before.changes) + 1
    for doing in after.doings[len(before.doings) :]:
        move = next((m for m in definition.step(doing.step).moves if m.verb == doing.verb), None)
        if doing.to == "withdrawn":
            assert not any(definition.step(d.step).decides for d in before.doings)
            continue
        assert move is not None
        assert doing.to == move.to
        assert doing.opinion or not move.needs_opinion
        for bar in definition.step(doing.step).not_by:
            assert not (bar.is_firm and doing.by & before.doers_of(bar.steps)), act


@pytest.mark.parametrize("process", PROCESSES)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(place=st.sampled_from(PLACES), sequence=st.lists(acts, min_size=6, max_size=25))
def test_allowed_acts_keep_to_the_definition(process, rulebooks, calendar, place, sequence):
    kind = "REPORT" if process == "message" else ""
    definition = resolve(rulebooks, process, place, ON, kind)
    state, on = begin(definition, opener="a", event_on=ON, on=ON, calendar=calendar), ON
    for act in sequence:
        on += timedelta(act[4])
        before = state
        try:
            state = do(definition, state, act, on, calendar)
        except Refused:
            continue
        check(definition, before, state, act)


@pytest.mark.parametrize("process", PROCESSES)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.sampled_from(PLACES), actor=actors, picks=st.lists(st.integers(0, 9), max_size=12))
def test_what_is_offered_can_be_done_and_what_is_not_cannot(
    process, rulebooks, calendar, place, actor, picks
):
    kind = "REPORT" if process == "message" else ""
    definition = resolve(rulebooks, process, place, ON, kind)
    state = begin(definition, opener=actor.person, event_on=ON, on=ON, calendar=calendar)
    for pick in picks:
        offers = allowed(definition, state, actor)
        if not offers:
            return
        offer = offers[pick % len(offers)]
        brought = {
            "opinion": "意见",
            "attached": offer.lacks,
            "ticked": [item.code for item in definition.step(state.at).checklist],
        }
        if offer.is_open:
            state = advance(
                definition, state, actor, offer.move.verb, on=ON, calendar=calendar, **brought
            )
            assert state.at == offer.move.to
        else:
            with pytest.raises(Refused, match=r"。$"):
                advance(
                    definition, state, actor, offer.move.verb, on=ON, calendar=calendar, **brought
                )
