"""申诉: raised against a line, decided by somebody else, withdrawn."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhijian.core.documents.matters import Law
from zhijian.core.refused import Refused
from zhijian.inspection.actions import appeals
from zhijian.inspection.actions.appeals import LEADERS
from zhijian.inspection.models import Appeal, ScoreLine
from zhijian.inspection.reissuing import current_sheets
from zhijian.law.books import rulebooks
from zhijian.ledger.actions.files import files_of
from zhijian.people import policy as people
from zhijian.people.models import User
from zhijian.web.case_forms import uploads
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.listing import Cell, Choice, Column, Listing, Quick, RowAction, Subtree, Text
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.score_forms import AppealForm, DecisionForm
from zhijian.web.score_page import APPEAL_TONES, title_of
from zhijian.web.templatetags.zhijian import points
from zhijian.web.views.organizations import history

State = Appeal.State


def rows_of(request: HttpRequest) -> QuerySet[Appeal]:
    """The appeals of the units whose work this person sees."""
    found: QuerySet[Appeal] = Appeal.objects.visible_to(request.user)
    return found.select_related("line__sheet__organization", "line__sheet__inspection__office")


def _title(one: Appeal) -> Cell:
    name = one.line.subject_name or one.line.subject
    title = f"{one.line.title}：{name}" if name else one.line.title
    return Cell(title, note=one.reason[:60], url=reverse("appeal", args=(one.pk,)))


def _state(one: Appeal) -> Cell:
    return Cell(one.get_state_display(), tag=APPEAL_TONES[one.state])


APPEALS = Listing(
    name="appeals",
    title="申诉",
    unit="件",
    model=Appeal,
    rows=rows_of,
    columns=(
        Column("title", "申诉的行", _title, phone="name", is_fixed=True, wraps=True),
        Column("unit", "单位", lambda one: one.line.sheet.organization.name),
        Column("inspection", "检查", lambda one: one.line.sheet.inspection.title, wraps=True),
        Column("points", "分值", lambda one: points(one.line.points), is_number=True),
        Column("raised", "提出", lambda one: one.created_at, sort="created_at"),
        Column("state", "状态", _state),
    ),
    filters=(
        Text("q", "理由、检查内容", ("reason__contains", "line__title__contains")),
        Choice("state", "状态", State.choices),
        Subtree("unit", "单位", field="line__sheet__organization"),
    ),
    quick=(
        Quick("open", "待复核", lambda rows, request: rows.filter(state=State.OPEN)),
        Quick("upheld", "申诉成立", lambda rows, request: rows.filter(state=State.UPHELD)),
        Quick("rejected", "维持原判", lambda rows, request: rows.filter(state=State.REJECTED)),
    ),
    order="-pk",
    actions=(RowAction("查看", lambda one: reverse("appeal", args=(one.pk,))),),
    may=working,
    empty="没有申诉。单位负责人对扣分或否决有异议的，在算分单的那一行点“申诉”。",
)


def appeal_of(request: HttpRequest, pk: int) -> Appeal:
    """An appeal this person sees; 404 otherwise."""
    related = ("line__finding", "by__person", "decided_by__person")
    return get_object_or_404(rows_of(request).select_related(*related), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Raise an appeal against a line."""
    user: User = request.user  # type: ignore[assignment]
    rows = ScoreLine.objects.visible_to(user).select_related(
        "sheet__organization", "sheet__inspection"
    )
    line = get_object_or_404(rows, pk=pk)
    sheet = line.sheet
    allowed(people.require, user, *LEADERS, organization=sheet.organization, to="申诉")
    form = AppealForm(request.POST or None, request.FILES or None)

    def run(told: dict[str, Any]) -> HttpResponse:
        made = appeals.appeal(line, by=user, reason=told["reason"], proofs=uploads(told["proofs"]))
        messages.success(request, "申诉已提出，由检查单位的另一位人员复核。")
        return redirect("appeal", pk=made.pk)

    spec = FormPage(
        heading=f"申诉：{line.title}",
        crumbs=[Crumb("算分单", reverse("scores")), Crumb(title_of(sheet), _sheet_url(line)), Crumb("申诉")],
        form=form,
        submit="提出申诉",
        cancel=_sheet_url(line),
        question=f"{line.evidence}　{line.note}（分值 {points(line.points)}）",
        hint="说明为什么不该扣或不该否决，并附证明。",
    )  # fmt: skip
    return answer(request, spec, run)


@login_required
@require_GET
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """One appeal: the line, the reason, the proof, the decision; who may decides here."""
    return _shown(request, appeal_of(request, pk), DecisionForm())


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide it."""
    found = appeal_of(request, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            issued = appeals.decide(found, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = f"已重出第 {issued[0].version} 版算分单。" if issued else "已答复，算分单不变。"
            messages.success(request, said)
            return redirect("appeal", pk=pk)
    return _shown(request, found, form, status=422)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    try:
        appeals.withdraw(appeal_of(request, pk), by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "申诉已撤回。")
    return redirect("appeal", pk=pk)


def _shown(
    request: HttpRequest, found: Appeal, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    sheet = found.line.sheet
    is_open = found.state == State.OPEN
    may_withdraw = people.holds(request.user, *LEADERS, organization=sheet.organization)  # type: ignore[arg-type]
    context = {
        "heading": f"申诉：{found.line.title}",
        "crumbs": [Crumb("申诉", reverse("appeals")), Crumb(sheet.organization.name)],
        "appeal": found,
        "tag": Tag(found.get_state_display(), APPEAL_TONES[found.state]),
        "line": found.line,
        "basis": Law(rulebooks()).basis(found.line.clause),
        "facts": _facts(found),
        "files": files_of(found),
        "current": current_sheets(found),
        "form": form,
        "why_not": _why_not(request, found) if is_open else "",
        "is_open": is_open,
        "may_withdraw": is_open and may_withdraw,
        "moments": history(found),
    }
    return page(request, "scores/appeal.html", context, status=status)


def _why_not(request: HttpRequest, found: Appeal) -> str:
    """Why this person does not decide it; "" who may."""
    try:
        appeals.require_other(request.user, found)  # type: ignore[arg-type]
    except Refused as refusal:
        return str(refusal)
    return ""


def _facts(found: Appeal) -> list[Fact]:
    sheet, finding = found.line.sheet, found.line.finding
    facts = [
        Fact("单位", sheet.organization.name, _sheet_url(found.line)),
        Fact("检查", sheet.inspection.title),
        Fact("算分单", f"第 {sheet.version} 版，{points(sheet.points)} 分"),
        Fact("申诉人", found.by.name),
    ]
    if finding is not None:
        facts.append(Fact("问题", finding.get_state_display(), address("finding", finding.pk)))
    if found.decided_by is not None:
        facts += [Fact("复核人", found.decided_by.name), Fact("复核意见", found.decision)]
    return facts


def _sheet_url(line: ScoreLine) -> str:
    return reverse("score", args=(line.sheet_id,))


urlpatterns = [
    path("appeals/", APPEALS.view, name="appeals"),
    path("appeals/<int:pk>/", appeal, name="appeal"),
    path("appeals/<int:pk>/decide/", decide, name="appeal_decide"),
    path("appeals/<int:pk>/withdraw/", withdraw, name="appeal_withdraw"),
    path("scores/lines/<int:pk>/appeal/", new, name="appeal_new"),
]
