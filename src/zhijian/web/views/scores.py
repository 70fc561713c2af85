"""算分单: the list, one sheet with every point's finding, those of an inspection, of a unit."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from zhijian.cases.media import headers_of
from zhijian.config import clock
from zhijian.core.documents.matters import Law
from zhijian.core.documents.score_book import score_book
from zhijian.core.documents.words import qualified_word
from zhijian.core.refused import Refused
from zhijian.exchange.sheets import XLSX
from zhijian.inspection import policy
from zhijian.inspection.actions.sheets import reissue_sheet
from zhijian.inspection.burdens import burdens_of
from zhijian.inspection.evaluation import evaluation_book
from zhijian.inspection.kept import score_of
from zhijian.inspection.models import Inspection, ScoreSheet
from zhijian.inspection.ranking import ranking_of
from zhijian.law.books import rulebooks
from zhijian.people.models import Organization, User
from zhijian.web.charts import Series, line_chart
from zhijian.web.listing import (
    Cell,
    Choice,
    Column,
    HeadAction,
    Listing,
    Quick,
    RowAction,
    Subtree,
    Text,
)
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.score_page import context_of, title_of

OFFERED = 60
SHOWN_UNITS = 500
TONES = {True: "green", False: "red", None: "amber"}


def home() -> Crumb:
    """The way back to the list."""
    return Crumb("算分单", reverse("scores"))


def rows_of(request: HttpRequest) -> QuerySet[ScoreSheet]:
    """The current sheets of the units whose work this person sees."""
    found: QuerySet[ScoreSheet] = ScoreSheet.objects.visible_to(request.user)
    return found.filter(is_current=True).select_related("organization", "inspection")


def _inspections(request: HttpRequest) -> list[tuple[str, str]]:
    sheets = ScoreSheet.objects.visible_to(request.user).filter(is_current=True).order_by()
    wanted = sorted(sheets.values_list("inspection", flat=True).distinct())[-OFFERED:]
    rows = Inspection.objects.filter(pk__in=wanted).order_by("-pk")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]


def _unit(one: ScoreSheet) -> Cell:
    kind = "门户网站" if one.is_portal else ""
    return Cell(one.organization.name, note=kind, url=reverse("score", args=(one.pk,)))


def _inspection(one: ScoreSheet) -> Cell:
    return Cell(one.inspection.title, note=str(one.inspection.on or ""))


def _points(one: ScoreSheet) -> Any:
    return None if one.points is None else one.points / 100


def _points_cell(one: ScoreSheet) -> Cell:
    from zhijian.web.templatetags.zhijian import points

    return Cell(points(one.points), note="" if one.is_complete else "不完整")


def _state(one: ScoreSheet) -> Cell:
    note = "建议方案" if one.is_proposal else ""
    return Cell(qualified_word(one.is_qualified), tag=TONES[one.is_qualified], note=note)


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    found = [HeadAction("申诉", reverse("appeals"))]
    if policy.inspects_any(request.user):  # type: ignore[arg-type]
        found.append(HeadAction("计分方案和加分", reverse("schemes")))
    found.append(HeadAction("负担单", reverse("burden")))
    return tuple(found)


SHEETS = Listing(
    name="scores",
    title="算分单",
    unit="张",
    model=ScoreSheet,
    rows=rows_of,
    columns=(
        Column("unit", "单位", _unit, sort="organization__name", phone="name", is_fixed=True, wraps=True),
        Column("inspection", "检查", _inspection, wraps=True),
        Column("points", "得分", _points_cell, sort="points", is_number=True, export=_points),
        Column("state", "结论", _state),
        Column("scheme", "方案", lambda one: one.scheme_title, phone="hide", wraps=True),
        Column("version", "版次", lambda one: one.version, is_hidden=True, is_number=True),
        Column("says", "说明", lambda one: one.conclusion, is_hidden=True, wraps=True),
    ),
    filters=(
        Text("q", "单位", ("organization__name__contains",)),
        Choice("inspection", "检查", _inspections),
        Subtree("unit", "单位（含下级）"),
    ),
    quick=(
        Quick("unqualified", "不合格", lambda rows, request: rows.filter(is_qualified=False, is_portal=False)),
        Quick("unsure", "尚不能认定", lambda rows, request: rows.filter(is_qualified=None)),
        Quick("partial", "得分不完整", lambda rows, request: rows.filter(is_complete=False)),
        Quick("portal", "门户网站", lambda rows, request: rows.filter(is_portal=True)),
        Quick("again", "重出过的", lambda rows, request: rows.filter(version__gt=1), is_rare=True),
    ),
    order="-pk",
    actions=(RowAction("查看", lambda one: reverse("score", args=(one.pk,))),),
    head=_head,
    sub=lambda request: "按单位和检查列出现行的一版；排名见各次检查的得分一览",
    may=working,
    empty="还没有算分单。全面检查或年度考核出结果后，各单位的算分单列在这里。",
)  # fmt: skip


def sheet_of(request: HttpRequest, pk: int) -> ScoreSheet:
    """A sheet this person sees, in any version; 404 otherwise."""
    rows = ScoreSheet.objects.visible_to(request.user)
    related = ("organization", "inspection__office", "issued_by__person")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@login_required
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet: every point with finding, clause and evidence; what would bring it to the goal."""
    return page(request, "scores/sheet.html", context_of(sheet_of(request, pk), request.user))


@login_required
@require_POST
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a sheet anew without what was called a false alarm since."""
    try:
        fresh = reissue_sheet(sheet_of(request, pk), by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("score", pk=pk)
    messages.success(request, f"已重出第 {fresh.version} 版算分单。")
    return redirect("score", pk=fresh.pk)


@login_required
@require_GET
def sheet_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for paper."""
    found = sheet_of(request, pk)
    context = context_of(found, request.user) | {"printed_at": clock.now()}
    return page(request, "scores/print.html", context)


@login_required
@require_GET
def sheet_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as a workbook."""
    found = sheet_of(request, pk)
    return book_of([found], f"{title_of(found)}-{found.inspection.number}-第{found.version}版")


def book_of(sheets: list[ScoreSheet], name: str) -> HttpResponse:
    """Sheets of one inspection as ``score.xlsx``."""
    score = score_of(sheets)
    assert score is not None
    day = sheets[0].inspection.on or clock.today()
    return workbook(score_book(score, Law(rulebooks()), day), name)


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook on its way out."""
    response = HttpResponse(content, content_type=XLSX)
    for header, value in headers_of(f"{name}.xlsx", XLSX).items():
        response[header] = value
    return response


def inspection_of(request: HttpRequest, pk: int) -> Inspection:
    """An inspection with sheets of units that this person sees; 404 otherwise."""
    sheets = ScoreSheet.objects.visible_to(request.user).filter(inspection=pk)
    rows = Inspection.objects.select_related("office").filter(pk__in=sheets.values("inspection"))
    return get_object_or_404(rows, pk=pk)


@login_required
@require_GET
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """All sheets of an inspection: ranked where that is fair, else by name with the reason."""
    found = inspection_of(request, pk)
    rows = rows_of(request).filter(inspection=found)
    units = list(rows.filter(is_portal=False))
    if request.GET.get("as") == "xlsx":
        return book_of([*units, *rows.filter(is_portal=True)], f"算分单-{found.number}")
    may = policy.inspects(request.user, found.office)  # type: ignore[arg-type]
    context = {
        "heading": "得分一览",
        "crumbs": [home(), Crumb(found.title)],
        "inspection": found,
        "ranking": ranking_of(found, units),
        "portals": list(rows.filter(is_portal=True).order_by("organization__name")),
        "may": may,
        "inspection_url": address("inspection", found.pk) if may else "",
    }
    return page(request, "scores/ranking.html", context)


@login_required
@require_GET
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """Findings, scores and coverage of an inspection for a third party, as one workbook."""
    rows = Inspection.objects.visible_to(request.user).select_related("office")
    found = get_object_or_404(rows, pk=pk)
    if not policy.inspects(request.user, found.office):  # type: ignore[arg-type]
        raise PermissionDenied(f"第三方评估数据由{found.office}的检查人员导出，您不在这些岗位上。")
    return workbook(evaluation_book(found), f"第三方评估数据-{found.number}")


@login_required
@require_GET
def unit_scores(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's points over time, and the sheets of one year: its appraisal set."""
    unit = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    rows = rows_of(request).filter(organization=unit, is_portal=False)
    every = list(rows.order_by("inspection__on", "inspection"))
    years = sorted({one.inspection.on.year for one in every if one.inspection.on}, reverse=True)
    year = _year(request.GET.get("year", ""), years)
    chosen = [one for one in every if one.inspection.on and one.inspection.on.year == year]
    context = {
        "heading": f"{unit}历次得分",
        "crumbs": [home(), Crumb(unit.name)],
        "unit": unit,
        "chart": _over_time(every) if len(every) > 1 else None,
        "years": years,
        "year": year,
        "sheets": list(reversed(chosen)),
        "printed_at": clock.now(),
        "findings_url": f"{address('findings')}?unit={unit.pk}",
    }
    return page(request, "scores/unit.html", context)


def _over_time(sheets: list[ScoreSheet]) -> Any:
    with_points = [one for one in sheets if one.points is not None]
    return line_chart(
        "历次检查的得分（分）",
        [f"{one.inspection.on:%Y-%m-%d}" for one in with_points],
        (Series("得分", tuple((one.points or 0) / 100 for one in with_points)),),
        heading="检查日",
    )


def _year(text: str, years: list[int]) -> int:
    if text.isdecimal() and len(text) == 4 and int(text) in years:
        return int(text)
    return years[0] if years else clock.today().year


@login_required
@require_GET
def burden(request: HttpRequest) -> HttpResponse:
    """负担单: what each unit was asked to fill in within a month."""
    user: User = request.user  # type: ignore[assignment]
    if not working(user):
        raise PermissionDenied("“负担单”由有岗位的人员查看，您没有担任。")
    month = _month(request.GET.get("month", ""))
    units = Organization.objects.visible_to(user).existing(month)
    found = burdens_of(units, month)
    context = {
        "heading": "负担单",
        "crumbs": [Crumb("驾驶舱", reverse("dashboard")), Crumb("负担单")],
        "month": month,
        "burdens": found[:SHOWN_UNITS],
        "more": max(0, len(found) - SHOWN_UNITS),
        "total": sum(one.fields for one in found),
    }
    return page(request, "scores/burden.html", context)


def _month(text: str) -> date:
    today = clock.today()
    try:
        found = date.fromisoformat(f"{text}-01") if len(text) == 7 else today
    except ValueError:
        return today.replace(day=1)
    return min(found, today).replace(day=1) if found.year > 2000 else today.replace(day=1)


urlpatterns = [
    path("scores/", SHEETS.view, name="scores"),
    path("scores/burden/", burden, name="burden"),
    path("scores/<int:pk>/", sheet, name="score"),
    path("scores/<int:pk>/reissue/", reissue, name="score_reissue"),
    path("scores/<int:pk>/print/", sheet_print, name="score_print"),
    path("scores/<int:pk>/file/", sheet_file, name="score_file"),
    path("scores/inspections/<int:pk>/", ranking, name="score_ranking"),
    path("scores/inspections/<int:pk>/evaluation/", evaluation, name="evaluation"),
    path("scores/units/<int:pk>/", unit_scores, name="unit_scores"),
]
