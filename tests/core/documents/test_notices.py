"""A notice tells one unit its problems, each with clause, cure and day."""

import io

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.documents.notices import notice_word, notices_of, safe_name


@pytest.fixture
def notices(county, law, calendar):
    return dict(notices_of(county, law, calendar))


def text_of(notice):
    document = docx.Document(io.BytesIO(notice_word(notice)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def test_each_unit_with_findings_gets_one_notice_and_no_other_does(notices, county):
    assert {notice.organization for notice in notices.values()} == {
        finding.organization for finding in county.findings
    }
    assert len(notices) == 4


def test_a_notice_names_problem_clause_cure_and_day_with_its_reckoning(notices):
    (forestry,) = [n for n in notices.values() if n.organization == "青禾县林业局"]

    told = text_of(forestry)

    for words in (
        "开设后第9个工作日才备案，期限为5个工作日",
        "房政办发〔2023〕16号三（四）",
        "补办备案并说明原因",
        "2026年11月23日（建议）",
        "以2026年11月20日（周五）收到计，当日不计，第3个自然日届满，即2026年11月23日（周一）",
        "此期限为本平台建议值",
        "签收人（签字）",
        "复查结论",
    ):
        assert words in told
    assert "青禾县教育局" not in told


def test_a_unit_judged_by_its_superior_has_the_superiors_deadline(make, county, law, calendar):
    from dataclasses import replace

    moved = make(replace(county.findings[0], place="330424"))

    ((_, notice),) = notices_of(moved, law, calendar)

    assert notice.deadline.within == "收到当日"
    assert notice.deadline.basis.clause == "haiyan-2-2b"
    assert not notice.deadline.is_proposal


def test_a_text_that_asks_for_haste_without_a_figure_is_named(make, county, law, calendar):
    from dataclasses import replace

    yinzhou = make(replace(county.findings[0], place="211202"))

    ((_, notice),) = notices_of(yinzhou, law, calendar)

    assert notice.deadline.is_proposal
    assert "没有写明天数" in notice.deadline.source
    assert law.basis("yinzhou-8a").cited in notice.deadline.source


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("青禾县教育局", "青禾县教育局"),
        ("../../etc/passwd", "etcpasswd"),
        ("C:\\Windows\\青禾", "CWindows青禾"),
        ("CON", "单位CON"),
        ("nul.docx", "单位nul.docx"),
        ("...", "单位"),
        ("", "单位"),
        ("局\x00\n\u202e名", "局名"),
    ],
)
def test_a_units_name_makes_a_plain_file_name(name, safe):
    assert safe_name(name) == safe


@given(st.text(max_size=200))
def test_no_name_leads_out_of_the_folder_or_past_what_a_disk_takes(name):
    safe = safe_name(name)

    assert safe
    assert not set(safe) & set('<>:"/\\|?*')
    assert not safe.startswith(".")
    assert not safe.endswith((".", " "))
    assert len(f"整改通知书-001-{safe}.docx".encode()) <= 255
    safe.encode()


def test_notices_are_equal_to_the_byte(notices):
    for notice in notices.values():
        assert notice_word(notice) == notice_word(notice)
