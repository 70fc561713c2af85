"""Approved exceptions (原则上 …): one rule lifted for one subject, for a time, with reasons."""

from dataclasses import dataclass

from zhijian.core.refused import Refused
from zhijian.core.rules.books import Rulebooks
from zhijian.core.rules.model import OPEN_END
from zhijian.core.workdays import from_day_number


@dataclass(frozen=True)
class ExceptionGrant:
    """One exception. Days are day numbers; ``until_d`` is exclusive.

    ``higher_norm`` names the document or clause that allows it where the rule itself is no
    principle; it may stay empty for a rule that holds 原则上.
    """

    rule: str
    subject: str
    organization: str
    from_d: int
    until_d: int
    approved_by: str
    approved_d: int
    number: str
    reason: str
    higher_norm: str = ""


_NAMES = {
    "rule": "规则",
    "subject": "对象",
    "organization": "单位",
    "approved_by": "批准机关",
    "number": "批准文号",
    "reason": "理由",
}


def faults_of(grant: ExceptionGrant, rulebooks: Rulebooks, place: str) -> tuple[str, ...]:
    """What keeps a grant from holding in a place, a sentence each; empty if it holds."""
    faults = [
        f"例外没有写明{name}。请补上。"
        for field, name in _NAMES.items()
        if not str(getattr(grant, field)).strip()
    ]
    if grant.until_d <= grant.from_d:
        faults.append("例外的截止日期不晚于起始日期。请核对后改正。")
    elif grant.until_d >= OPEN_END:
        faults.append("例外没有截止日期。请写明到哪一天为止。")
    if grant.approved_d > grant.from_d:
        day = from_day_number(grant.approved_d)
        faults.append(f"例外在批准之日（{day}）以前就开始了。请核对批准日期或起始日期。")
    if grant.rule not in rulebooks.rules:
        if grant.rule.strip():
            faults.append(f"没有规则“{grant.rule}”。用 zhijian rules list 查看全部规则。")
        return tuple(faults)
    return (*faults, *_fault_of_strength(grant, rulebooks, place))


def _fault_of_strength(grant: ExceptionGrant, rulebooks: Rulebooks, place: str) -> tuple[str, ...]:
    """Only what holds in principle can be lifted; anything else needs a higher norm."""
    norm = grant.higher_norm
    if norm:
        known = norm in rulebooks.documents or norm in rulebooks.clauses
        return () if known else (f"上位依据“{norm}”不在规则集中。请先登记文件，或改正。",)
    rows = [
        row
        for row in rulebooks.resolve(place)
        if row.rule == grant.rule and row.from_d < grant.until_d and grant.from_d < row.until_d
    ]
    strict = next((row for row in rows if row.strength == "law"), None)
    if strict is not None:
        clause = rulebooks.clause(strict.clause or "")
        where = f"{rulebooks.document(clause.document).cited_as}{clause.locator}"
        return (f"{where}没有“原则上”，不能由例外解除。确有上位规定允许的，请写明上位依据。",)
    return ()


def require_sound(grant: ExceptionGrant, rulebooks: Rulebooks, place: str) -> ExceptionGrant:
    """The grant itself, if it holds.

    Raises:
        Refused: with all that is missing or wrong.
    """
    faults = faults_of(grant, rulebooks, place)
    if faults:
        shown = grant.subject.strip() or "（未写对象）"
        raise Refused(f"例外“{shown}”不能登记，有 {len(faults)} 处要改。", faults)
    return grant
