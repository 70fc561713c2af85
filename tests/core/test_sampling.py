"""Samples: the right number, from every stratum, nobody twice too soon, the same when redrawn."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.refused import Refused
from zhijian.core.sampling import Candidate, draw, rank

STRATA = st.sampled_from(("微信", "微博", "抖音", "网站"))
COUNTIES = st.dictionaries(st.text("abcdefgh0123", min_size=1, max_size=6), STRATA, min_size=1)
PERCENT = st.integers(1, 100)
SEED = st.text("青禾0123456789", min_size=1, max_size=8)


def people(county: dict[str, str]) -> list[Candidate]:
    return [Candidate(key, stratum) for key, stratum in county.items()]


@given(COUNTIES, PERCENT, SEED)
def test_as_many_as_asked_rounded_up_and_nobody_else(county, percent, seed):
    found = draw(people(county), percent=percent, seed=seed)

    assert len(found.drawn) == -(-len(county) * percent // 100)
    assert len(set(found.drawn)) == len(found.drawn)
    assert set(found.drawn) <= set(county)
    assert found.population == len(county)


@given(COUNTIES, PERCENT, SEED)
def test_no_stratum_gets_more_than_its_share_rounded_up(county, percent, seed):
    found = draw(people(county), percent=percent, seed=seed)

    sizes = Counter(county.values())
    for stratum in found.strata:
        share = sizes[stratum.name] * percent
        assert stratum.held == sizes[stratum.name]
        assert share // 100 <= stratum.drawn <= -(-share // 100)
        assert stratum.drawn == sum(county[key] == stratum.name for key in found.drawn)


@given(COUNTIES, PERCENT, SEED)
def test_every_stratum_is_there_if_asked(county, percent, seed):
    found = draw(people(county), percent=percent, seed=seed, at_least_one=True)

    assert {county[key] for key in found.drawn} == set(county.values())
    plain = draw(people(county), percent=percent, seed=seed)
    assert len(found.drawn) >= len(plain.drawn)


@given(COUNTIES, PERCENT, SEED, st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_changes_nothing(county, percent, seed, random):
    shuffled = people(county)
    random.shuffle(shuffled)

    assert draw(shuffled, percent=percent, seed=seed) == draw(
        people(county), percent=percent, seed=seed
    )


@given(COUNTIES, PERCENT, st.lists(SEED, min_size=2, max_size=8))
def test_nobody_is_drawn_twice_before_the_others_of_the_stratum_once(county, percent, seeds):
    times: Counter[str] = Counter()
    for seed in seeds:
        times.update(draw(people(county), percent=percent, seed=seed, before=times).drawn)

    for stratum in set(county.values()):
        counted = [times[key] for key in county if county[key] == stratum]
        assert max(counted) - min(counted) <= 1


def test_anybody_can_draw_it_by_hand():
    county = {f"gh_{n}": "" for n in range(10)}

    found = draw(people(county), percent=30, seed="青禾2026")

    hashed = {k: hashlib.sha256(f"青禾2026\n{k}".encode()).hexdigest() for k in county}
    assert found.drawn == tuple(sorted(sorted(county, key=hashed.__getitem__)[:3]))
    lines = "".join(f"{key}\t\t0\n" for key in sorted(county))
    assert found.population_digest == hashlib.sha256(lines.encode()).hexdigest()
    assert rank("青禾2026", "gh_0") == hashed["gh_0"]


def test_the_digest_tells_another_list():
    few = draw(people({"a": "x", "b": "x"}), percent=50, seed="1")
    more = draw(people({"a": "x", "b": "y"}), percent=50, seed="1")
    later = draw(people({"a": "x", "b": "x"}), percent=50, seed="1", before={"a": 1})

    digests = {few.population_digest, more.population_digest, later.population_digest}
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("percent", "seed", "keys", "words"),
    [
        (0, "1", ["a"], "1 到 100"),
        (101, "1", ["a"], "1 到 100"),
        (30, " ", ["a"], "种子"),
        (30, "1", [], "没有可以抽查的对象"),
        (30, "1", ["a", "a"], "出现了两次"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(percent, seed, keys, words):
    with pytest.raises(Refused, match=words):
        draw([Candidate(key) for key in keys], percent=percent, seed=seed)
