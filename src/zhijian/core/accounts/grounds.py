"""Grounds for closing an account, as a place's clause lists them."""

from collections.abc import Callable, Iterator

from zhijian.core.accounts.advice import Confidence, InForce, Measure, Missing, Numbers, Reason
from zhijian.core.accounts.limits import reason, row_of
from zhijian.core.rules.model import RuleRow

Found = Reason | Missing


def closing(numbers: Numbers, in_force: InForce) -> Iterator[Found]:
    """A reason to close for each ground that the place lists and the numbers meet."""
    for row in in_force("cleanup.close_grounds"):
        judge = _GROUNDS.get(row.kind)
        if judge is not None:
            yield from judge(numbers, row, in_force)


def _dormant(numbers: Numbers, row: RuleRow, in_force: InForce) -> Iterator[Found]:
    limit = row_of("updates.dormant_days", in_force)
    days = numbers.days_since_update
    if limit is None or limit.amount is None:
        return
    if days is None:
        yield _NO_UPDATE
    elif days > limit.amount:
        says = f"连续 {days} 天未更新，超过 {limit.amount} 天，属于长期不更新"
        yield reason(Measure.CLOSE, "dormant", says, row, days, limit)


def _unmaintained(numbers: Numbers, row: RuleRow, in_force: InForce) -> Iterator[Found]:
    """Nobody to keep it and nothing coming: both, since either alone can be put right."""
    limit = row_of("updates.dormant_days", in_force)
    least = row_of("people.min_editors", in_force)
    if limit is None or limit.amount is None or least is None or least.amount is None:
        return
    days, editors = numbers.days_since_update, numbers.editors
    if (days is not None and days <= limit.amount) or (
        editors is not None and editors >= least.amount
    ):
        return
    if days is None:
        yield _NO_UPDATE
    if editors is None:
        yield Missing("editors", "没有登记信息采编（维护）人员数，不能判断是否无力维护，请补登。")
    if days is not None and editors is not None:
        says = (
            f"连续 {days} 天未更新（超过 {limit.amount} 天），"
            f"维护人员 {editors} 人（少于 {least.amount} 人），属于无力维护"
        )
        yield reason(Measure.CLOSE, "unmaintained", says, row, days, limit)


def _lacks(field: str, ground: str, asks: str) -> "_Judge":
    def judge(numbers: Numbers, row: RuleRow, in_force: InForce) -> Iterator[Found]:
        """One such defect alone is not yet 问题突出: the account must also be dormant or slow."""
        has = getattr(numbers, field)
        if has or not _is_silent(numbers, in_force):
            return
        if has is None:
            yield Missing(field, f"没有登记账号{asks}，请核对后填写。")
        else:
            says = f"账号{ground}，且连续 {numbers.days_since_update} 天未更新"
            days, judged = numbers.days_since_update, Confidence.JUDGED
            yield reason(Measure.CLOSE, field, says, row, days, at_most=judged)

    return judge


def _is_silent(numbers: Numbers, in_force: InForce) -> bool:
    limits = [row.amount_loose or 0 for row in in_force("updates.max_gap")]
    days = numbers.days_since_update
    return days is not None and bool(limits) and days > max(limits)


_Judge = Callable[[Numbers, RuleRow, InForce], Iterator[Found]]
_NO_UPDATE = Missing("days_since_update", "不知道最近一次更新是哪天，请先补齐发布台账。")
_GROUNDS: dict[str, _Judge] = {
    "dormant": _dormant,
    "unmaintained": _unmaintained,
    "no_interaction": _lacks("has_interaction", "没有有效的互动功能", "有没有有效的互动功能"),
    "no_function": _lacks("has_function", "功能定位不清", "的基本功能"),
    "no_supervisor": _lacks("has_supervisor", "没有主管单位监管", "的主管单位"),
}
