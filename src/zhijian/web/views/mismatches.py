"""对账结果: each thing on which register and system do not agree, and what is done about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhijian.core.exchange.reconcile import HOW
from zhijian.core.facts.model import Kind
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused
from zhijian.core.workdays import from_day_number
from zhijian.exchange import actions
from zhijian.exchange.books import title_of
from zhijian.exchange.models import Compared, Mismatch, Reconciliation
from zhijian.exchange.scope import rows_of
from zhijian.ledger import policy
from zhijian.ledger.models import Account
from zhijian.ledger.registers import said
from zhijian.people.models import User
from zhijian.web.exchange_forms import (
    SIDE_WORDS,
    ReasonForm,
    RemarkForm,
    SameForm,
)
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.listing import (
    Cell,
    Choice,
    Column,
    Listing,
    Quick,
    RowAction,
    Subtree,
    Text,
)
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.views.exchange import home
from zhijian.web.views.organizations import history
from zhijian.web.views.reconcile import one_of

KINDS = {"missing": "red", "extra": "amber", "repeated": "amber", "different": "blue"}
ROW_STATES = {"open": "", "settled": "green", "apart": "green"}


def _found_name(row: Mismatch) -> Cell:
    unit = row.unit_name or (row.account.organization.name if row.account else "")
    platform = str(said("accounts", "platform", row.platform))
    return Cell(
        row.name or "（没有名称）", note=f"{platform}，{unit}" if unit else platform, url=_url(row)
    )


def _url(row: Mismatch) -> str:
    return reverse("mismatch", args=(row.pk,))


def _sides(row: Mismatch) -> Cell:
    sides = [SIDE_WORDS[side] for side in row.sides.split(",")]
    return Cell("、".join(sides))


def in_words(column: str, value: Any) -> str:
    """One side's value as people read it."""
    if value is None or value == "":
        return "（空白）"
    declared = RELATIONS["accounts"].column(column)
    if declared.kind is Kind.DAY:
        return from_day_number(int(value)).isoformat()
    return str(said("accounts", column, value))


def told_differences(row: Mismatch) -> list[dict[str, str]]:
    """The differences, field by field, in words."""
    return [
        {
            "label": RELATIONS["accounts"].column(column).label,
            "ours": in_words(column, ours),
            "theirs": in_words(column, theirs),
            "side": SIDE_WORDS[side],
            "tone": "amber" if side == "register" else "blue",
        }
        for column, ours, theirs, side in row.differences
    ]


def _what(row: Mismatch) -> str:
    return "；".join(f"{d['label']}：{d['ours']} ／ {d['theirs']}" for d in told_differences(row))


def _mismatches(request: HttpRequest) -> QuerySet[Mismatch]:
    assert request.resolver_match is not None
    pk = request.resolver_match.kwargs["pk"]
    rows: QuerySet[Mismatch] = Mismatch.objects.visible_to(request.user)
    related = ("organization", "account__organization", "export", "task")
    return rows.filter(export__reconciliation=pk).select_related(*related).defer("export__sealed")


def _exports_of(request: HttpRequest) -> list[tuple[int, str]]:
    assert request.resolver_match is not None
    rows = Compared.objects.visible_to(request.user).defer("sealed")
    found = rows.filter(reconciliation=request.resolver_match.kwargs["pk"])
    return [(one.pk, title_of(one.system)) for one in found.order_by("pk")]


DIFFERENCES = Listing(
    name="mismatches",
    title="对账结果",
    unit="条",
    model=Mismatch,
    rows=_mismatches,
    columns=(
        Column("name", "账号", _found_name, phone="name", is_fixed=True, wraps=True),
        Column("kind", "类别", lambda row: Cell(row.get_kind_display(), tag=KINDS[row.kind])),
        Column("system", "系统", lambda row: title_of(row.export.system), wraps=True),
        Column("what", "两边所写", _what, wraps=True),
        Column("sides", "谁须改", _sides),
        Column(
            "state",
            "处理",
            lambda row: Cell(row.get_state_display(), tag=ROW_STATES[row.state], note=row.remark),
        ),
        Column("unit", "单位", lambda row: row.organization.name, is_hidden=True),
        Column("how", "怎样认出", lambda row: HOW.get(row.how, ""), is_hidden=True, phone="hide"),
        Column("identity", "系统所写", lambda row: _told(row), is_hidden=True, wraps=True),
    ),
    filters=(
        Text("q", "账号、单位", ("name__contains", "unit_name__contains")),
        Choice("export", "系统", _exports_of, field="export"),
        Choice("state", "处理", Mismatch.State.choices),
        Subtree("unit", "单位"),
    ),
    quick=(
        Quick("missing", "系统缺少", lambda rows, request: rows.filter(kind="missing")),
        Quick(
            "extra",
            "系统多出",
            lambda rows, request: rows.filter(kind__in=("extra", "repeated")),
        ),
        Quick("different", "不一致", lambda rows, request: rows.filter(kind="different")),
        Quick(
            "ours",
            "台账须改",
            lambda rows, request: rows.filter(sides__contains="register", state="open"),
        ),
    ),
    order="pk",
    actions=(RowAction("处理", _url),),
    may=working,
    empty="没有发现不一致。",
)


def _told(row: Mismatch) -> str:
    labels = {column.name: column.label for column in RELATIONS["accounts"].columns}
    return "；".join(
        f"{labels[name]}：{in_words(name, value)}"
        for name, value in row.told.items()
        if name in labels
    )


@login_required
def rows(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything that a reconciliation found, as a list."""
    one_of(request, pk)
    return DIFFERENCES.view(request)


@login_required
@require_GET
def mismatch(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing that was found, field by field, and what can be done."""
    row = _row(request, pk)
    found = row.export.reconciliation
    sees = Reconciliation.objects.visible_to(request.user).filter(pk=found.pk).exists()
    back = reverse("reconciliation_rows", args=(found.pk,)) if sees else ""
    keeps = policy.keeps(request.user, row.organization)  # type: ignore[arg-type]
    context = {
        "heading": row.name or "对账问题",
        "crumbs": [home(), Crumb("对账结果", back), Crumb(row.name or "一条")],
        "row": row,
        "tag": Tag(row.get_kind_display(), KINDS[row.kind]),
        "state": Tag(row.get_state_display(), ROW_STATES[row.state]),
        "facts": _facts(row),
        "differences": told_differences(row),
        "told": [
            (RELATIONS["accounts"].column(name).label, in_words(name, value))
            for name, value in row.told.items()
            if name not in ("receipt", "submitted_d")
        ],
        "steps": _steps(row) if keeps and row.state == Mismatch.State.OPEN else [],
        "moments": history(row),
    }
    return page(request, "exchange/mismatch.html", context)


def _facts(row: Mismatch) -> list[Fact]:
    account = row.account
    facts = [
        Fact("系统", title_of(row.export.system)),
        Fact("数据截至", row.export.as_of_on),
        Fact("单位", row.organization.name, address("organization", row.organization_id)),
    ]
    if account is not None:
        facts.append(Fact("台账账号", account.name, address("account", account.pk)))
    if row.how:
        facts.append(Fact("怎样认出", HOW[row.how]))
    if row.sides:
        facts.append(Fact("须改的一边", "、".join(SIDE_WORDS[s] for s in row.sides.split(","))))
    if row.task is not None:
        facts.append(
            Fact("报送任务", row.task.title, reverse("exchange_task", args=(row.task_id,)))
        )
    if row.remark:
        facts.append(Fact("处理说明", row.remark))
    return facts


def _steps(row: Mismatch) -> list[tuple[str, str, bool]]:
    """What can be done: label, address, and whether it is a button that acts at once."""
    at = (row.pk,)
    steps: list[tuple[str, str, bool]] = []
    if row.account is not None and row.task is None and "system" in row.sides:
        steps.append(("登记报送任务，改系统", reverse("mismatch_task", args=at), True))
    if row.account is not None and "register" in row.sides:
        steps.append(("改台账", address("account_edit", row.account_id), False))
    if row.kind == Mismatch.Kind.DIFFERENT:
        steps.append(("不是同一账号", reverse("mismatch_apart", args=at), False))
    if row.kind == Mismatch.Kind.EXTRA:
        steps.append(("是台账里的账号", reverse("mismatch_same", args=at), False))
        steps.append(("登记体外账号", address("stray_new"), False))
    steps.append(("已处理", reverse("mismatch_settle", args=at), False))
    return [step for step in steps if step[1]]


@login_required
@require_POST
def open_task(request: HttpRequest, pk: int) -> HttpResponse:
    """The task of entering or mending an account in the system."""
    row = _row(request, pk)
    try:
        task = actions.open_task_for(row, by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("mismatch", pk=pk)
    messages.success(request, "报送任务已登记，办完后请登记回执。")
    return redirect("exchange_task", pk=task.pk)


@login_required
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Set two accounts apart, tell which account an extra row is, or close what was dealt with."""
    user: User = request.user  # type: ignore[assignment]
    row = _row(request, pk)
    allowed(policy.require_keeper, user, row.organization, to="处理对账问题")
    data = request.POST or None
    accounts = rows_of(Account.objects.in_books(), row.export.reconciliation.organization)
    mine = accounts.filter(organization__in=policy.kept_by(user).values("pk"))
    form: Any = {
        "apart": lambda: ReasonForm(data),
        "same": lambda: SameForm(data, accounts=mine),
        "settle": lambda: RemarkForm(data),
    }[what]()

    def run(told: dict[str, Any]) -> HttpResponse:
        if what == "settle":
            actions.settle_mismatch(row, by=user, **told)
        else:
            actions.rule_pair(row, by=user, is_same=what == "same", **told)
        messages.success(request, "已登记，以后对账照此认定。" if what != "settle" else "已登记。")
        return redirect("mismatch", pk=pk)

    heading = {"apart": "不是同一账号", "same": "是台账里的账号", "settle": "已处理"}[what]
    spec = FormPage(
        heading=heading,
        crumbs=[home(), Crumb(row.name or "一条", _url(row)), Crumb(heading)],
        form=form,
        submit="登记",
        cancel=_url(row),
        sub=f"{row.name}，{title_of(row.export.system)}",
    )
    return answer(request, spec, run)


def _row(request: HttpRequest, pk: int) -> Mismatch:
    related = ("organization", "account__organization", "export__reconciliation__organization")
    rows = Mismatch.objects.visible_to(request.user).select_related(*related, "task")
    found: Mismatch = get_object_or_404(rows.defer("export__sealed"), pk=pk)
    return found


urlpatterns = [
    path("reconciliations/<int:pk>/rows/", rows, name="reconciliation_rows"),
    path("mismatches/<int:pk>/", mismatch, name="mismatch"),
    path("mismatches/<int:pk>/task/", open_task, name="mismatch_task"),
    path("mismatches/<int:pk>/apart/", act, {"what": "apart"}, name="mismatch_apart"),
    path("mismatches/<int:pk>/same/", act, {"what": "same"}, name="mismatch_same"),
    path("mismatches/<int:pk>/settle/", act, {"what": "settle"}, name="mismatch_settle"),
]
