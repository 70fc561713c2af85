"""Whether a written value fits its rule, and whether its clause really says it."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from zhijian.core.rules.fields import is_of, shown
from zhijian.core.rules.figures import holds_date, holds_number
from zhijian.core.rules.model import Rule, Value
from zhijian.core.rules.problems import listed

_MONTH_DAY = re.compile(r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")


def fault_of(raw: Any, rule: Rule, controls: Collection[str]) -> str:
    """What is wrong with a value under a rule, as the end of a sentence; empty if nothing is."""
    match rule.type:
        case "amount":
            return _fault_of_amount(raw, rule)
        case "list":
            known = controls if rule.pattern == "control" else rule.items
            return _fault_of_list(raw, known)
        case "flag":
            return "" if isinstance(raw, bool) else "应是 true 或 false。请改写。"
        case "date":
            return "" if isinstance(raw, date) else "应是 2023-08-07 这样的日期。请改写。"
        case "choice":
            allowed = listed(rule.choices)
            is_known = isinstance(raw, str) and raw in rule.choices
            return "" if is_known else f"不在可用的值之列。请改为：{allowed}。"
    if rule.pattern == "month_day":
        is_day = isinstance(raw, str) and _MONTH_DAY.fullmatch(raw)
        return "" if is_day else "应是加引号的“月-日”，如 01-31。请改写。"
    return "" if is_of("text", raw) else "应是一段文字。请改写。"


def _fault_of_amount(raw: Any, rule: Rule) -> str:
    if not is_of("int", raw):
        return "应是整数，不带引号和单位。请改写。"
    low, high = rule.range or (0, 0)
    return "" if low <= raw <= high else f"不在 {low} 至 {high} 之间。请核对后改正。"


def _fault_of_list(raw: Any, known: Collection[str]) -> str:
    if not is_of("texts", raw) or not raw or len(set(raw)) < len(raw):
        return "应是不空、不重复的列表，如 [甲, 乙]。请改写。"
    strange = [item for item in raw if known and item not in known]
    if strange:
        return f"其中“{shown(strange[0])}”不在可用的项之列。请改为：{listed(known, 20)}。"
    return ""


def is_said(text: str, value: Value, rule: Rule, unit: str) -> bool:
    """Whether a text holds the figure or day of a value; what is neither counts as said."""
    if isinstance(value, date):
        return holds_date(text, value)
    if rule.type == "amount" and isinstance(value, int):
        return holds_number(text, value, unit)
    if rule.pattern == "month_day" and isinstance(value, str):
        month, day = (int(part) for part in value.split("-"))
        return f"{month}月{day}日" in text
    return True
