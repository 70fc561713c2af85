"""Score sheets of an inspection: worked out by the core, written down with every line's finding."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.engines import Engine
from zhijian.core.indicators import Schemes
from zhijian.core.outcomes import Judgement, Outcome
from zhijian.core.refused import Refused
from zhijian.core.score_known import known_of
from zhijian.core.score_lines import Rulebooks
from zhijian.core.score_sheet import Award as KnownAward
from zhijian.core.score_sheet import Known, Score, UnitScore
from zhijian.core.score_sheet import ScoreLine as Line
from zhijian.core.scoring import score as score_judgement
from zhijian.core.strict_yaml import read_text
from zhijian.inspection import score_basis
from zhijian.inspection.models import (
    Appeal,
    Award,
    Drawn,
    Finding,
    Inspection,
    LocalScheme,
    ScoreLine,
    ScoreSheet,
)
from zhijian.inspection.scope import scope_of
from zhijian.inspection.score_basis import Text
from zhijian.law.books import rulebooks
from zhijian.ledger.registers import unit_names
from zhijian.packaged import default_rulebooks
from zhijian.people.models import Organization, in_force

AT_ONCE = 2_000
NAME, TITLE, UNIT = 200, 160, "organization"
Key = tuple[str, str, str]
"""How an outcome and its finding know one another: check, subject, what it names."""


def scheme_texts(office: Organization, on: date) -> list[Text]:
    """The schemes for an office on a day: of the rulebooks, then of its overlays, then its own."""
    folders = [default_rulebooks(), *(Path(folder) for folder in options().rulebooks)]
    texts = [
        Text(f"scoring/{path.name}", read_text(path))
        for folder in folders
        for path in sorted((folder / "scoring").glob("*.yaml"))
    ]
    own = LocalScheme.objects.filter(in_force(on), office=office).order_by("pk")
    return texts + [Text(one.title, one.content) for one in own]


def schemes_for(office: Organization, on: date) -> Schemes:
    """The schemes by which an office scores on a day."""
    return score_basis.schemes_of(scheme_texts(office, on))


def known_for(inspection: Inspection, engine: Engine, *, since: date, on: date) -> Known:
    """What the ledgers and the office's awards say of the units that were inspected.

    ``engine`` is the one whose judgement is done. Awards count when they were granted within the
    inspected period and not revoked by its end.
    """
    found = known_of(engine, awards_for(inspection.office, since=since, on=on))
    names = inspected_names(inspection)
    return Known(
        organizations=tuple(name for name in found.organizations if name in names),
        portals=tuple(name for name in found.portals if name in names),
        site_of=found.site_of,
        awards=tuple(award for award in found.awards if award.organization in names),
    )


def awards_for(office: Organization, *, since: date, on: date) -> tuple[KnownAward, ...]:
    """The awards an office granted after ``since`` and not after ``on``, as scoring takes them."""
    names = unit_names()
    rows = Award.objects.filter(office=office, granted_on__gt=since, granted_on__lte=on)
    held = rows.filter(Q(revoked_on=None) | Q(revoked_on__gt=on)).order_by("pk")
    return tuple(
        KnownAward(names[one.organization_id], one.indicator, one.points, one.evidence)
        for one in held
    )


def score_of(
    inspection: Inspection, judgement: Judgement, known: Known, books: Rulebooks | None = None
) -> Score:
    """The scores of an inspection's judgement; ``books`` if not those in force here."""
    schemes = schemes_for(inspection.office, judgement.on)
    return score_judgement(judgement, schemes, books or rulebooks(), known)


@transaction.atomic
def issue_for(
    inspection: Inspection, judgement: Judgement, score: Score, known: Known | None = None
) -> dict[str, int]:
    """Write the first version of every unit's sheets; how many ``sheets`` and ``lines``.

    Findings must be recorded before, so that lines can name them. Done again (after a run that
    was broken off), what stood there before is replaced. ``strangers`` counts scores of units
    that the tree does not know.

    Raises:
        Refused: a line was appealed; then sheets change only by decisions.
    """
    _clear(inspection)
    held = known or _told_by(score, inspection, judgement)
    texts = scheme_texts(inspection.office, judgement.on)
    basis = score_basis.stored(judgement, texts, held)
    units = {name: pk for pk, name in unit_names().items()}
    findings, titles = findings_by_key(inspection), {s.id: s for s in _schemes(score, texts)}
    kinds = (
        (one, portal) for portal in (False, True) for one in (score.units, score.portals)[portal]
    )
    scored = [(one, portal) for one, portal in kinds if one.organization in units]
    moment = clock.now()
    sheets = [
        ScoreSheet(
            inspection=inspection,
            organization_id=units[one.organization],
            issued_at=moment,
            issued_by=inspection.by,
            basis=basis,
            is_portal=is_portal,
            **sheet_values(one, titles[one.scheme], findings, units[one.organization]),
        )
        for one, is_portal in scored
    ]
    ScoreSheet.objects.bulk_create(sheets, batch_size=AT_ONCE)
    lines = [
        line
        for sheet, (one, _) in zip(sheets, scored, strict=True)
        for line in lines_of(sheet, one.lines, findings)
    ]
    ScoreLine.objects.bulk_create(lines, batch_size=AT_ONCE)
    strangers = len(score.units) + len(score.portals) - len(scored)
    return {"sheets": len(sheets), "lines": len(lines), "strangers": strangers}


def sheet_values(
    unit: UnitScore, scheme: Any, findings: "Findings", organization: int
) -> dict[str, Any]:
    """The columns of a sheet that a score fills; ``organization`` is the unit's row."""
    way = unit.to_reach_90
    return {
        "scheme": unit.scheme,
        "scheme_title": scheme.title,
        "is_proposal": scheme.is_proposal,
        "points": unit.points,
        "starts_at": unit.starts_at,
        "is_qualified": unit.is_qualified,
        "is_complete": unit.is_complete,
        "conclusion": unit.conclusion,
        "mending": {
            "goal": scheme.goal,
            "says": way.says,
            "points_after": way.points_after,
            "vetoes": list(way.vetoes),
            "findings": [_to_mend(one, findings, organization) for one in way.findings],
        },
    }


def lines_of(sheet: ScoreSheet, lines: Iterable[Line], findings: "Findings") -> list[ScoreLine]:
    """The rows of a sheet's lines, in the core's order, not saved."""
    return [
        ScoreLine(
            sheet=sheet,
            place=number,
            kind=str(line.kind),
            indicator=line.indicator,
            title=line.title[:TITLE],
            points=line.points,
            clause=line.clause,
            document=line.document,
            evidence=line.evidence,
            note=line.note,
            is_proposal=line.is_proposal,
            check_id=line.check,
            subject_kind=line.subject_kind,
            subject=line.subject[:NAME],
            subject_name=line.subject_name[:NAME],
            item=line.item[:NAME],
            finding_id=findings.of(
                line.check, line.subject_kind, line.subject, line.item, sheet.organization_id
            ),
        )
        for number, line in enumerate(lines, start=1)
    ]


class Findings:
    """The findings an inspection recorded, by what its outcomes say of them."""

    def __init__(self, rows: Iterable[tuple[int, str, str, str, str, int]]) -> None:
        self._by_key: dict[Key, int] = {}
        self._by_subject: dict[tuple[str, str], int | None] = {}
        for pk, check, kind, subject, item, unit in rows:
            own = (check, f"#{unit}" if kind == UNIT else subject)
            self._by_key[(*own, item)] = pk
            self._by_subject[own] = None if own in self._by_subject else pk

    def of(self, check: str, kind: str, subject: str, item: str, unit: int | None) -> int | None:
        """The id of the finding, None if there is none; a unit is known by its row.

        Where what a finding names has changed since, it is known by check and subject alone, as
        long as it is the only one.
        """
        if not check:
            return None
        own = (check, f"#{unit}" if kind == UNIT else subject[:NAME])
        found = self._by_key.get((*own, item[:NAME]))
        return found if found is not None else self._by_subject.get(own)


def findings_by_key(inspection: Inspection) -> Findings:
    """The findings that an inspection saw last."""
    rows = Finding.objects.filter(last_inspection=inspection, source=Finding.Source.CHECK)
    names = ("pk", "check_id", "subject_kind", "subject", "item", "organization_id")
    return Findings(rows.values_list(*names))


def findings_of_sheet(sheet: ScoreSheet, more: Mapping[int, Outcome]) -> Findings:
    """The findings that a sheet's lines name, and ``more`` by their ids."""
    rows = sheet.lines.filter(finding__isnull=False)
    names = ("finding_id", "check_id", "subject_kind", "subject", "item", "sheet__organization_id")
    added = (
        (pk, one.check, one.subject_kind, one.subject[:NAME], one.item, sheet.organization_id)
        for pk, one in more.items()
    )
    return Findings([*rows.values_list(*names).distinct(), *added])


def _clear(inspection: Inspection) -> None:
    if Appeal.objects.filter(line__sheet__inspection=inspection).exists():
        raise Refused(
            "这次检查的算分单已有申诉，不能整体重算。请逐件复核申诉，成立的会重出有关单位的算分单。"
        )
    ScoreLine.objects.filter(sheet__inspection=inspection).delete()
    ScoreSheet.objects.filter(inspection=inspection).delete()


def inspected_names(inspection: Inspection) -> set[str]:
    """The units an inspection scores, as the facts name them: of a sample those it drew from."""
    scope = scope_of(inspection)
    if not scope.is_sample:
        return set(scope.units)
    drawn = Drawn.objects.filter(inspection=inspection).values_list("organization", flat=True)
    held = set(drawn)
    return {name for name, pk in scope.units.items() if pk in held}


def _told_by(score: Score, inspection: Inspection, judgement: Judgement) -> Known:
    """What a score shows of what was known, where nobody handed it over."""
    return Known(
        organizations=tuple(one.organization for one in score.units),
        portals=tuple(one.organization for one in score.portals),
        awards=awards_for(inspection.office, since=judgement.since, on=judgement.on),
    )


def _schemes(score: Score, texts: Iterable[Text]) -> tuple[Any, ...]:
    return (*score_basis.schemes_of(texts).all, score.scheme)


def _to_mend(outcome: Outcome, findings: Findings, unit: int) -> Mapping[str, Any]:
    told = {
        "check": outcome.check,
        "title": outcome.title,
        "subject_kind": outcome.subject_kind,
        "subject": outcome.subject,
        "subject_name": outcome.subject_name,
        "item": outcome.item,
        "says": outcome.says,
        "mend": outcome.mend,
        "clause": outcome.clause,
    }
    known = (outcome.check, outcome.subject_kind, outcome.subject, outcome.item)
    return told | {"finding": findings.of(*known, unit)}
