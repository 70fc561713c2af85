"""A small county with an inspection that has come to its findings and its score sheets."""

from dataclasses import dataclass, field
from datetime import date

from apps.cases.conftest import County
from core.scoring_samples import gap, outcome, unseen
from zhijian.core.outcomes import Judgement, Outcome
from zhijian.core.score_sheet import Known
from zhijian.inspection import scores
from zhijian.inspection.models import Finding, Inspection, ScoreSheet
from zhijian.people.models import Organization

ON = date(2026, 11, 20)
SINCE = date(2026, 8, 20)


def judged(*outcomes: Outcome, on: date = ON, since: date = SINCE, **more) -> Judgement:
    values = {"engine": "sqlite", "coverage": (), "relations": (), "subjects": {}} | more
    return Judgement(
        place="420325", on=on, since=since, outcomes=outcomes, write_outcomes=print, **values
    )


def of(unit: Organization, check: str, subject: str, **more) -> Outcome:
    """A finding against something of a unit."""
    return outcome(check, subject, organization=unit.name, **more)


@dataclass
class Inspected:
    """The county, what was inspected, and what came out."""

    county: County
    inspection: Inspection
    judgement: Judgement
    known: Known
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)

    def sheet(self, unit: Organization, scheme: str = "unit-proposed") -> ScoreSheet:
        """The current sheet of a unit."""
        return ScoreSheet.objects.get(
            inspection=self.inspection, organization=unit, scheme=scheme, is_current=True
        )


def inspect(
    county: County,
    *outcomes: Outcome,
    known: Known | None = None,
    number: str = "JC-2026-0001",
    on: date = ON,
    by: object = None,
    **more,
) -> Inspected:
    """An inspection of both bureaus, judged by hand, recorded and scored."""
    inspection = Inspection.objects.create(
        number=number,
        office=county.office,
        kind=more.pop("kind", Inspection.Kind.SWEEP),
        title=f"{number}检查",
        place="420325",
        on=on,
        since=SINCE,
        state=Inspection.State.RECORDED,
        by=by or county.above,
    )
    judgement = judged(*outcomes, on=on, **more)
    known = known or Known(organizations=(county.bureau.name, county.sibling.name))
    made = Inspected(county, inspection, judgement, known)
    for one in judgement.findings:
        made.findings[one.check, one.subject] = record(one, county, inspection)
    found = scores.score_of(inspection, judgement, known)
    scores.issue_for(inspection, judgement, found, known)
    return made


def record(one: Outcome, county: County, inspection: Inspection) -> Finding:
    """A finding as an inspection writes it down."""
    unit = Organization.objects.filter(name=one.organization).first() or county.office
    finding, is_new = Finding.objects.get_or_create(
        office=county.office,
        check_id=one.check,
        subject=one.subject,
        item_key=one.item,
        defaults={
            "title": one.title,
            "subject_kind": one.subject_kind,
            "subject_name": one.subject_name,
            "item": one.item,
            "organization": unit,
            "place": one.place,
            "observed": one.observed,
            "limit": one.limit,
            "measure": one.unit,
            "clause": one.clause,
            "document": one.document,
            "says": one.says,
            "mend": one.mend,
            "first_seen_on": inspection.on,
            "last_seen_on": inspection.on,
            "first_inspection": inspection,
            "last_inspection": inspection,
        },
    )
    if not is_new:
        finding.last_inspection, finding.last_seen_on = inspection, inspection.on
        finding.times_seen += 1
        finding.save()
    return finding


def usual(county: County) -> list[Outcome]:
    """The bureau: a veto, five filings (the last beyond the item's worth or not), one unseen."""
    bureau, sibling = county.bureau, county.sibling
    return [
        gap(20, "a1", organization=bureau.name, limit=10),
        *(of(bureau, "filing.filed", f"a{n}") for n in range(2, 5)),
        unseen("review.three", "p1", organization=bureau.name, subject_kind="publication"),
        of(sibling, "filing.filed", "b1"),
    ]
