"""The written form: the vectors of docs/journal-format.md, and how far a path is."""

import json
import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.journal import canonical
from zhijian.journal.verifying import Chain

PAGE = Path(__file__).parents[3] / "docs" / "journal-format.md"
FIELDS = {
    "seq": 2,
    "at": datetime(2026, 11, 20, 1, 30, 0, 250, tzinfo=UTC),
    "actor": 7,
    "actor_name": "林小青",
    "organization": 3,
    "action": "case.returned",
    "subject_type": "cases.case",
    "subject_id": "12",
    "subject_name": "青禾林业微博开设备案",
    "subject_previous": 1,
    "remark": "缺“负责人”签字\n请补",
    "data": {"步骤": "初审", "days": 5, "a": [True, None, '😀\u007f\\"/']},
    "address": "10.1.2.3",
    "salt": "000102030405060708090a0b0c0d0e0f",
}


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_the_vectors_on_the_page_are_what_the_program_writes(algorithm):
    blocks = re.findall(rf"```{algorithm}\n(.*?)\n```", PAGE.read_text(), re.DOTALL)

    written = canonical.content(FIELDS | {"algorithm": algorithm})
    content = canonical.digest(written, algorithm)
    digest = canonical.link(2, algorithm, content, "1" * 64, canonical.ORIGIN)

    assert blocks == [f"{written.decode()}\n{content}\n{digest}"]


def test_canonical_bytes_read_back_as_the_same_values():
    assert json.loads(canonical.canonical(FIELDS["data"])) == FIELDS["data"]


@pytest.mark.parametrize(
    ("algorithm", "digest"),
    [
        ("sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("sm3", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    ],
)
def test_digests_are_the_published_ones(algorithm, digest):
    assert canonical.digest(b"abc", algorithm) == digest


@given(start=st.integers(0, 2**40), back=st.integers(0, 2**40))
def test_a_path_steps_only_along_links_and_is_short(start, back):
    end = max(start - back, 0)

    path = canonical.path(start, end)

    assert (path[0], path[-1]) == (start, end)
    assert all(b in (a - 1, canonical.skip_of(a)) for a, b in pairwise(path))
    assert len(path) <= 41 * 42 // 2


@given(length=st.integers(1, 600))
def test_the_chain_remembers_what_each_next_link_needs_and_little_more(length):
    chain = Chain()
    for seq in range(1, length + 1):
        earlier = canonical.skip_of(seq)
        expected = str(earlier) if earlier else canonical.ORIGIN

        assert chain.skip_digest(seq) == expected

        chain.add(seq, str(seq))
        assert len(chain._ends) <= length.bit_length() + 1
