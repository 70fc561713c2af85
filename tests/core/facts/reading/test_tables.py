"""Messy sheets are the normal case: what is found, and what is left out with which reason."""
# ruff: noqa: DTZ001 - ledgers hold local civil time

from datetime import date, datetime

import pytest

from zhijian.core.facts.collection import Sight
from zhijian.core.facts.reading.report import describe
from zhijian.core.refused import Refused
from zhijian.core.workdays import day_number

HEAD = ["账号ID", "账号名称", "平台", "主办单位", "运营状态"]
ROW = ["qh-1", "青禾发布", "微信", "青禾县教育局", "正常"]
PUBLICATIONS = ["信息编号", "账号ID", "标题", "发布日期"]


def test_title_and_unit_rows_stand_above_the_header(workbook, balanced):
    path = workbook(
        {
            "Sheet1": [
                ["青禾县政务新媒体账号台账"],
                ["填报单位：青禾县教育局", None, "单位：个"],
                HEAD,
                ROW,
            ]
        },
        merges=("A1:E1",),
    )

    reading = balanced(path)

    assert reading.records["accounts"][0]["account"] == "qh-1"
    assert reading.tables[0].header_rows == (3,)
    assert len(reading.tables[0].notes) == 2


def test_the_office_named_above_the_table_is_the_sponsor(workbook, balanced):
    head = [word for word in HEAD if word != "主办单位"]
    row = [word for word in ROW if word != "青禾县教育局"]
    path = workbook({"账号台账": [["填报单位（盖章）：青禾县教育局    填报人：张三"], head, row]})

    reading = balanced(path)

    assert reading.records["accounts"][0]["organization"] == "青禾县教育局"


def test_a_header_of_two_merged_lines_is_one_header(workbook, balanced):
    path = workbook(
        {
            "岗位台账": [
                ["主办单位", "人员信息", None, None, "任职日期"],
                [None, "姓名", "岗位", "联系电话", None],
                ["青禾县教育局", "张三", "采编员", 13800000000, date(2026, 1, 5)],
            ]
        },
        merges=("A1:A2", "B1:D1", "E1:E2"),
    )

    person = balanced(path).records["positions"][0]

    assert (person["person"], person["post"], person["phone"]) == ("张三", "EDITOR", "13800000000")
    assert person["from_d"] == day_number(date(2026, 1, 5))


def test_a_header_of_two_lines_needs_no_merges_in_a_text_table(text_table, balanced):
    text = "主办单位,人员信息,,任职日期\n,姓名,岗位,\n青禾县教育局,张三,采编员,2026.1.5\n"

    reading = balanced(text_table(text, "岗位台账.csv"))

    assert reading.records["positions"][0]["person"] == "张三"


def test_several_tables_share_a_sheet(workbook, balanced):
    path = workbook(
        {
            "Sheet1": [
                ["账号台账"],
                HEAD,
                ROW,
                ["合计", None, None, 1],
                [],
                ["发布台账"],
                PUBLICATIONS,
                ["p1", "qh-1", "你好", "2026.3.5"],
            ]
        }
    )

    reading = balanced(path)

    assert [table.relation for table in reading.tables] == ["accounts", "publications"]
    assert [len(rows) for rows in reading.records.values()] == [1, 1]
    assert [refused.reason for refused in reading.refused] == ["合计行"]


def test_totals_footnotes_and_prepared_numbers_are_no_entries(workbook, balanced):
    path = workbook(
        {
            "账号台账": [
                ["序号", *HEAD],
                [1, *ROW],
                [2],
                ["", "小计", "", "", 1],
                ["注：数据截至2026年3月"],
                ["填报人：张三", None, None, "审核人：李四"],
                ["一、第三方平台"],
            ]
        }
    )

    reading = balanced(path)

    assert len(reading.records["accounts"]) == 1
    reasons = [refused.reason for refused in reading.refused]
    assert sorted(reasons) == sorted(["空白行", "合计行", "表注行", "表注行", "表注行"])
    assert reading.losses == []
    assert reading.sights["accounts"].complete


def test_composite_cells_are_taken_apart(workbook, balanced):
    path = workbook(
        {
            "账号台账": [
                ["账号ID及名称", *HEAD[2:]],
                ["qh-1 青禾发布", *ROW[2:]],
                ["qh-2（青禾教育）", *ROW[2:]],
            ],
            "岗位台账": [
                ["主办单位", "负责人及联系电话", "岗位", "任职日期"],
                ["青禾县教育局", "张三 0719-1234567", "采编员", "20260105"],
                ["青禾县教育局", "李四13800000000", "监督员", "20260105"],
            ],
        }
    )

    reading = balanced(path)

    assert [(a["account"], a["name"]) for a in reading.records["accounts"]] == [
        ("qh-1", "青禾发布"),
        ("qh-2", "青禾教育"),
    ]
    assert [(p["person"], p["phone"]) for p in reading.records["positions"]] == [
        ("张三", "0719-1234567"),
        ("李四", "13800000000"),
    ]


@pytest.mark.parametrize("cell", ["青禾发布", "qh-1", "qh-1 qh-2 青禾"])
def test_a_composite_cell_is_not_cut_by_guessing(workbook, balanced, cell):
    path = workbook({"账号台账": [["账号ID及名称", *HEAD[2:]], [cell, *ROW[2:]]]})

    refused = balanced(path).refused

    assert [(one.cell, one.row, one.header) for one in refused] == [("A2", 2, "账号ID及名称")]
    assert "中间空一格" in str(refused[0])


def test_a_refused_optional_cell_leaves_its_row(workbook, balanced):
    path = workbook({"账号台账": [[*HEAD, "开通时间"], [*ROW, "２０１９年３月"]]})

    reading = balanced(path)

    assert reading.records["accounts"][0]["opened_d"] is None
    refused = reading.refused[0]
    assert (refused.sheet, refused.cell, refused.loses_row) == ("账号台账", "F2", False)
    assert str(refused) == (
        "报送.xlsx，工作表“账号台账” F2（开通时间）：“2019年3月”没有写到日。请写到日，如 2026-03-05。"
    )
    assert reading.sights["accounts"].complete


def test_a_refused_required_cell_loses_its_row_and_the_claim_to_be_complete(workbook, balanced):
    path = workbook({"发布台账": [PUBLICATIONS, ["p1", "qh-1", "你好", "三月"]]})

    reading = balanced(path)

    assert reading.records["publications"] == []
    assert not reading.sights["publications"].complete


def test_a_missing_required_cell_loses_its_row(workbook, balanced):
    path = workbook({"发布台账": [PUBLICATIONS, ["p1", "qh-1", "你好", "—"]]})

    assert "必填项“发布日期”没有填" in str(balanced(path).refused[0])


def test_a_repeated_row_is_left_out_and_a_contradictory_one_names_the_first(workbook, balanced):
    other = ["qh-1", "青禾日报", *ROW[2:]]
    path = workbook({"账号台账": [HEAD, ROW, ROW, other]})

    reading = balanced(path)

    assert [row["name"] for row in reading.records["accounts"]] == ["青禾发布"]
    assert reading.tables[0].duplicates == 1
    assert "第 2 行的“账号ID”相同，而“账号名称”不同" in str(reading.refused[1])


def test_a_cell_merged_over_rows_speaks_for_each(workbook, balanced):
    rows = [
        ["主办单位", "姓名", "岗位", "任职日期"],
        ["青禾县教育局", "张三", "采编员", "20260105"],
        [None, "李四", "监督员", "20260105"],
    ]
    path = workbook({"岗位台账": rows}, merges=("A2:A3",))

    people = balanced(path).records["positions"]

    assert [person["organization"] for person in people] == ["青禾县教育局"] * 2


def test_a_moment_in_a_day_column_fills_the_moment_too(workbook, balanced):
    head = ["信息编号", "账号ID", "标题", "发布时间"]
    path = workbook({"发布台账": [head, ["p1", "qh-1", "你好", datetime(2026, 3, 5, 9, 30)]]})

    row = balanced(path).records["publications"][0]

    day = day_number(date(2026, 3, 5))
    assert (row["published_d"], row["published_s"]) == (day, day * 86_400 + 34_200)


def test_midnight_in_a_column_of_moments_is_a_moment(workbook, balanced):
    head = ["信息编号", "审次", "审核人", "审核时间"]
    moments = [datetime(2026, 3, 5, 0, 0), datetime(2026, 3, 5, 9, 30)]
    path = workbook(
        {"审核台账": [head, *[[f"p{n}", 1, "张三", at] for n, at in enumerate(moments)]]}
    )

    rows = balanced(path).records["reviews"]

    assert rows[0]["reviewed_s"] == day_number(date(2026, 3, 5)) * 86_400


@pytest.mark.parametrize(("header", "count"), [("粉丝量", 3), ("粉丝量（万）", 30_000)])
def test_a_unit_of_ten_thousand_in_the_header_counts(workbook, balanced, header, count):
    path = workbook({"账号台账": [[*HEAD, header], [*ROW, 3]]})

    assert balanced(path).records["accounts"][0]["followers"] == count


def test_a_unit_of_ten_thousand_above_the_table_is_not_guessed_at(workbook, balanced):
    path = workbook({"账号台账": [["单位：万人"], [*HEAD, "粉丝量"], [*ROW, 3]]})

    reading = balanced(path)

    assert reading.records["accounts"][0]["followers"] is None
    assert "单位：万人" in str(reading.refused[0])


def test_every_column_not_taken_is_named(workbook, balanced):
    path = workbook(
        {"账号台账": [["序号", *HEAD, "心情"], [1, *ROW, "好"], [2, "qh-2", *ROW[1:], "坏", "?"]]}
    )

    lines = "\n".join(describe(balanced(path)))

    assert "G1 心情 → 未采用（台账没有对应的列，2 格有内容）" in lines
    assert "H1 （没有表头） → 未采用（没有表头，1 格有内容）" in lines


def test_a_formula_nobody_calculated_and_an_error_are_refused(tmp_path, balanced):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "账号台账"
    for row in ([*HEAD, "粉丝量"], [*ROW, "=1+1"], ["qh-2", *ROW[1:], "#REF!"]):
        book.active.append(row)
    book.active["F3"].data_type = "e"
    book.save(tmp_path / "a.xlsx")

    reading = balanced(tmp_path / "a.xlsx")

    assert [refused.cell for refused in reading.refused] == ["F2", "F3"]
    assert "没有保存计算结果" in str(reading.refused[0])
    assert "错误值" in str(reading.refused[1])


def test_the_sheet_name_decides_which_ledger_it_is(workbook, balanced):
    path = workbook(
        {"2026年3月信息发布台账（第1批）": [PUBLICATIONS, ["p1", "qh-1", "你好", "2026.3.5"]]}
    )

    assert list(balanced(path).records) == ["publications"]


def test_the_headers_decide_where_no_name_does(workbook, balanced):
    assert list(balanced(workbook({"Sheet1": [HEAD, ROW]})).records) == ["accounts"]


def test_an_unknown_sheet_is_refused_with_the_names_allowed(workbook, balanced):
    reading = balanced(workbook({"Sheet1": [["甲", "乙"], ["1", "2"]]}))

    assert reading.rows_refused == 2
    assert "账号台账" in reading.refused[0].cure


def test_a_named_ledger_without_its_required_columns_says_which(workbook, balanced):
    reading = balanced(workbook({"账号台账": [["账号ID", "账号名称", "平台"], ROW[:3]]}))

    assert "缺少必填列“主办单位”、“运行状态”" in str(reading.refused[0])
    assert reading.rows_refused == 1


@pytest.mark.parametrize("title", ["填写说明", "示例", "封面", "目录"])
def test_explanations_and_examples_are_skipped_and_said_so(workbook, balanced, title):
    reading = balanced(workbook({"账号台账": [HEAD, ROW], title: [HEAD, ["x", *ROW[1:]]]}))

    assert len(reading.records["accounts"]) == 1
    assert title in reading.skipped[0]


def test_a_statement_gives_a_ledger_its_sight(workbook, balanced):
    path = workbook(
        {
            "账号台账": [HEAD, ROW],
            "数据说明": [
                ["台账", "截至日期", "起始日期", "是否完整", "是否零报告"],
                ["账号台账", "2026-03-31", "2026-01-01", "否", "否"],
                ["留言台账", "2026-03-31", None, "是", "是"],
                ["发布台账", None, None, None, None],
                ["天气台账", "2026-03-31", None, "是", "否"],
            ],
        }
    )

    reading = balanced(path)

    first, last = day_number(date(2026, 1, 1)), day_number(date(2026, 3, 31))
    assert reading.sights["accounts"] == Sight(complete=False, as_of_d=last, from_d=first)
    assert reading.sights["messages"] == Sight(as_of_d=last, declared_empty=True)
    assert "publications" not in reading.sights
    assert "天气台账" in str(reading.refused[0])


def test_without_a_statement_a_ledger_counts_as_complete_and_the_report_says_so(workbook, balanced):
    reading = balanced(workbook({"账号台账": [HEAD, ROW]}))

    assert reading.sights == {"accounts": Sight()}
    assert any("没有声明截至日期" in line for line in describe(reading))


def test_a_zero_report_with_rows_is_not_believed(workbook, balanced):
    statement = [["台账", "是否零报告"], ["账号台账", "是"]]

    reading = balanced(workbook({"账号台账": [HEAD, ROW], "数据说明": statement}))

    assert not reading.sights["accounts"].declared_empty
    assert "却读到 1 行" in reading.remarks[0]


def test_a_folder_is_read_in_order_of_name_and_the_rest_is_named(workbook, tmp_path, balanced):
    workbook({"账号台账": [HEAD, ROW]}, "乙.xlsx")
    workbook({"账号台账": [HEAD, ["qh-2", *ROW[1:]]]}, "甲.xlsx")
    (tmp_path / "会议纪要.docx").write_bytes(b"PK")
    (tmp_path / "~$甲.xlsx").write_bytes(b"x")

    reading = balanced(tmp_path)

    assert [row["account"] for row in reading.records["accounts"]] == ["qh-1", "qh-2"]
    assert len(reading.skipped) == 2


@pytest.mark.parametrize("name", ["没有", "空"])
def test_a_folder_without_tables_is_refused(tmp_path, balanced, name):
    (tmp_path / "空").mkdir()

    with pytest.raises(Refused):
        balanced(tmp_path / name)


def test_two_ledgers_beside_each_other_are_two_ledgers(workbook, balanced):
    units = ["单位名称", "单位性质", "单位层级"]
    path = workbook(
        {
            "Sheet1": [
                [*HEAD, None, *units],
                [*ROW, None, "青禾县教育局", "行政机关", "部门"],
                [None, None, None, None, None, None, "青禾县文化局", "行政机关", "部门"],
            ]
        }
    )

    reading = balanced(path)

    assert {name: len(rows) for name, rows in reading.records.items()} == {
        "organizations": 2,
        "accounts": 1,
    }
    assert reading.refused == []


def test_a_column_without_header_does_not_cut_a_ledger_in_two(workbook, balanced):
    path = workbook(
        {"Sheet1": [[*HEAD[:3], None, *HEAD[3:], "粉丝量"], [*ROW[:3], "?", *ROW[3:], 3]]}
    )

    assert balanced(path).records["accounts"][0]["followers"] == 3


def test_the_line_of_who_filled_it_in_is_no_upper_header(workbook, balanced):
    filled = ["填报单位（盖章）：青禾县教育局", None, "填报日期：2026.3.1"]
    path = workbook({"账号台账": [["青禾县统计表"], filled, HEAD, ROW]})

    reading = balanced(path)

    assert reading.tables[0].header_rows == (3,)
    assert len(reading.records["accounts"]) == 1
