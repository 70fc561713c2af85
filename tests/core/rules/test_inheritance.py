"""Inheritance against picking by hand: the plainest possible reading of the rules of precedence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhijian.core.rules.inheritance import held_on, rows_of
from zhijian.core.rules.model import OPEN_END, Clause, Entry, Mixed, Rule

CLAUSES = {"c": Clause("c", "d", "一", "10天", "threshold")}
PLACES = ("420325", "420300", "420000", "cn")
DAYS = range(12)


def rule(merge="local_replaces", kinds=None, mixed=None) -> Rule:
    return Rule("a.b", "甲", "amount", ("workday",), merge, kinds or {}, mixed=mixed)


def entry(place="cn", value=10, *, days=(0, OPEN_END), **more) -> Entry:
    fields = {
        "place": place,
        "rule": "a.b",
        "from_d": days[0],
        "until_d": days[1],
        "value": value,
        "stated": "",
        "kinds": (),
        "unit": "workday",
        "clause": "c",
        "strength": "law",
        "reading": "",
        "says": "",
        "layer": 0,
        "file": "f",
    } | more
    if fields["strength"] == "proposed":
        fields["clause"] = ""
    return Entry(**fields)


def proposed(value, place="cn", **more) -> Entry:
    return entry(place, value, strength="proposed", **more)


def stated(place, **more) -> Entry:
    return entry(place, None, stated="及时", **more)


def levels(*entries: Entry) -> list[list[Entry]]:
    return [[item for item in entries if item.place == place] for place in PLACES]


def amounts(rows) -> list[tuple[int, int, int | None]]:
    return [(row.from_d, row.until_d, row.amount) for row in rows]


def resolved(*entries: Entry, of: Rule | None = None):
    return rows_of(levels(*entries), of or rule(), PLACES[0], CLAUSES)


def test_the_county_replaces_the_nation():
    (row,) = resolved(entry("cn", 14), entry("420325", 20))

    assert (row.amount, row.level) == (20, "420325")


def test_where_the_stricter_wins_the_county_cannot_loosen():
    low = rule("stricter_low")

    assert resolved(entry("cn", 14), entry("420325", 20), of=low)[0].level == "cn"
    assert resolved(entry("cn", 14), entry("420325", 10), of=low)[0].level == "420325"
    assert resolved(entry("cn", 14), entry("420325", 14), of=low)[0].level == "420325"


def test_where_more_is_stricter_the_larger_wins():
    high = rule("stricter_high")

    assert resolved(entry("cn", 6), entry("420325", 3), of=high)[0].amount == 6
    assert resolved(entry("cn", 6), entry("420325", 9), of=high)[0].amount == 9


def test_a_proposal_of_the_county_does_not_beat_the_nations_law():
    (row,) = resolved(entry("cn", 14), proposed(3, "420325"))

    assert (row.amount, row.strength) == (14, "law")


def test_a_proposal_holds_where_nobody_states_a_value():
    (row,) = resolved(proposed(5), stated("420325"))

    assert (row.amount, row.clause, row.stated_clause) == (5, None, "c")


def test_a_repeal_stops_inheritance_and_later_values_start_anew():
    repeal = entry("420300", None, days=(5, 8))

    rows = resolved(entry("cn", 14), repeal)

    assert amounts(rows) == [(0, 5, 14), (8, OPEN_END, 14)]


def test_a_repeal_does_not_touch_the_levels_below():
    rows = resolved(entry("cn", 14), entry("420300", None), entry("420325", 7))

    assert amounts(rows) == [(0, OPEN_END, 7)]


def test_a_text_above_the_value_that_holds_is_not_cited():
    (row,) = resolved(stated("cn"), entry("420325", 7))

    assert row.stated_clause is None


def test_a_period_ends_the_day_before_until():
    rows = resolved(entry("cn", 14), entry("420325", 7, days=(3, 9)))

    assert amounts(rows) == [(0, 3, 14), (3, 9, 7), (9, OPEN_END, 14)]


def test_what_is_said_of_one_kind_beats_what_is_said_of_all():
    kinds = rule(kinds={"text": "图文", "video": "视频"})

    rows = resolved(entry("420325", 7), entry("420325", 14, kinds=("video",)), of=kinds)

    assert {row.kind: row.amount for row in rows} == {"text": 7, "video": 14}


def test_an_overlay_replaces_the_base_for_its_period_only():
    rows = resolved(entry("420325", 10), entry("420325", 8, days=(5, 7), layer=1))

    assert amounts(rows) == [(0, 5, 10), (5, 7, 8), (7, OPEN_END, 10)]


@pytest.mark.parametrize(("strictest", "expected"), [("low", (7, None)), ("high", (7, 0))])
def test_a_kind_that_asks_for_nothing_loosens_the_mixed_one(strictest, expected):
    mixed = rule(
        kinds={"text": "图文", "video": "视频", "mixed": "混合"},
        mixed=Mixed(("text", "video"), strictest, "r05"),
    )

    rows = resolved(entry("420325", 7, kinds=("text",)), of=mixed)

    assert [(row.amount, row.amount_loose) for row in rows if row.kind == "mixed"] == [expected]


# ---- any chain of entries, on any day


@st.composite
def chains(draw):
    made = []
    for place in PLACES:
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, 8))
            end = draw(st.one_of(st.just(OPEN_END), st.integers(start + 1, 11)))
            kinds = draw(st.sampled_from([(), ("text",), ("video",)]))
            form = draw(st.sampled_from(["law", "principle", "proposed", "stated", "repeal"]))
            value = None if form in ("stated", "repeal") else draw(st.integers(0, 5))
            made.append(
                entry(
                    place,
                    value,
                    days=(start, end),
                    kinds=kinds,
                    stated="及时" if form == "stated" else "",
                    strength=form if form in ("principle", "proposed") else "law",
                    layer=draw(st.integers(0, 1)),
                )
            )
    return [item for index, item in enumerate(made) if not clashes(item, made[:index])]


def clashes(one: Entry, earlier: list[Entry]) -> bool:
    """Whether a loader would refuse the entry beside the earlier ones."""
    return any(
        one.place == other.place
        and one.layer == other.layer
        and bool(one.kinds) == bool(other.kinds)
        and (not one.kinds or one.kinds == other.kinds)
        and bool(one.stated) == bool(other.stated)
        and (one.strength == "proposed") == (other.strength == "proposed")
        and one.from_d < other.until_d
        and other.from_d < one.until_d
        for other in earlier
    )


def by_hand(entries: list[Entry], merge: str, kind: str, day: int) -> tuple[int, str] | None:
    """The amount and level that hold, found by walking down from the nation."""
    law: list[Entry] = []
    proposals: list[Entry] = []
    for place in reversed(PLACES):
        here = [
            item
            for item in entries
            if item.place == place
            and item.from_d <= day < item.until_d
            and item.kinds in ((), (kind,))
            and not item.stated
        ]
        here.sort(key=lambda item: (item.layer, len(item.kinds)))
        spoken = [item for item in here if item.strength != "proposed"]
        if spoken and spoken[-1].is_repeal:
            law, proposals = [], []
            continue
        law += spoken[-1:]
        proposals += [item for item in here if item.strength == "proposed"][-1:]
    if not law:
        return (proposals[-1].value, proposals[-1].place) if proposals else None
    if merge == "local_replaces":
        best = law[-1]
    else:
        sign = 1 if merge == "stricter_low" else -1
        best = min(reversed(law), key=lambda item: sign * item.value)
    return best.value, best.place


@settings(max_examples=300)
@given(chains(), st.sampled_from(["local_replaces", "stricter_low", "stricter_high"]))
def test_resolving_a_day_equals_picking_by_hand(entries, merge):
    kinds = rule(merge, kinds={"text": "图文", "video": "视频"})

    rows = resolved(*entries, of=kinds)

    for day in DAYS:
        for kind in ("text", "video"):
            found = [
                (row.amount, row.level)
                for row in rows
                if row.kind == kind and row.from_d <= day < row.until_d
            ]
            expected = by_hand(entries, merge, kind, day)
            assert found == ([expected] if expected else [])


@given(chains())
def test_a_proposal_never_beats_a_stated_value(entries):
    for day in DAYS:
        held = held_on(levels(*entries), rule(kinds={"text": "图文"}), "text", day)
        if held is None or held.entries[0].strength != "proposed":
            continue
        cut = False
        for level in levels(*entries):
            active = [
                item
                for item in level
                if item.from_d <= day < item.until_d and item.kinds in ((), ("text",))
            ]
            spoken = [i for i in active if not i.stated and i.strength != "proposed"]
            top = max((item.layer, len(item.kinds)) for item in spoken) if spoken else None
            foremost = [i for i in spoken if (i.layer, len(i.kinds)) == top]
            cut = cut or any(item.is_repeal for item in foremost)
            assert cut or not spoken
