"""What is done with the items of an order: mended, looked at again, taken off, reported."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhijian.cases.media import headers_of
from zhijian.cases.models import Case
from zhijian.core.refused import Refused
from zhijian.inspection.actions.orders import drop_item
from zhijian.inspection.actions.rechecking import mend_item, recheck, recheck_item
from zhijian.inspection.actions.reporting import draft_report, report_upward
from zhijian.inspection.models import Rectification
from zhijian.people.models import User
from zhijian.web.case_forms import uploads
from zhijian.web.exchange_forms import ReasonForm
from zhijian.web.form_page import FormPage, answer
from zhijian.web.parts import Crumb
from zhijian.web.rectification_forms import MendForm, RecheckForm
from zhijian.web.rectification_panels import url_of
from zhijian.web.views.cases import visible_case
from zhijian.web.views.rectifications import home, rows_of

GET_OR_POST = require_http_methods(["GET", "POST"])
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _row(request: HttpRequest, pk: int) -> Rectification:
    return get_object_or_404(rows_of(request).exclude(case=None), pk=pk)


@login_required
@GET_OR_POST
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how one item was mended."""
    user: User = request.user  # type: ignore[assignment]
    row = _row(request, pk)
    first = {"done": row.done} | ({"done_on": row.done_on} if row.done_on else {})
    form = MendForm(*_sent(request), initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        files = uploads(told["files"])
        mend_item(row, by=user, done=told["done"], done_on=told["done_on"], uploads=files)
        messages.success(request, f"{row.number} 的整改情况已登记。")
        return redirect(url_of(row))

    return answer(request, _page(row, "填写整改情况", form, "登记"), run)


@login_required
@GET_OR_POST
def recheck_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a person saw of one item."""
    user: User = request.user  # type: ignore[assignment]
    row = _row(request, pk)
    form = RecheckForm(*_sent(request))

    def run(told: dict[str, Any]) -> HttpResponse:
        files = uploads(told["files"])
        recheck_item(row, by=user, is_passed=form.is_passed, says=told["says"], uploads=files)
        messages.success(request, f"{row.number} 的复查情况已登记。")
        return redirect(url_of(row))

    hint = "自动复查能看到的以自动复查为准；看不到的由您核实，认定合格须附证明"
    return answer(request, _page(row, "填写复查情况", form, "登记", hint), run)


@login_required
@GET_OR_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one item off its order."""
    user: User = request.user  # type: ignore[assignment]
    row = _row(request, pk)

    def run(told: dict[str, Any]) -> HttpResponse:
        drop_item(row, by=user, reason=told["reason"])
        messages.success(request, f"{row.number} 已撤销，问题恢复下达前的状态。")
        return redirect(url_of(row))

    spec = _page(row, "撤销整改事项", ReasonForm(request.POST or None), "撤销此项")
    return answer(request, spec, run)


@login_required
@require_POST
def recheck_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the checks look again at the items of an order."""
    user: User = request.user  # type: ignore[assignment]
    case = _case(request, pk)
    try:
        counts = recheck(case, by=user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = "自动复查：合格 {passed} 项，不合格 {failed} 项，未能判断 {unseen} 项。"
        told = said.format(**counts)
        messages.success(request, told + ("未能判断的请逐项核实。" if counts["unseen"] else ""))
    return redirect("case", pk=pk)


@login_required
@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the unit's report from its items."""
    user: User = request.user  # type: ignore[assignment]
    case = _case(request, pk)
    try:
        draft_report(case, by=user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "整改情况报告已生成并附在本件，请核对后提交。")
    return redirect("case", pk=pk)


@login_required
@require_POST
def upward(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on second looks: a task where a text names who gets it, else the file alone."""
    user: User = request.user  # type: ignore[assignment]
    case = _case(request, pk)
    try:
        told = report_upward([case], by=user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("case", pk=pk)
    if told.task is not None:
        messages.success(request, f"复查情况报告已生成，请在任务中登记报{told.recipient}的回执。")
        return redirect("exchange_task", pk=told.task.pk)
    response = HttpResponse(told.content, content_type=DOCX)
    for header, value in headers_of(told.name, DOCX).items():
        response[header] = value
    return response


def _case(request: HttpRequest, pk: int) -> Case:
    found = visible_case(request, pk)
    return get_object_or_404(Case.objects.filter(process="rectification"), pk=found.pk)


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _page(row: Rectification, heading: str, form: Any, submit: str, hint: str = "") -> FormPage:
    assert row.case is not None
    crumbs = [home(), Crumb(row.case.number, reverse("case", args=(row.case_id,)))]
    return FormPage(
        heading=heading,
        crumbs=[*crumbs, Crumb(heading)],
        form=form,
        submit=submit,
        cancel=url_of(row),
        sub=f"{row.number}　{row.problem[:80]}",
        question=f"上次复查：{row.recheck_says}" if row.recheck_says else "",
        hint=hint,
    )


urlpatterns = [
    path("rectifications/<int:pk>/mend/", mend, name="rectification_mend"),
    path("rectifications/<int:pk>/recheck/", recheck_one, name="rectification_recheck"),
    path("rectifications/<int:pk>/drop/", drop, name="rectification_drop"),
    path("rectifications/orders/<int:pk>/recheck/", recheck_all, name="rectification_recheck_all"),
    path("rectifications/orders/<int:pk>/report/", report, name="rectification_report"),
    path("rectifications/orders/<int:pk>/upward/", upward, name="rectification_upward"),
]
