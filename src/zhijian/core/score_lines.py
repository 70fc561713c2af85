"""The lines of a score: what each outcome costs or does not cost, and by which clause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from zhijian.core.indicators import NATION, Indicator, Kind, Scheme, Schemes, Target, points_text
from zhijian.core.outcomes import Judgement, Outcome, Standing, Verdict
from zhijian.core.rules.model import Clause, RuleRow
from zhijian.core.score_sheet import Known, LineKind, ScoreLine
from zhijian.core.scoring_faults import Fault, charges
from zhijian.core.vetoes import Veto, is_finding
from zhijian.core.workdays import day_number

_CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}


class Rulebooks(Protocol):
    """What scoring asks of the rulebooks."""

    def resolve(self, place: str, /) -> Sequence[RuleRow]:
        """The rules in force for a place, all periods."""
        ...

    def clause(self, name: str, /) -> Clause:
        """The clause of that id."""
        ...


@dataclass(frozen=True)
class Basis:
    """What all scores under one scheme have in common."""

    scheme: Scheme
    vetoes: tuple[Indicator, ...]
    national: tuple[RuleRow, ...]
    start: ScoreLine
    unseen: tuple[Outcome, ...]
    known: Known
    rulebooks: Rulebooks

    def scored_under(self, outcome: Outcome) -> Indicator | None:
        """The item an outcome is charged to, else the veto it may bring about."""
        item = self.scheme.item_of(outcome.check, outcome.item)
        return item or next((veto for veto in self.vetoes if veto.names(outcome.check)), None)


def basis_of(
    scheme: Scheme,
    judgement: Judgement,
    schemes: Schemes,
    rulebooks: Rulebooks,
    known: Known,
    unseen: tuple[Outcome, ...],
) -> Basis:
    """What the scores under a scheme share; the start line cites what the place uses them for."""
    day = day_number(judgement.on)
    local, national = (
        tuple(row for row in rulebooks.resolve(place) if row.from_d <= day < row.until_d)
        for place in (judgement.place, NATION)
    )
    cited = (row.clause for key in scheme.cites for row in local if row.rule == key)
    clause = rulebooks.clause(next(filter(None, cited), scheme.clause))
    start = ScoreLine(
        kind=LineKind.START,
        indicator="",
        title="起始分",
        points=scheme.starts_at,
        clause=clause.id,
        document=clause.document,
        evidence=clause.says,
        is_proposal=scheme.is_proposal,
        note=scheme.title,
    )
    return Basis(scheme, schemes.vetoes(scheme), national, start, unseen, known, rulebooks)


def deduction_lines(basis: Basis, faults: Sequence[Fault]) -> list[ScoreLine]:
    """One line per finding; a fault's points stand in one of its lines, the others say where."""
    charged = charges(faults)
    lines = []
    for number, fault in enumerate(faults):
        charge = charged.get(number)
        item = charge.item if charge else fault.items[0]
        points = charge.points if charge else 0
        of = basis.scheme.item_of
        carrier = next(o for o in fault.findings if of(o.check, o.item) is item)
        for finding in fault.findings:
            note = ""
            if finding is not carrier:
                note = f"同一问题已按“{carrier.title}”计过，不重复扣分"
            elif points < item.per_finding:
                note = f"“{item.name}”扣分以{points_text(item.value or 0)}分为限，已扣满"
            taken = -points if finding is carrier else 0
            lines.append(_line(basis, LineKind.DEDUCTION, finding, note, item, taken))
    return lines


def bonus_lines(basis: Basis, organization: str) -> list[ScoreLine]:
    """The awards, none above its indicator's value, all together not above the maximum."""
    left = basis.scheme.bonus_max
    items = {item.id: item for item in basis.scheme.of(Kind.BONUS)}
    room = {item.id: left if item.value is None else item.value for item in items.values()}
    lines = []
    for award in basis.known.awards:
        if award.organization != organization or award.indicator not in items:
            continue
        item = items[award.indicator]
        points = min(award.points, room[item.id], left)
        room[item.id] -= points
        left -= points
        lines.append(
            ScoreLine(
                kind=LineKind.BONUS,
                indicator=item.id,
                title=item.name,
                points=points,
                clause=item.clause,
                document=basis.rulebooks.clause(item.clause).document,
                evidence=award.evidence,
                is_proposal=item.value is None or item.is_proposal,
                note="" if points == award.points else "加分已达上限",
            )
        )
    return lines


def veto_line(basis: Basis, veto: Veto) -> ScoreLine:
    """The line of one veto, by the indicator's own clause; it carries no points."""
    first, item = veto.findings[0], veto.indicator
    more = len(veto.findings) - 1
    note = f"国家检查指标，可信程度：{_CONFIDENCE[item.confidence]}"
    if not is_finding(first):
        note += "；当地规定未据此认定问题，但已超过国家限度"
    return ScoreLine(
        kind=LineKind.VETO,
        indicator=item.id,
        title=item.name,
        points=0,
        clause=item.clause,
        document=basis.rulebooks.clause(item.clause).document,
        evidence=first.says + (f"（另有{more}处同类情形）" if more else ""),
        is_proposal=False,
        note=note,
        check=first.check,
        subject_kind=first.subject_kind,
        subject=first.subject,
        subject_name=first.subject_name,
        item=first.item,
    )


def excepted_lines(basis: Basis, outcomes: Iterable[Outcome]) -> list[ScoreLine]:
    """What would fail but for an approved exception, with its approval."""
    return [
        _line(basis, LineKind.EXCEPTED, o, f"经批准的例外，不扣分：{o.exception}")
        for o in outcomes
        if o.standing is Standing.EXCEPTED and basis.scored_under(o)
    ]


def unseen_lines(basis: Basis, outcomes: Iterable[Outcome]) -> list[ScoreLine]:
    """What could not be decided, one line per check; it neither earns nor costs anything."""
    by_check: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in (*outcomes, *basis.unseen):
        if outcome.verdict is Verdict.UNDETERMINED and basis.scored_under(outcome):
            by_check[outcome.check].append(outcome)
    return [
        _line(basis, LineKind.UNSEEN, found[0], f"未看到的有{len(found)}项，不得分也不扣分")
        for found in by_check.values()
    ]


def unscored_lines(basis: Basis, outcomes: Iterable[Outcome]) -> list[ScoreLine]:
    """Findings a unit's scheme has no item for: shown, so that none is lost silently."""
    if basis.scheme.target is not Target.ORGANIZATION:
        return []
    return [
        _line(basis, LineKind.UNSCORED, outcome, "计分方案未列入这项检查，不扣分")
        for outcome in outcomes
        if is_finding(outcome) and not basis.scheme.item_of(outcome.check, outcome.item)
    ]


def _line(
    basis: Basis,
    kind: LineKind,
    outcome: Outcome,
    note: str,
    item: Indicator | None = None,
    points: int = 0,
) -> ScoreLine:
    """A line about one outcome, citing its clause, else the item's, else the start's."""
    item = item or basis.scored_under(outcome)
    clause = outcome.clause or (item.clause if item else "") or basis.start.clause
    return ScoreLine(
        kind=kind,
        indicator=item.id if item else "",
        title=outcome.title,
        points=points,
        clause=clause,
        document=basis.rulebooks.clause(clause).document,
        evidence=outcome.says,
        is_proposal=item.is_proposal if item else basis.scheme.is_proposal,
        note=note,
        check=outcome.check,
        subject_kind=outcome.subject_kind,
        subject=outcome.subject,
        subject_name=outcome.subject_name,
        item=outcome.item,
    )
