"""What holds of every score: it adds up, groups are capped, and mending never makes it worse."""

from itertools import combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.scoring_samples import SCHEMES, UNIT, excepted, judged, outcome, rulebooks, unseen, warned
from zhijian.core.indicators import Indicator, Kind
from zhijian.core.outcomes import Verdict
from zhijian.core.scoring import Award, Known, LineKind, score
from zhijian.core.scoring_faults import Fault, charges, cost, fewest_to_mend

CHECKS = st.sampled_from(
    [
        *("updates.gap", "updates.weekly", "updates.dormant", "accounts.approved"),
        *("accounts.app_usable", "filing.in_time", "filing.announced", "people.required_posts"),
        *("columns.gap", "columns.blank", "sites.code", "sites.domain_gov", "sites.domain_local"),
        *("interaction.unanswered", "interaction.effective", "disclosure.in_time", "new.one"),
    ]
)
SUBJECTS = st.sampled_from([f"x{n}" for n in range(6)])


@st.composite
def outcome_lists(draw, makes=(outcome, warned, excepted, unseen)):
    """Outcomes of one unit, at most one per check and subject."""
    rows = draw(st.lists(st.tuples(CHECKS, SUBJECTS), unique=True, max_size=25))
    return [
        draw(st.sampled_from(makes))(
            check,
            subject,
            subject_kind=check.split(".")[0],
            item=draw(st.sampled_from(["news", "policy", "text", ""])),
            observed=draw(st.integers(0, 30)),
        )
        for check, subject in rows
    ]


AWARDS = st.lists(st.integers(1, 4000), max_size=3)


def scores(outcomes, awards=()):
    """The unit's score and its portal's."""
    granted = tuple(Award(UNIT, "W-B-4", points, "有据") for points in awards)
    known = Known(organizations=(UNIT,), portals=(UNIT,), awards=granted)
    result = score(judged(*outcomes), SCHEMES, rulebooks(), known)
    return result.units[0], result.portals[0]


@given(outcome_lists(), AWARDS)
def test_the_lines_add_up_to_the_score(outcomes, awards):
    for one in scores(outcomes, awards):
        assert sum(line.points for line in one.lines) == (one.points or 0)
        assert (one.points is None) == (one.scheme == "website" and _is_vetoed(one))


@given(outcome_lists(), AWARDS)
def test_only_three_kinds_of_line_carry_points(outcomes, awards):
    for one in scores(outcomes, awards):
        for line in one.lines:
            if line.kind not in (LineKind.START, LineKind.DEDUCTION, LineKind.BONUS):
                assert line.points == 0
            if line.kind is LineKind.DEDUCTION:
                assert line.points <= 0


@given(outcome_lists())
def test_no_item_costs_more_than_it_is_worth(outcomes):
    for one in scores(outcomes):
        for item in SCHEMES.named(one.scheme).of(Kind.DEDUCTION):
            taken = [line.points for line in one.lines if line.indicator == item.id]
            assert -sum(taken) <= item.value


@given(outcome_lists(makes=(outcome,)))
def test_every_finding_stands_in_one_deduction_line_of_the_unit(outcomes):
    unit, _ = scores(outcomes)

    kinds = (LineKind.DEDUCTION, LineKind.UNSCORED)
    lines = sorted((line.check, line.subject) for line in unit.lines if line.kind in kinds)
    assert lines == sorted((one.check, one.subject) for one in outcomes)


@given(outcome_lists(makes=(outcome,)))
def test_a_subject_pays_once_for_one_fault(outcomes):
    for one in scores(outcomes):
        for family in SCHEMES.named(one.scheme).same_fault:
            payers = [
                (line.subject_kind, line.subject)
                for line in one.lines
                if line.points < 0 and line.check in family
            ]
            assert len(payers) == len(set(payers))


@given(outcome_lists(), AWARDS, st.data())
def test_mending_a_finding_never_lowers_a_score(outcomes, awards, data):
    assume(outcomes)
    mended = data.draw(st.sampled_from(outcomes))
    rest = [one for one in outcomes if one is not mended]

    for before, after in zip(scores(outcomes, awards), scores(rest, awards), strict=True):
        assert _standing(before) <= _standing(after)
        assert not (before.is_qualified is True and after.is_qualified is False)


@given(outcome_lists(), AWARDS)
def test_a_bonus_needs_no_veto_and_enough_points(outcomes, awards):
    _, portal = scores(outcomes, awards)

    if any(line.kind is LineKind.BONUS for line in portal.lines):
        scheme = SCHEMES.named("website")
        kinds = (LineKind.START, LineKind.DEDUCTION)
        assert not _is_vetoed(portal)
        points = sum(line.points for line in portal.lines if line.kind in kinds)
        assert points > scheme.bonus_above


@given(outcome_lists())
def test_what_was_not_seen_neither_earns_nor_costs(outcomes):
    seen = [one for one in outcomes if one.verdict is not Verdict.UNDETERMINED]

    for whole, part in zip(scores(outcomes), scores(seen), strict=True):
        assert whole.points == part.points
        assert part.is_complete
        assert whole.is_complete == (not any(line.kind is LineKind.UNSEEN for line in whole.lines))


@given(outcome_lists(), AWARDS)
def test_mending_what_is_advised_brings_what_is_promised(outcomes, awards):
    for number, before in enumerate(scores(outcomes, awards)):
        advised = before.to_reach_90
        ids = {id(one) for one in advised.findings}
        after = scores([one for one in outcomes if id(one) not in ids], awards)[number]

        assert after.points == advised.points_after
        assert after.points >= SCHEMES.named(before.scheme).goal
        assert not _is_vetoed(after)


@given(outcome_lists(), st.randoms(use_true_random=False))
def test_the_order_of_outcomes_does_not_change_the_points(outcomes, random):
    mixed = list(outcomes)
    random.shuffle(mixed)

    for one, other in zip(scores(outcomes), scores(mixed), strict=True):
        assert one.points == other.points
        assert one.is_qualified == other.is_qualified


# --- against every possibility tried out

ITEMS = [
    Indicator(name, Kind.DEDUCTION, name, "", "", "high", (), value=value, per_finding=each)
    for name, value, each in (("A", 500, 500), ("B", 500, 200), ("C", 300, 100))
]


@st.composite
def fault_lists(draw):
    some = st.lists(st.sampled_from(ITEMS), unique_by=lambda item: item.id, min_size=1, max_size=2)
    weights = draw(st.lists(st.tuples(some, st.integers(1, 3)), max_size=6))
    return [
        Fault(tuple(outcome("columns.gap", f"{n}-{k}") for k in range(count)), tuple(items))
        for n, (items, count) in enumerate(weights)
    ]


def _dearest(faults):
    """The most any sharing out of the faults could cost, by trying all."""
    best = 0
    for chosen in product(*([*fault.items, None] for fault in faults)):
        counts = {item.id: sum(c is item for c in chosen) for item in ITEMS}
        best = max(best, sum(min(i.value, counts[i.id] * i.per_finding) for i in ITEMS))
    return best


@given(fault_lists())
@settings(deadline=None)
def test_charges_are_shared_out_as_dear_as_can_be(faults):
    charged = charges(faults)

    assert sum(charge.points for charge in charged.values()) == _dearest(faults)
    assert all(charge.item in faults[number].items for number, charge in charged.items())


@given(fault_lists(), st.integers(1, 1300))
@settings(deadline=None)
def test_the_advice_for_few_faults_is_the_shortest_there_is(faults, saving):
    whole = cost(faults)
    assume(saving <= whole)

    chosen = fewest_to_mend(faults, saving)

    shortest = min(
        sum(len(fault.findings) for fault in some)
        for size in range(len(faults) + 1)
        for some in combinations(faults, size)
        if whole - cost([fault for fault in faults if fault not in some]) >= saving
    )
    assert sum(len(fault.findings) for fault in chosen) == shortest
    assert whole - cost([fault for fault in faults if fault not in chosen]) >= saving


@pytest.mark.parametrize("count", [20, 400])
def test_many_faults_that_share_items_are_mended_dearest_first(count):
    a, _, c = ITEMS
    kinds = [(a,), (c,), (a, c)]
    faults = [Fault((outcome("columns.gap", str(n)),), kinds[n % 3]) for n in range(count)]

    chosen = fewest_to_mend(faults, 500)

    left = [fault for fault in faults if fault not in chosen]
    assert cost(faults) - cost(left) >= 500


def _is_vetoed(one):
    return any(line.kind is LineKind.VETO for line in one.lines)


def _standing(one):
    return (one.points is not None, one.points or 0)
