"""Read by columns, a sheet says what it says row by row: nothing more, nothing less."""

from dataclasses import replace
from datetime import date, datetime
from itertools import repeat
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.facts.model import Column, Kind
from zhijian.core.facts.reading import cells, folder, rows
from zhijian.core.facts.reading.columns import PART, Plain, read_plain
from zhijian.core.facts.reading.report import describe
from zhijian.core.facts.reading.sheets import Grid
from zhijian.core.facts.reading.troubles import CellRefused, Trouble

MORNING = datetime(2026, 3, 5, 9, 30)  # noqa: DTZ001 - a cell has no time zone
LEDGERS = (
    (
        [
            "账号ID",
            "账号名称",
            "平台",
            "主办单位",
            "运营状态",
            "开通时间",
            "粉丝量（万）",
            "是否备案",
        ],
        ["qh-1", "青禾发布", "微信", "青禾县政府办", "正常", "2020-01-05", 3, "是"],
    ),
    (
        ["序号", "账号ID及名称", "平台", "主办单位", "运营状态", "备注", "粉丝量"],
        [1, "qh-1 青禾发布", "微信", "青禾县政府办", "正常", "", 1200.0],
    ),
    (
        ["序号", "信息编号", "账号ID", "标题", "发布时间", "形态", "原创/转载"],
        ["1", "P1", "qh-1", "便民提示 12", MORNING, "图文", "原创"],
    ),
    (
        ["单位", "姓名及联系电话", "岗位", "任职日期", "离任日期"],
        ["青禾县政府办", "张甲", "联系人", "2024-01-01", ""],
    ),
    (
        ["", "", "账号ID", "日期", "粉丝数", "在看数"],
        [None, None, "qh-1", date(2026, 3, 5), 12.0, 3],
    ),
)
CELLS = st.sampled_from(
    [
        *(None, "", " ", "无", "—", "不详", "暂 无", "n/a", "N A", 0, 1, 1.0, True, False, 2.5, -3),
        *("qh-1", "qh-2", "青禾发布", "微信", "正常", "关停", "张 三", "便民提示 12", "（本级）"),
        *("合计", "小计：", "注：以上", "备注1：", "一、账号", "填报人：张三", "数据截至3月", "审计局"),
        *(date(2026, 3, 5), MORNING, "2026-03-05", "2019.3.5", "2026-03-05 9:30"),
        *("2019年3月", "约3", "1.2万", "3,400", "1E+20", "12345.0", "12345", "'=1", "☑是□否", "[x]甲"),
        *("青禾县(本级)", "ＡＢＣ", "a\nb", "张三 0719-1234567", "\ufffd", 10.0**15, float("nan")),
        *(Trouble.ERROR, Trouble.NO_RESULT),
    ]
)  # fmt: skip


@st.composite
def sheets(draw):
    """A header and rows that mostly fit it, some cells of them anything."""
    header, usual = draw(st.sampled_from(LEDGERS))
    odd = st.tuples(st.integers(0, 8), CELLS)
    body = []
    for number, changes in enumerate(draw(st.lists(st.lists(odd, max_size=3), max_size=12))):
        row = list(usual)
        key = 0 if header[0] == "账号ID" else 1
        if isinstance(row[key], str) and number % 4:
            row[key] = f"{row[key]}{number}"
        for at, cell in changes:
            row += [None] * (at + 1 - len(row))
            row[at] = cell
        body.append(row)
    return header, body, draw(st.booleans())


def row_by_row(those, plans, composites, must, blank, width, is_entry):
    plain = read_plain(those, [], [], [], blank, None, is_entry)
    return Plain(len(those), {}, set(range(len(those))), plain.filled)


def read(grid, by=read_plain):
    fresh = replace(grid, rows=[list(row) for row in grid.rows])
    with (
        patch.object(folder, "open_grids", lambda path, name: iter([fresh])),
        patch.object(rows, "read_plain", by),
    ):
        return folder.read_file(Path(__file__))


def told(reading):
    records = {name: [repr(one) for one in found] for name, found in reading.records.items()}
    return records, reading.places, reading.refused, reading.tables, list(describe(reading))


@given(sheets())
def test_a_sheet_reads_the_same_by_columns_and_row_by_row(sheet):
    header, body, is_text = sheet
    if is_text:
        body = [[str(cell or "") for cell in row] for row in body]
    lines = [["某台账"], list(header), *body]
    grid = Grid("报送", "", lines, [], list(range(1, len(lines) + 1)) if is_text else None)

    assert told(read(grid)) == told(read(grid, row_by_row))


def test_rows_beyond_one_portion_repeat_the_rows_of_the_first():
    header = ["账号ID", "账号名称", "平台", "主办单位", "运营状态"]
    rows_ = [[f"qh-{n}", f"青禾{n}", "微信", "青禾县政府办", "正常"] for n in range(PART + 5)]
    rows_[PART + 2] = list(rows_[3])
    rows_[PART + 3] = [*rows_[4][:1], "另名", *rows_[4][2:]]

    reading = read(Grid("报送", "账号台账", [header, *rows_]))

    (table,) = reading.tables
    assert (table.rows_in, table.taken, table.refused, table.duplicates) == (
        PART + 5,
        PART + 3,
        2,
        1,
    )
    assert [one.row for one in reading.refused] == [PART + 4, PART + 5]
    assert "第 5 行相同" in reading.refused[0].cure
    assert reading.places["accounts"][-1].row == PART + 6


TEXT = Column("title", Kind.TEXT, "标题")
LETTERS = st.sampled_from("Aa1/N无不详 县张（）()[]《》，.-E0'☑√\u3000\n—〇①Ａ·")


@given(st.text(LETTERS, max_size=8) | st.text(max_size=8))
def test_what_is_said_to_stay_as_it_is_does(text):
    if text and cells.all_stay([text]):
        cleaned = cells.text_of(text)
        assert not cells.is_blank(text)
        assert cleaned == text
        with patch.object(cells, "_STAYS", cells.re.compile("(?!)")):
            assert cells.reader(TEXT)(text) == text


@pytest.mark.parametrize(
    "text", ["便民提示 12", "青禾县（本级）", "qh-1", "20240001", "《条例》解读"]
)
def test_ordinary_texts_are_read_as_they_are_written(text):
    assert cells.reader(TEXT)(text) == text


def test_a_text_of_the_longest_stays_and_a_longer_one_is_refused():
    assert cells.all_stay(["长" * cells.MAX_TEXT])
    assert not cells.all_stay(["长" * (cells.MAX_TEXT + 1)])
    with pytest.raises(CellRefused):
        cells.reader(TEXT)("长" * (cells.MAX_TEXT + 1))


def test_nothing_filled_gives_as_many_rows_of_nothing():
    plain = read_plain([[], [None]], [], [], [], {"a": ""}, None, lambda row: True)

    assert (list(plain.rows()), plain.others) == ([(), ()], {0, 1})
    assert list(plain.keys(("a",), {"a": ""})) == list(repeat(("",), 2))
