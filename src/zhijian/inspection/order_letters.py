"""整改通知书 and 整改情况报告 of an order, as Word files."""

from collections.abc import Iterable
from datetime import date

from zhijian.core.documents.demands import DemandsByPlace
from zhijian.core.documents.matters import Law, Matter
from zhijian.core.documents.notices import TITLE, Notice, notice_word, safe_name
from zhijian.core.outcomes import Outcome, Standing, Verdict
from zhijian.core.terms import Term
from zhijian.core.workdays import day_number
from zhijian.inspection.models import Finding
from zhijian.law.books import calendar, rulebooks
from zhijian.people.models import Organization


def notice_file(
    findings: Iterable[Finding],
    *,
    organization: Organization,
    office: Organization,
    place: str,
    number: str,
    on: date,
    term: Term | None = None,
) -> tuple[str, bytes]:
    """Name and bytes of the notice that orders a unit to mend findings; ``term`` if it was set."""
    law = Law(rulebooks())
    demands = DemandsByPlace(law, on, calendar(), is_ordered=True).of(place, term)
    notice = Notice(
        organization=organization.name,
        office=office.name,
        on=on,
        matters=matters_of(findings, law),
        demands=demands,
        number=number,
    )
    name = f"{TITLE}-{number}-{safe_name(organization.name)}.docx"
    return name, notice_word(notice)


def matters_of(findings: Iterable[Finding], law: Law) -> tuple[Matter, ...]:
    """Findings as documents print them, in their own order."""
    return tuple(
        Matter(
            outcome_of(finding),
            law.basis(_known(law, finding.clause)),
            law.reading(finding.reading) if finding.reading in law.rulebooks.readings else "",
        )
        for finding in findings
    )


def outcome_of(finding: Finding) -> Outcome:
    """A finding as the core's outcome that it was recorded from."""
    return Outcome(
        check=finding.check_id,
        title=finding.title,
        subject_kind=finding.subject_kind,
        subject=finding.subject,
        subject_name=finding.subject_name,
        organization=finding.organization.name if finding.organization else "",
        place=finding.place,
        verdict=Verdict.FAIL,
        standing=Standing.PLAIN,
        item=finding.item,
        observed=finding.observed,
        limit=finding.limit,
        unit=finding.measure,
        clause=finding.clause,
        document=finding.document,
        reading=finding.reading,
        says=finding.says,
        mend=finding.mend,
        since_d=_day(finding.since_on),
        due_d=_day(finding.due_on),
    )


def _known(law: Law, clause: str) -> str:
    """The clause, unless the rulebooks of today know it no more."""
    return clause if clause in law.rulebooks.clauses else ""


def _day(value: date | None) -> int | None:
    return None if value is None else day_number(value)
