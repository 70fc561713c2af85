"""What no score may measure is refused with the rule; what only sounds like it is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.scoring_samples import FOLDER, UNIT_SCHEME, rulebooks
from zhijian.core.burden import FILE, cited, load_barred, refuse_barred
from zhijian.core.refused import Refused

BARRED = load_barred(FOLDER)


@pytest.mark.parametrize(("one", "text"), [(one, text) for one in BARRED for text in one.hits])
def test_what_must_be_refused_is(one, text):
    assert one.word_in(text)


@pytest.mark.parametrize("text", [text for one in BARRED for text in one.passes])
def test_what_only_sounds_like_it_is_not(text):
    assert not [one.id for one in BARRED if one.word_in(text)]


def test_every_clause_is_in_the_library_with_its_document():
    for one in BARRED:
        assert "《" in cited(one, rulebooks())


def test_a_scheme_that_counts_likes_is_refused_with_place_word_and_rule():
    with pytest.raises(Refused) as refusal:
        refuse_barred(named("月均点赞数"), BARRED, rulebooks())

    (line,) = refusal.value.lines
    assert line.startswith("第1个指标“月均点赞数”以“点赞”计分")
    assert "《关于防治“指尖上的形式主义”的若干意见》" in line
    assert "国办函〔2026〕12号" in line


def test_spaces_and_full_width_letters_between_do_not_help():
    with pytest.raises(Refused):
        refuse_barred(named("点-赞　数"), BARRED, rulebooks())


def test_a_group_or_a_title_is_read_too():
    item = replace(UNIT_SCHEME.indicators[0], group="积分榜")
    with pytest.raises(Refused, match="国家规定"):
        refuse_barred(replace(UNIT_SCHEME, indicators=(item,)), BARRED, rulebooks())
    with pytest.raises(Refused, match="国家规定"):
        refuse_barred(replace(UNIT_SCHEME, title="签到考核办法"), BARRED, rulebooks())


def test_our_own_schemes_hold_nothing_barred():
    refuse_barred(UNIT_SCHEME, BARRED, rulebooks())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("barred: [{id: a}]\n", "缺少“words”"),
        ("barred: [{id: a, title: b, words: [], clauses: [c], hits: [d], passes: [e]}]\n", "列表"),
        ("other: []\n", "不认识“other”"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text, words):
    (tmp_path / FILE).write_text(text, encoding="utf-8")

    with pytest.raises(Refused, match=words):
        load_barred(tmp_path)


def named(name):
    item = replace(UNIT_SCHEME.indicators[0], name=name)
    return replace(UNIT_SCHEME, indicators=(item,))
