"""One cell, as offices write it, and what is stored for it."""
# ruff: noqa: DTZ001 - ledgers hold local civil time

from datetime import date, datetime, time

import pytest

from zhijian.core.facts.reading.boxes import has_boxes, ticked
from zhijian.core.facts.reading.cells import reader, text_of
from zhijian.core.facts.reading.troubles import CellRefused, Trouble
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.workdays import day_number

ACCOUNTS = RELATIONS["accounts"]
MARCH_5 = day_number(date(2019, 3, 5))


def read(column: str, raw: object, relation: str = "accounts") -> object:
    return reader(RELATIONS[relation].column(column))(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "2019.3.5",
        "2019/3/5",
        "2019-03-05",
        "20190305",
        20190305.0,
        "２０１９年３月５日",
        "2019 年 3 月 5 日",
        "2019年3月5日（周二）",
        "2019年3月5号",
        "二〇一九年三月五日",
        "2019-03-05 09:30:00",
        "2019-03-05T09:30",
        "20190305093000",
        "2019年3月5日上午9时30分",
        date(2019, 3, 5),
        datetime(2019, 3, 5, 23, 59),
        43529,
        "43529",
        43529.75,
    ],
)
def test_a_day_is_read_however_it_is_written(raw):
    assert read("opened_d", raw) == MARCH_5


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("２０１９年３月", "没有写到日"),
        ("2019.3", "没有写到日"),
        ("2019年", "没有写到日"),
        ("201903", "没有写到日"),
        ("3月5日", "年份"),
        ("2019.2.30", "不存在"),
        ("19.3.5", "不是日期"),
        ("5/3/2019", "不是日期"),
        ("长期", "2099-12-31"),
        ("2019.3.5-2019.4.5", "还写了"),
        ("2019.3.5至今", "还写了"),
        ("1899-03-05", "年份"),
        ("2101-01-01", "年份"),
        (time(9, 30), "不是日期"),
        (12.5, "年份"),
    ],
)
def test_a_day_is_never_guessed(raw, why):
    with pytest.raises(CellRefused, match=why):
        read("opened_d", raw)


@pytest.mark.parametrize(("year", "fits"), [(1948, 0), (1949, 1), (2100, 1), (2101, 0)])
def test_years_from_1949_to_2100_are_believed(year, fits):
    raw = f"{year}-06-01"

    if fits:
        assert read("opened_d", raw) == day_number(date(year, 6, 1))
    else:
        with pytest.raises(CellRefused):
            read("opened_d", raw)


def test_an_end_may_be_still_open():
    assert read("until_d", "至今", "positions") is None


@pytest.mark.parametrize(
    ("raw", "clock"),
    [
        ("2019-03-05 09:30", 34_200),
        ("2019.3.5 9:30:15", 34_215),
        ("2019年3月5日 下午3时20分", 55_200),
        (datetime(2019, 3, 5, 23, 59, 59), 86_399),
        ("20190305 0930", 34_200),
    ],
)
def test_a_moment_is_read_to_the_second(raw, clock):
    assert read("reviewed_s", raw, "reviews") == MARCH_5 * 86_400 + clock


@pytest.mark.parametrize("raw", ["2019-03-05", "2019-03-05 25:00", "2019-03-05 09:60"])
def test_a_moment_without_a_time_of_day_is_refused(raw):
    with pytest.raises(CellRefused, match="09:30"):
        read("reviewed_s", raw, "reviews")


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("1.2万", 12_000),
        ("1.2w", 12_000),
        ("３，４００", 3_400),
        ("3,400", 3_400),
        ("3400人", 3_400),
        (3400.0, 3_400),
        ("0", 0),
        ("0.5亿", 50_000_000),
        ("１２", 12),
    ],
)
def test_a_number_is_read_exactly(raw, number):
    assert read("followers", raw) == number


@pytest.mark.parametrize(
    "raw",
    ["约3400", "10万+", "近万", "3400余", 1.5, "1.23456万", "-1", "三千", "3,40", date(2019, 3, 5)],
)
def test_a_number_is_never_rounded_or_guessed(raw):
    with pytest.raises(CellRefused):
        read("followers", raw)


@pytest.mark.parametrize(("raw", "stage"), [("一审", 1), ("第二审", 2), ("终审", 3), ("3", 3)])
def test_a_review_stage_may_be_a_word(raw, stage):
    assert read("stage", raw, "reviews") == stage


@pytest.mark.parametrize(
    "raw", ["无", "—", "／", "/", "-", "－－", "", "  ", "暂无", "N/A", "未知", "不详"]
)
def test_what_stands_for_nothing_is_blank(raw):
    assert read("name", raw) == ""
    assert read("platform", raw) == ""
    assert read("opened_d", raw) is None
    assert read("followers", raw) is None


@pytest.mark.parametrize(
    "raw", ["是", "有", "Y", "√", "☑是□否", "是☑ 否□", "√是 □否", "已认证", 1, 1.0, True, "TRUE"]
)
def test_a_yes_is_a_yes(raw):
    assert read("is_certified", raw) == 1


@pytest.mark.parametrize(
    "raw", ["否", "无", "N", "×", "□是☑否", "□是 √否", "未认证", 0, False, "没有"]
)
def test_a_no_is_a_no(raw):
    assert read("is_certified", raw) == 0


@pytest.mark.parametrize("raw", ["不详", "不清楚", "—", "□是□否", "待定", "不适用"])
def test_what_nobody_knows_is_neither_yes_nor_no(raw):
    assert read("is_certified", raw) is None


@pytest.mark.parametrize("raw", ["是/否", "☑是☑否", "2", "大概是"])
def test_an_unclear_yes_or_no_is_refused(raw):
    with pytest.raises(CellRefused):
        read("is_certified", raw)


@pytest.mark.parametrize(
    ("column", "raw", "code"),
    [
        ("operation_mode", "☑自营□购买服务", "self"),
        ("operation_mode", "自营□ 购买服务☑", "purchased"),
        ("operation_mode", "外 包", "purchased"),
        ("platform", "微信（订阅号）", "wechat"),
        ("platform", "ＡＰＰ", "app"),
        ("platform", "某某号", "某某号"),
        ("state", "停止运营", "closed"),
        ("state", "operating", "operating"),
    ],
)
def test_a_word_becomes_its_code(column, raw, code):
    assert read(column, raw) == code


def test_an_unknown_word_is_refused_with_the_words_allowed():
    with pytest.raises(CellRefused, match="自营、购买服务"):
        read("operation_mode", "别的")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("　青禾　县 ", "青禾 县"),
        ("张　三", "张三"),
        ("青禾\n发布", "青禾发布"),
        ("青禾县（本级)", "青禾县（本级）"),
        ("ＱＨ（１）", "QH(1)"),
        (13800000000.0, "13800000000"),
        ("13800000000.0", "13800000000"),
        ("\u200b青禾\ufeff", "青禾"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("关于2026年工作的通知，请查收。", "关于2026年工作的通知，请查收。"),
        (date(2019, 3, 5), "2019-03-05"),
        (True, "是"),
    ],
)
def test_text_is_normalised_and_nothing_more(raw, text):
    assert read("name", raw) == text


@pytest.mark.parametrize("raw", [1e15, 123456789012345678.0, "1.38E+10", "锟斤拷", "青\ufffd县"])
def test_text_damaged_before_it_reached_us_is_refused(raw):
    with pytest.raises(CellRefused):
        read("name", raw)


def test_the_longest_exact_number_is_kept():
    assert read("name", 999_999_999_999_999.0) == "999999999999999"


@pytest.mark.parametrize("trouble", Trouble)
def test_a_cell_without_a_value_says_why(trouble):
    with pytest.raises(CellRefused, match="公式"):
        text_of(trouble)


@pytest.mark.parametrize(
    ("text", "has"), [("☑自营□购买服务", 1), ("√", 0), ("二〇二三年", 0), ("[x]是 [ ]否", 1)]
)
def test_boxes_are_told_from_stray_signs(text, has):
    assert has_boxes(text) == bool(has)


def test_boxes_in_brackets_are_ticked_by_a_letter():
    assert ticked("[x]是 [ ]否") == ["是"]


def test_several_boxes_fill_a_text_column():
    assert read("tasks", "☑发布☑互动□办事") == "发布、互动"
