"""通报: the list, one bulletin as it will read, drafting, editing, its files."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.cases.media import headers_of
from zhijian.cases.media.store import opened
from zhijian.config import clock
from zhijian.core.documents.findings_book import findings_book
from zhijian.core.documents.matters import Law
from zhijian.core.documents.score_book import score_book
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.actions import bulletins
from zhijian.inspection.actions.bulletins import EDITED
from zhijian.inspection.bulletins import FIGURES, RESULTS, files_of, model_of, told_by
from zhijian.inspection.models import Bulletin, Inspection
from zhijian.law.books import calendar, rulebooks
from zhijian.ledger.registers import unit_names
from zhijian.people.models import Organization, Oversight, User, in_force
from zhijian.web.form_page import FormPage, allowed, answer, seen
from zhijian.web.listing import (
    Cell,
    Choice,
    Column,
    Dates,
    HeadAction,
    Listing,
    Quick,
    RowAction,
    Text,
)
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.score_forms import BulletinEditForm, BulletinForm
from zhijian.web.views.organizations import history
from zhijian.web.views.scores import workbook

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html; charset=utf-8"
TONES = {"draft": "blue", "review": "amber", "released": "green", "dropped": ""}
SHOWN_ROWS = 200
MOST_REQUIREMENTS = 12
State = Bulletin.State


def rows_of(request: HttpRequest) -> QuerySet[Bulletin]:
    """Those of the offices whose work this person sees, and released ones of offices above."""
    user: User = request.user  # type: ignore[assignment]
    own = Bulletin.objects.visible_to(user).values("pk")
    told = Q(pk__in=own)
    if user.is_active and user.person is not None:
        told |= Q(state=State.RELEASED, office__in=_offices_above(user.person.organization))
    rows: QuerySet[Bulletin] = Bulletin.objects.filter(told)
    return rows.select_related("office", "inspection", "case")


def _offices_above(unit: Organization) -> list[int]:
    """The units above a unit, and the offices that oversee it or one above it."""
    above = list(Organization.objects.above(unit).values_list("pk", flat=True))
    overseeing = Oversight.objects.filter(in_force(clock.today()), organization__in=above)
    return [*above, *overseeing.values_list("office", flat=True)]


def _title(one: Bulletin) -> Cell:
    return Cell(one.title, note=one.number, url=reverse("bulletin", args=(one.pk,)))


def _state(one: Bulletin) -> Cell:
    return Cell(one.get_state_display(), tag=TONES[one.state])


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    if not policy.inspects_any(request.user):  # type: ignore[arg-type]
        return ()
    return (HeadAction("起草通报", reverse("bulletin_new"), "plus", is_primary=True),)


BULLETINS = Listing(
    name="bulletins",
    title="通报",
    unit="份",
    model=Bulletin,
    rows=rows_of,
    columns=(
        Column("title", "标题和文号", _title, phone="name", is_fixed=True, wraps=True),
        Column("kind", "种类", lambda one: one.get_kind_display()),
        Column("span", "时段", lambda one: f"{one.from_on} 至 {one.until_on}", phone="hide"),
        Column("office", "发文单位", lambda one: one.office.name, phone="hide"),
        Column("state", "状态", _state),
        Column("released", "发布日期", lambda one: one.released_on, sort="released_on"),
    ),
    filters=(
        Text("q", "标题、文号", ("title__contains", "number__contains")),
        Choice("kind", "种类", Bulletin.Kind.choices),
        Choice("state", "状态", State.choices),
        Dates("released", "发布日期", "released_on"),
    ),
    quick=(
        Quick("released", "已发布", lambda rows, request: rows.filter(state=State.RELEASED)),
        Quick("open", "在办", lambda rows, request: rows.filter(state__in=(State.DRAFT, State.REVIEW))),
    ),
    order="-pk",
    actions=(RowAction("查看", lambda one: reverse("bulletin", args=(one.pk,))),),
    head=_head,
    may=working,
    empty="还没有通报。检查出结果后，可以按一次检查或一个时段起草。",
)  # fmt: skip


def bulletin_of(request: HttpRequest, pk: int) -> Bulletin:
    """A bulletin this person may read; 404 otherwise."""
    return get_object_or_404(rows_of(request).select_related("by__person"), pk=pk)


@login_required
@require_GET
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """One bulletin as it reads now, or, once it is frozen, its files."""
    found = bulletin_of(request, pk)
    may = policy.inspects(request.user, found.office)  # type: ignore[arg-type]
    is_draft = found.state == State.DRAFT
    context = {
        "heading": found.title,
        "crumbs": [Crumb("通报", reverse("bulletins")), Crumb(found.number or found.title)],
        "bulletin": found,
        "tag": Tag(found.get_state_display(), TONES[found.state]),
        "is_draft": is_draft,
        "may_edit": may and is_draft,
        "case_url": address("case", found.case_id) if found.case_id and may else "",
        "facts": _facts(found),
        "model": None,
        "trouble": "",
        "shown_rows": SHOWN_ROWS,
        "moments": history(found) if may else [],
    }
    if is_draft:
        try:
            context["model"] = model_of(found)
        except Refused as refusal:
            context["trouble"] = str(refusal)
    return page(request, "bulletins/bulletin.html", context)


@login_required
@require_GET
def bulletin_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Its DOCX, its page, or the workbooks its annexes name. Frozen ones are as they were kept."""
    found = bulletin_of(request, pk)
    try:
        if kind in ("findings", "score"):
            return _annex(found, kind)
        content = _content(found, kind)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("bulletin", pk=pk)
    ending, media = ("docx", WORD) if kind == "word" else ("html", HTML)
    response = HttpResponse(content, content_type=media)
    for header, value in headers_of(f"{found.title}.{ending}", media).items():
        response[header] = value
    return response


def _content(found: Bulletin, kind: str) -> bytes:
    if kind not in ("word", "page"):
        raise Http404
    digest = found.word_digest if kind == "word" else found.page_digest
    if digest:
        return opened(digest)
    if found.state != State.DRAFT:
        raise Refused("这份通报没有留存文件。")
    word, html = files_of(model_of(found))
    return word if kind == "word" else html


def _annex(found: Bulletin, kind: str) -> HttpResponse:
    told, law = told_by(found), Law(rulebooks())
    if kind == "score":
        return workbook(score_book(told.score, law, told.judgement.on), "score")
    matters = law.matters(told.judgement.findings)
    return workbook(findings_book(told.judgement, matters, law, calendar()), "findings")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft a bulletin of an inspection, or of all inspections within a time."""
    user: User = request.user  # type: ignore[assignment]
    offices = policy.offices_of(user).order_by("pk")
    if not offices.exists():
        raise PermissionDenied("通报由检查单位的检查人员起草，您不在这些岗位上。")
    rows = Inspection.objects.filter(office__in=offices, state__in=RESULTS).exclude(on=None)
    initial = {"office": offices.first(), "kind": Bulletin.Kind.SPECIAL}
    asked = request.GET.get("inspection", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 10:
        one = get_object_or_404(rows, pk=int(asked))
        initial |= {"inspection": one, "office": one.office, "title": f"关于{one.title}情况的通报"}
    form = BulletinForm(
        request.POST or None,
        offices=offices,
        inspections=rows.order_by("-on", "-pk"),
        initial=initial,
    )

    def run(told: dict[str, Any]) -> HttpResponse:
        one, first, last = told.pop("inspection"), told.pop("from_on"), told.pop("until_on")
        made = bulletins.draft(
            told.pop("office"),
            by=user,
            inspections=[one] if one else (),
            between=None if one else (first, last),
            **told,
        )
        messages.success(request, "通报已起草，改好后在办件里送审。")
        return redirect("bulletin", pk=made.pk)

    spec = FormPage(
        heading="起草通报",
        crumbs=[Crumb("通报", reverse("bulletins")), Crumb("起草")],
        form=form,
        submit="起草",
        cancel=reverse("bulletins"),
        hint="数字和名单由台账算出，不用填写；误报不列入。",
    )
    return answer(request, spec, run)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the paragraphs of a draft; numbers are named, never typed."""
    user: User = request.user  # type: ignore[assignment]
    found = bulletin_of(request, pk)
    allowed(policy.require_inspector, user, found.office, to="修改通报")
    if found.state != State.DRAFT:
        messages.error(request, "通报已经定稿，不能再改。要改请在办件中退回修改。")
        return redirect("bulletin", pk=pk)
    parts = found.parts
    units = _named_units(found)
    initial = {
        "title": found.title,
        "number": found.number,
        "addressees": found.addressees,
        "before": "\n".join(parts.get("before", ())),
        "after": "\n".join(parts.get("after", ())),
        "left_out": [str(pk) for pk in parts.get("left_out", ())],
    }
    form = BulletinEditForm(request.POST or None, units=units, initial=initial)
    rows = _requirements_sent(request) if request.method == "POST" else _requirements(found)

    def run(told: dict[str, Any]) -> HttpResponse:
        told["before"], told["after"] = (told[name].splitlines() for name in ("before", "after"))
        told["requirements"] = [one for one in rows if one["head"] or one.get("words")]
        bulletins.edit(found, by=user, seen=seen(request), **told)
        messages.success(request, "已保存。")
        return redirect("bulletin", pk=pk)

    spec = FormPage(
        heading="修改通报",
        crumbs=[
            Crumb("通报", reverse("bulletins")),
            Crumb(found.title, reverse("bulletin", args=(pk,))),
            Crumb("修改"),
        ],
        form=form,
        submit="保存",
        cancel=reverse("bulletin", args=(pk,)),
        row=found,
        names=EDITED,
        more={"figures": list(FIGURES), "requirements": rows, "bulletin": found},
        template="bulletins/edit.html",
    )
    return answer(request, spec, run)


def _named_units(found: Bulletin) -> list[tuple[str, str]]:
    told = {one.organization for one in told_by(found).judgement.findings}
    return sorted(
        ((str(pk), name) for pk, name in unit_names().items() if name in told),
        key=lambda pair: pair[1],
    )


def _requirements(found: Bulletin) -> list[dict[str, str]]:
    """The requirements as the grid shows them, with blank rows; worked-out ones say their words."""
    known = dict(model_of(found).requirements)
    rows = [
        {**one, "told": known.get(one["head"], "")} if one.get("key") else dict(one)
        for one in found.parts.get("requirements", ())
    ]
    return [*rows, *({"head": "", "words": ""} for _ in range(2))]


def _requirements_sent(request: HttpRequest) -> list[dict[str, str]]:
    found = []
    for number in range(MOST_REQUIREMENTS):
        if f"{number}-head" not in request.POST or f"{number}-drop" in request.POST:
            continue
        one = {
            "head": request.POST[f"{number}-head"],
            "words": request.POST.get(f"{number}-words", ""),
        }
        if key := request.POST.get(f"{number}-key", ""):
            one["key"] = key
        found.append(one)
    return found


def _facts(found: Bulletin) -> list[Fact]:
    told: Iterable[Inspection] = Inspection.objects.filter(
        pk__in=found.parts.get("inspections") or [found.inspection_id]
    ).order_by("on", "pk")
    facts = [
        Fact("种类", found.get_kind_display()),
        Fact("时段", f"{found.from_on} 至 {found.until_on}"),
        Fact("发文单位", found.office.name),
        Fact("起草人", found.by.name),
        *(Fact("检查", f"{one.on} {one.title}") for one in told),
    ]
    if found.released_on is not None:
        facts.append(Fact("发布日期", found.released_on))
    if found.word_digest:
        facts += [
            Fact("DOCX 校验值", found.word_digest[:16]),
            Fact("网页校验值", found.page_digest[:16]),
        ]
    return facts


urlpatterns = [
    path("bulletins/", BULLETINS.view, name="bulletins"),
    path("bulletins/new/", new, name="bulletin_new"),
    path("bulletins/<int:pk>/", bulletin, name="bulletin"),
    path("bulletins/<int:pk>/edit/", edit, name="bulletin_edit"),
    path("bulletins/<int:pk>/<str:kind>/", bulletin_file, name="bulletin_file"),
]
