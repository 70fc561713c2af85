"""A plain letter: its words as they were handed in, its tables behind it, the same bytes."""

import io
from dataclasses import replace
from datetime import date

import docx
import pytest

from zhijian.core.documents.demands import DemandsByPlace
from zhijian.core.documents.letters import Annex, Letter, letter_word
from zhijian.core.documents.notices import notice_word, notices_of
from zhijian.core.documents.word import TableColumn
from zhijian.core.terms import Term, Unit

COLUMNS = (TableColumn("序号", 20), TableColumn("问题", 100))
LETTER = Letter(
    office="青禾县政务公开办",
    number="CS-2026-000001",
    title="约谈通知书",
    paragraphs=["青禾县林业局：", "请到本办说明情况。"],
    on=date(2026, 11, 20),
    annexes=[Annex("问题清单", COLUMNS, [("1", "更新间隔过长")], "以检查日为准。")],
)


def opened(content: bytes):
    return docx.Document(io.BytesIO(content))


def test_a_letter_has_its_head_its_addressee_its_day_and_its_tables():
    file = opened(letter_word(LETTER))

    styles = {one.text: one.style.name for one in file.paragraphs}
    assert styles["青禾县林业局："] == "Addressee"
    assert styles["请到本办说明情况。"] == "BodyText"
    assert styles["2026年11月20日"] == "SignedOn"
    assert styles["附件：1. 问题清单"] == "AnnexFirst"
    assert [cell.text for cell in file.tables[0].rows[1].cells] == ["1", "更新间隔过长"]


def test_the_same_letter_has_the_same_bytes():
    assert letter_word(LETTER) == letter_word(replace(LETTER))


def test_an_empty_table_is_left_out_with_its_mention():
    file = opened(letter_word(replace(LETTER, annexes=[Annex("问题清单", COLUMNS, [])])))

    assert not file.tables
    assert not any("附件" in one.text for one in file.paragraphs)


def test_signs_that_a_file_cannot_hold_do_not_break_it():
    file = opened(letter_word(replace(LETTER, paragraphs=["<b>\x0b&\ud800"])))

    assert any("<b>" in one.text for one in file.paragraphs)


@pytest.mark.parametrize(
    ("place", "within", "is_set"),
    [("330424", "下达当日", False), ("430422", "自下达之日起5个自然日内", True)],
)
def test_an_order_has_its_number_and_a_term_that_only_silent_texts_let_the_office_set(
    county, law, calendar, place, within, is_set
):
    _, notice = next(notices_of(county, law, calendar))
    demands = DemandsByPlace(law, county.on, calendar, is_ordered=True)
    five = demands.of(place, Term(5, Unit.CALENDAR_DAY))
    ordered = replace(notice, number="BJ-2026-000123", demands=five)

    told = "\n".join(one.text for one in opened(notice_word(ordered)).paragraphs)

    assert five.deadline.is_set is is_set
    assert f"请{within}整改完毕" in told
    assert "BJ-2026-000123" in told
    assert ("此期限由下达单位确定" in told) is is_set
