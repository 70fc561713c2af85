"""Each shape says what a plain reading of the law says, on small random data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.checks.bench import ACCOUNT, ask
from core.checks.conftest import RULEBOOKS
from core.checks.references.at_most import at_most
from core.checks.references.count_per_period import yearly
from core.checks.references.covered import covered
from core.checks.references.gap import gap
from core.checks.references.holds import holds
from core.checks.references.in_order import reviewed
from core.checks.references.present import present
from core.checks.references.renewal import renewal
from core.checks.references.same import same
from core.checks.references.standing import standing
from core.checks.references.term import term
from core.checks.references.weekly import weekly
from core.checks.references.world import NOT_APPLICABLE, ON_D, PASS, Limit, World
from zhijian.core.law import Law

few = settings(max_examples=40)
days = st.lists(st.integers(ON_D - 45, ON_D + 2), max_size=9)
day = st.integers(ON_D - 45, ON_D + 2)
maybe_day = st.none() | day


@st.composite
def limits(
    draw: st.DrawFn, amounts: tuple[int, int] = (2, 12), unit: str = "calendar_day"
) -> Limit:
    amount = draw(st.integers(*amounts))
    warns = draw(st.booleans())
    return Limit(amount, unit, warns=warns, stated=warns and draw(st.booleans()))


@st.composite
def worlds(draw: st.DrawFn, law: Law, *, records_begin: bool = True) -> World:
    return World(
        since_d=ON_D - draw(st.integers(8, 40)),
        as_of_d=draw(st.sampled_from((None, ON_D, ON_D - 1, ON_D - 7, ON_D - 8))),
        from_d=draw(st.sampled_from((None, ON_D - 50, ON_D - 20))) if records_begin else None,
        complete=draw(st.booleans()),
        calendar=law.calendar,
        long_stop=draw(st.sampled_from((9, 15, 30))),
    )


def begin(world: World, every: list[int]) -> int:
    """The records of a stream speak from the day stated, or else from their first row."""
    return world.from_d if world.from_d is not None else min(every, default=-1_000_000)


def accounts(drawn: list[Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return accounts, and their publications, of ``(opened_d, days)``."""
    rows = [
        {**ACCOUNT, "account": f"a{n}", "name": f"账号{n}", "opened_d": opened}
        for n, (opened, _) in enumerate(drawn)
    ]
    said = [
        {"publication": f"p{n}.{m}", "account": f"a{n}", "published_d": at}
        for n, (_, all_days) in enumerate(drawn)
        for m, at in enumerate(all_days)
    ]
    return rows, said


@cache
def published() -> Law:
    """The law on disk; not a fixture, or a counterexample would print all of it."""
    return Law.load(RULEBOOKS)


streams = st.lists(st.tuples(maybe_day, days), min_size=1, max_size=8)


@few
@given(data=st.data())
def test_gap(data: st.DataObject) -> None:
    law = published()
    world, limit = data.draw(worlds(law)), data.draw(st.none() | limits())
    loose = data.draw(st.integers(0, 5))
    if limit is not None:
        limit = Limit(
            limit.amount, warns=limit.warns, stated=limit.stated, loose=limit.amount + loose
        )
    drawn = data.draw(streams)
    rows, said = accounts(drawn)

    answer, _ = ask(
        law,
        "updates.gap",
        {"accounts": rows, "publications": said},
        world,
        rules={"updates.max_gap": limit},
        witness="publications",
    )

    start = begin(world, [row["published_d"] for row in said])
    for n, (opened, all_days) in enumerate(drawn):
        assert answer[f"a{n}"][0] == gap(world, limit, opened, all_days, start)


@few
@given(data=st.data())
def test_weekly(data: st.DataObject) -> None:
    law = published()
    world, limit = data.draw(worlds(law)), data.draw(st.none() | limits((1, 2), "count"))
    beside = data.draw(st.integers(5, 9))
    if limit is not None:
        limit = Limit(limit.amount, "count", warns=limit.warns)
    drawn = data.draw(streams)
    rows, said = accounts(drawn)

    answer, _ = ask(
        law,
        "updates.weekly",
        {"accounts": rows, "publications": said},
        world,
        rules={"updates.min_per_week": limit, "updates.max_gap": Limit(beside)},
        witness="publications",
    )

    start = begin(world, [row["published_d"] for row in said])
    for n, (opened, all_days) in enumerate(drawn):
        assert answer[f"a{n}"][0] == weekly(world, limit, beside, opened, all_days, start)


terms = st.sampled_from(("calendar_day", "workday", "month")).flatmap(
    lambda unit: limits((0, 1) if unit == "month" else (0, 9), unit)
)


@few
@given(data=st.data())
def test_term(data: st.DataObject) -> None:
    law = published()
    world, limit = data.draw(worlds(law, records_begin=False)), data.draw(st.none() | terms)
    # A matter's own row says what became of it: there is no second ledger to be incomplete.
    world = replace(world, complete=True)
    matters = data.draw(st.lists(st.tuples(day, maybe_day), min_size=1, max_size=12))

    answer, _ = ask(
        law,
        "rectification.in_time",
        {
            "rectifications": [
                {
                    "rectification": f"r{n}",
                    "organization": "甲",
                    "received_d": start,
                    "done_d": done,
                }
                for n, (start, done) in enumerate(matters)
            ]
        },
        world,
        rules={"rectification.deadline": limit},
        witness="rectifications",
    )

    for n, (start, done) in enumerate(matters):
        found = answer.get(f"r{n}")
        assert (found and found[0]) == term(world, limit, start, done)


@few
@given(data=st.data())
def test_renewal(data: st.DataObject) -> None:
    law = published()
    world, limit = data.draw(worlds(law, records_begin=False)), data.draw(st.none() | terms)
    drawn = data.draw(streams)
    rows, _ = accounts(drawn)
    patrols = [
        {"account": f"a{n}", "patrol_d": at}
        for n, (_, all_days) in enumerate(drawn)
        for at in all_days
    ]

    answer, _ = ask(
        law,
        "duty.patrol",
        {"accounts": rows, "patrols": patrols},
        World(
            world.since_d, world.as_of_d, ON_D - 5000, world.complete, law.calendar, world.long_stop
        ),
        rules={"duty.patrol_days": limit},
        witness="patrols",
    )

    for n, (opened, all_days) in enumerate(drawn):
        state, start = renewal(world, limit, opened, all_days)
        assert answer[f"a{n}"][0] == state
        assert state == NOT_APPLICABLE or answer[f"a{n}"][2] == start


@few
@given(data=st.data())
def test_at_most(data: st.DataObject) -> None:
    law = published()
    world = data.draw(worlds(law, records_begin=False))
    limit = data.draw(st.none() | limits((1, 3), "count"))
    kinds = data.draw(
        st.lists(st.sampled_from(("wechat/service", "weibo/", "weibo/service")), max_size=8)
    )
    rows = [
        {**ACCOUNT, "account": f"a{n}", "name": "甲", "platform": kind.split("/")[0]}
        | {"account_type": kind.split("/")[1]}
        for n, kind in enumerate(kinds)
    ]

    answer, _ = ask(
        law,
        "accounts.one_per_platform",
        {"accounts": rows},
        world,
        rules={"accounts.max_per_platform": limit},
        witness="accounts",
    )

    assert answer["甲"][:2] == at_most(world, limit, kinds)


@few
@given(data=st.data())
def test_same(data: st.DataObject) -> None:
    law = published()
    world = data.draw(worlds(law, records_begin=False))
    limit = data.draw(st.none() | limits((0, 1), "flag"))
    names = data.draw(st.lists(st.sampled_from(("青禾", "青 禾", "河畔")), max_size=4))
    rows = [{**ACCOUNT, "account": f"a{n}", "name": name} for n, name in enumerate(names)]

    answer, _ = ask(
        law,
        "accounts.name_consistent",
        {"accounts": rows},
        world,
        rules={"accounts.name_consistent": limit},
        witness="accounts",
    )

    assert answer["甲"][0] == same(world, limit, [name.replace(" ", "") for name in names])


@few
@given(data=st.data())
def test_holds(data: st.DataObject) -> None:
    law = published()
    world = data.draw(worlds(law, records_begin=False))
    limit = data.draw(st.none() | limits((0, 1), "flag"))
    claims = data.draw(st.lists(st.none() | st.booleans(), min_size=1, max_size=5))
    rows = [
        {**ACCOUNT, "account": f"a{n}", "name": "甲", "interaction_works": claim}
        for n, claim in enumerate(claims)
    ]

    answer, _ = ask(
        law,
        "interaction.effective",
        {"accounts": rows},
        world,
        rules={"interaction.effective_channel": limit},
        witness="accounts",
    )

    for n, claim in enumerate(claims):
        assert answer[f"a{n}"][0] == holds(world, limit, claim)


@few
@given(data=st.data())
def test_present(data: st.DataObject) -> None:
    law = published()
    world = data.draw(worlds(law, records_begin=False))
    wanted = data.draw(st.lists(st.sampled_from(("值班", "保密", "应急")), unique=True))
    spans = st.tuples(st.sampled_from(("值班", "保密", "应急", "别的")), day, maybe_day)
    held = data.draw(st.lists(spans, max_size=7))
    rows = [
        {"organization": "甲", "matter": thing, "signed_d": from_d, "until_d": until_d}
        for thing, from_d, until_d in held
    ]

    answer, _ = ask(
        law,
        "people.host_rules",
        {"accounts": [{**ACCOUNT, "account": "a", "name": "甲"}], "attestations": rows},
        world,
        rules={"people.host_rules": wanted},
        witness="attestations",
    )

    assert answer["甲"][0] == present(world, Limit(1), wanted, held)[0]


_RELEASED_S = (ON_D - 3) * 86_400 + 3600
_REVIEW_RULES: Mapping[str, str] = {
    "before_publish": "review.before_publish",
    "stages": "review.stage_count",
    "order": "review.stage_count",
    "persons": "review.distinct_persons",
    "version": "review.before_publish",
}


@few
@given(data=st.data())
def test_in_order(data: st.DataObject) -> None:
    law = published()
    world = data.draw(worlds(law, records_begin=False))
    which, stages = data.draw(st.sampled_from(sorted(_REVIEW_RULES))), data.draw(st.integers(1, 3))
    released = data.draw(st.sampled_from(("v1", "v2", "")))
    review = st.tuples(
        st.integers(1, 3),
        st.sampled_from("甲乙"),
        st.integers(_RELEASED_S - 2, _RELEASED_S + 1),
        st.sampled_from(("v1", "v1", "v2", "")),
    )
    reviews = data.draw(st.lists(review, max_size=4))
    rows = [
        {
            "publication": "p",
            "stage": stage,
            "person": who,
            "reviewed_s": at,
            "revision_hash": version,
        }
        | {"outcome": "passed"}
        for stage, who, at, version in reviews
    ]
    text = {"publication": "p", "account": "a", "published_d": ON_D - 3, "released_hash": released}
    amount = stages if which in ("stages", "order") else 1

    answer, counts = ask(
        law,
        f"review.{which}",
        {
            "accounts": [{**ACCOUNT, "account": "a", "name": "甲"}],
            "publications": [{**text, "published_s": _RELEASED_S}],
            "reviews": rows,
        },
        World(ON_D - 30, None, None, world.complete, law.calendar),
        rules={_REVIEW_RULES[which]: Limit(amount, "count")},
        witness="reviews",
    )

    said = reviewed(world, _RELEASED_S, released, stages, reviews)[which]
    if said in (PASS, NOT_APPLICABLE):
        assert counts == {said: 1}
    else:
        assert answer["p"][0] == said


@few
@given(data=st.data())
def test_covered(data: st.DataObject) -> None:
    law = published()
    world, limit = data.draw(worlds(law)), data.draw(st.none() | limits((0, 1), "flag"))
    gaps = data.draw(st.sets(day, max_size=3))
    first = data.draw(st.sampled_from((ON_D - 60, ON_D - 10)))
    kept = [at for at in range(first, ON_D + 1) if at not in gaps]
    shifts = [{"organization": "甲", "duty_d": at, "person": "丙"} for at in (*kept, kept[0])]

    answer, _ = ask(
        law,
        "duty.roster",
        {"accounts": [{**ACCOUNT, "account": "a", "name": "甲"}], "duty_shifts": shifts},
        world,
        rules={"duty.roster": limit},
        witness="duty_shifts",
    )

    assert answer["甲"][:2] == covered(world, limit, kept, begin(world, kept))


@few
@given(data=st.data())
def test_standing(data: st.DataObject) -> None:
    law = published()
    world = data.draw(worlds(law, records_begin=False))
    units = st.sampled_from(("workday", "calendar_day"))
    limit = data.draw(st.none() | units.flatmap(lambda unit: limits((1, 20), unit)))
    if limit is not None and limit.unit == "calendar_day":
        limit = None
    notices = data.draw(st.lists(st.tuples(day, st.none() | st.integers(0, 40)), max_size=8))
    rows = [
        {"announcement": f"n{n}", "account": "a", "kind": "CHANGE", "posted_d": posted}
        | {"posted_until_d": None if length is None else posted + length}
        for n, (posted, length) in enumerate(notices)
    ]

    answer, _ = ask(
        law,
        "filing.announcement_length",
        {"accounts": [{**ACCOUNT, "account": "a", "name": "甲"}], "announcements": rows},
        world,
        rules={"filing.announcement_min_days": limit},
        witness="announcements",
    )

    for n, (posted, length) in enumerate(notices):
        until = None if length is None else posted + length
        found, said = answer.get(f"n{n}"), standing(world, limit, posted, until)
        assert (found and found[0]) == (said and said[0])


@few
@given(data=st.data())
def test_count_per_period(data: st.DataObject) -> None:
    law = published()
    world = data.draw(worlds(law, records_begin=False))
    year = ON_D - 180
    world = World(
        since_d=world.since_d,
        as_of_d=data.draw(st.sampled_from((None, ON_D - 7, year - 1, year - 2))),
        from_d=data.draw(st.sampled_from((None, year - 365, year - 364))),
        complete=world.complete,
        calendar=law.calendar,
    )
    limit = data.draw(st.none() | limits((1, 3), "count"))
    held = data.draw(st.lists(st.integers(year - 367, year + 2), max_size=5, unique=True))
    established = data.draw(st.none() | st.sampled_from((year - 800, year - 365, year - 364)))

    answer, _ = ask(
        law,
        "training.yearly",
        {
            "organizations": [
                {"organization": "甲", "kind": "organ", "established_d": established},
            ],
            "accounts": [{**ACCOUNT, "account": "a", "name": "甲"}],
            "training": [{"organization": "甲", "held_d": at, "topic": str(at)} for at in held],
        },
        world,
        rules={"training.min_per_year": limit},
        witness="training",
    )

    assert answer["甲"][0] == yearly(world, limit, established, held)[0]


def test_every_shape_has_its_reference() -> None:
    from zhijian.core.checks.shapes import SHAPES

    tested: dict[str, Callable[..., None]] = globals()

    assert {f"test_{shape.file.removesuffix('.sql')}" for shape in SHAPES} <= set(tested)
