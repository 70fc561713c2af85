"""Two registers of the same accounts are paired once, soundly, and whatever the order of rows."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.exchange.reconcile import (
    REPEATED,
    UNKNOWN,
    Entry,
    Rulings,
    identity,
    link_key,
    reconcile,
)

LEADS = {"name": "register", "organization": "register", "state": "register", "account": "system"}


def row(key: str, **values: str) -> Entry:
    return Entry(key, {"platform": "wechat", **values})


def test_the_id_on_the_platform_pairs_even_when_the_name_changed():
    ours = [row("1", account="gh_1", name="青禾发布", organization="青禾县政府办")]
    theirs = [row("a", account="GH_1", name="青禾发布台", organization="青禾县政府办")]

    (pair,) = reconcile(ours, theirs, LEADS).pairs

    assert (pair.ours, pair.theirs, pair.how) == ("1", "a", "handle")
    (difference,) = pair.differences
    assert (difference.column, difference.side) == ("name", "system")


def test_spellings_of_one_name_are_no_difference():
    ours = [row("1", name="青禾 发布（QH）", organization="青禾县林业局")]
    theirs = [row("a", name="青禾发布(qh)", organization="青禾县 林业局")]

    (pair,) = reconcile(ours, theirs, LEADS).pairs

    assert pair.differences == ()


def test_a_name_that_two_units_bear_pairs_nothing_by_itself():
    ours = [
        row("1", name="微教育", organization="甲局"),
        row("2", name="微教育", organization="乙局"),
    ]
    theirs = [row("a", name="微教育", organization="丙局")]

    found = reconcile(ours, theirs, LEADS)

    assert not found.pairs
    assert found.missing == ["1", "2"]
    assert [extra.why for extra in found.extra] == [UNKNOWN]


def test_a_closed_account_is_not_missing():
    found = reconcile([Entry("1", {"name": "旧号", "platform": "weibo"}, False)], [], LEADS)  # noqa: FBT003

    assert found.missing == []
    assert found.unexpected == ["1"]


def test_what_the_register_leaves_blank_is_for_the_register_to_fill():
    ours = [row("1", name="青禾发布", organization="")]
    theirs = [row("a", name="青禾发布", organization="青禾县政府办")]

    (difference,) = reconcile(ours, theirs, LEADS).pairs[0].differences

    assert (difference.column, difference.side) == ("organization", "register")


def test_a_column_that_the_export_does_not_have_is_not_compared():
    ours = [row("1", account="gh_1", name="青禾发布", state="operating")]
    theirs = [row("a", account="gh_1", name="青禾发布")]

    assert reconcile(ours, theirs, LEADS, columns={"name"}).different == []
    assert len(reconcile(ours, theirs, LEADS, columns={"name", "state"}).different) == 1


def test_a_row_entered_twice_in_the_system_is_told_as_repeated():
    ours = [row("1", account="gh_1", name="青禾发布")]
    theirs = [row("a", account="gh_1", name="青禾发布"), row("b", account="gh_1", name="旧名")]

    found = reconcile(ours, theirs, LEADS)

    assert [pair.theirs for pair in found.pairs] == ["a"]
    assert [(extra.key, extra.why, extra.of) for extra in found.extra] == [("b", REPEATED, "1")]


def test_a_pair_set_apart_is_not_made_again_and_one_ruled_is():
    ours = [row("1", name="微教育", organization="甲局")]
    theirs = [
        row("a", name="微教育", organization="甲局"),
        row("b", name="别的", organization="乙局"),
    ]
    rulings = Rulings(
        same=frozenset({("1", identity(theirs[1].values))}),
        apart=frozenset({("1", identity(theirs[0].values))}),
    )

    found = reconcile(ours, theirs, LEADS, rulings=rulings)

    assert [(pair.theirs, pair.how) for pair in found.pairs] == [("b", "ruled")]
    assert [(extra.key, extra.why) for extra in found.extra] == [("a", UNKNOWN)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://weibo.com/u/12", "http://www.weibo.com/u/12/"),
        ("https://weibo.com/u/12?utm_source=x", "weibo.com/u/12"),
    ],
)
def test_a_tracking_tail_does_not_make_another_link(one, other):
    assert link_key(one) == link_key(other)


NAMES = st.sampled_from(["青禾发布", "青禾 发布", "微教育", "䶮溪在线", "𬭚城", ""])
ENTRIES = st.lists(
    st.fixed_dictionaries(
        {
            "account": st.sampled_from(["gh_1", "gh_2", "GH_2", "", "gh_3"]),
            "platform": st.sampled_from(["wechat", "weibo", ""]),
            "name": NAMES,
            "organization": st.sampled_from(["甲局", "乙局", ""]),
            "state": st.sampled_from(["operating", "closed", ""]),
            "link": st.sampled_from(["", "https://a.cn/1", "http://www.a.cn/1"]),
        }
    ),
    max_size=12,
)


def _entries(prefix: str, rows: list[dict[str, str]]) -> list[Entry]:
    return [Entry(f"{prefix}{n}", values) for n, values in enumerate(rows)]


@given(ENTRIES)
def test_a_register_has_no_differences_with_its_own_export(rows):
    told = [values for values in rows if any(values[k] for k in ("account", "name"))]
    paired = reconcile(_entries("a", told), _entries("b", told), LEADS)

    assert not paired.different


@given(ENTRIES, ENTRIES, st.randoms(use_true_random=False))
def test_nothing_is_paired_twice_nothing_is_lost_and_order_changes_nothing(one, other, dice):
    ours, theirs = _entries("a", one), _entries("b", other)
    found = reconcile(ours, theirs, LEADS)

    mine = [pair.ours for pair in found.pairs] + found.missing + found.unexpected
    others = [pair.theirs for pair in found.pairs] + [extra.key for extra in found.extra]
    assert sorted(mine) == sorted(entry.key for entry in ours)
    assert sorted(others) == sorted(entry.key for entry in theirs)

    mixed, mixed_theirs = ours[:], theirs[:]
    dice.shuffle(mixed)
    dice.shuffle(mixed_theirs)
    again = reconcile(mixed, mixed_theirs, LEADS)
    said = {entry.key: tuple(sorted(entry.values.items())) for entry in (*ours, *theirs)}
    assert _told(again, said) == _told(found, said)


def _told(found, said):
    """A result by what rows say: rows that say the same cannot be told apart."""
    return (
        Counter((said[p.ours], said[p.theirs], p.how, p.differences) for p in found.pairs),
        Counter(said[key] for key in found.missing),
        Counter((said[one.key], one.why) for one in found.extra),
    )


def test_a_hundred_equal_rows_are_paired_one_by_one():
    same = {"platform": "weibo", "name": "青禾发布", "organization": "甲局"}
    ours = [Entry(f"a{n}", same) for n in range(100)]
    theirs = [Entry(f"b{n}", same) for n in range(120)]
    random.Random(1).shuffle(theirs)

    found = reconcile(ours, theirs, LEADS)

    assert len(found.pairs) == 100
    assert len(found.extra) == 20
