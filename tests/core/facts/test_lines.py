"""Rows held as lines of text read like any other rows."""

import pytest

from zhijian.core.engines.duck import DuckEngine
from zhijian.core.facts.collection import Facts, Rows
from zhijian.core.facts.lines import BETWEEN, Lines, UnfitLines, part_of
from zhijian.core.facts.references import dangling
from zhijian.core.facts.schema import RELATIONS

REPLIES = RELATIONS["replies"]
TOLD = [("LY-1", 5, "县林业局", 1), ("LY-2", -3, "", None), ('LY"3,', 7, "县 '局'", 0)]


def lines(rows=TOLD, **how):
    texts = [BETWEEN.join("" if one is None else str(one) for one in row) for row in rows]
    parts = [part_of(texts[:2], 4), part_of(texts[2:], 4)] if rows else []
    return Lines(REPLIES, parts, **how)


def test_lines_are_rows():
    found = lines()

    assert isinstance(found, Rows)
    assert len(found) == 3
    assert list(zip(*found.columns, strict=True)) == TOLD
    assert [tuple(row.values()) for row in found.records()] == TOLD
    assert found.column("replied_d") == [5, -3, 7]


def test_no_lines_are_no_rows():
    assert len(lines([])) == 0
    assert lines([]).columns == ([], [], [], [])


@pytest.mark.parametrize("rows", [TOLD, []])
def test_an_engine_reads_them_as_they_are(rows):
    engine = DuckEngine()
    schema = [(column.name, column.kind.is_text) for column in REPLIES.columns]

    engine.read_lines("replies", schema, lines(rows).parts, BETWEEN, {})

    assert sorted(engine.fetch("SELECT * FROM replies")) == sorted(rows)
    engine.close()


def test_iso_texts_are_days_and_moments():
    relation = RELATIONS["incident_reports"]
    told = ["SJ-1\x1f县委\x1f2026-11-18 16:00:00.999999", "SJ-2\x1f县委\x1f1970-01-01 00:00:01"]
    moments = Lines(relation, [part_of(told, 3)], iso={"reported_s": 28_800})
    told = ["a\x1f1970-01-03\x1f\x1f", "b\x1f\x1f\x1f"]
    days = Lines(REPLIES, [part_of(told, 4)], iso={"replied_d": None})
    engine = DuckEngine()

    for found in (moments, days):
        schema = [(column.name, column.kind.is_text) for column in found.relation.columns]
        engine.read_lines(found.relation.name, schema, found.parts, BETWEEN, found.iso)
        rows = engine.fetch(f"SELECT * FROM {found.relation.name} ORDER BY 1")
        assert rows == list(zip(*found.columns, strict=True))

    assert moments.column("reported_s") == [20_776 * 86_400, 28_801]
    assert days.column("replied_d") == [2, None]
    engine.close()


@pytest.mark.parametrize("character", ["\n", "\r", "\0", BETWEEN])
def test_a_value_that_would_break_a_line_is_refused(character):
    with pytest.raises(UnfitLines):
        part_of([f"LY{character}1{BETWEEN}5{BETWEEN}{BETWEEN}", "LY-2\x1f5\x1f\x1f"], 4)


def test_bytes_are_lines_like_texts():
    texts = ["LY-1\x1f5\x1f县林业局\x1f1", "LY-2\x1f-3\x1f\x1f"]

    assert part_of([text.encode() for text in texts], 4) == part_of(texts, 4)
    with pytest.raises(UnfitLines):
        part_of([f"{text}\r".encode() for text in texts], 4)


def test_only_what_nobody_vouched_for_is_looked_up():
    messages = Facts.from_records({"messages": [{"message": "LY-1"}]}).tables

    open_ended = dangling(Facts({**messages, "replies": lines()}))
    vouched = dangling(Facts({**messages, "replies": lines(vouched=["message"])}))

    assert len(open_ended) == 1
    assert '有 2 行的留言编号（如 LY-2、LY"3,）' in open_ended[0]
    assert vouched == ()
