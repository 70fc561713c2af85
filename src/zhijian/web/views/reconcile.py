"""对账: our register against the exports of systems above, and what is done about what is found."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused
from zhijian.exchange import actions
from zhijian.exchange.books import title_of
from zhijian.exchange.models import Compared, Reconciliation
from zhijian.ledger import policy
from zhijian.people.models import User
from zhijian.web.exchange_forms import (
    ExportForm,
    HeadersForm,
    ReasonForm,
    ReconciliationForm,
)
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.listing import (
    Cell,
    Column,
    HeadAction,
    Listing,
    RowAction,
    Subtree,
    Text,
)
from zhijian.web.menu import working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.views.exchange import home
from zhijian.web.views.organizations import history

STATES = {"loading": "amber", "running": "blue", "done": "green", "failed": "red"}


def crumbs(found: Reconciliation | None = None) -> list[Crumb]:
    """The way to the list, or to one reconciliation."""
    way = [home(), Crumb("对账", reverse("reconciliations"))]
    if found is not None:
        way.append(Crumb(found.title, reverse("reconciliation", args=(found.pk,))))
    return way


def _counts(row: Reconciliation) -> Cell:
    total = {"missing": 0, "extra": 0, "different": 0}
    for export in row.exports.all():
        for name in total:
            total[name] += export.counts.get(name, 0)
    if row.state != Reconciliation.State.DONE:
        return Cell("—")
    words = f"缺少 {total['missing']}，多出 {total['extra']}，不一致 {total['different']}"
    return Cell(words)


def _systems(row: Reconciliation) -> str:
    return "、".join(title_of(export.system) for export in row.exports.all())


def _rows(request: HttpRequest) -> QuerySet[Reconciliation]:
    found: QuerySet[Reconciliation] = Reconciliation.objects.visible_to(request.user)
    return found.select_related("organization", "by__person").prefetch_related("exports")


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    if not policy.keeps_any(request.user):  # type: ignore[arg-type]
        return ()
    return (HeadAction("发起对账", reverse("reconciliation_new"), "plus", is_primary=True),)


LISTING = Listing(
    name="reconciliations",
    title="对账",
    unit="次",
    model=Reconciliation,
    rows=_rows,
    columns=(
        Column(
            "title",
            "名称和范围",
            lambda row: Cell(
                row.title,
                note=row.organization.name,
                url=reverse("reconciliation", args=(row.pk,)),
            ),
            phone="name",
            is_fixed=True,
        ),
        Column("systems", "系统", _systems, wraps=True),
        Column("counts", "发现", _counts, wraps=True),
        Column("state", "状态", lambda row: Cell(row.get_state_display(), tag=STATES[row.state])),
        Column("ran", "核对时间", lambda row: row.ran_at),
        Column("by", "发起人", lambda row: row.by.name, is_hidden=True),
    ),
    filters=(Text("q", "名称", ("title__contains",)), Subtree("unit", "单位")),
    order="-pk",
    actions=(RowAction("查看", lambda row: reverse("reconciliation", args=(row.pk,))),),
    head=_head,
    may=working,
    exports=False,
    empty="还没有对过账。把省、市、全国系统导出的账号表传上来，逐个与台账核对。",
)


@login_required
@require_GET
def reconciliation(request: HttpRequest, pk: int) -> HttpResponse:
    """One reconciliation: its exports, how they were read, and what was found."""
    found = one_of(request, pk)
    keeps = policy.keeps(request.user, found.organization)  # type: ignore[arg-type]
    exports = list(found.exports.defer("sealed").order_by("pk"))
    context = {
        "heading": found.title,
        "crumbs": [*crumbs(), Crumb(found.title)],
        "found": found,
        "tag": Tag(found.get_state_display(), STATES[found.state]),
        "facts": [
            Fact("核对范围", f"{found.organization}及其下级、所主管的单位"),
            Fact("发起人", found.by.name),
            Fact("核对时间", found.ran_at),
            Fact("台账账号", found.accounts if found.ran_at else None),
        ],
        "exports": [_export(one) for one in exports],
        "keeps": keeps,
        "is_running": found.state == Reconciliation.State.RUNNING,
        "is_done": found.state == Reconciliation.State.DONE,
        "actions": _actions(found, has_exports=bool(exports)) if keeps else [],
        "moments": history(found),
    }
    return page(request, "exchange/reconciliation.html", context)


def _export(one: Compared) -> dict[str, Any]:
    rows = reverse("reconciliation_rows", args=(one.reconciliation_id,))
    labels = {column.name: column.label for column in RELATIONS["accounts"].columns}
    labels |= {"receipt": "回执编号", "submitted_d": "报送日期"}
    return {
        "export": one,
        "title": title_of(one.system),
        "columns": [
            (place, header, "、".join(labels.get(t, t) for t in target.split("+")), how)
            for place, header, target, how, _ in one.columns
        ],
        "counts": one.counts,
        "chips": [
            (word, one.counts.get(kind, 0), f"{rows}?export={one.pk}&set={kind}")
            for kind, word in (
                ("missing", "系统缺少"),
                ("extra", "系统多出"),
                ("different", "不一致"),
            )
        ]
        if "same" in one.counts
        else [],
    }


def _actions(found: Reconciliation, *, has_exports: bool) -> list[HeadAction]:
    at = (found.pk,)
    if found.state == Reconciliation.State.RUNNING:
        return []
    upload = HeadAction(
        "上传导出表",
        reverse("reconciliation_export", args=at),
        "up",
        is_primary=not has_exports,
    )
    return [upload, HeadAction("删除", reverse("reconciliation_drop", args=at), "")]


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a reconciliation."""
    user: User = request.user  # type: ignore[assignment]

    def run(told: dict[str, Any]) -> HttpResponse:
        made = actions.open_reconciliation(told["organization"], by=user, title=told["title"])
        return redirect("reconciliation_export", pk=made.pk)

    spec = FormPage(
        heading="发起对账",
        crumbs=[*crumbs(), Crumb("发起对账")],
        form=ReconciliationForm(request.POST or None, user=user),
        submit="下一步：上传导出表",
        cancel=reverse("reconciliations"),
    )
    return answer(request, spec, run)


@login_required
@require_http_methods(["GET", "POST"])
def add_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload the export of a system."""
    user: User = request.user  # type: ignore[assignment]
    found = one_of(request, pk)
    allowed(policy.require_keeper, user, found.organization, to="上传系统导出表")
    form = ExportForm(request.POST or None, request.FILES or None, unit=found.organization)

    def run(told: dict[str, Any]) -> HttpResponse:
        file = told["file"]
        actions.add_export(
            found,
            told["system"],
            by=user,
            content=file.read(),
            name=file.name,
            as_of_on=told["as_of_on"],
        )
        messages.success(request, f"{title_of(told['system'])}的导出表已上传。")
        return redirect("reconciliation", pk=pk)

    spec = FormPage(
        heading="上传导出表",
        crumbs=[*crumbs(found), Crumb("上传导出表")],
        form=form,
        submit="上传",
        cancel=reverse("reconciliation", args=(pk,)),
        sub=str(found.organization),
        hint="一个系统一张表；再传一次即换掉原来的。文件加密保存，只用来核对。",
    )
    return answer(request, spec, run)


@login_required
@require_http_methods(["GET", "POST"])
def headers(request: HttpRequest, pk: int, export: int) -> HttpResponse:
    """Say what the columns of an export mean."""
    user: User = request.user  # type: ignore[assignment]
    found = one_of(request, pk)
    one = get_object_or_404(found.exports.defer("sealed"), pk=export)
    allowed(policy.require_keeper, user, found.organization, to="改正列的对应")
    form = HeadersForm(request.POST or None, told=one.columns)

    def run(told: dict[str, Any]) -> HttpResponse:
        changed = form.changed_headers()
        if changed:
            actions.correct_headers(one, by=user, headers=changed)
            messages.success(request, "列的对应已改正，以后这个系统的导出表都照此读；请重新核对。")
        return redirect("reconciliation", pk=pk)

    spec = FormPage(
        heading="改正列的对应",
        crumbs=[*crumbs(found), Crumb("改正列的对应")],
        form=form,
        submit="保存",
        cancel=reverse("reconciliation", args=(pk,)),
        sub=f"{title_of(one.system)}：{one.file_name}",
    )
    return answer(request, spec, run)


@login_required
@require_POST
def run_(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare."""
    found = one_of(request, pk)
    try:
        held = actions.run_reconciliation(found, by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        held.refresh_from_db()
        if held.state == Reconciliation.State.RUNNING:
            messages.info(request, "表比较大，正在后台核对，完成后这一页会显示结果。")
        elif held.state == Reconciliation.State.DONE:
            messages.success(request, "核对完成。")
    return redirect("reconciliation", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reconciliation away."""
    user: User = request.user  # type: ignore[assignment]
    found = one_of(request, pk)
    allowed(policy.require_keeper, user, found.organization, to="删除对账")

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.drop_reconciliation(found, by=user, **told)
        messages.success(request, "这次对账已删除。")
        return redirect("reconciliations")

    spec = FormPage(
        heading="删除对账",
        crumbs=[*crumbs(found), Crumb("删除")],
        form=ReasonForm(request.POST or None),
        submit="删除",
        cancel=reverse("reconciliation", args=(pk,)),
        question="上传的文件和核对结果一并删除；已经登记的任务和“是否同一账号”的认定保留。",
    )
    return answer(request, spec, run)


def one_of(request: HttpRequest, pk: int) -> Reconciliation:
    """A reconciliation this person sees; 404 otherwise."""
    found: Reconciliation = get_object_or_404(_rows(request), pk=pk)
    return found


urlpatterns = [
    path("reconciliations/", LISTING.view, name="reconciliations"),
    path("reconciliations/new/", new, name="reconciliation_new"),
    path("reconciliations/<int:pk>/", reconciliation, name="reconciliation"),
    path("reconciliations/<int:pk>/export/", add_export, name="reconciliation_export"),
    path(
        "reconciliations/<int:pk>/export/<int:export>/headers/",
        headers,
        name="reconciliation_headers",
    ),
    path("reconciliations/<int:pk>/run/", run_, name="reconciliation_run"),
    path("reconciliations/<int:pk>/drop/", drop, name="reconciliation_drop"),
]
