from datetime import date

import pytest

from zhijian.core.rules.figures import holds_date, holds_number


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("间隔不超过10天", 10, "calendar_day"),
        ("间隔不超过１０天", 10, "calendar_day"),
        ("每周至少更新一次", 7, "calendar_day"),
        ("每周至少更新一次", 1, "count"),
        ("每两周更新一次", 14, "calendar_day"),
        ("十五个工作日内", 15, "workday"),
        ("按季度检查", 3, "month"),
        ("当天整改完成", 0, "calendar_day"),
    ],
)
def test_a_figure_is_found_in_digits_in_words_and_as_a_period(text, number, unit):
    assert holds_number(text, number, unit)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("间隔不超过10天", 1, "calendar_day"),
        ("间隔不超过100天", 10, "calendar_day"),
        ("统一办理", 1, "count"),
        ("十五个工作日内", 5, "workday"),
        ("二十个工作日内", 10, "workday"),
        ("每周至少更新一次", 7, "workday"),
        ("3.5倍", 5, "count"),
    ],
)
def test_part_of_another_figure_is_not_the_figure(text, number, unit):
    assert not holds_number(text, number, unit)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021年5月1日起施行", date(2021, 5, 1)),
        ("2月20日前上报", date(2023, 2, 20)),
        ("6月底前合并", date(2019, 6, 30)),
        ("力争2021年底前", date(2021, 12, 31)),
    ],
)
def test_a_day_is_found_with_or_without_its_year(text, day):
    assert holds_date(text, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021年5月1日起施行", date(2022, 5, 1)),
        ("12月20日前上报", date(2023, 2, 20)),
        ("6月底前合并", date(2019, 6, 29)),
        ("力争2021年底前", date(2020, 12, 31)),
    ],
)
def test_another_day_is_not_the_day(text, day):
    assert not holds_date(text, day)
