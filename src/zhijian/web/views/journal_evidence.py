"""操作记录: one object from its first entry to its last, and the evidence that is taken out."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from tempfile import TemporaryFile

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_http_methods

from zhijian.audit.actions import export_evidence
from zhijian.cases.media import path_of
from zhijian.cases.models import Attachment
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.inspection.dossier import entries_about, files_of
from zhijian.inspection.models import Inspection
from zhijian.journal.evidence import Attachment as Attached
from zhijian.journal.models import Entry
from zhijian.journal.telling import moment_of
from zhijian.journal.words import object_words
from zhijian.web.journal_forms import EvidenceForm
from zhijian.web.page import page
from zhijian.web.views.journal import auditors_only, crumbs

SHOWN_OF_OBJECT = 500
HOLDS = (
    "证据包里有这次检查和它的问题、整改、措施、算分单、申诉、通报的全部留痕，"
    "检查时留存的规则、日历、事实、结果，以及证据、文书和通报的原件。"
)


@auditors_only
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, kind: str, pk: str) -> HttpResponseBase:
    """Everything that happened to one object; a POST takes its evidence out."""
    rows = Entry.objects.visible_to(request.user).filter(subject_type=kind, subject_id=pk)
    newest = get_object_or_404(rows.order_by("-seq")[:1])
    if request.method == "POST":
        words = f"{object_words(kind)}“{newest.subject_name}”的全程记录"
        if (held := _inspection(kind, pk)) is not None:
            rows = Entry.objects.visible_to(request.user).filter(entries_about(held))
            words = f"{words}，连同它的问题、整改、得分和通报"
            return _evidence(request, rows, words, files=files_of(held))
        return _evidence(request, rows, words, whole=True, files=_files_of(kind, pk))
    moments = [moment_of(one) for one in rows.order_by("-seq")[: SHOWN_OF_OBJECT + 1]]
    context = {
        "heading": newest.subject_name or pk,
        "crumbs": crumbs(object_words(kind), newest.subject_name or pk),
        "sub": f"{object_words(kind)}，编号 {pk}",
        "moments": moments[:SHOWN_OF_OBJECT],
        "has_more": len(moments) > SHOWN_OF_OBJECT,
        "holds": HOLDS if kind == Inspection._meta.label_lower else "",
    }
    return page(request, "journal/object.html", context)


@auditors_only
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest) -> HttpResponseBase:
    """The form that takes out the evidence of some days, or of some entries."""
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        rows = Entry.objects.visible_to(request.user)
        said = form.cleaned_data
        if said["first"]:
            rows = rows.filter(seq__gte=said["first"], seq__lte=said["last"])
            return _evidence(request, rows, f"第 {said['first']} 至 {said['last']} 条", form)
        start = datetime.combine(said["from_on"], time.min, clock.CHINA)
        end = datetime.combine(said["until_on"] + timedelta(days=1), time.min, clock.CHINA)
        rows = rows.filter(at__gte=start, at__lt=end)
        return _evidence(request, rows, f"{said['from_on']} 至 {said['until_on']}", form)
    return _evidence_page(request, form)


def _evidence_page(request: HttpRequest, form: EvidenceForm) -> HttpResponse:
    context = {"heading": "出具证据包", "crumbs": crumbs("出具证据包"), "form": form}
    return page(request, "journal/evidence.html", context, status=422 if form.errors else 200)


def _evidence(
    request: HttpRequest,
    asked: QuerySet[Entry],
    scope: str,
    form: EvidenceForm | None = None,
    *,
    whole: bool = False,
    files: Iterator[Attached] | tuple[()] = (),
) -> HttpResponseBase:
    """The package as a download; what is refused is said where it was asked for."""
    file = TemporaryFile()  # noqa: SIM115 the response closes it
    try:
        export_evidence(asked, file, by=request.user, scope=scope, whole=whole, attachments=files)
    except Refused as refusal:
        file.close()
        if form is None:
            messages.error(request, str(refusal))
            return redirect(request.path)
        form.add_error(None, str(refusal))
        return _evidence_page(request, form)
    file.seek(0)
    name = f"证据包-{clock.now():%Y%m%d-%H%M%S}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _inspection(kind: str, pk: str) -> Inspection | None:
    """The inspection that is followed: its package holds what came of it, too."""
    is_one = kind == Inspection._meta.label_lower and pk.isdecimal()
    return Inspection.objects.filter(pk=int(pk)).first() if is_one else None


def _files_of(kind: str, pk: str) -> Iterator[Attached]:
    """The files of a case; of other objects only the record is handed out."""
    if kind != "cases.case" or not pk.isdecimal():
        return
    for row in Attachment.objects.filter(case=int(pk)):
        yield Attached(row.name, row.digest, partial(path_of(row.digest).open, "rb"))


urlpatterns = [
    path("journal/objects/<str:kind>/<str:pk>/", follow, name="journal_object"),
    path("journal/evidence/", evidence, name="journal_evidence"),
]
