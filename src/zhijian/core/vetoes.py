"""Which vetoes a unit meets, by the nation's own limits and not by stricter local ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhijian.core.indicators import Indicator
from zhijian.core.outcomes import Outcome, Standing, Verdict
from zhijian.core.rules.model import RuleRow
from zhijian.core.terms import same_day_number
from zhijian.core.workdays import day_number

_MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True)
class Veto:
    """A veto that applies, and the findings that bring it about; ``needed`` of them suffice."""

    indicator: Indicator
    findings: tuple[Outcome, ...]
    needed: int

    @property
    def to_mend(self) -> tuple[Outcome, ...]:
        """Findings whose mending lifts it."""
        return self.findings[: len(self.findings) - self.needed + 1]


def is_finding(outcome: Outcome) -> bool:
    """Whether the outcome fails without an exception."""
    return outcome.verdict is Verdict.FAIL and outcome.standing is Standing.PLAIN


def vetoes_met(
    indicator: Indicator,
    outcomes: Iterable[Outcome],
    national: Sequence[RuleRow],
    site_of: Mapping[str, str],
) -> list[Veto]:
    """The veto once per subject that meets it, or once per site where a number of them is needed.

    ``national`` are the nation's rules in force on the day.
    """
    needed = 1
    if indicator.at_least:
        numbers = [row.amount for row in national if row.rule == indicator.at_least]
        if not numbers or numbers[0] is None:
            return []
        needed = numbers[0]
    met: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if not indicator.names(outcome.check, outcome.item):
            continue
        site = site_of.get(outcome.subject, "")
        if (site or not indicator.on_site) and _meets(indicator, outcome, national):
            one = (outcome.subject_kind, outcome.subject)
            met[("site", site) if indicator.at_least else one].append(outcome)
    return [Veto(indicator, tuple(f), needed) for f in met.values() if len(f) >= needed]


def _meets(indicator: Indicator, outcome: Outcome, national: Sequence[RuleRow]) -> bool:
    """Whether an outcome meets a veto's condition.

    Where the nation has a limit of its own, that limit decides, also over what the place only
    remarks on (a rolling interval beside a weekly rule). A veto without one needs a finding.
    """
    if not indicator.beyond:
        return is_finding(outcome)
    if not is_finding(outcome) and outcome.standing is not Standing.WARNED:
        return False
    limits = [row for row in national if row.rule == indicator.beyond]
    limits = [row for row in limits if row.kind == outcome.item] or limits
    limits = [row for row in limits if row.clause and row.strength == "law"]
    if is_finding(outcome) and any(row.clause == outcome.clause for row in limits):
        return True
    return bool(limits) and all(_exceeds(outcome, row) for row in limits)


def _exceeds(outcome: Outcome, limit: RuleRow) -> bool:
    """Whether more was observed than the limit allows; False where the units cannot be compared."""
    if outcome.observed is None or limit.amount is None:
        return False
    if outcome.unit == limit.unit:
        return outcome.observed > limit.amount
    if outcome.unit != "calendar_day" or limit.unit not in _MONTHS or outcome.since is None:
        return False
    last = same_day_number(outcome.since, limit.amount * _MONTHS[limit.unit])
    return outcome.observed > day_number(last) - day_number(outcome.since)
