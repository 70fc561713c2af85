"""Papers that come back: stamped scans by their number, filled forms field by field."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from zhijian.cases.media import Upload
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.ledger import policy as ledger
from zhijian.papers.actions import file_scan
from zhijian.papers.actions.filling import compared, drop_form, fingerprint, hand_in, take_form
from zhijian.papers.actions.scans import number_in, require_size
from zhijian.papers.back.difference import MATTERS, Difference
from zhijian.papers.models import FilledForm, Paper
from zhijian.papers.subjects import Subject, find
from zhijian.people.models import User
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.menu import address
from zhijian.web.page import page
from zhijian.web.paper_forms import FilledUploadForm, ScanForm
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.views.papers import crumbs_of, form_of, short, subject_or_404

GET_OR_POST = require_http_methods(["GET", "POST"])
TONES = {"preview": "amber", "taken": "green", "dropped": ""}
_NOT_FOUND = (
    "没有编号 {number} 的表，或它不在您的范围内。请核对右下角的编号；"
    "不是本系统打印的表，请在账号或办件页面上传。"
)


@login_required
@GET_OR_POST
def scan(request: HttpRequest) -> HttpResponse:
    """A stamped scan, put where the number at its foot says."""
    user: User = request.user  # type: ignore[assignment]
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ScanForm(*sent, initial={"number": request.GET.get("number", "")[:40]})
    if form.is_valid() and (home := _filed(request, user, form)):
        return redirect(home)
    context = {
        "heading": "盖章扫描件归位",
        "crumbs": [Crumb("表单", reverse("papers")), Crumb("扫描件归位")],
        "form": form,
        "most_mb": options().attachment_max_mb,
    }
    return page(request, "papers/scan.html", context, status=422 if form.errors else 200)


def _filed(request: HttpRequest, user: User, form: ScanForm) -> str:
    """Where the scan went, '' if it was refused."""
    file, text = form.cleaned_data["file"], form.cleaned_data["number"]
    number = number_in(text)
    rows: Any = Paper.objects.visible_to(user)  # type: ignore[attr-defined]
    paper = rows.filter(number=number).first() if number else None
    if paper is None:
        form.add_error("number", _NOT_FOUND.format(number=number or text.strip()[:30]))
        return ""
    try:
        require_size(file.size)
        done = file_scan(paper, Upload(file.name, file.read()), by=user)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return ""
    where = f"办件 {done.case.number}" if done.case else f"“{done.subject.title}”的文件"
    messages.success(request, f"编号 {paper.number} 的扫描件已归入{where}。")
    if done.case is not None:
        return reverse("case", args=(done.case.pk,))
    return reverse("paper", args=(paper.form, paper.subject))


@login_required
@GET_OR_POST
def filled_new(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """Hand a filled form in."""
    user: User = request.user  # type: ignore[assignment]
    found, subject = form_of(form), subject_or_404(request, code)
    allowed(ledger.require_keeper, user, subject.unit, to="上传填好的表")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()

    def run(told: dict[str, Any]) -> HttpResponse:
        file = told["file"]
        require_size(file.size)
        kept = hand_in(found, subject, Upload(file.name, file.read()), by=user)
        return redirect("paper_filled", pk=kept.pk)

    spec = FormPage(
        heading=f"上传填好的表：{short(found)}",
        crumbs=[*crumbs_of(found, subject.title), Crumb("上传填好的表")],
        form=FilledUploadForm(*sent),
        submit="上传核对",
        cancel=reverse("paper", args=(form, code)),
        sub=subject.title,
        hint="上传后先核对，确认之前不写入台账",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def filled(request: HttpRequest, pk: int) -> HttpResponse:
    """What a filled form says beside what stands, to be ticked and taken over."""
    user: User = request.user  # type: ignore[assignment]
    rows: Any = FilledForm.objects.visible_to(user)  # type: ignore[attr-defined]
    found = get_object_or_404(rows.select_related("by__person", "organization"), pk=pk)
    form = form_of(found.form)
    allowed(ledger.require_keeper, user, found.organization, to="核对填好的表")
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            return _decided(request, found, user)
        except Refused as refusal:
            refused = (str(refusal), *refusal.lines)
    try:
        is_open = found.state == FilledForm.State.PREVIEW
        changes = compared(found, form, by=user) if is_open else []
    except Refused as refusal:
        changes, refused = [], (*refused, str(refusal))
    ticked = set(request.POST.getlist("take")) if refused else {c.key for c in changes}
    subject = find(user, found.subject)
    context = {
        "heading": f"核对：{found.name}",
        "crumbs": [*crumbs_of(form, found.subject_title), Crumb("核对填好的表")],
        "filled": found,
        "tag": Tag(found.get_state_display(), TONES[found.state]),
        "remarks": found.remarks,
        "changes": [_line(one, subject) for one in changes],
        "version": fingerprint(changes),
        "is_open": is_open,
        "may_apply": True,
        "ticked": ticked,
        "refused": refused,
        "facts": [
            Fact("表", form.title),
            Fact("对象", found.subject_title, _home(found)),
            Fact("上传", f"{found.by.name}，{found.created_at:%Y-%m-%d}"),
            Fact("写入的项目", f"{len(found.taken)} 项" if found.taken else ""),
        ],
    }
    return page(request, "papers/filled.html", context, status=409 if refused else 200)


def _home(found: FilledForm) -> str:
    return reverse("paper", args=(found.form, found.subject))


def _decided(request: HttpRequest, found: FilledForm, user: User) -> HttpResponse:
    if request.POST.get("do") == "drop":
        drop_form(found, by=user)
        messages.success(request, "已放弃这份表，没有写入台账。文件仍然保存。")
    else:
        keys = request.POST.getlist("take")
        seen = request.POST.get("version", "")[:64]
        done = take_form(found, form_of(found.form), by=user, keys=keys, seen=seen)
        messages.success(request, f"已按表写入 {len(done)} 项，原表已存入文件。")
    return redirect("paper_filled", pk=found.pk)


def _line(one: Difference, subject: Subject | None) -> dict[str, Any]:
    url = _matter_url(one.matter, subject) if one.matter else ""
    return {
        "key": one.key,
        "label": one.label,
        "stands": one.stands,
        "paper": one.paper,
        "will_be": one.will_be,
        "can_apply": one.can_apply,
        "why": one.why,
        "url": url,
        "url_label": MATTERS.get(one.matter, ""),
    }


def _matter_url(matter: str, subject: Subject | None) -> str:
    """Where what is not taken over is done instead; '' while that page is not there."""
    if matter == "staff":
        return address("organization", subject.unit.pk) if subject else ""
    if matter == "campaign":
        return address("campaigns")
    process = {"rename": "changing", "sponsor": "changing", "ending": "ending"}.get(matter)
    if process and subject is not None and subject.kind == "account":
        return address("account", subject.row.pk)
    return address("case_open", process or "retrofiling")


urlpatterns = [
    path("papers/scan/", scan, name="paper_scan"),
    path("papers/filled/<int:pk>/", filled, name="paper_filled"),
    path("papers/<str:form>/<str:code>/filled/", filled_new, name="paper_filled_new"),
]
