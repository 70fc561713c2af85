"""Scores: vetoes, deductions and bonus over a judgement, every point with finding and clause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from zhijian.core.indicators import Kind, Scheme, Schemes, Target, points_text
from zhijian.core.outcomes import Judgement, Outcome, Verdict
from zhijian.core.refused import Refused
from zhijian.core.score_lines import (
    Basis,
    Rulebooks,
    basis_of,
    bonus_lines,
    deduction_lines,
    excepted_lines,
    unscored_lines,
    unseen_lines,
    veto_line,
)
from zhijian.core.score_sheet import (
    Award,
    Known,
    LineKind,
    Mending,
    Score,
    ScoreLine,
    UnitScore,
)
from zhijian.core.scoring_faults import Fault, cost, fault_key, faults_of, fewest_to_mend
from zhijian.core.vetoes import Veto, is_finding, vetoes_met

__all__ = [
    "NOTHING_KNOWN",
    "Award",
    "Known",
    "LineKind",
    "Mending",
    "Score",
    "ScoreLine",
    "UnitScore",
    "points_text",
    "score",
]

NOTHING_KNOWN = Known()


def score(
    judgement: Judgement,
    schemes: Schemes,
    rulebooks: Rulebooks,
    known: Known = NOTHING_KNOWN,
) -> Score:
    """Return the scores of a judgement.

    Units are scored by the scheme of the judged place, portals by the website scheme.

    Raises:
        Refused: no scheme is meant for units, or an award names no bonus indicator.
    """
    scheme = schemes.for_target(Target.ORGANIZATION, judgement.place)
    if scheme is None:
        raise Refused("计分方案里没有适用于单位（target: organization）的方案，请补上一个。")
    website = schemes.for_target(Target.PORTAL, judgement.place)
    _check_awards(known.awards, [scheme, *([website] if website else [])])
    by_unit: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in judgement.outcomes:
        by_unit[outcome.organization].append(outcome)
    nobodys = by_unit.pop("", [])
    unseen = tuple(o for o in nobodys if o.verdict is Verdict.UNDETERMINED)
    basis = basis_of(scheme, judgement, schemes, rulebooks, known, unseen)
    units = sorted({*by_unit, *known.organizations})
    portals: list[UnitScore] = []
    if website:
        other = basis_of(website, judgement, schemes, rulebooks, known, unseen)
        portals = [_score_one(other, unit, by_unit[unit]) for unit in sorted({*known.portals})]
    return Score(
        scheme=scheme,
        units=tuple(_score_one(basis, unit, by_unit[unit]) for unit in units),
        portals=tuple(portals),
        unassigned=tuple(outcome for outcome in nobodys if is_finding(outcome)),
        by_hand=tuple(i for each in schemes.all for i in each.indicators if not i.checks),
    )


def _check_awards(awards: Iterable[Award], schemes: Iterable[Scheme]) -> None:
    bonus = {item.id for scheme in schemes for item in scheme.of(Kind.BONUS)}
    for award in awards:
        if award.indicator not in bonus:
            listed = "、".join(sorted(bonus)) or "无"
            raise Refused(f"“{award.indicator}”不是加分指标。可用的加分指标：{listed}。")
        if award.points <= 0:
            raise Refused(f"“{award.indicator}”的加分应大于0，请改正。")


def _score_one(basis: Basis, organization: str, outcomes: Sequence[Outcome]) -> UnitScore:
    scheme, site_of = basis.scheme, basis.known.site_of
    vetoes = [
        veto
        for indicator in basis.vetoes
        for veto in vetoes_met(indicator, outcomes, basis.national, site_of)
    ]
    faults = faults_of(filter(is_finding, outcomes), scheme)
    bonus = bonus_lines(basis, organization)
    is_stopped = bool(vetoes) and scheme.stops_at_veto
    base = [basis.start, *deduction_lines(basis, faults)]
    deducted = sum(line.points for line in base)
    counted = [] if is_stopped else base
    if not vetoes and deducted > scheme.bonus_above:
        counted += bonus
    unseen = unseen_lines(basis, outcomes)
    points = None if is_stopped else sum(line.points for line in counted)
    is_qualified = _is_qualified(basis, vetoes, counted, unseen)
    return UnitScore(
        organization=organization,
        scheme=scheme.id,
        is_qualified=is_qualified,
        is_complete=not unseen,
        points=points,
        starts_at=scheme.starts_at,
        lines=(
            *(veto_line(basis, veto) for veto in vetoes),
            *counted,
            *excepted_lines(basis, outcomes),
            *unseen,
            *unscored_lines(basis, outcomes),
        ),
        to_reach_90=_mending(scheme, vetoes, faults, points, bonus),
        conclusion=_conclusion(scheme, is_qualified, vetoes, deducted, unseen),
    )


def _is_qualified(
    basis: Basis,
    vetoes: Sequence[Veto],
    counted: Iterable[ScoreLine],
    unseen: Iterable[ScoreLine],
) -> bool | None:
    """A proposal of ours never fails anyone: only official points count against the limit."""
    deductions = (line for line in counted if line.kind is LineKind.DEDUCTION)
    official = sum(line.points for line in deductions if not line.is_proposal)
    if vetoes or basis.scheme.starts_at + official < basis.scheme.fail_below:
        return False
    if any(veto.names(line.check, *veto.items[:1]) for veto in basis.vetoes for line in unseen):
        return None
    return True


def _conclusion(
    scheme: Scheme,
    is_qualified: bool | None,
    vetoes: Sequence[Veto],
    deducted: int,
    unseen: Sequence[ScoreLine],
) -> str:
    limit = points_text(scheme.fail_below)
    if vetoes:
        names = "、".join(dict.fromkeys(f"{v.indicator.id} {v.indicator.name}" for v in vetoes))
        return f"不合格：单项否决{len(vetoes)}处（{names}）。"
    if is_qualified is False:
        return f"不合格：扣分后得{points_text(deducted)}分，低于{limit}分。"
    if is_qualified is None:
        says = f"尚不能认定：有{len(unseen)}项检查未看到所需的材料，其中有涉及单项否决的。"
    elif unseen:
        says = (
            f"已看到的材料中没有单项否决情形；有{len(unseen)}项检查未看到所需的材料，得分不完整。"
        )
    else:
        says = "所检查的项目中没有单项否决情形。"
    if deducted < scheme.fail_below:
        says += f"按建议分值计算低于{limit}分，建议分值不作为认定不合格的依据。"
    return says


def _mending(
    scheme: Scheme,
    vetoes: Sequence[Veto],
    faults: Sequence[Fault],
    points: int | None,
    bonus: Sequence[ScoreLine],
) -> Mending:
    """What lifts the vetoes, and then the fewest findings that bring the rest to the goal."""
    to_lift = [o for veto in vetoes for o in veto.to_mend]
    lifted = {fault_key(o, scheme) for o in to_lift}
    held = (o for fault in faults for o in fault.findings)
    along = [o for o in held if fault_key(o, scheme) in lifted]
    first = {id(o): o for o in (*to_lift, *along)}
    rest = _left(scheme, faults, first)
    extra = sum(line.points for line in bonus)
    aim = min(scheme.goal, max(scheme.goal - extra, scheme.bonus_above + 1))
    chosen = fewest_to_mend(rest, aim - (scheme.starts_at - cost(rest)))
    then = {id(o): o for fault in chosen for o in fault.findings}
    after = scheme.starts_at - cost(_left(scheme, rest, then))
    after += extra if after > scheme.bonus_above else 0
    names = tuple(dict.fromkeys(veto.indicator.name for veto in vetoes))
    says = _advice(names, points, len(then), after, scheme.goal)
    return Mending((*first.values(), *then.values()), after, names, says)


def _left(scheme: Scheme, faults: Iterable[Fault], gone: dict[int, Outcome]) -> Sequence[Fault]:
    """The faults once the findings that are gone are mended."""
    findings = (finding for fault in faults for finding in fault.findings)
    return faults_of((finding for finding in findings if id(finding) not in gone), scheme)


def _advice(vetoes: Sequence[str], points: int | None, mended: int, after: int, goal: int) -> str:
    aim, reached = points_text(goal), points_text(after)
    if not vetoes and points is not None and points >= goal:
        return f"已达到{aim}分。"
    says = ""
    if vetoes:
        names = "、".join(vetoes)
        says = f"单项否决（{names}）未消除之前，得多少分都是不合格，须先整改。"
    if mended:
        says += f"{'再' if vetoes else ''}整改所列{mended}个问题，可到{reached}分。"
    elif vetoes:
        says += f"消除之后为{reached}分。"
    if after < goal:
        says += f"仅靠整改达不到{aim}分。"
    return says
