"""The pages of what may be done with a case besides its moves: a form each, on its own page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from zhijian.cases import actions
from zhijian.cases.models import Case, Cosign, Extension
from zhijian.cases.policy import possibilities, require_extension_decider
from zhijian.core.refused import Refused
from zhijian.web.case_acts import ACTS
from zhijian.web.case_forms import AnswerForm, ReasonForm
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact
from zhijian.web.views.case_list import url_of
from zhijian.web.views.cases import version_of, visible_case


@login_required
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One act on a case: its form, or why it is not open."""
    if key not in ACTS:
        raise Http404
    case, chosen = visible_case(request, pk), ACTS[key]
    if why_not := chosen.why_not(possibilities(case, request.user)):
        messages.error(request, why_not)
        return redirect("case", pk=pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = chosen.form(case, request.user, *sent)
    if form.is_valid():
        try:
            said = chosen.run(case, request.user, form, version_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("case", pk=pk)
    return _page(request, case, chosen.label, form, hint=chosen.hint)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int, cosign: int) -> HttpResponse:
    """Answer a cosigning that one was asked for."""
    case = visible_case(request, pk)
    asked = get_object_or_404(
        Cosign.objects.select_related("asked_by__person", "step"), pk=cosign, case=case
    )
    if asked.asked_id != request.user.pk:
        raise Http404
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            opinion = form.cleaned_data["opinion"]
            actions.answer_cosign(asked, by=request.user, is_agreed=form.is_agreed, opinion=opinion)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "会签意见已提交。")
            return redirect("case", pk=pk)
    facts = [
        Fact("谁请会签", asked.asked_by.name),
        Fact("环节", asked.step.title),
        Fact("会签事项", asked.question or "（没有写明）"),
    ]
    return _page(request, case, "会签", form, facts=facts)


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int, cosign: int) -> HttpResponse:
    """Wait no longer for a cosigning."""
    case = visible_case(request, pk)
    asked = get_object_or_404(Cosign.objects.select_related("asked__person"), pk=cosign, case=case)
    form = ReasonForm(request.POST or None, label=f"为什么不再等候{asked.asked.name}")
    if form.is_valid():
        try:
            actions.drop_cosign(asked, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"不再等候{asked.asked.name}的会签。")
            return redirect("case", pk=pk)
    return _page(request, case, "取消会签", form)


@login_required
@require_http_methods(["GET", "POST"])
def decide_extension(request: HttpRequest, pk: int, extension: int) -> HttpResponse:
    """Grant or refuse a longer term."""
    case = visible_case(request, pk)
    rows = Extension.objects.select_related("asked_by__person", "office", "case", "step")
    asked = get_object_or_404(rows, pk=extension, case=case)
    try:
        require_extension_decider(asked, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("case", pk=pk)
    form = AnswerForm(request.POST or None, opinion_required=False)
    if form.is_valid():
        try:
            after = actions.decide_extension(
                asked,
                by=request.user,
                is_granted=form.is_agreed,
                opinion=form.cleaned_data["opinion"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = f"，到期日改为 {after.due_on}" if form.is_agreed else "，期限不变"
            messages.success(request, f"延期批复已提交{told}。")
            return redirect("case", pk=pk)
    units = {"workday": "个工作日", "calendar_day": "个自然日"}
    facts = [
        Fact("申请人", asked.asked_by.name),
        Fact("延长", f"{asked.amount} {units.get(asked.unit, asked.unit)}"),
        Fact("现到期日", str(case.due_on or "没有期限")),
        Fact("理由", asked.reason),
    ]
    return _page(request, case, "批复延期", form, facts=facts)


def _page(
    request: HttpRequest,
    case: Case,
    label: str,
    form: forms.Form,
    *,
    hint: str = "",
    facts: Any = (),
) -> HttpResponse:
    context = {
        "heading": label,
        "sub": case.title,
        "crumbs": (
            Crumb("办件", reverse("cases")),
            Crumb(case.number, url_of(case)),
            Crumb(label),
        ),
        "case": case,
        "form": form,
        "facts": facts,
        "hint": hint,
        "submit": label,
        "back": url_of(case),
    }
    return page(request, "cases/act.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("cases/<int:pk>/do/<str:key>/", act, name="case_act"),
    path("cases/<int:pk>/cosigns/<int:cosign>/", answer, name="case_cosign"),
    path("cases/<int:pk>/cosigns/<int:cosign>/drop/", drop, name="case_cosign_drop"),
    path("cases/<int:pk>/extensions/<int:extension>/", decide_extension, name="case_extension"),
]
