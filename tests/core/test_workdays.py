"""The calendar files as shipped, what a day is, and how workdays are counted."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.refused import Refused
from zhijian.core.workdays import (
    CalendarGap,
    DayKind,
    WorkCalendar,
    day_number,
    from_day_number,
    load_calendars,
)

FOLDER = Path(__file__).parents[2] / "rulebooks" / "calendars"
CALENDAR = load_calendars(FOLDER)
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        ("2024-09-27", DayKind.WORKDAY, ""),
        ("2024-09-28", DayKind.WEEKEND, ""),
        ("2024-09-29", DayKind.MAKEUP_WORKDAY, "国庆节"),
        ("2024-10-05", DayKind.HOLIDAY, "国庆节"),
        ("2023-12-31", DayKind.HOLIDAY, "元旦"),  # arranged by the notice of 2024
        ("2020-10-01", DayKind.HOLIDAY, "国庆节、中秋节"),
        ("2026-02-28", DayKind.MAKEUP_WORKDAY, "春节"),
    ],
)
def test_a_day_is_what_the_notice_says(day, kind, name):
    described = CALENDAR.describe(date.fromisoformat(day))

    assert (described.kind, described.name) == (kind, name)
    assert CALENDAR.kind(described.date) is kind
    assert CALENDAR.is_workday(described.date) is described.is_workday


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("2019-04-28", "国办发明电〔2019〕3号"),  # the second notice of the year
        ("2019-10-12", "国办发明电〔2018〕15号"),
        ("2020-01-30", "国办发明电〔2019〕16号"),
        ("2020-01-31", "国办发明电〔2020〕1号"),  # Spring Festival was prolonged
        ("2020-02-02", "国办发明电〔2020〕1号"),
        ("2026-01-04", "国办发明电〔2025〕7号"),
    ],
)
def test_a_marked_day_names_its_notice(day, number):
    assert CALENDAR.describe(date.fromisoformat(day)).notice.number == number


def test_the_makeup_day_that_the_prolonged_festival_cancelled_is_no_workday():
    assert not CALENDAR.is_workday(date(2020, 2, 1))
    assert CALENDAR.is_workday(date(2020, 2, 3))


@pytest.mark.parametrize(
    ("year", "workdays"),
    [
        (2019, 250),
        (2020, 249),
        (2021, 250),
        (2022, 249),
        (2023, 249),
        (2024, 251),
        (2025, 248),
        (2026, 248),
    ],
)
def test_a_year_has_its_known_number_of_workdays(year, workdays):
    first, last = date(year, 1, 1), date(year, 12, 31)

    assert CALENDAR.ordinal(last) - CALENDAR.ordinal(first) + CALENDAR.is_workday(first) == workdays


@pytest.mark.parametrize("year", CALENDAR.years)
def test_every_statutory_day_is_a_holiday_of_that_name(year):
    statutory = CALENDAR.statutory.days(year)

    assert len(statutory) == CALENDAR.statutory.law(year).days - (year in (2020,))  # two on one day
    for day, names in statutory.items():
        described = CALENDAR.describe(day)
        assert described.kind is DayKind.HOLIDAY
        assert set(described.name.split("、")) & set(names.split("、"))


def test_two_days_more_are_statutory_from_2025():
    assert CALENDAR.statutory.law(2024).days == 11
    assert CALENDAR.statutory.law(2025).days == 13


def test_no_law_is_invented_for_years_before_the_oldest_we_hold():
    assert CALENDAR.statutory.law(2013) is None
    assert CALENDAR.statutory.days(2013) == {}


@given(DAYS)
def test_a_day_and_its_number_say_the_same(day):
    assert from_day_number(day_number(day)) == day
    assert day_number(day + timedelta(1)) == day_number(day) + 1


def test_day_number_zero_is_the_first_of_january_1970():
    assert day_number(date(1970, 1, 1)) == 0


@given(DAYS, DAYS)
def test_the_difference_of_ordinals_is_the_workdays_between(one, other):
    first, last = sorted((one, other))
    between = [first + timedelta(n) for n in range(1, (last - first).days + 1)]

    counted = sum(CALENDAR.describe(day).is_workday for day in between)

    assert CALENDAR.ordinal(last) - CALENDAR.ordinal(first) == counted


@given(DAYS)
def test_the_workday_of_an_ordinal_is_the_last_workday_so_far(day):
    ordinal = CALENDAR.ordinal(day)

    if ordinal:  # before the first workday there is none
        last = CALENDAR.workday(ordinal)
        assert last <= day
        assert CALENDAR.is_workday(last)


def test_the_rows_say_of_every_day_what_the_calendar_says():
    rows = CALENDAR.rows()

    assert len(rows) == (date(2026, 12, 31) - date(2019, 1, 1)).days + 1
    assert [number for number, _, _ in rows] == list(range(rows[0][0], rows[0][0] + len(rows)))
    for number, is_workday, ordinal in rows:
        day = from_day_number(number)
        assert is_workday == int(CALENDAR.is_workday(day))
        assert ordinal == CALENDAR.ordinal(day)


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2027, 1, 1)])
def test_a_day_outside_the_published_years_is_a_gap(day):
    for ask in (CALENDAR.is_workday, CALENDAR.ordinal, CALENDAR.kind, CALENDAR.describe):
        with pytest.raises(CalendarGap, match=f"{day.year} 年的工作日历没有录入") as gap:
            ask(day)
        assert gap.value.year == day.year


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2026, 12, 31)])
def test_the_outermost_published_days_are_no_gap(day):
    assert CALENDAR.covers(day)
    assert CALENDAR.ordinal(day) >= 0


def test_an_estimated_year_knows_statutory_days_and_no_makeup_days():
    guessed = CALENDAR.estimated(2027)

    off = [date(2027, 1, 1) + timedelta(n) for n in range(365)]
    holidays = [day for day in off if guessed.kind(day) is DayKind.HOLIDAY]

    assert guessed.estimated_years == {2027}
    assert guessed.describe(date(2027, 2, 5)).is_estimate
    assert not guessed.describe(date(2026, 2, 5)).is_estimate
    assert [day.isoformat() for day in holidays] == [
        *("2027-01-01", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-04-05"),
        *("2027-05-01", "2027-05-02", "2027-06-09", "2027-09-15"),
        *("2027-10-01", "2027-10-02", "2027-10-03"),
    ]
    assert not any(guessed.kind(day) is DayKind.MAKEUP_WORKDAY for day in off)


@pytest.mark.parametrize(("year", "years"), [(2029, range(2019, 2030)), (2017, range(2017, 2027))])
def test_an_estimate_reaches_the_year_without_a_hole(year, years):
    guessed = CALENDAR.estimated(year)

    assert guessed.years == years
    assert guessed.estimated_years == set(years) - set(CALENDAR.years)


def test_estimating_leaves_the_published_calendar_alone():
    CALENDAR.estimated(2027)

    assert not CALENDAR.covers(date(2027, 1, 1))


def test_a_missing_year_between_two_others_is_refused():
    tables = tuple(table for table in CALENDAR.tables if table.year != 2022)

    with pytest.raises(Refused, match="缺少 2022 年"):
        WorkCalendar(tables, CALENDAR.statutory)


def test_a_folder_without_years_is_refused(tmp_path):
    (tmp_path / "statutory.yaml").write_bytes((FOLDER / "statutory.yaml").read_bytes())

    with pytest.raises(Refused, match="没有任何年度文件"):
        load_calendars(tmp_path)


def test_a_folder_without_the_statutory_days_is_refused(tmp_path):
    with pytest.raises(Refused, match=r"没有找到日历文件 statutory\.yaml"):
        load_calendars(tmp_path)


GOOD = """\
year: 2027

notices:
  - id: n
    number: 国办发明电〔2026〕99号
    title: 2027年部分节假日安排
    issuer: 国务院办公厅
    issued_on: 2026-11-30
    confidence: high

holidays:
  - {name: 元旦, from: 2027-01-01, to: 2027-01-03, notice: n}
  - {name: 春节, from: 2027-02-05, to: 2027-02-11, notice: n}

makeup_workdays:
  - {day: 2027-01-30, for: 春节, notice: n}
"""


def a_folder_with(text: str, folder: Path) -> Path:
    for name in ("statutory.yaml", "2026.yaml"):
        (folder / name).write_bytes((FOLDER / name).read_bytes())
    (folder / "2027.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_year_file_is_taken_as_it_stands(tmp_path):
    calendar = load_calendars(a_folder_with(GOOD, tmp_path))

    assert calendar.years == range(2026, 2028)
    assert calendar.kind(date(2027, 1, 30)) is DayKind.MAKEUP_WORKDAY


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("year: 2027", "year: 2028", ["文件名", "2028.yaml"]),
        ("year: 2027\n", "", ["第 2 行", "缺少“year”"]),
        ("holidays:", "holiday:", ["不认识“holiday”", "holidays"]),
        ("notice: n}\n  - {name: 春", "notice: m}\n  - {name: 春", ["第 12 行", "“m”", "没有这份"]),
        ("to: 2027-01-03", "to: 2027-13-03", ["第 12 行", "2027-13-03", "2027-01-01 这样的日期"]),
        ("to: 2027-01-03", "to: 2027-02-30", ["第 12 行", "2027-02-30"]),
        ("to: 2027-01-03", "to: 2026-12-03", ["第 12 行", "前后颠倒"]),
        ("to: 2027-01-03", "to: 2027-03-03", ["第 12 行", "长过一个月"]),
        ("from: 2027-02-05", "from: 2027-01-03", ["长过一个月"]),
        ("from: 2027-02-05, to: 2027-02-11", "from: 2027-01-03, to: 2027-01-04", ["同时列在"]),
        ("day: 2027-01-30", "day: 2027-01-02", ["2027-01-02", "既放假又上班"]),
        ("day: 2027-01-30", "day: 2027-01-29", ["周五", "不是周末"]),
        ("day: 2027-01-30", "day: 2028-01-29", ["2028-01-29", "不在 2027 年"]),
        ("confidence: high", "confidence: sure", ["第 4 行", "sure", "high、medium、low"]),
        ("confidence: high", "confidence: high\n    confidence: low", ["不止一次"]),
        ("title: 2027", "title: [", ["写法不合 YAML"]),
        ("holidays:\n", "holidays:\n  - 元旦\n", ["“holidays”应为一个列表"]),
    ],
)
def test_a_broken_year_file_is_refused_with_its_place(old, new, said, tmp_path):
    assert old in GOOD
    folder = a_folder_with(GOOD.replace(old, new, 1), tmp_path)

    with pytest.raises(Refused) as refusal:
        load_calendars(folder)

    assert str(refusal.value).startswith("2027.yaml")
    for words in said:
        assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "said"), [("", "空的"), ("- 1\n", "项: 值"), ("\x00", "不能识别的字符")]
)
def test_a_file_that_is_no_table_is_refused(text, said, tmp_path):
    with pytest.raises(Refused, match=said):
        load_calendars(a_folder_with(text, tmp_path))


def test_a_year_file_in_another_encoding_is_refused(tmp_path):
    a_folder_with(GOOD, tmp_path)
    (tmp_path / "2027.yaml").write_bytes(GOOD.encode("gb18030"))

    with pytest.raises(Refused, match=r"2027\.yaml 不是 UTF-8"):
        load_calendars(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("days: 13", "days: 12", "写明放假 12 天，各节日合计却是 13 天"),
        ("春节: 02-06", "春节: 02-30", "02-30"),
        ("least: 27", "least: 许多", "许多"),
        ("in_force: 2025-01-01", "in_force: 今年", "今年"),
    ],
)
def test_broken_statutory_days_are_refused(old, new, said, tmp_path):
    text = (FOLDER / "statutory.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "statutory.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(Refused, match=said):
        load_calendars(tmp_path)
