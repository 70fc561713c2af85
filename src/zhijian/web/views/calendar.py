"""The work calendar as pages: a year, a term worked out, a new year taken in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.core.terms import Pause, Term
from zhijian.core.workdays import WorkCalendar
from zhijian.core.working import Working, explain
from zhijian.law.actions import import_calendar_year
from zhijian.law.arrangement import preview, read_content, read_file
from zhijian.law.books import calendar
from zhijian.law.models import CalendarYear
from zhijian.law.policy import may_keep_calendar, require_calendar_keeper
from zhijian.web.law_forms import TermForm, YearForm
from zhijian.web.month_grid import months_of, spans_of
from zhijian.web.page import page
from zhijian.web.parts import Crumb


@login_required
@require_GET
def this_year(request: HttpRequest) -> HttpResponse:
    """The year we are in."""
    return redirect("calendar_year", year=clock.today().year)


@login_required
@require_GET
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """Twelve months, with what each day is; a year not published yet is an estimate and says so."""
    held = calendar()
    if not held.years[0] <= year <= held.years[-1] + 1:
        raise Http404
    shown = held if year in held.years else held.estimated(year)
    months = months_of(shown, year, clock.today())
    table = next(table for table in shown.tables if table.year == year)
    context = {
        "heading": f"{year} 年工作日历",
        "year": year,
        "months": months,
        "workdays": sum(month.workdays for month in months),
        "notices": table.notices,
        "is_estimate": year in shown.estimated_years,
        "years": range(max(held.years[0], year - 4), held.years[-1] + 2),
        "may_import": may_keep_calendar(request.user),
        "imports": CalendarYear.objects.filter(year=year).select_related("imported_by__person")[
            :20
        ],
        "weekdays": ("一", "二", "三", "四", "五", "六", "日"),
    }
    return page(request, "calendar/year.html", context)


@login_required
@require_GET
def term(request: HttpRequest) -> HttpResponse:
    """When a term ends, and the working day by day."""
    first = {"start": clock.today(), "amount": 5, "unit": "workday"}
    form = TermForm(request.GET if "amount" in request.GET else None, initial=first)
    working: Working | None = None
    if form.is_valid():
        try:
            working = _worked_out(form, calendar())
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "heading": "算期限",
        "crumbs": (Crumb("工作日历", reverse("calendar")), Crumb("算期限")),
        "form": form,
        "working": working,
    }
    return page(request, "calendar/term.html", context, part="working")


def _worked_out(form: TermForm, held: WorkCalendar) -> Working:
    said = form.cleaned_data
    more = [Term(said["extend"], form.unit_of_term)] if said.get("extend") else []
    stops = [Pause(said["stopped_on"], said["resumed_on"])] if said.get("stopped_on") else []
    return explain(said["start"], form.term, held, pauses=stops, extensions=more, estimate=True)


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """A new year's arrangement: handed in, seen day by day, then taken in."""
    try:
        require_calendar_keeper(request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("calendar")
    if "content" in request.POST:
        return _confirmed(request)
    held = calendar()
    form = YearForm(
        request.POST or None, request.FILES or None, initial={"year": held.years[-1] + 1}
    )
    seen: dict[str, Any] = {}
    if form.is_valid():
        try:
            name, content = form.source()
            said = form.cleaned_data
            table = read_file(
                name, content, said["year"], held,
                number=said["number"], issued_on=said["issued_on"],
            )  # fmt: skip
            seen = _seen(preview(table, held))
        except Refused as refusal:
            _add(form, refusal)
    return _take_in_page(request, form, seen)


def _confirmed(request: HttpRequest) -> HttpResponse:
    try:
        row = import_calendar_year(request.POST["content"], by=request.user)
    except Refused as refusal:
        form = YearForm(initial={"year": calendar().years[-1] + 1})
        return _take_in_page(request, form, {}, (str(refusal), *refusal.lines))
    messages.success(request, f"{row.year} 年的放假安排已经导入，从现在起按它计算期限。")
    return redirect("calendar_year", year=row.year)


def _take_in_page(
    request: HttpRequest, form: YearForm, seen: dict[str, Any], faults: tuple[str, ...] = ()
) -> HttpResponse:
    context = {
        "heading": "导入年度日历",
        "crumbs": (Crumb("工作日历", reverse("calendar")), Crumb("导入年度日历")),
        "form": form,
        "faults": faults,
        **seen,
    }
    wrong = bool(faults or form.errors)
    return page(request, "calendar/import.html", context, status=422 if wrong else 200)


def _seen(found: Any) -> dict[str, Any]:
    return {"preview": found, "spans": spans_of(list(found.marked))}


@login_required
@require_http_methods(["GET", "POST"])
def earlier(request: HttpRequest, pk: int) -> HttpResponse:
    """An earlier import, seen against what holds now, to be taken in again."""
    row = CalendarYear.objects.filter(pk=pk).first()
    if row is None or not may_keep_calendar(request.user):
        raise Http404
    held = calendar()
    form = YearForm(initial={"year": row.year, "number": row.number})
    try:
        seen = _seen(preview(read_content(row.content, held), held))
    except Refused as refusal:
        return _take_in_page(request, form, {}, (str(refusal), *refusal.lines))
    return _take_in_page(request, form, {**seen, "again": row})


def _add(form: YearForm, refusal: Refused) -> None:
    for line in (str(refusal), *refusal.lines):
        form.add_error(None, line)


urlpatterns = [
    path("calendar/", this_year, name="calendar"),
    path("calendar/<int:year>/", year_page, name="calendar_year"),
    path("calendar/term/", term, name="calendar_term"),
    path("calendar/import/", take_in, name="calendar_import"),
    path("calendar/import/<int:pk>/", earlier, name="calendar_earlier"),
]
