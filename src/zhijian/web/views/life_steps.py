"""What is noted at the steps of an account's case: registration, exception, day, consent."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from zhijian.cases import policy as case_policy
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.ledger.actions import steps
from zhijian.ledger.life.changes import other_unit
from zhijian.ledger.life.openings import APPROVING, GRANT, caution_on, rule_lifted
from zhijian.ledger.life.standing import account_of, event_of
from zhijian.ledger.models import Account
from zhijian.people.policy import require
from zhijian.web import life_forms as forms
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.parts import Crumb
from zhijian.web.views.cases import visible_case

GET_OR_POST = require_http_methods(["GET", "POST"])


def at_step(request: HttpRequest, pk: int, *names: str) -> tuple[Case, Account]:
    """A case and its account, if the case is seen and stands at one of the steps; 404 otherwise."""
    case = visible_case(request, pk)
    account = account_of(case)
    if account is None or case.step not in names:
        raise Http404
    return case, account


def crumbs(case: Case, last: str) -> list[Crumb]:
    """The way to a page about a step of a case."""
    return [
        Crumb("办件", reverse("cases")),
        Crumb(case.number, reverse("case", args=(case.pk,))),
        Crumb(last),
    ]


@login_required
@GET_OR_POST
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what the platform gave the account."""
    case, account = at_step(request, pk, "register")
    allowed(case_policy.require_handler, case, request.user)
    first = {"handle": account.handle, "link": account.link, "opened_on": account.opened_on}
    first["registered_on"] = account.registered_on or clock.today()
    form = forms.RegistrationForm(request.POST or None, initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        kept = steps.note_registration(case, by=request.user, **told)
        if caution := caution_on(kept, told["registered_on"]):
            messages.warning(request, caution)
        messages.success(request, "平台登记已保存。请附上注册结果截图，提交“已在平台登记”。")
        return redirect("case", pk=pk)

    approved = f"，{account.approved_on} 批准" if account.approved_on else ""
    spec = FormPage(
        heading=f"平台登记：{account}",
        crumbs=crumbs(case, "平台登记"),
        form=form,
        submit="保存",
        cancel=reverse("case", args=(pk,)),
        sub=f"{case.organization}{approved}",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def exception(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the exception that the approval of a case makes."""
    case, account = at_step(request, pk, *APPROVING)
    if not rule_lifted(case, account):
        raise Http404
    if case_policy.why_not_scan(case, request.user):
        allowed(case_policy.require_handler, case, request.user)
    said = case.data.get(GRANT) or {"reason": case.data.get("申请理由", "")}
    form = forms.ExceptionForm(request.POST or None, initial=said)

    def run(told: dict[str, Any]) -> HttpResponse:
        steps.note_exception(case, by=request.user, **told)
        messages.success(request, "例外已填写，批准后在平台登记时自动记入例外登记。")
        return redirect("case", pk=pk)

    spec = FormPage(
        heading=f"例外：{account}",
        crumbs=crumbs(case, "例外"),
        form=form,
        submit="保存",
        cancel=reverse("case", args=(pk,)),
        sub="“原则上”的规定，经说明理由、批准并写明截止日期，可以不照办",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def carried_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the day on which the platform made the change."""
    case, account = at_step(request, pk, "carry_out")
    allowed(case_policy.require_handler, case, request.user)
    event = event_of(case)
    if event is None:
        raise Http404
    is_app = account.platform == "app" and event.kind == "DEREGISTER"
    first = {"event_on": event.event_on or clock.today()}
    first |= {"store_links_left": account.store_links_left} if is_app else {}
    form = forms.CarriedOutForm(request.POST or None, initial=first, is_app=is_app)

    def run(told: dict[str, Any]) -> HttpResponse:
        steps.note_carried_out(case, by=request.user, **told)
        messages.success(request, "平台办理日期已保存。请附上办理结果截图后提交。")
        return redirect("case", pk=pk)

    spec = FormPage(
        heading=f"平台办理：{account}",
        crumbs=crumbs(case, "平台办理"),
        form=form,
        submit="保存",
        cancel=reverse("case", args=(pk,)),
        sub=f"事由发生日期 {event.caused_on}" if event.caused_on else "",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def receiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer for the other unit whether it takes the account over."""
    case = visible_case(request, pk)
    event = event_of(case)
    unit = other_unit(event) if event is not None else None
    if unit is None or not case.is_open:
        raise Http404
    to = "答复是否接收"
    allowed(require, request.user, *steps.RECEIVERS, organization=unit, to=to)
    form = forms.ReceivingForm(request.POST or None)

    def run(told: dict[str, Any]) -> HttpResponse:
        steps.answer_receiving(case, by=request.user, **told)
        messages.success(request, "答复已登记，发起单位可以看到。")
        return redirect("case", pk=pk)

    spec = FormPage(
        heading="接收单位意见",
        crumbs=crumbs(case, "接收单位意见"),
        form=form,
        submit="提交答复",
        cancel=reverse("case", args=(pk,)),
        sub=f"{unit}，{case.title}",
    )
    return answer(request, spec, run)


urlpatterns = [
    path("cases/<int:pk>/registration/", register, name="account_register"),
    path("cases/<int:pk>/exception/", exception, name="case_exception"),
    path("cases/<int:pk>/carried-out/", carried_out, name="case_carried_out"),
    path("cases/<int:pk>/receiving/", receiving, name="case_receiving"),
]
