"""The bulletin says what was found, by which clause, and what was not seen just as loudly."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import docx
import pytest

from zhijian.core.documents.annexes import ROWS_PER_ANNEX
from zhijian.core.documents.bulletin import bulletin_of
from zhijian.core.documents.bulletin_page import bulletin_page
from zhijian.core.documents.bulletin_word import bulletin_word
from zhijian.core.documents.words import amount, numeral, share
from zhijian.core.outcomes import Verdict


@pytest.fixture
def model(county, scored, law, calendar):
    return bulletin_of(county, scored(county), law, calendar)


@pytest.fixture
def paper(model):
    return docx.Document(io.BytesIO(bulletin_word(model)))


def words_of(document):
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_four_parts_stand_in_order(paper):
    heads = [p.text for p in paper.paragraphs if p.style.name in ("HeadingOne", "AnnexTitle")]

    assert heads == [
        *("一、总体情况", "二、存在问题", "三、下一步要求"),
        *("结果汇总表", "问题清单", "例外与提醒", "未能判断事项"),
    ]


def test_every_finding_stands_under_its_unit_with_its_clause(model, county):
    told = {unit.organization: unit for unit in model.units}

    assert {finding.organization for finding in county.findings} == set(told)
    assert sum(unit.count for unit in told.values()) == len(county.findings)
    assert "12天" in told["青禾县教育局"].problems[0].says
    assert told["青禾县教育局"].problems[0].basis == "房政办发〔2023〕16号五"


def test_what_was_not_seen_is_told_as_loudly_as_what_failed(paper, model):
    loud = [
        p.text
        for p in paper.paragraphs
        if p.text and all(run.style.name == "Strong Words" for run in p.runs)
    ]

    assert any("未能判断不等于合格" in words for words in loud)
    assert any("审核台账" in words for words in loud)
    assert [row[1] for row in model.undetermined.rows] == ["审核环节不全"]
    page = bulletin_page(model)
    assert '<li class="unseen"><span>未能判断</span><b>1</b>' in page
    assert '<li class="bad"><span>问题</span><b>4</b>' in page


def test_a_ledger_that_was_not_seen_heads_the_list_of_ledgers(model):
    assert [(row[1], row[4]) for row in model.relations.rows] == [
        ("审核台账", "未见到"),
        ("留言台账", "已过期"),
        ("账号台账", "正常"),
    ]


def test_what_in_the_ledgers_could_not_be_used_is_said(model):
    assert model.relations.note == "例外登记“青例3”没有写全批准日期，不作数。请补上。"


def test_an_exception_shows_its_approval_and_a_proposal_says_it_is_ours(model):
    rows = {row[1]: row for row in model.remarks.rows}

    assert rows["例外"][5] == "青政办批〔2026〕3号，2026年12月31日止"
    assert rows["提醒"][5] == "本平台建议值"


def test_the_deadline_of_our_proposal_is_marked_as_ours(model):
    head, words = model.requirements[0]

    assert head == "限期整改"
    assert "自收到之日起3个自然日内" in words
    assert "2026年11月23日" in words
    assert "建议值" in words
    assert {row[5] for row in model.problems.rows} == {"2026年11月23日（建议）"}


def test_a_county_that_asks_for_the_same_day_gets_the_same_day(county, scored, law, calendar):
    haiyan = replace(county, place="330424")

    _, words = bulletin_of(haiyan, scored(haiyan), law, calendar).requirements[0]

    assert "收到当日" in words
    assert "2026年11月20日" in words
    assert "本平台建议" not in words


def test_a_day_beyond_the_calendar_still_gets_its_bulletin(county, scored, law, calendar):
    late = replace(county, on=date(2027, 3, 1))

    model = bulletin_of(late, scored(late), law, calendar)

    assert "2027年3月4日" in model.requirements[0][1]


def test_the_reading_a_finding_was_judged_by_is_shown(model):
    assert "恰好N天不算" in model.problems.note


def test_no_finding_is_said_in_words_and_not_seen_still_counts(make, county, scored, law, calendar):
    unseen = make(*county.undetermined)

    model = bulletin_of(unseen, scored(unseen), law, calendar)

    assert model.units == ()
    assert any("已能判断的事项中没有发现问题" in words for words in model.overview)
    assert any("未能判断不等于合格" in words for words in model.unseen)
    assert "没有发现问题" in words_of(docx.Document(io.BytesIO(bulletin_word(model))))


def test_more_of_a_kind_than_can_be_named_points_to_the_annex(make, county, scored, law, calendar):
    gap = county.findings[-1]
    many = make(*(replace(gap, subject=f"s{n}", organization="青禾县教育局") for n in range(4)))

    (problem,) = bulletin_of(many, scored(many), law, calendar).units[0].problems

    assert problem.count == 4
    assert "等4个，详见附件2" in problem.says


def test_a_list_too_long_for_paper_says_how_many_rows_it_left_out(
    make, county, scored, law, calendar
):
    gap = county.findings[-1]
    many = make(*(replace(gap, subject=f"s{n:05}") for n in range(ROWS_PER_ANNEX + 1)))

    annex = bulletin_of(many, scored(many), law, calendar).problems

    assert (len(annex.rows), annex.left_out) == (ROWS_PER_ANNEX, 1)


def test_the_page_is_a4_with_official_margins_and_east_asian_fonts(paper):
    first = paper.sections[0]
    sizes = (first.page_width.mm, first.page_height.mm)
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    fonts = {
        style.name: style.element.rPr.rFonts.get(docx.oxml.ns.qn("w:eastAsia"))
        for style in paper.styles
        if style.name in ("DocTitle", "BodyText", "HeadingOne", "HeadingTwo")
    }

    assert [round(size) for size in sizes] == [210, 297]
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert fonts == {
        "DocTitle": "方正小标宋简体",
        "BodyText": "仿宋_GB2312",
        "HeadingOne": "黑体",
        "HeadingTwo": "楷体_GB2312",
    }
    assert paper.styles["BodyText"].paragraph_format.line_spacing.pt == pytest.approx(29, abs=0.5)


def test_the_office_is_left_to_fill_in_unless_it_is_given(county, scored, law, calendar, paper):
    named = bulletin_of(
        county, scored(county), law, calendar, office="青禾县人民政府办公室", addressees="各乡镇"
    )

    assert paper.paragraphs[0].text == "（发文机关名称）"
    told = docx.Document(io.BytesIO(bulletin_word(named))).paragraphs
    assert told[0].text == "青禾县人民政府办公室"
    assert "各乡镇：" in [p.text for p in told]


def test_paper_and_page_say_the_same(model, paper):
    page = bulletin_page(model)

    for sentence in (*model.overview, *model.unseen, *(words for _, words in model.requirements)):
        assert sentence in page
        assert sentence in words_of(paper)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.met, self.text = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.met.add(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_the_page_is_one_file_without_script_and_keeps_names_as_text(model):
    page = bulletin_page(model)
    tags = Tags()

    tags.feed(page)

    assert tags.open == []
    assert not tags.met & {"script", "link", "img", "iframe", "object"}
    assert not re.search(r"https?:|//[a-z]|@import|url\(|\son[a-z]+=", page)
    assert "<b>测试&“账号”" in "".join(tags.text)


def test_the_page_uses_no_style_that_old_browsers_lack(model):
    css = bulletin_page(model).split("<style>")[1].split("</style>")[0]

    assert not re.search(r":has\(|:is\(|:where\(|@layer|color-mix|oklch|inset:|aspect-ratio", css)


def test_characters_no_xml_can_hold_do_not_break_the_file(make, county, scored, law, calendar):
    bad = make(replace(county.findings[0], subject_name="坏\x00名\x0b\ufffe\ud800"))

    model = bulletin_of(bad, scored(bad), law, calendar)

    assert "坏�名" in words_of(docx.Document(io.BytesIO(bulletin_word(model))))


def test_equal_bulletins_are_equal_to_the_byte_and_carry_no_clock(model):
    first, second = bulletin_word(model), bulletin_word(model)

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(archive.namelist())
        assert b"2026-11-20T00:00:00Z" in archive.read("docProps/core.xml")


def test_every_finding_of_the_model_rests_on_a_clause(county, law):
    assert all(
        not matter.basis.is_proposal
        for matter in law.matters(county.outcomes)
        if matter.outcome.verdict is Verdict.FAIL
    )


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (10, "calendar_day", "10天"),
        (5, "workday", "5个工作日"),
        (1, "flag", ""),
        (None, "month", ""),
        (20777, "date", "2026年11月20日"),
    ],
)
def test_an_amount_carries_its_unit(number, unit, words):
    assert amount(number, unit) == words


def test_shares_round_half_up_and_numerals_read_as_people_write_them():
    assert [share(1, 3), share(1, 8), share(0, 5), share(5, 5)] == [
        *("33.3%", "12.5%", "0.0%", "100.0%"),
    ]
    assert [numeral(n) for n in (1, 10, 11, 20, 101, 1010)] == [
        *("一", "十", "十一", "二十", "一百〇一", "一千〇一十"),
    ]
