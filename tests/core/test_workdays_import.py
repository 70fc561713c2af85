"""Taking in a new year's arrangement: what is taken, what is refused, and where it points."""

import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.arrangement import implausible, render, unchecked, write_year_file
from zhijian.core.calendar_files import Holiday, MakeupWorkday, Notice, YearTable, year_table
from zhijian.core.calendar_import import import_year
from zhijian.core.refused import Refused
from zhijian.core.strict_yaml import parse_part
from zhijian.core.workdays import DayKind, load_calendars

FOLDER = Path(__file__).parents[2] / "rulebooks" / "calendars"
CALENDAR = load_calendars(FOLDER)
STATUTORY = CALENDAR.statutory

# An arrangement of 2027 that we made up; the real one is not published.
ROWS = [
    ["日期", "类型", "节日名称"],
    ["2027-01-01至2027-01-03", "休", "元旦"],
    ["2月5日至11日", "休", "春节"],
    ["2027/1/31", "班", "春节"],
    ["2027.2.14", "班", ""],
    ["４月３日—4月5日", "放假", "清明节"],
    ["5月1日至5日", "休", "劳动节"],
    ["2027年5月8日", "上班", "劳动节"],
    ["2027-06-09", "休", "端午节"],
    ["2027-09-15", "休", "中秋节"],
    ["10月1日至7日", "休", "国庆节"],
    ["2027-10-09", "班", "国庆节"],
]
TEXT = """\
国办发明电〔2026〕99号

各单位：
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班。

国务院办公厅
2026年11月30日
"""


def a_csv(folder: Path, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    path = folder / "放假表.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding=encoding)
    return path


def a_workbook(folder: Path, rows: list[list[object]], above: int = 0) -> Path:
    path = folder / "放假表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明")
        sheet = book.add_worksheet("安排")
        form = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number + above, column, value, form)
                else:
                    sheet.write(number + above, column, value)
    return path


def changed(number: int, column: int, value: str) -> list[list[str]]:
    rows = [list(row) for row in ROWS]
    rows[number][column] = value
    return rows


def arranged(table: YearTable) -> tuple[list[tuple[str, date, date]], list[date]]:
    spans = [(holiday.name, holiday.first, holiday.last) for holiday in table.holidays]
    return spans, [makeup.day for makeup in table.makeup_workdays]


EXPECTED = (
    [
        ("元旦", date(2027, 1, 1), date(2027, 1, 3)),
        ("春节", date(2027, 2, 5), date(2027, 2, 11)),
        ("清明节", date(2027, 4, 3), date(2027, 4, 5)),
        ("劳动节", date(2027, 5, 1), date(2027, 5, 5)),
        ("端午节", date(2027, 6, 9), date(2027, 6, 9)),
        ("中秋节", date(2027, 9, 15), date(2027, 9, 15)),
        ("国庆节", date(2027, 10, 1), date(2027, 10, 7)),
    ],
    [date(2027, 1, 31), date(2027, 2, 14), date(2027, 5, 8), date(2027, 10, 9)],
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_either_encoding_is_taken(encoding, tmp_path):
    table = import_year(a_csv(tmp_path, ROWS, encoding), 2027, STATUTORY, number="某号")

    assert arranged(table) == EXPECTED
    assert table.notices[0].number == "某号"


def test_a_workbook_with_titles_above_and_real_dates_is_taken(tmp_path):
    days = [[day, "休", name] for name, first, last in EXPECTED[0] for day in spread(first, last)]
    makeups = [[day, "班", ""] for day in EXPECTED[1]]
    path = a_workbook(tmp_path, [["日 期", "类型", "节日名称"], *makeups, *days], above=2)

    assert arranged(import_year(path, 2027, STATUTORY)) == EXPECTED


def test_a_range_in_two_columns_is_taken(tmp_path):
    rows = [[str(first), str(last), "休", name] for name, first, last in EXPECTED[0]]
    rows += [[str(day), "", "班", ""] for day in EXPECTED[1]]
    path = a_csv(tmp_path, [["开始日期", "结束日期", "类型", "节日名称"], *rows])

    assert arranged(import_year(path, 2027, STATUTORY)) == EXPECTED


def test_the_text_of_a_notice_is_taken_with_its_number_and_date(tmp_path):
    path = tmp_path / "通知.txt"
    path.write_text(TEXT, encoding="utf-8")

    table = import_year(path, 2027, STATUTORY)

    assert arranged(table) == EXPECTED
    assert table.notices[0].number == "国办发明电〔2026〕99号"
    assert table.notices[0].issued_on == date(2026, 11, 30)


def test_a_yaml_list_of_days_is_taken(tmp_path):
    path = tmp_path / "2027放假.yaml"
    rows = "\n".join(f"  - {{日期: {a}, 类型: {b}, 节日名称: {c}}}" for a, b, c in ROWS[1:])
    path.write_text(f"days:\n{rows}\n", encoding="utf-8")

    assert arranged(import_year(path, 2027, STATUTORY)) == EXPECTED


def test_what_was_written_is_a_calendar_and_reads_back_the_same(tmp_path):
    for name in ("statutory.yaml", "2026.yaml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    table = import_year(a_csv(tmp_path, ROWS), 2027, STATUTORY, number="国办发明电〔2026〕99号")

    path = write_year_file(table, tmp_path)
    calendar = load_calendars(tmp_path)

    assert path == tmp_path / "2027.yaml"
    assert calendar.tables[-1] == table
    assert calendar.kind(date(2027, 2, 14)) is DayKind.MAKEUP_WORKDAY
    assert import_year(path, 2027, STATUTORY) == table
    assert {file.name for file in tmp_path.iterdir()} == {
        *("statutory.yaml", "2026.yaml", "2027.yaml", "放假表.csv"),
    }


@pytest.mark.parametrize("table", CALENDAR.tables, ids=lambda table: str(table.year))
def test_a_shipped_year_passes_the_checks_and_reads_back_the_same(table):
    assert implausible(table, STATUTORY) == []
    assert year_table(parse_part(render(table), "年.yaml")) == table


WORDS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@given(WORDS, WORDS, WORDS, st.dates(date(2027, 1, 1), date(2027, 12, 1)), st.integers(0, 20))
def test_whatever_the_words_a_table_reads_back_the_same(number, title, name, first, length):
    notice = Notice("a", number, title, "国务院办公厅", None, "low", note=name)
    holiday = Holiday(name, first, first + timedelta(length), "a")
    table = YearTable(2027, (notice,), (holiday,), (MakeupWorkday(first, name, "a"),))

    assert year_table(parse_part(render(table), "年.yaml")) == table


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (changed(1, 0, "元旦那天"), ["第 2 行 A2", "元旦那天", "看不懂"]),
        (changed(1, 0, "2027-02-30"), ["第 2 行 A2", "2027-02-30"]),
        (changed(1, 0, "1月3日至1月1日"), ["第 2 行 A2", "前后颠倒"]),
        (changed(1, 0, "1月1日至3月1日"), ["第 2 行 A2", "长过一个月"]),
        (changed(1, 0, ""), ["第 2 行 A2", "日期写作“”"]),
        (changed(3, 1, "加班"), ["第 4 行 B4", "“加班”", "“休”", "“班”"]),
        (changed(2, 2, ""), ["第 3 行 C3", "没有写节日名称"]),
        (changed(1, 0, "2028-01-01"), ["第 2 行", "2028-01-01 不在 2027 年"]),
        (changed(8, 0, "2027-02-05"), ["第 9 行", "2027-02-05 又列了一次", "第 3 行"]),
        (changed(3, 0, "2027-02-06"), ["第 4 行", "既放假又上班", "第 3 行"]),
        (changed(3, 0, "2027-01-29"), ["第 4 行", "2027-01-29（周五）不是周末"]),
        (changed(8, 0, "2027-06-10"), ["2027-06-09（周三）是端午节的法定放假日", "第795号"]),
        (changed(5, 2, "清明节气"), ["2027-04-05（周一）是清明节", "“清明节气”"]),
        (ROWS[:2], ["法定放假日"]),
        ([ROWS[0], ["2027-01-31", "班", ""]], ["没有一行是放假"]),
        ([["日", "休班"], *ROWS[1:]], ["前 20 行", "“日期”和“类型”"]),
        ([], ["前 20 行"]),
    ],
)
def test_a_table_that_cannot_be_is_refused_with_its_cell(rows, said, tmp_path):
    with pytest.raises(Refused) as refusal:
        import_year(a_csv(tmp_path, rows), 2027, STATUTORY)

    for words in said:
        assert words in str(refusal.value)
    assert "放假表.csv" in str(refusal.value)


def test_every_bad_cell_is_named_not_only_the_first(tmp_path):
    rows = changed(1, 0, "某日")
    rows[3][1] = "加班"

    with pytest.raises(Refused) as refusal:
        import_year(a_csv(tmp_path, rows), 2027, STATUTORY)

    assert "A2" in str(refusal.value)
    assert ["B4" in line for line in refusal.value.lines] == [True]


def test_a_bad_cell_of_a_workbook_is_named_with_its_sheet(tmp_path):
    path = a_workbook(tmp_path, changed(3, 1, "加班"), above=2)

    with pytest.raises(Refused, match="工作表“安排”第 6 行 B6 单元格"):
        import_year(path, 2027, STATUTORY)


def spread(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def a_table(days_off: int, makeups: int = 0) -> YearTable:
    """The made-up 2027 with a long last holiday and as many make-up Saturdays as asked."""
    statutory = [Holiday(name, day, day, "n") for day, name in STATUTORY.days(2027).items()]
    more = days_off - len(statutory)
    first = date(2027, 11, 1)
    saturdays = [date(2027, 7, 3) + timedelta(7 * n) for n in range(makeups)]
    return YearTable(
        2027,
        (),
        (*statutory, Holiday("长假", first, first + timedelta(more - 1), "n")),
        tuple(MakeupWorkday(day, "长假", "n") for day in saturdays),
    )


@pytest.mark.parametrize(("days_off", "fits"), [(26, False), (27, True), (33, True), (34, False)])
def test_a_year_has_a_sensible_number_of_days_off(days_off, fits):
    complaints = implausible(a_table(days_off), STATUTORY)

    assert (complaints == []) is fits
    assert fits or f"放假（含周末） {days_off} 天，不在 27 至 33 天之间" in complaints[0]


@pytest.mark.parametrize(("makeups", "fits"), [(0, True), (9, True), (10, False)])
def test_a_year_has_a_sensible_number_of_makeup_workdays(makeups, fits):
    complaints = implausible(a_table(30, makeups), STATUTORY)

    assert (complaints == []) is fits


def test_a_year_whose_lunar_days_we_do_not_hold_is_said_to_be_unchecked():
    assert unchecked(2027, STATUTORY) == []
    assert "2035 年春节、清明节、端午节、中秋节" in unchecked(2035, STATUTORY)[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("5日（周一）放假", "5日（周二）放假", ["第 6 行", "2027-04-05 是周一", "周二"]),
        ("共7天。10", "共8天。10", ["第 10 行", "是 7 天", "共8天"]),
        ("6月9日（周三）放假1天", "6月31日放假1天", ["第 8 行", "不存在的日期"]),
        ("6月9日（周三）放假1天", "6月9日上班", ["第 8 行", "没有读到端午节"]),
        ("五、端午节：", "五 端午节 ", ["端午节的法定放假日"]),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused_with_its_line(old, new, said, tmp_path):
    assert old in TEXT
    path = tmp_path / "通知.txt"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")

    with pytest.raises(Refused) as refusal:
        import_year(path, 2027, STATUTORY)

    for words in said:
        assert words in str(refusal.value)


def test_a_text_without_items_is_refused(tmp_path):
    path = tmp_path / "通知.txt"
    path.write_text("明年放假安排另行通知。", encoding="utf-8")

    with pytest.raises(Refused, match="没有读到"):
        import_year(path, 2027, STATUTORY)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("表.xlsx", b"not a workbook", "打不开"),
        ("表.xlsx", b"PK\x03\x04 cut off", "打不开"),
        ("表.xls", b"", "打不开"),
        ("表.csv", b"\xff\xfe\xff\xff", "编码"),
        ("表.csv", '日期,类型\n"1月1日,休'.encode(), "引号"),
        ("表.csv", b"x" * 5_000_001, "超过 5 MB"),
        ("表.docx", b"", "不认识这种文件"),
        ("表.yaml", b"days: 1\n", "应为一个列表"),
        ("表.yaml", "days:\n  - {日期: 某日, 类型: 休, 节日名称: 元旦}\n".encode(), "第 2 行"),
        ("表.yaml", "days:\n  - {日子: 1月1日}\n".encode(), "不认识“日子”"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(name, data, said, tmp_path):
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(Refused, match=said):
        import_year(path, 2027, STATUTORY)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refused, match="没有找到文件"):
        import_year(tmp_path / "无.csv", 2027, STATUTORY)


def test_a_small_archive_that_unpacks_to_a_huge_one_is_refused(tmp_path):
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_001)

    with pytest.raises(Refused, match="解开后超过 50 MB"):
        import_year(path, 2027, STATUTORY)


def test_a_year_file_of_another_year_is_refused():
    with pytest.raises(Refused, match="文件写的是 2026 年，要导入的是 2027 年"):
        import_year(FOLDER / "2026.yaml", 2027, STATUTORY)


def test_a_year_on_file_is_replaced_only_when_asked(tmp_path):
    table = CALENDAR.tables[-1]
    write_year_file(table, tmp_path)

    with pytest.raises(Refused, match="已经存在"):
        write_year_file(table, tmp_path)
    assert write_year_file(table, tmp_path, replacing=True).exists()


def test_a_year_that_would_leave_a_hole_is_refused(tmp_path):
    table = CALENDAR.tables[-1]
    write_year_file(table, tmp_path)

    with pytest.raises(Refused, match="请先导入 2027 年"):
        write_year_file(replace(table, year=2028), tmp_path)
    with pytest.raises(Refused, match="请先导入 2025 年"):
        write_year_file(replace(table, year=2024), tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["2026.yaml"]
