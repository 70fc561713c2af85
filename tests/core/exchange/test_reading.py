"""Exports come as they come: other words and encodings, titles above, formulas, repeated rows."""

import pytest
import xlsxwriter

from zhijian.core.exchange.reading import read_export
from zhijian.core.refused import Refused

HEADS = ["序号", "政务新媒体名称", "所属平台", "主办单位（全称）", "账号状态", "备案编号"]


def a_book(path, rows, heads=HEADS, title="青禾县政务新媒体清单（截至2026年11月）"):
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    sheet = book.add_worksheet("导出")
    if title:
        sheet.merge_range(0, 0, 0, len(heads) - 1, title)
    for number, row in enumerate([heads, *rows], 1 if title else 0):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def test_an_export_with_other_words_is_understood(tmp_path):
    rows = [[1, "青禾发布", "微信公众号", "青禾县政府办", "启用", "QH-001"]]

    found = read_export(a_book(tmp_path / "a.xlsx", rows), "导出.xlsx")

    (row,) = found.rows
    assert (row["name"], row["platform"], row["state"]) == ("青禾发布", "wechat", "operating")
    assert row["receipt"] == "QH-001"
    assert {"name", "platform", "organization", "state", "receipt"} <= found.named
    assert "account" not in found.named


def test_gbk_text_with_tabs_is_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(
        "账号名称\t平台名称\t所属单位\r\n青禾发布\t新浪微博\t青禾县林业局\r\n".encode("gbk")
    )

    (row,) = read_export(path, "a.txt").rows

    assert (row["platform"], row["organization"]) == ("weibo", "青禾县林业局")


def test_a_column_in_unknown_words_is_read_once_somebody_says_what_it_is(tmp_path):
    heads = ["新媒体叫什么", "所属平台", "主办单位（全称）"]
    path = a_book(tmp_path / "a.xlsx", [["青禾发布", "微信", "甲局"]], heads)

    with pytest.raises(Refused, match="没有账号名称、账号ID或链接"):
        read_export(path, "a.xlsx")
    (row,) = read_export(path, "a.xlsx", {"新媒体叫什么": "name"}).rows

    assert row["name"] == "青禾发布"


def test_a_column_may_be_left_out(tmp_path):
    rows = [[1, "青禾发布", "微信", "甲局", "启用", "QH-001"]]

    found = read_export(a_book(tmp_path / "a.xlsx", rows), "a.xlsx", {"备案编号": ""})

    assert "receipt" not in found.named


def test_sixty_thousand_repeated_rows_are_one_and_every_row_is_accounted_for(tmp_path):
    lines = ["账号名称,平台名称,所属单位"] + ["青禾发布,微信,甲局"] * 60_000
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")

    found = read_export(path, "a.csv")

    assert len(found.rows) == 1
    assert (found.rows_in, found.duplicates, found.refused_rows) == (60_000, 59_999, 0)


def test_a_formula_nobody_calculated_is_refused_in_its_cell_and_text_stays_text(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["账号名称", "平台名称", "所属单位"])
    sheet.write_row(1, 0, ["=HYPERLINK(1)", "微信", "甲局"])
    sheet.write_row(2, 0, ["青禾发布", "微信"])
    sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    book.close()

    found = read_export(path, "a.xlsx")

    assert [row["name"] for row in found.rows] == ["=HYPERLINK(1)", "青禾发布"]
    assert found.rows[1]["organization"] == ""
    assert any(one.header == "所属单位" for one in found.refused)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "文件是空的"),
        (b"\x00\x01\x02" * 100, "二进制内容"),
        ("甲,乙\n一,二\n".encode(), "找不到认得的表头"),
        (b"%PDF-1.4", "PDF"),
    ],
)
def test_what_is_no_export_is_refused_in_words(tmp_path, content, says):
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    with pytest.raises(Refused, match=says):
        read_export(path, "a.csv")
