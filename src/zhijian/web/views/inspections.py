"""检查: the list with what comes next, planning, and one inspection with what it saw."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.actions import inspections as actions
from zhijian.inspection.models import Inspection
from zhijian.inspection.planning import proposals
from zhijian.inspection.replaying import replay_for_record
from zhijian.people.models import Organization, User
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.inspection_forms import OfficeForm, PlanForm, ReasonForm
from zhijian.web.inspection_page import context_of, has_results, state_tag
from zhijian.web.listing import Cell, Choice, Column, Dates, HeadAction, Listing, Quick, Text
from zhijian.web.menu import working
from zhijian.web.page import page
from zhijian.web.parts import Crumb

GET_OR_POST = require_http_methods(["GET", "POST"])
State = Inspection.State
REFRESH_S = "3"


def rows_of(request: HttpRequest) -> QuerySet[Inspection]:
    """The inspections of the offices whose work this person sees."""
    found: QuerySet[Inspection] = Inspection.objects.visible_to(request.user)
    return found.select_related("office", "by__person")


def inspection_of(request: HttpRequest, pk: int) -> Inspection:
    """One of them; 404 otherwise."""
    return get_object_or_404(rows_of(request), pk=pk)


def crumb() -> Crumb:
    """The way back to the list."""
    return Crumb("检查", reverse("inspections"))


def _title(one: Inspection) -> Cell:
    return Cell(one.title, note=one.number, url=reverse("inspection", args=(one.pk,)))


def _state(one: Inspection) -> Cell:
    tag = state_tag(one)
    return Cell(tag.word, tag=tag.tone, note=one.stage or one.trouble[:40])


def _number(name: str) -> Callable[[Inspection], Any]:
    return lambda one: one.counts.get(name) if has_results(one) else None


def _proposed(request: HttpRequest) -> Mapping[str, Any]:
    """The next inspection of each rhythm, for every office this person inspects for."""
    user: User = request.user  # type: ignore[assignment]
    today = clock.today()
    rows = [
        {"office": office, "next": one, "is_late": one.due_on < today}
        for office in policy.offices_of(user)
        for one in proposals(office, today)
    ]
    return {"above": "inspection/next.html", "proposed": rows, "today": today}


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    if not policy.inspects_any(request.user):  # type: ignore[arg-type]
        return ()
    return (
        HeadAction("每日监测", reverse("inspection_watch")),
        HeadAction("安排检查", reverse("inspection_new"), "plus", is_primary=True),
    )


INSPECTIONS = Listing(
    name="inspections",
    title="检查",
    unit="次",
    model=Inspection,
    rows=rows_of,
    columns=(
        Column("title", "名称和编号", _title, phone="name", is_fixed=True, wraps=True),
        Column("kind", "类型", lambda one: one.get_kind_display()),
        Column("on", "检查日", lambda one: one.on, sort="on"),
        Column("failed", "问题", _number("failed"), is_number=True),
        Column("undetermined", "未能判断", _number("undetermined"), is_number=True),
        Column("state", "状态", _state),
        Column("office", "检查单位", lambda one: one.office.name, phone="hide"),
        Column("closed", "归档日期", lambda one: one.closed_on, is_hidden=True),
    ),
    filters=(
        Text("q", "名称、编号", ("title__contains", "number__contains")),
        Choice("kind", "类型", Inspection.Kind.choices),
        Choice("state", "状态", State.choices),
        Dates("on", "检查日", "on"),
    ),
    quick=(
        Quick(
            "open", "没有归档", lambda rows, request: rows.exclude(state__in=("closed", "dropped"))
        ),
        Quick("watch", "日常监测", lambda rows, request: rows.filter(kind="WATCH")),
        Quick("held", "检查和抽查", lambda rows, request: rows.exclude(kind="WATCH")),
    ),
    order="-pk",
    head=_head,
    extra=_proposed,
    may=working,
    empty="还没有检查。安排一次检查，按当地规则逐条判断，结果会列在这里。",
)


@login_required
@require_GET
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """One inspection: what was looked at, what came out, by check, by ledger, by unit."""
    found = inspection_of(request, pk)
    response = page(request, "inspection/inspection.html", context_of(found, request.user))
    if found.state == State.RUNNING:
        response["Refresh"] = REFRESH_S
    return response


@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """Plan an inspection; who inspects for several offices chooses one first."""
    user: User = request.user  # type: ignore[assignment]
    office = _office(request)
    if office is None:
        if not policy.inspects_any(user):
            allowed(_nobody)
        chosen = {"form": OfficeForm(user=user), "heading": "安排检查", "crumbs": [crumb()]}
        return page(request, "inspection/office.html", chosen)
    first = {"kind": request.GET["kind"]} if request.GET.get("kind") else None
    form = PlanForm(request.POST or None, office=office, initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        made = actions.plan_inspection(
            office, by=user, kind=told["kind"], plan=form.plan(), title=told["title"]
        )
        messages.success(request, f"{made.number} 已安排。核对无误后点“开始检查”。")
        return redirect("inspection", pk=made.pk)

    spec = FormPage(
        heading="安排检查",
        crumbs=[crumb(), Crumb("安排检查")],
        form=form,
        submit="安排",
        cancel=reverse("inspections"),
        sub=office.name,
        hint="安排后先看清要查什么，再开始；开始以前可以取消",
        more={"action": f"{reverse('inspection_new')}?office={office.pk}"},
    )
    return answer(request, spec, run)


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it run."""
    return _do(request, pk, actions.start_inspection, "已交后台执行，通常不到一分钟。")


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it."""
    return _do(request, pk, actions.close_inspection, "已归档，规则、日历、事实和结果都已留存。")


@login_required
@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge it again from what was frozen, and say whether the bytes agree."""
    found = inspection_of(request, pk)
    try:
        result = replay_for_record(found, by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        (messages.success if result.is_same else messages.error)(request, result.says)
    return redirect("inspection", pk=pk)


@login_required
@GET_OR_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up, with a reason."""
    user: User = request.user  # type: ignore[assignment]
    found = inspection_of(request, pk)
    allowed(policy.require_inspector, user, found.office, to="取消检查")

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.drop_inspection(found, by=user, **told)
        messages.success(request, f"{found.number} 已取消。")
        return redirect("inspection", pk=pk)

    own = reverse("inspection", args=(pk,))
    crumbs = [crumb(), Crumb(found.title, own), Crumb("取消")]
    form = ReasonForm(request.POST or None)
    return answer(request, FormPage("取消检查", crumbs, form, "取消检查", own), run)


@login_required
@GET_OR_POST
def watch(request: HttpRequest) -> HttpResponse:
    """Switch the daily watch of an office on or off."""
    user: User = request.user  # type: ignore[assignment]
    if not policy.inspects_any(user):
        allowed(_nobody)
    if request.method == "POST":
        office = get_object_or_404(policy.offices_of(user), pk=_pk(request.POST.get("office", "")))
        is_on = request.POST.get("is_on") == "1"
        actions.set_watch(office, by=user, is_on=is_on)
        messages.success(request, f"{office}的每日监测已{'开启' if is_on else '停用'}。")
        return redirect("inspection_watch")
    offices = [(one, getattr(one, "watch", None)) for one in _with_watch(user)]
    context = {"heading": "每日监测", "crumbs": [crumb(), Crumb("每日监测")], "offices": offices}
    return page(request, "inspection/watch.html", context)


def _with_watch(user: User) -> QuerySet[Organization]:
    return policy.offices_of(user).select_related("watch")


def _office(request: HttpRequest) -> Organization | None:
    offices = policy.offices_of(request.user)  # type: ignore[arg-type]
    asked = request.GET.get("office", "")
    if asked:
        return get_object_or_404(offices, pk=_pk(asked))
    few = list(offices[:2])
    return few[0] if len(few) == 1 else None


def _pk(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _nobody() -> None:
    raise Refused("检查由主管单位的内容监督员等岗位办理，您不在这些岗位上。")


def _do(request: HttpRequest, pk: int, action: Callable[..., Any], said: str) -> HttpResponse:
    found = inspection_of(request, pk)
    try:
        action(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.number} {said}")
    return redirect("inspection", pk=pk)


urlpatterns = [
    path("inspections/", INSPECTIONS.view, name="inspections"),
    path("inspections/new/", new, name="inspection_new"),
    path("inspections/watch/", watch, name="inspection_watch"),
    path("inspections/<int:pk>/", inspection, name="inspection"),
    path("inspections/<int:pk>/start/", start, name="inspection_start"),
    path("inspections/<int:pk>/close/", close, name="inspection_close"),
    path("inspections/<int:pk>/drop/", drop, name="inspection_drop"),
    path("inspections/<int:pk>/replay/", replay, name="inspection_replay"),
]
