"""Whether a paraphrase really holds the figure that is drawn from it."""

import re
from datetime import date

_DIGITS = "零一二三四五六七八九"
_PERIODS = {
    ("calendar_day", 7): ("每周", "一周"),
    ("calendar_day", 14): ("两周", "2周", "二周"),
    ("calendar_day", 0): ("当天", "当日", "立即"),
    ("calendar_day", 365): ("一年",),
    ("month", 1): ("按月", "每月"),
    ("month", 3): ("季度", "每季"),
    ("month", 6): ("半年",),
    ("month", 12): ("每年", "一年"),
    ("year", 1): ("每年", "年度", "年终", "年底"),
    ("count", 0): ("严禁", "不得", "禁止"),
    ("workday", 0): ("当天", "当日", "立即"),
}
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def in_words(number: int) -> set[str]:
    """How a whole number below one hundred is written in Chinese; empty above.

    >>> sorted(in_words(12)), sorted(in_words(2))
    (['十二'], ['两', '二'])
    """
    if number < 10:
        return {_DIGITS[number]} | ({"两"} if number == 2 else set())
    if number < 100:
        tens, ones = divmod(number, 10)
        head = "" if tens == 1 else _DIGITS[tens]
        return {f"{head}十{_DIGITS[ones] if ones else ''}"}
    return set()


def holds_number(text: str, number: int, unit: str) -> bool:
    """Whether the text names the number: in digits, in Chinese, or as the period's own word."""
    text = text.translate(_WIDE)
    if re.search(rf"(?<![0-9.]){number}(?![0-9.])", text):
        return True
    measure = r"[个次名日天年月周项级位份倍层人点分道审]"
    for word in in_words(number):
        if re.search(rf"(?<![一二三四五六七八九十两]){word}{measure}", text):
            return True
    return any(word in text for word in _PERIODS.get((unit, number), ()))


def holds_date(text: str, day: date) -> bool:
    """Whether the text names the day; the year may be left out, the last of a month be its end."""
    text = text.translate(_WIDE)
    short = f"{day.month}月{day.day}日"
    if re.search(rf"(?<![0-9]){short}", text):
        years = re.findall(rf"([0-9]{{4}})年{short}", text)
        return not years or str(day.year) in years
    is_last = date.fromordinal(day.toordinal() + 1).month != day.month
    if is_last and re.search(rf"(?<![0-9]){day.month}月底", text):
        return True
    is_year_end = (day.month, day.day) == (12, 31)
    return is_year_end and bool(re.search(rf"{day.year}年(?:底|末)", text))
