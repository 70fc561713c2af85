"""Whatever stands in a file, a folder is loaded or refused in our words; nothing else happens."""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhijian.core.rules import RulebookRefused, Rulebooks

SOUND = Path(__file__).parents[2] / "bad_rulebooks" / "_sound"
FILES = sorted(path.relative_to(SOUND) for path in SOUND.rglob("*.yaml"))
JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-10, 10),
        st.dates(),
        st.sampled_from(["", "x", "law", "updates.max_gap", "qinghe-5", "text", "甲"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(["id", "a"]), inner)
    ),
    max_leaves=3,
)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "book"
    shutil.copytree(SOUND, folder)
    return folder


def replaced(data, choose, junk):
    """The data with one part of it, chosen on the way down, replaced by junk."""
    if isinstance(data, dict) and data and choose(st.integers(0, 4)):
        key = choose(st.sampled_from(sorted(data)))
        return {**data, key: replaced(data[key], choose, junk)}
    if isinstance(data, list) and data and choose(st.integers(0, 4)):
        index = choose(st.integers(0, len(data) - 1))
        return [*data[:index], replaced(data[index], choose, junk), *data[index + 1 :]]
    return junk


def loads_or_is_refused(book: Path, file: Path, content: bytes) -> None:
    original = (SOUND / file).read_bytes()
    (book / file).write_bytes(content)
    try:
        with suppress(RulebookRefused):
            Rulebooks.load(book)
    finally:
        (book / file).write_bytes(original)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_junk_anywhere_in_the_data_is_refused_in_our_words(book, data):
    file = data.draw(st.sampled_from(FILES))
    tree = yaml.load((SOUND / file).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

    changed = replaced(tree, data.draw, data.draw(JUNK))

    text = yaml.dump(changed, allow_unicode=True, sort_keys=False, Dumper=_Plainly)
    loads_or_is_refused(book, file, text.encode())


class _Plainly(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(FILES),
    st.integers(0, 400),
    st.integers(0, 6),
    st.sampled_from(
        [b"", b"[", b"{", b"&a ", b"*a", b"!!x ", b"\t", b"\xff", b'"', b": ", b"- ", b"\n", b"#"]
    ),
)
def test_bytes_changed_anywhere_are_refused_in_our_words(book, file, at, cut, put):
    raw = (SOUND / file).read_bytes()

    loads_or_is_refused(book, file, raw[:at] + put + raw[at + cut :])
