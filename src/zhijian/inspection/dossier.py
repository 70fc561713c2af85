"""What belongs to one inspection, for the package that proves it elsewhere.

The entries of the record about it, its findings, what units were told to mend, measures, scores,
appeals and bulletins; and the files: law, facts and outcomes as they were frozen, evidence, letters
and bulletins. A file that is gone or was altered is refused by whoever writes the package.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from zhijian.cases.media.store import path_of
from zhijian.cases.models import Attachment, Case
from zhijian.core.facts.schema import RELATIONS
from zhijian.inspection import freezing
from zhijian.inspection.models import (
    Appeal,
    Bulletin,
    Finding,
    Inspection,
    Measure,
    Rectification,
    ScoreSheet,
    Sighting,
)
from zhijian.journal.evidence import Attachment as Attached
from zhijian.ledger.models import File


def entries_about(inspection: Inspection) -> Q:
    """Which entries of the record are about an inspection and what came of it."""
    return _about(_belonging(inspection))


def files_of(inspection: Inspection) -> Iterator[Attached]:
    """The files that show what was judged, by what, and what came of it.

    Raises:
        Refused: the list of the frozen facts is gone or was altered.
    """
    label = inspection.number
    yield from _kept(
        (f"{label}-规则和日历.zip", inspection.law_digest),
        (f"{label}-事实清单.json", inspection.facts_digest),
        (f"{label}-结果.parquet", inspection.outcomes_digest),
        (f"{label}-计分.json", inspection.score_digest),
    )
    if inspection.facts_digest:
        for name, one in freezing.listed(inspection.facts_digest)["relations"].items():
            yield from _kept((f"{label}-事实-{RELATIONS[name].title}.parquet", one["digest"]))
    findings, cases = _findings(inspection), _cases(inspection)
    mended = Rectification.objects.filter(finding__in=findings)
    appeals = Appeal.objects.filter(line__sheet__inspection=inspection)
    for shown in File.objects.filter(_about((findings, mended, appeals))):
        yield from _kept((shown.name, shown.digest))
    for attached in Attachment.objects.filter(case__in=cases):
        yield from _kept((attached.name, attached.digest))
    for measure in Measure.objects.filter(case__in=cases):
        yield from _kept((f"{measure.number}.docx", measure.digest))
    for bulletin in Bulletin.objects.filter(inspection=inspection):
        yield from _kept(
            (f"{bulletin.title}.docx", bulletin.word_digest),
            (f"{bulletin.title}.html", bulletin.page_digest),
        )


def _about(kinds: Iterable[QuerySet[Any]]) -> Q:
    """Rows whose subject is one of these objects."""
    wanted = Q()
    for rows in kinds:
        keys = rows.annotate(key=Cast("pk", CharField())).order_by().values("key")
        wanted |= Q(subject_type=rows.model._meta.label_lower, subject_id__in=keys)
    return wanted


def _kept(*named: tuple[str, str]) -> Iterator[Attached]:
    for name, digest in named:
        if digest:
            yield Attached(name, digest, partial(path_of(digest).open, "rb"))


def _belonging(inspection: Inspection) -> Iterator[QuerySet[Any]]:
    """The objects of each kind that belong to an inspection."""
    findings, cases = _findings(inspection), _cases(inspection)
    yield Inspection.objects.filter(pk=inspection.pk)
    yield findings
    yield Rectification.objects.filter(finding__in=findings)
    yield cases
    yield Measure.objects.filter(case__in=cases)
    yield ScoreSheet.objects.filter(inspection=inspection)
    yield Appeal.objects.filter(line__sheet__inspection=inspection)
    yield Bulletin.objects.filter(inspection=inspection)


def _findings(inspection: Inspection) -> QuerySet[Finding]:
    """The findings that it saw, and those written by hand into it."""
    sighted = Sighting.objects.filter(inspection=inspection).values("finding")
    seen = Q(first_inspection=inspection) | Q(last_inspection=inspection) | Q(pk__in=sighted)
    return Finding.objects.filter(seen)


def _cases(inspection: Inspection) -> QuerySet[Case]:
    """The orders to mend its findings, and the reviews of its bulletins."""
    ordered = Rectification.objects.filter(finding__in=_findings(inspection)).values("case")
    reviewed = Bulletin.objects.filter(inspection=inspection).values("case")
    return Case.objects.filter(Q(pk__in=ordered) | Q(pk__in=reviewed))
