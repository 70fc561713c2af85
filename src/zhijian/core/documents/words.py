"""The Chinese words documents use for codes, days, amounts and shares."""

from __future__ import annotations

from datetime import date

from zhijian.core.calendar_files import WEEKDAYS
from zhijian.core.indicators import points_text
from zhijian.core.outcomes import Outcome, Standing, Verdict
from zhijian.core.workdays import from_day_number

SUBJECT_KINDS = {
    "place": "地区",
    "organization": "单位",
    "account": "账号",
    "site": "网站",
    "site_column": "栏目",
    "publication": "发布信息",
    "message": "留言",
    "life_event": "账号变动",
    "announcement": "公告",
    "staff_change": "人员变动",
    "position": "岗位",
    "contract": "委托合同",
    "disclosure_item": "主动公开事项",
    "incident": "事件",
    "rectification": "整改",
    "offline_period": "网站下线",
    "must_repost": "应转任务",
    "policy": "政策文件",
    "menu": "菜单",
}
AMOUNTS = {
    "workday": "{}个工作日",
    "calendar_day": "{}天",
    "month": "{}个月",
    "year": "{}年",
    "minute": "{}分钟",
    "percent": "{}%",
    "person": "{}人",
    "count": "{}个（次）",
}
NO_ORGANIZATION = "（台账未填主办单位）"
OUR_PROPOSAL = "本平台建议值"


def kind_word(subject_kind: str) -> str:
    """Return what a subject is called, 对象 if it has no word of its own."""
    return SUBJECT_KINDS.get(subject_kind, "对象")


def state_word(outcome: Outcome) -> str:
    """Return the one word for a verdict and its standing."""
    if outcome.standing is Standing.EXCEPTED:
        return "例外"
    if outcome.standing is Standing.WARNED:
        return "提醒"
    return {
        Verdict.PASS: "符合",
        Verdict.FAIL: "不符合",
        Verdict.NOT_APPLICABLE: "不适用",
        Verdict.UNDETERMINED: "未能判断",
    }[outcome.verdict]


def amount(number: int | None, unit: str) -> str:
    """Return a number with its unit, empty if it is not known; flags and lists have no number."""
    if number is None or unit in ("flag", "list", "choice", "text"):
        return ""
    if unit == "date":
        return chinese_day(from_day_number(number))
    return AMOUNTS.get(unit, "{}").format(number)


def chinese_day(day: date) -> str:
    """Return a day as documents write it.

    >>> chinese_day(date(2026, 11, 20))
    '2026年11月20日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def day_with_weekday(day: date) -> str:
    """Return a day and its weekday: 2026年11月23日（周一）."""
    return f"{chinese_day(day)}（{WEEKDAYS[day.weekday()]}）"


def share(part: int, whole: int) -> str:
    """Return ``part`` of ``whole`` in per cent with one decimal, rounded half up.

    >>> share(2, 3)
    '66.7%'
    """
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


_DIGITS = "〇一二三四五六七八九"


def numeral(number: int) -> str:
    """Return a number from 1 to 9999 in Chinese numerals.

    >>> [numeral(n) for n in (1, 10, 12, 20, 110, 305)]
    ['一', '十', '十二', '二十', '一百一十', '三百〇五']
    """
    words, zero_due = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += ("〇" if zero_due else "") + _DIGITS[digit] + unit
            zero_due = False
        elif words:
            zero_due = True
    return words.removeprefix("一") if 10 <= number < 20 else words


def qualified_word(is_qualified: bool | None) -> str:
    """Return the conclusion on a unit; None is neither."""
    return {True: "合格", False: "不合格", None: "尚不能认定"}[is_qualified]


def points_word(hundredths: int | None) -> str:
    """Return points as people write them; — where a veto stopped the counting.

    >>> points_word(9750), points_word(10000), points_word(None)
    ('97.5', '100', '—')
    """
    return "—" if hundredths is None else points_text(hundredths)
