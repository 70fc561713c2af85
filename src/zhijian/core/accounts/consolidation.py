"""Which accounts to keep, change, merge, close or deregister, with numbers and clauses.

Every limit comes from the rules in force. A reason that no clause carries says that it is ours;
one that a text words 原则上 is never an order; what is not known is asked for, never assumed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from zhijian.core.accounts.advice import (
    FIRMNESS,
    Advice,
    Confidence,
    InForce,
    Measure,
    Missing,
    Numbers,
    Reason,
    Standing,
)
from zhijian.core.accounts.grounds import closing
from zhijian.core.accounts.limits import amount, is_in_force, reason, row_of
from zhijian.core.rules.model import RuleRow

Found = Reason | Missing

_WEIGHT = (Measure.KEEP, Measure.CHANGE, Measure.MERGE, Measure.CLOSE, Measure.DEREGISTER)
_MEASURES = "accounts.measures"
_TITLES = {
    "accounts.certified_subject_agrees": "认证主体与主办单位不一致",
    "accounts.certification_names_sponsor": "公开认证信息没有标明主办单位",
    "accounts.individual_forbidden": "以个人作账号主体",
    "accounts.internal_organ_forbidden": "以内设机构作账号主体或认证主体",
    "accounts.name_consistent": "与本单位其他平台账号的名称不一致",
    "opening.app_governments_only": "主办单位不是本级政府而开设移动客户端",
    "opening.approval_first": "未经批准先行开设",
    "opening.frozen_in_principle": "在原则上不再新开之后新开",
    "accounts.approved_only": "未经批准或备案",
    "accounts.licence_required": "提供新闻信息或视听服务而没有资质",
}


def advise(numbers: Numbers, in_force: InForce) -> Advice:
    """The measure for one account, every reason with its number and clause, and what is missing.

    The heaviest measure that a clause carries is advised; failing that, the heaviest of our own.
    An own one is given only when nothing is missing, and KEEP only then too.
    """
    found = list(_found(numbers, in_force))
    reasons = tuple(sorted((x for x in found if isinstance(x, Reason)), key=_rank, reverse=True))
    missing = tuple(dict.fromkeys(x for x in found if isinstance(x, Missing)))
    acting = [one for one in reasons if one.measure is not Measure.KEEP]
    if acting and (acting[0].confidence is not Confidence.OURS or not missing):
        measure, confidence = acting[0].measure, acting[0].confidence
    elif missing:
        measure, confidence = Measure.UNDETERMINED, Confidence.NONE
    else:
        measure = Measure.KEEP
        confidence = reasons[0].confidence if reasons else Confidence.OURS
    wording, is_local = wording_of(measure, in_force(_MEASURES))
    due = row_of("cleanup.deadline", in_force)
    return Advice(
        measure=measure,
        wording=wording,
        is_local_wording=is_local,
        confidence=confidence,
        reasons=reasons,
        missing=missing,
        says=_summary(wording, measure, confidence, reasons, missing),
        due_d=due.amount if due and any(one.ground == "surplus" for one in reasons) else None,
    )


def wording_of(measure: Measure, rows: Iterable[RuleRow]) -> tuple[str, bool]:
    """The place's word for a measure, and whether its list of measures has one."""
    if measure is Measure.UNDETERMINED:
        return measure.value, True
    for row in rows:
        if row.text and measure.value in row.text:
            return row.text, True
    return measure.value, False


def main_of(candidates: Sequence[Standing]) -> str | None:
    """The account to stay among those of one kind: most followed, then freshest, then oldest.

    None if a number that would decide it is not known, or if they stand alike.
    """
    left = list(candidates)
    for read in _PREFERENCES:
        if len(left) < 2:
            break
        known = [value for value in map(read, left) if value is not None]
        if len(known) < len(left):
            return None
        left = [one for one, value in zip(left, known, strict=True) if value == min(known)]
    return left[0].account if len(left) == 1 else None


def _most_followed(one: Standing) -> int | None:
    return None if one.followers is None else -one.followers


_PREFERENCES: tuple[Callable[[Standing], int | None], ...] = (
    _most_followed,
    lambda one: one.days_since_update,
    lambda one: one.opened_d,
)


def _rank(one: Reason) -> tuple[bool, bool, int, int]:
    acts = one.measure is not Measure.KEEP
    leans = one.confidence is not Confidence.OURS
    return acts, leans, _WEIGHT.index(one.measure), FIRMNESS.index(one.confidence)


def _found(numbers: Numbers, in_force: InForce) -> Iterator[Found]:
    yield from _sponsor(numbers, in_force)
    yield from _broken(numbers.subject_faults, "subject_faults", Measure.CHANGE, in_force)
    yield from _broken(numbers.outside_policy, "outside_policy", Measure.CLOSE, in_force)
    yield from _surplus(numbers, in_force)
    yield from _little_used(numbers, in_force)
    yield from closing(numbers, in_force)
    yield from _slow(numbers, in_force)


def _sponsor(numbers: Numbers, in_force: InForce) -> Iterator[Found]:
    row = row_of("cleanup.sponsor_change", in_force)
    if row is None or not row.amount or numbers.is_sponsor_abolished is False:
        return
    if numbers.is_sponsor_abolished is None:
        yield Missing("is_sponsor_abolished", "没有登记主办单位是否已撤并，请核对单位台账。")
    elif numbers.has_successor is None:
        yield Missing("has_successor", "主办单位已撤并，但没有登记由哪个单位承接，请补登。")
    elif numbers.has_successor:
        says = "主办单位已撤并，有承接单位，应当变更账号信息"
        yield reason(Measure.CHANGE, "sponsor", says, row)
    else:
        says = "主办单位已撤并，没有承接单位，应当注销账号"
        yield reason(Measure.DEREGISTER, "sponsor", says, row)


def _broken(
    keys: tuple[str, ...] | None, field: str, measure: Measure, in_force: InForce
) -> Iterator[Found]:
    if keys is None:
        what = "主体和认证信息" if field == "subject_faults" else "是否符合开设政策"
        yield Missing(field, f"还没有核对账号的{what}，请核对后再定。")
        return
    for key in keys:
        row = row_of(key, in_force)
        if row is not None and row.amount:
            yield reason(measure, field, f"账号{_TITLES.get(key, '不符合' + key)}", row)


def _surplus(numbers: Numbers, in_force: InForce) -> Iterator[Found]:
    limit = row_of("accounts.max_per_platform", in_force)
    duty = row_of("cleanup.merge_surplus", in_force)
    if limit is None or limit.amount is None:
        return
    if numbers.same_platform is None:
        yield Missing("same_platform", "没有统计主办单位在这个平台上的账号数，请先补齐台账。")
    elif numbers.same_platform > limit.amount:
        if numbers.is_main is None:
            says = (
                f"主办单位在这个平台上有 {numbers.same_platform} 个同类账号，还没有选定保留哪一个。"
            )
            yield Missing("is_main", says)
        elif not numbers.is_main:
            says = (
                f"主办单位在这个平台上有 {numbers.same_platform} 个同类账号，"
                f"上限为 {limit.amount} 个，本账号不是拟保留的一个"
            )
            yield reason(
                Measure.MERGE,
                "surplus",
                says,
                duty if duty is not None and duty.amount and duty.clause else limit,
                numbers.same_platform,
                limit,
            )


def _little_used(numbers: Numbers, in_force: InForce) -> Iterator[Found]:
    row = row_of("cleanup.merge_little_used", in_force)
    followers, updates = (row_of(f"cleanup.{name}", in_force) for name in _LITTLE)
    window = amount("cleanup.window", in_force)
    if row is None or not row.amount or followers is None or updates is None:
        return
    if numbers.shares_function is False:
        return
    low = [
        _is_below(_fresh_followers(numbers, in_force), followers),
        _is_below(numbers.updates, updates),
    ]
    if low[0] is False or low[1] is False:
        return
    if low[0] is None:
        yield Missing("followers", "没有近期的关注量（须写明哪一天看到），请到平台上核对后填写。")
    if low[1] is None:
        yield Missing("updates", f"没有最近 {window} 天的更新次数，请先补齐发布台账。")
    if None not in low and numbers.shares_function is None:
        says = "关注量和更新次数都低，但没有登记是否与其他账号功能相近，请核对后填写。"
        yield Missing("shares_function", says)
    elif None not in low:
        says = (
            f"与其他账号功能相近，关注量 {numbers.followers}（低于 {followers.amount} 为低），"
            f"最近 {window} 天更新 {numbers.updates} 次（少于 {updates.amount} 次为低）"
        )
        yield reason(Measure.MERGE, "little_used", says, row, numbers.followers, followers)


_LITTLE = ("few_followers", "few_updates")


def _fresh_followers(numbers: Numbers, in_force: InForce) -> int | None:
    """The followers, if it is known when they were seen and that is not too long ago."""
    oldest = amount("cleanup.figures_max_age", in_force)
    age = numbers.followers_age_days
    return None if age is None or (oldest is not None and age > oldest) else numbers.followers


def _is_below(number: int | None, row: RuleRow) -> bool | None:
    return None if number is None or row.amount is None else number < row.amount


def _slow(numbers: Numbers, in_force: InForce) -> Iterator[Found]:
    """Too slow to leave alone, but not a ground for closing: kept, and put right in time."""
    form = numbers.media_form or "mixed"
    rows = [row for row in in_force("updates.max_gap") if row.kind in (form, "")]
    limit = rows[0] if rows else None
    if limit is None or limit.amount is None or limit.amount_loose is None:
        return
    days = numbers.days_since_update
    if days is None:
        yield Missing("days_since_update", "不知道最近一次更新是哪天，请先补齐发布台账。")
    elif days > limit.amount_loose:
        says = f"连续 {days} 天未更新，上限为 {limit.amount_loose} 天"
        duty = "cleanup.rectify"
        word = "应当限期整改" if is_in_force(duty, in_force) else "应当尽快更新"
        yield reason(Measure.KEEP, "slow", f"{says}，{word}", limit, days, limit)
    elif days > limit.amount:
        says = f"连续 {days} 天未更新，图文类与视频类的上限不同，请登记账号的主要形态。"
        yield Missing("media_form", says)


def _summary(
    wording: str,
    measure: Measure,
    confidence: Confidence,
    reasons: tuple[Reason, ...],
    missing: tuple[Missing, ...],
) -> str:
    """One sentence for the head of the advice."""
    if measure is Measure.UNDETERMINED:
        return f"还不能建议：{missing[0].says}"
    if measure is Measure.KEEP:
        faults = "，但有问题须整改" if reasons else "，没有发现须变更、合并、关停或注销的情形"
        return f"建议{wording}{faults}。"
    if confidence is Confidence.CLAUSE:
        return f"按条款应当{wording}：{reasons[0].says}。"
    if confidence is Confidence.JUDGED:
        return f"建议{wording}：{reasons[0].says}。是否属于这种情形，由主管单位认定。"
    if confidence is Confidence.PRINCIPLE:
        return f"建议{wording}：{reasons[0].says}。条款为原则性要求，确有需要的可说明理由报批。"
    return f"本平台建议{wording}：{reasons[0].says}。没有条款规定，由主管单位决定。"
