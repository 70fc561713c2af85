"""Running an inspection: gather, freeze, judge, score, keep, record, in this order.

It may be cut off anywhere and begun again: files lie under their content, and findings are written
in one transaction together with the mark that the inspection has results. What is judged is read
back from what was frozen, so that rules changed meanwhile change nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.checks.check import Check
from zhijian.core.facts.collection import Facts
from zhijian.core.judge import fitting_engine, judge
from zhijian.core.law import Law
from zhijian.core.outcomes import Judgement
from zhijian.core.score_lines import LineKind
from zhijian.core.score_sheet import Known, Score
from zhijian.core.workdays import from_day_number
from zhijian.inspection import freezing, scores
from zhijian.inspection.gather import gather
from zhijian.inspection.looking import Key, Run
from zhijian.inspection.models import Inspection
from zhijian.inspection.recording import Results, record, results_of
from zhijian.inspection.scope import Scope, scope_of
from zhijian.inspection.watching import NOTHING, carried_over, together
from zhijian.people.models import User

State = Inspection.State
STAGES = ("读取台账", "留存规则和事实", "对照规则判断", "计分", "留存结果", "登记问题")
_NOT_SCORED = (Inspection.Kind.WATCH, Inspection.Kind.MONITOR)


def run(inspection: Inspection, *, by: User | None = None, is_full: bool = False) -> Inspection:
    """Bring a running inspection to its results; one that has them already is left as it is.

    A daily watch judges only what can have changed, unless ``is_full``.

    Raises:
        Refused: the law, the facts or the scheme cannot be used; nothing is recorded.
    """
    inspection = Inspection.objects.select_related("office").get(pk=inspection.pk)
    if inspection.state != State.RUNNING:
        return inspection
    scope, tell = scope_of(inspection), _teller(inspection)
    tell(0)
    facts = gather(_day(inspection))
    tell(1)
    digests = {"law_digest": freezing.freeze_law()}
    law = freezing.law_of(digests["law_digest"])
    relations, carried = freezing.store(facts), NOTHING
    arguments = arguments_of(inspection, scope)
    if inspection.kind == Inspection.Kind.WATCH and not is_full:
        carried = carried_over(inspection, scope, (law, digests["law_digest"]), relations)
    if carried.checks:
        arguments = replace(arguments, checks=tuple(sorted(set(CHECKS) - carried.checks)))
    digests["facts_digest"] = freezing.enlist(relations, arguments)
    tell(2)
    alone = judged(facts, arguments, law)
    made = replace(alone, judgement=together(alone.judgement, carried))
    try:
        tell(3)
        known = _known(inspection, made, scope)
        score = scores.score_of(inspection, made.judgement, known, law.rulebooks)
        tell(4)
        digests["outcomes_digest"] = freezing.keep(freezing.outcomes_bytes(alone.judgement))
        digests["score_digest"] = freezing.freeze_score(score)
        results = results_of(scope, made, vetoes=_vetoes(score))
    finally:
        made.engine.close()
    tell(5)
    own = _told(made.judgement) | digests
    counts = summed(made.judgement) | {"carried_checks": len(carried.checks)}
    return _recorded(inspection, scope, results, own, counts, (score, known), by=by)


def judged(facts: Facts, arguments: freezing.Arguments, law: Law) -> Run:
    """The judgement of facts by arguments and law, with its engine left open."""

    def again(checks: Mapping[str, Check], since: date | None) -> Run:
        engine = fitting_engine(facts)
        judgement = judge(
            facts,
            place=arguments.place,
            on=arguments.on,
            since=since,
            law=law,
            engine=engine,
            checks=checks,
            looked_at=arguments.looked_at,
        )
        return Run(judgement, engine, again)

    wanted = arguments.checks or CHECKS
    return again({name: CHECKS[name] for name in CHECKS if name in wanted}, arguments.since)


def arguments_of(inspection: Inspection, scope: Scope) -> freezing.Arguments:
    """With what an inspection is judged besides law and facts."""
    return freezing.Arguments(
        place=inspection.place,
        on=_day(inspection),
        since=inspection.since,
        looked_at=scope.looked_at,
        checks=tuple(inspection.checks),
    )


def is_scored(inspection: Inspection, scope: Scope) -> bool:
    """Whether score sheets are issued: a watch, a sample or single checks are not enough for it."""
    whole = not inspection.checks and not scope.is_sample
    return whole and inspection.kind not in _NOT_SCORED


@transaction.atomic
def _recorded(
    inspection: Inspection,
    scope: Scope,
    results: Results,
    own: Mapping[str, Any],
    summed_up: Mapping[str, int],
    scored: tuple[Score, Known],
    *,
    by: User | None,
) -> Inspection:
    """Findings, sheets, and the mark that there are results, all at once."""
    held: Inspection = (
        Inspection.objects.select_for_update(of=("self",))
        .select_related("office")
        .get(pk=inspection.pk)
    )
    if held.state != State.RUNNING:
        return held
    counts = record(held, results, scope)
    judgement = results.judgement
    if is_scored(held, scope):
        counts |= scores.issue_for(held, judgement, *scored)
    for name, value in own.items():
        setattr(held, name, value)
    held.counts = {**counts, **summed_up}
    held.checked = sum(judgement.subjects.values())
    held.since = held.since or judgement.since
    held.state, held.stage, held.trouble = State.RECORDED, "", ""
    held.recorded_at = clock.now()
    held.save()
    told = {name: held.counts[name] for name in ("failed", "undetermined")}
    journal.record(
        "inspection.recorded",
        held,
        by=by,
        inspection_number=held.number,
        **told,
        sha256=held.outcomes_digest,
    )
    return held


def _told(judgement: Judgement) -> dict[str, Any]:
    """What an inspection keeps of what it saw: checks, relations, notes."""
    coverage = [
        {
            "check": one.check,
            "title": one.title,
            "passed": one.passed,
            "failed": one.failed,
            "not_applicable": one.not_applicable,
            "undetermined": one.undetermined,
            "warned": one.warned,
            "excepted": one.excepted,
            "reason": one.reason,
        }
        for one in judgement.coverage
    ]
    relations = [
        {
            "relation": one.relation,
            "title": one.title,
            "rows": one.rows,
            "is_seen": one.is_seen,
            "is_complete": one.is_complete,
            "is_fresh": one.is_fresh,
            "as_of": None if one.as_of_d is None else from_day_number(one.as_of_d).isoformat(),
        }
        for one in judgement.relations
    ]
    return {"coverage": coverage, "relations": relations, "notes": list(judgement.notes)}


def summed(judgement: Judgement) -> dict[str, int]:
    """The verdicts of all checks, added up, and the subjects looked at."""
    names = ("passed", "failed", "not_applicable", "undetermined", "warned", "excepted")
    counted = {
        name if name != "excepted" else "lifted": sum(getattr(c, name) for c in judgement.coverage)
        for name in names
    }
    return counted | {f"{kind}s": count for kind, count in judgement.subjects.items()}


def _known(inspection: Inspection, made: Run, scope: Scope) -> Known:
    """What scoring asks of the ledgers, of the inspected units alone."""
    since, on = made.judgement.since, made.judgement.on
    found = scores.known_for(inspection, made.engine, since=since, on=on)
    return Known(
        organizations=tuple(name for name in found.organizations if name in scope.units),
        portals=tuple(name for name in found.portals if name in scope.units),
        site_of=found.site_of,
        awards=tuple(award for award in found.awards if award.organization in scope.units),
    )


def _vetoes(score: Score) -> frozenset[Key]:
    lines = (line for one in (*score.units, *score.portals) for line in one.lines)
    return frozenset((line.check, line.subject) for line in lines if line.kind is LineKind.VETO)


def _teller(inspection: Inspection) -> Callable[[int], None]:
    """What writes down how far an inspection is, for those who wait."""

    def tell(number: int) -> None:
        words = f"第 {number + 1} 步，共 {len(STAGES)} 步：{STAGES[number]}"
        Inspection.objects.filter(pk=inspection.pk, state=State.RUNNING).update(stage=words)

    return tell


def _day(inspection: Inspection) -> date:
    return inspection.on or clock.today()
