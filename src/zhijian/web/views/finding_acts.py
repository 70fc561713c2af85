"""What inspectors do with findings: write them, judge them, put evidence to them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.cases.media import headers_of
from zhijian.inspection import policy
from zhijian.inspection.actions import findings as actions
from zhijian.inspection.actions.manual import add_evidence, write_finding
from zhijian.inspection.drawing import drawn_again, proof_csv
from zhijian.inspection.models import Drawn, Finding, Inspection
from zhijian.people.models import User
from zhijian.web.finding_forms import (
    ExceptForm,
    FalseAlarmForm,
    ManualForm,
    ProofForm,
    RemarkForm,
)
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.inspection_forms import ReasonForm
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.views.findings import finding_of
from zhijian.web.views.inspections import crumb as inspections_crumb
from zhijian.web.views.inspections import inspection_of, rows_of

GET_OR_POST = require_http_methods(["GET", "POST"])
View = Callable[[HttpRequest, int], HttpResponse]
_OPEN = ("planned", "running", "recorded")


@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """A finding that an inspector writes, into an inspection that is not closed."""
    user: User = request.user  # type: ignore[assignment]
    offices = policy.offices_of(user)
    open_ones = rows_of(request).filter(office__in=offices, state__in=_OPEN).order_by("-pk")
    asked = request.GET.get("inspection", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        crumbs = [Crumb("问题", reverse("findings")), Crumb("登记问题")]
        context = {"heading": "登记问题", "crumbs": crumbs, "inspections": open_ones[:60]}
        return page(request, "findings/choose.html", context)
    inspection: Inspection = get_object_or_404(open_ones, pk=int(asked))
    form = ManualForm(request.POST or None, request.FILES or None, inspection=inspection)

    def run(told: dict[str, Any]) -> HttpResponse:
        names = ("organization", "account", "site", "clause", "title", "says", "mend")
        made = write_finding(
            inspection, by=user, proof=form.proof(), **{name: told[name] for name in names}
        )
        messages.success(request, "问题已登记，依据和证据一并留存。")
        return redirect("finding", pk=made.pk)

    spec = FormPage(
        heading="登记问题",
        crumbs=[Crumb("问题", reverse("findings")), Crumb("登记问题")],
        form=form,
        submit="登记",
        cancel=reverse("inspection", args=(inspection.pk,)),
        sub=f"{inspection.number} {inspection.title}",
        more={"action": f"{reverse('finding_new')}?inspection={inspection.pk}"},
    )
    return answer(request, spec, run)


def _act(
    heading: str,
    said: str,
    form_of: Callable[[HttpRequest, Finding], forms.Form],
    act: Callable[[Finding, User, dict[str, Any]], Any],
    question: str = "",
) -> View:
    """A page with one form over one action on a finding."""

    @login_required
    @GET_OR_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        user: User = request.user  # type: ignore[assignment]
        found = finding_of(request, pk)
        allowed(policy.require_inspector, user, found.office, to=heading)
        own = reverse("finding", args=(pk,))

        def run(told: dict[str, Any]) -> HttpResponse:
            act(found, user, told)
            messages.success(request, said)
            return redirect(own)

        crumbs = [Crumb("问题", reverse("findings")), Crumb(f"问题 {pk}", own), Crumb(heading)]
        spec = FormPage(
            heading=heading,
            crumbs=crumbs,
            form=form_of(request, found),
            submit=heading,
            cancel=own,
            sub=str(found),
            question=question,
        )
        return answer(request, spec, run)

    return view


def _reason(request: HttpRequest, found: Finding) -> forms.Form:
    return ReasonForm(request.POST or None)


confirm = _act(
    "确认属实",
    "已确认属实，可以下发整改。",
    lambda request, found: RemarkForm(request.POST or None),
    lambda found, by, told: actions.confirm_finding(found, by=by, **told),
)
alarm = _act(
    "认定误报",
    "已认定为误报。检查照常进行，情形变了或到期了会重新提出。",
    lambda request, found: FalseAlarmForm(request.POST or None, place=found.place),
    lambda found, by, told: actions.declare_false_alarm(found, by=by, **told),
)
alarm_revoke = _act(
    "撤销误报",
    "误报认定已撤销，问题重新打开。",
    _reason,
    lambda found, by, told: actions.revoke_false_alarm(found, by=by, **told),
)
lift = _act(
    "按例外处理",
    "已按例外处理。",
    lambda request, found: ExceptForm(request.POST or None, finding=found),
    lambda found, by, told: actions.except_finding(found, by=by, **told),
    question="只能用已经登记、今天有效、属于这个单位的例外。没有的，先到“例外登记”登记。",
)
reopen = _act(
    "重新打开",
    "问题已重新打开。",
    _reason,
    lambda found, by, told: actions.reopen_finding(found, by=by, **told),
)
settle = _act(
    "人工销号",
    "问题已销号。",
    _reason,
    lambda found, by, told: actions.settle_finding(found, by=by, **told),
    question="能自动复查的问题，下次检查合格后会自动销号；人工销号要写明理由，留痕备查。",
)


@login_required
@GET_OR_POST
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """More evidence to a finding."""
    user: User = request.user  # type: ignore[assignment]
    found = finding_of(request, pk)
    allowed(policy.require_inspector, user, found.office, to="添加证据")
    form = ProofForm(request.POST or None, request.FILES or None)
    own = reverse("finding", args=(pk,))

    def run(told: dict[str, Any]) -> HttpResponse:
        add_evidence(found, by=user, proof=form.proof())
        messages.success(request, "证据已留存。")
        return redirect(own)

    crumbs = [Crumb("问题", reverse("findings")), Crumb(f"问题 {pk}", own), Crumb("添加证据")]
    spec = FormPage("添加证据", crumbs, form, "添加", own, sub=str(found))
    return answer(request, spec, run)


@login_required
@require_GET
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was drawn for a spot check, and what proves that the draw was fair."""
    found = inspection_of(request, pk)
    own = reverse("inspection", args=(pk,))
    drawn = Drawn.objects.filter(inspection=found).select_related("organization", "account", "site")
    context = {
        "heading": "抽样证明",
        "crumbs": [inspections_crumb(), Crumb(found.title, own), Crumb("抽样证明")],
        "inspection": found,
        "told": found.draw,
        "drawn": drawn,
        "is_same": drawn_again(found) if found.draw else None,
    }
    return page(request, "inspection/sample.html", context)


@login_required
@require_GET
def sample_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The list that was drawn from and who was drawn, to draw again anywhere."""
    found = inspection_of(request, pk)
    kind = "text/csv; charset=utf-8"
    response = HttpResponse(proof_csv(found), content_type=kind)
    for header, value in headers_of(f"{found.number}-抽样证明.csv", kind).items():
        response[header] = value
    return response


urlpatterns = [
    path("findings/new/", new, name="finding_new"),
    path("findings/<int:pk>/confirm/", confirm, name="finding_confirm"),
    path("findings/<int:pk>/false-alarm/", alarm, name="finding_alarm"),
    path("findings/<int:pk>/false-alarm/revoke/", alarm_revoke, name="finding_alarm_revoke"),
    path("findings/<int:pk>/except/", lift, name="finding_except"),
    path("findings/<int:pk>/reopen/", reopen, name="finding_reopen"),
    path("findings/<int:pk>/settle/", settle, name="finding_settle"),
    path("findings/<int:pk>/evidence/", evidence, name="finding_evidence"),
    path("inspections/<int:pk>/sample/", sample, name="inspection_sample"),
    path("inspections/<int:pk>/sample.csv", sample_csv, name="inspection_sample_csv"),
]
