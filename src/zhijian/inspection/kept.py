"""What the tables keep of judgements and scores, as the core's own values, ready for documents.

Findings stand as they stand now: what was called a false alarm is left out, what an exception lifts
is no finding. So every number of a document is one that the ledgers give.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhijian.config import clock
from zhijian.core.indicators import Scheme, Target
from zhijian.core.outcomes import (
    CheckCoverage,
    Judgement,
    Outcome,
    RelationSeen,
    Standing,
    Verdict,
)
from zhijian.core.score_sheet import LineKind, Mending, Score, UnitScore
from zhijian.core.score_sheet import ScoreLine as Line
from zhijian.core.workdays import day_number
from zhijian.inspection import order_letters, score_basis, scores
from zhijian.inspection.models import Finding, Inspection, ScoreLine, ScoreSheet, Unseen
from zhijian.ledger.registers import unit_names

State = Finding.State


def findings_seen(inspections: Iterable[Inspection]) -> QuerySet[Finding]:
    """The findings that any of the inspections saw and nobody called a false alarm since."""
    wanted = [one.pk for one in inspections]
    seen = (
        Q(last_inspection__in=wanted) | Q(first_inspection__in=wanted) | Q(pk__in=_sighted(wanted))
    )
    return Finding.objects.filter(seen).exclude(state=State.FALSE_ALARM)


def judgement_of(inspections: Sequence[Inspection]) -> Judgement:
    """What inspections found together, the newest last; for documents, not for judging again.

    A check's numbers are those of the newest inspection that had it, its failures the findings.
    """
    newest, names = inspections[-1], unit_names()
    outcomes = [
        *_from_findings(inspections, names),
        *_from_unseen(newest, names),
        *_warnings(newest),
    ]
    days = [one.on for one in inspections if one.on is not None]
    since = [one.since for one in inspections if one.since is not None]
    return Judgement(
        place=newest.place,
        on=max(days),
        since=min(since, default=min(days)),
        engine="",
        outcomes=tuple(sorted(outcomes, key=_order)),
        coverage=_coverage(inspections, outcomes),
        relations=tuple(map(_relation, newest.relations)),
        subjects=_subjects(newest),
        write_outcomes=score_basis.no_outcomes,
        notes=tuple(newest.notes),
    )


def score_of(sheets: Iterable[ScoreSheet]) -> Score | None:
    """The scores on current sheets of one inspection; None if it issued none."""
    names = unit_names()
    rows = sorted(sheets, key=lambda one: names[one.organization_id])
    if not rows:
        return None
    by_sheet: dict[int, list[ScoreLine]] = {}
    for line in ScoreLine.objects.filter(sheet__in=[one.pk for one in rows]).order_by("place"):
        by_sheet.setdefault(line.sheet_id, []).append(line)
    units = [
        (one, _unit_score(one, names[one.organization_id], by_sheet.get(one.pk, [])))
        for one in rows
    ]
    inspection = rows[0].inspection
    of_units = [one for one in rows if not one.is_portal] or rows
    schemes = scores.schemes_for(inspection.office, inspection.on or clock.today())
    return Score(
        scheme=_scheme(of_units[0]),
        units=tuple(unit for row, unit in units if not row.is_portal),
        portals=tuple(unit for row, unit in units if row.is_portal),
        unassigned=(),
        by_hand=tuple(i for each in schemes.all for i in each.indicators if not i.checks),
    )


def _sighted(inspections: list[int]) -> Any:
    from zhijian.inspection.models import Sighting

    rows = Sighting.objects.filter(inspection__in=inspections, verdict=Verdict.FAIL)
    return rows.values("finding")


def _from_findings(inspections: Iterable[Inspection], names: dict[int, str]) -> Iterable[Outcome]:
    for one in findings_seen(inspections).order_by("pk"):
        yield outcome_of(one, names.get(one.organization_id or 0, ""))


def outcome_of(finding: Finding, organization: str) -> Outcome:
    """A finding as the core's outcome, of a unit by the name the core is to know it by."""
    lifted = finding.state == State.EXCEPTED
    return replace(
        order_letters.outcome_of(finding),
        organization=organization,
        subject_name=finding.subject_name or finding.subject,
        standing=Standing.EXCEPTED if lifted else Standing.PLAIN,
        exception=finding.exception if lifted else "",
    )


def _from_unseen(inspection: Inspection, names: dict[int, str]) -> Iterable[Outcome]:
    for one in Unseen.objects.filter(inspection=inspection).order_by("pk"):
        yield Outcome(
            check=one.check_id,
            title=one.title,
            subject_kind=one.subject_kind,
            subject=one.subject,
            subject_name=one.subject_name or one.subject,
            organization=names.get(one.organization_id or 0, ""),
            place=inspection.place,
            verdict=Verdict.UNDETERMINED,
            standing=Standing.PLAIN,
            item="",
            observed=None,
            limit=None,
            unit="",
            clause="",
            document="",
            reading="",
            says=one.says,
            mend="",
            since_d=None,
            due_d=None,
        )


def _warnings(inspection: Inspection) -> Iterable[Outcome]:
    """What passed with a remark: kept with what the scores were worked out from."""
    basis = ScoreSheet.objects.filter(inspection=inspection).exclude(basis="").values("basis")
    first = basis.first()
    return score_basis.read(first["basis"]).judgement.warnings if first else ()


def _coverage(
    inspections: Iterable[Inspection], outcomes: Iterable[Outcome]
) -> tuple[CheckCoverage, ...]:
    latest: dict[str, dict[str, Any]] = {}
    for inspection in inspections:
        latest |= {row["check"]: row for row in inspection.coverage}
    failed: dict[str, int] = {}
    titles: dict[str, str] = {}
    for one in outcomes:
        if one.verdict is Verdict.FAIL and one.standing is Standing.PLAIN:
            failed[one.check] = failed.get(one.check, 0) + 1
            titles[one.check] = one.title
    for check in failed.keys() - latest.keys():  # written by inspectors, or by an older ledger
        latest[check] = {"check": check, "title": titles[check]}
    return tuple(
        CheckCoverage(**{**row, "failed": failed.get(check, 0)})
        for check, row in sorted(latest.items())
    )


def _relation(row: dict[str, Any]) -> RelationSeen:
    as_of = row.get("as_of")
    return RelationSeen(
        relation=row["relation"],
        title=row["title"],
        rows=row["rows"],
        is_seen=row["is_seen"],
        is_complete=row["is_complete"],
        is_fresh=row["is_fresh"],
        as_of_d=day_number(date.fromisoformat(as_of)) if as_of else None,
        from_d=None,
    )


def _subjects(inspection: Inspection) -> dict[str, int]:
    kinds = ("account", "site", "organization")
    return {
        kind: inspection.counts[f"{kind}s"] for kind in kinds if f"{kind}s" in inspection.counts
    }


def _order(outcome: Outcome) -> tuple[str, ...]:
    return (outcome.check, outcome.subject, outcome.item)


def _scheme(sheet: ScoreSheet) -> Scheme:
    return Scheme(
        id=sheet.scheme,
        title=sheet.scheme_title,
        place="",
        target=Target.ORGANIZATION,
        is_proposal=sheet.is_proposal,
        adopted_by="",
        clause="",
        cites=(),
        stops_at_veto=False,
        indicators=(),
        starts_at=sheet.starts_at,
        goal=int(sheet.mending.get("goal", 0)),
    )


def _unit_score(sheet: ScoreSheet, name: str, lines: Iterable[ScoreLine]) -> UnitScore:
    way = sheet.mending
    findings = tuple(_to_mend(row, name) for row in way.get("findings", ()))
    vetoes = tuple(way.get("vetoes", ()))
    return UnitScore(
        organization=name,
        scheme=sheet.scheme,
        is_qualified=sheet.is_qualified,
        is_complete=sheet.is_complete,
        points=sheet.points,
        starts_at=sheet.starts_at,
        lines=tuple(map(_line, lines)),
        to_reach_90=Mending(findings, way.get("points_after", 0), vetoes, way.get("says", "")),
        conclusion=sheet.conclusion,
    )


def _line(row: ScoreLine) -> Line:
    return Line(
        kind=LineKind(row.kind),
        indicator=row.indicator,
        title=row.title,
        points=row.points,
        clause=row.clause,
        document=row.document,
        evidence=row.evidence,
        is_proposal=row.is_proposal,
        note=row.note,
        check=row.check_id,
        subject_kind=row.subject_kind,
        subject=row.subject,
        subject_name=row.subject_name,
        item=row.item,
    )


def _to_mend(row: dict[str, Any], name: str) -> Outcome:
    told = {key: row.get(key, "") for key in _MENDED}
    return Outcome(
        **told,
        organization=name,
        place="",
        verdict=Verdict.FAIL,
        standing=Standing.PLAIN,
        observed=None,
        limit=None,
        unit="",
        document="",
        reading="",
        since_d=None,
        due_d=None,
    )


_MENDED = [
    "check",
    "title",
    "subject_kind",
    "subject",
    "subject_name",
    "item",
    "says",
    "mend",
    "clause",
]
