"""Text tables in the encodings offices use."""

import pytest

TEXT = "信息编号,账号ID,标题,发布日期\r\np1,qh-1,青禾要闻,2026-03-05\r\np2,qh-1,春耕备耕,2026-03-06\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_each_encoding_gives_the_same_rows(text_table, balanced, encoding):
    rows = balanced(text_table(TEXT, encoding=encoding)).records["publications"]

    assert [row["title"] for row in rows] == ["青禾要闻", "春耕备耕"]


@pytest.mark.parametrize("mark", ["\t", ";", "|"])
def test_the_separator_is_found(text_table, balanced, mark):
    rows = balanced(text_table(TEXT.replace(",", mark), "发布台账.tsv")).records["publications"]

    assert len(rows) == 2


@pytest.mark.parametrize(("main", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_line_in_another_encoding_is_refused_by_its_number(text_table, balanced, main, other):
    more = "p3,qh-1,乡村振兴工作推进会,2026-03-07\r\n"

    reading = balanced(text_table(TEXT.encode(main) + more.encode(other)))

    assert len(reading.records["publications"]) == 2
    assert [(refused.row, refused.reason[:5]) for refused in reading.refused] == [(4, "本行的编码")]


def test_gbk_taken_for_utf8_by_another_program_is_called_garbled(text_table, balanced):
    garbled = TEXT.encode("gb18030").decode("utf-8", errors="replace")

    reading = balanced(text_table(garbled))

    assert "乱码" in str(reading.refused[0])
    assert "UTF-8" in reading.refused[0].cure


def test_bytes_in_no_encoding_are_refused(text_table, balanced):
    assert "编码" in str(balanced(text_table(b"\xff\x81\xff,\x80\xff\n\xff\xff\n")).refused[0])


def test_a_comma_without_quotes_is_noticed(text_table, balanced):
    reading = balanced(text_table(TEXT + "p3,qh-1,春耕,备耕,2026-03-07\n"))

    assert "比表头多出 1 格" in str(reading.refused[0])
    assert reading.refused[0].row == 4


def test_row_numbers_count_lines_inside_quotes(text_table, balanced):
    text = TEXT + 'p3,qh-1,"两\n行",2026-03-07\np4,qh-1,坏,某天\n'

    assert balanced(text_table(text)).refused[0].cell == "D6"


def test_a_quote_that_never_closes_is_refused_with_its_line(text_table, balanced):
    text = TEXT + 'p3,qh-1,"' + "长" * 200_001

    assert "第 4 行起引号不成对" in str(balanced(text_table(text)).refused[0])
