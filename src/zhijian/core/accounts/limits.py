"""Rows of the rules in force as limits, and reasons that carry their clause."""

from zhijian.core.accounts.advice import FIRMNESS, Confidence, InForce, Measure, Reason
from zhijian.core.rules.model import RuleRow

_CONFIDENCE = {
    "law": Confidence.CLAUSE,
    "beside": Confidence.CLAUSE,
    "principle": Confidence.PRINCIPLE,
    "encouraged": Confidence.PRINCIPLE,
}
_TAILS = {
    Confidence.CLAUSE: "",
    Confidence.JUDGED: "（界限为本平台建议）",
    Confidence.PRINCIPLE: "（原则上）",
    Confidence.OURS: "（本平台建议）",
}


def row_of(rule: str, in_force: InForce) -> RuleRow | None:
    """The first row in force of a rule without kinds; None if the rule holds nothing that day."""
    return next(iter(in_force(rule)), None)


def amount(rule: str, in_force: InForce) -> int | None:
    """The figure in force of a rule without kinds."""
    row = row_of(rule, in_force)
    return None if row is None else row.amount


def is_in_force(rule: str, in_force: InForce) -> bool:
    """Whether a yes-or-no rule holds."""
    return bool(amount(rule, in_force))


def is_ours(row: RuleRow) -> bool:
    """Whether a figure is a proposal of ours."""
    return row.clause is None


def confidence_of(row: RuleRow) -> Confidence:
    """How firm a judgement is that leans on this row alone."""
    return _CONFIDENCE.get(row.strength, Confidence.OURS) if row.clause else Confidence.OURS


def reason(
    measure: Measure,
    ground: str,
    says: str,
    row: RuleRow,
    number: int | None = None,
    limit: RuleRow | None = None,
    at_most: Confidence = Confidence.CLAUSE,
) -> Reason:
    """A reason by the clause of ``row``; where its limit is another's, it is as firm as both.

    A clause whose limit is ours is still a clause: the text asks for the measure, and only the
    line was drawn by us. So it is JUDGED, and no must. ``at_most`` caps what is a matter of
    judgement in itself.
    """
    confidence = min(confidence_of(row), at_most, key=FIRMNESS.index)
    if limit is not None:
        bound = max(
            confidence_of(limit),
            Confidence.JUDGED if is_ours(limit) else Confidence.OURS,
            key=FIRMNESS.index,
        )
        confidence = min(confidence, bound, key=FIRMNESS.index)
    return Reason(
        measure=measure,
        ground=ground,
        says=says + _TAILS[confidence],
        rule=row.rule,
        number=number,
        limit=None if limit is None else limit.amount,
        clause=row.clause,
        document=row.document,
        strength=row.strength,
        confidence=confidence,
    )
