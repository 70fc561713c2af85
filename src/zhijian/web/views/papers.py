"""表单: which forms there are, one filled from the registers, and its printing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from zhijian.cases import media
from zhijian.config import clock
from zhijian.core.forms.checking import Lack
from zhijian.core.forms.model import EVENTS, STATUSES, Form
from zhijian.core.refused import Refused
from zhijian.law.books import rulebooks
from zhijian.law.reading import place_title
from zhijian.ledger.models import File
from zhijian.papers import policy
from zhijian.papers.actions import print_paper
from zhijian.papers.books import forms, own_and_other
from zhijian.papers.drawing import FORMATS, Drawn, drawn
from zhijian.papers.matter import Matter
from zhijian.papers.models import FilledForm, Paper
from zhijian.papers.returns import is_readable
from zhijian.papers.subjects import Subject, find
from zhijian.people.models import Organization, User
from zhijian.web.page import page
from zhijian.web.paper_forms import PrintForm
from zhijian.web.parts import Crumb, Fact, Tag

MOST_LACKS = 30
INFERRED = "本表为推定样式"


def form_of(name: str) -> Form:
    """The form of an address; 404 for one that is not there."""
    found = forms().get(name)
    if found is None:
        raise Http404
    return found


def subject_or_404(request: HttpRequest, code: str) -> Subject:
    """The subject of an address, if this person sees it; 404 otherwise."""
    found = find(request.user, code)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found


def short(form: Form) -> str:
    """What a form is called on pages."""
    return form.short_title or form.title


@login_required
@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """The forms of the own unit's place, and those of other places."""
    unit = unit_of(request)
    own, other = own_and_other(unit)
    mine: User = request.user  # type: ignore[assignment]
    rows: Any = Paper.objects.visible_to(mine)  # type: ignore[attr-defined]
    context = {
        "heading": "表单",
        "sub": f"{unit}按本地规定使用 {len(own)} 种表，内容取自台账",
        "crumbs": [Crumb("表单")],
        "groups": [("本地的表", _lines(own)), ("其他地区的表", _lines(other))],
        "unit": unit,
        "recent": rows.select_related("by__person").order_by("-pk")[:10],
        "titles": {form.id: short(form) for form in forms().all},
    }
    return page(request, "papers/papers.html", context)


def unit_of(request: HttpRequest) -> Organization:
    """The unit of ``?unit=``, else the own one.

    Raises:
        PermissionDenied: this person belongs to none.
    """
    user: User = request.user  # type: ignore[assignment]
    asked = request.GET.get("unit", "")
    if asked.isdecimal() and len(asked) < 15:
        return get_object_or_404(Organization.objects.visible_to(user), pk=int(asked))
    unit = user.organization
    if unit is None:
        raise PermissionDenied("表单由单位的人员打印，您不属于任何单位。")
    return unit


def _lines(found: tuple[Form, ...]) -> list[dict[str, Any]]:
    return [
        {
            "form": form,
            "url": reverse("paper_form", args=(form.id,)),
            "place": _place(form),
            "events": "、".join(EVENTS.get(event, event) for event in form.events),
            "tag": _tag(form),
            "formats": "、".join(
                FORMATS[kind][0].split("（")[0] for kind in form.exports if kind in FORMATS
            ),
        }
        for form in found
    ]


def _place(form: Form) -> str:
    try:
        return place_title(rulebooks(), form.place)
    except (KeyError, Refused):
        return form.place


def _tag(form: Form) -> Tag:
    return Tag("推定样式", "amber") if form.is_inferred else Tag("文件附有表样", "green")


@login_required
@require_GET
def paper(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """One form filled for one subject, as it will be printed; numbers of people are masked."""
    found, subject = form_of(form), subject_or_404(request, code)
    on = _day(request)
    made = drawn(found, Matter(subject, request.user, on))  # type: ignore[arg-type]
    sent = PrintForm(
        form=found, copies=made.copies, initial={"on": on if on != clock.today() else None}
    )
    return _page(request, found, subject, made, sent)


def _day(request: HttpRequest) -> Any:
    from django.utils.dateparse import parse_date

    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return min(asked, clock.today()) if asked else clock.today()


def _page(
    request: HttpRequest, form: Form, subject: Subject, made: Drawn, sent: PrintForm
) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    why_not, lacks = _why_not(user, subject, form), told(made.lacks)
    context = {
        "heading": made.sheet.title,
        "crumbs": crumbs_of(form, subject.title),
        "form_": form,
        "subject": subject,
        "sheet": mark_safe(made.html),
        "made": made,
        "lacks": lacks[:MOST_LACKS],
        "more_lacks": max(len(lacks) - MOST_LACKS, 0),
        "remarks": [
            (_label(form, key), says) for key, says in (made.filling.remarks or {}).items()
        ],
        "tags": _tags(form, made),
        "facts": _facts(form, subject),
        "print_form": sent,
        "why_not": why_not,
        "may_print": not why_not,
        "signatures": form.signatures,
        "papers": Paper.objects.filter(subject=subject.code, form=form.id)[:5],
        "scans": _scans(subject),
        "is_readable": is_readable(form),
        "filled": FilledForm.objects.filter(subject=subject.code, form=form.id)[:5],
    }
    return page(request, "papers/paper.html", context, status=422 if sent.errors else 200)


def told(lacks: Sequence[Lack]) -> list[str]:
    """What lacks, a sentence each; the rows in which the same cell is blank share one."""
    rows: dict[tuple[str, str], list[int]] = {}
    for lack in lacks:
        if lack.row and lack.is_missing:
            rows.setdefault((lack.table, lack.key), []).append(lack.row)
    found: list[str] = []
    for lack in lacks:
        same = rows.get((lack.table, lack.key), []) if lack.row and lack.is_missing else []
        if len(same) < 2:
            found.append(lack.says)
        elif same[0] == lack.row:
            shown = "、".join(map(str, same[:10])) + ("……" if len(same) > 10 else "")
            found.append(f"“{lack.label}”有 {len(same)} 行没有填（第 {shown} 行），请补填。")
    return found


def _label(form: Form, key: str) -> str:
    asked = form.fields.get(key)
    return asked.name if asked else form.tables[key].label


def crumbs_of(form: Form, *more: str) -> list[Crumb]:
    """The way to a form, and what stands behind it."""
    head = [Crumb("表单", reverse("papers"))]
    if not more:
        return [*head, Crumb(short(form))]
    return [*head, Crumb(short(form), reverse("paper_form", args=(form.id,))), *map(Crumb, more)]


def _tags(form: Form, made: Drawn) -> list[Tag]:
    tags = [Tag(INFERRED, "amber")] if form.is_inferred else []
    words = (
        Tag("用词为本单位或上级填写的", "blue") if made.has_own_words else Tag("用词为本平台转述")
    )
    return [*tags, words] if form.texts else tags


def _facts(form: Form, subject: Subject) -> list[Fact]:
    signed = "；".join(
        f"{one.order}. {one.label}：{'、'.join(one.needs)}" for one in form.signatures
    )
    return [
        Fact("对象", subject.title),
        Fact("单位", subject.unit.name),
        Fact("出处", form.source),
        Fact("表样", STATUSES.get(form.status, "")),
        Fact("用途", form.purpose),
        Fact("签署次序", signed or "不须签署"),
    ]


def _scans(subject: Subject) -> Any:
    row = subject.row
    return File.objects.filter(
        subject_type=row._meta.label_lower, subject_id=str(row.pk), kind="盖章扫描件"
    )[:5]


def _why_not(user: User, subject: Subject, form: Form) -> str:
    try:
        policy.require_numbers(user, subject.unit, form)
    except Refused as refusal:
        return str(refusal)
    return ""


@login_required
@require_POST
def download(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """The paper as a file. Its number and whose numbers it holds go into the record."""
    user: User = request.user  # type: ignore[assignment]
    found, subject = form_of(form), subject_or_404(request, code)
    sent = PrintForm(request.POST, form=found)
    if not sent.is_valid():
        made = drawn(found, Matter(subject, user))
        return _page(request, found, subject, made, sent)
    try:
        printed = print_paper(found, subject, by=user, **sent.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("paper", form=form, code=code)
    return file_response(printed.content, printed.name, FORMATS[sent.cleaned_data["kind"]][1])


def file_response(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes to be saved, never shown inside our pages."""
    response = HttpResponse(content, content_type=media_type)
    for header, value in media.headers_of(name, media_type).items():
        response[header] = value
    return response


urlpatterns = [
    path("papers/", papers, name="papers"),
    path("papers/<str:form>/<str:code>/", paper, name="paper"),
    path("papers/<str:form>/<str:code>/print/", download, name="paper_print"),
]
