"""计分方案和加分: the scheme an office scores by, its own one, and the bonus it gives."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.config import clock
from zhijian.core.burden import load_barred
from zhijian.core.documents.matters import Law
from zhijian.core.indicators import Kind, Scheme, Target
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.actions import schemes
from zhijian.inspection.models import Award, LocalScheme
from zhijian.inspection.planning import place_of
from zhijian.inspection.score_basis import Text, schemes_of
from zhijian.inspection.scores import scheme_texts, schemes_for
from zhijian.law.books import rulebooks
from zhijian.packaged import default_rulebooks
from zhijian.people.models import Organization, User
from zhijian.web.exchange_forms import ReasonForm
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.score_forms import (
    KINDS,
    MOST_ROWS,
    AwardForm,
    EndForm,
    SchemeForm,
    blank_rows,
    draft_of,
    indicator_rows,
    rows_sent,
    scheme_initial,
)
from zhijian.web.views.organizations import history

SHOWN = 200


def home() -> Crumb:
    """The way back."""
    return Crumb("计分方案和加分", reverse("schemes"))


def office_of(request: HttpRequest) -> Organization:
    """The office in the address, else the first for which this person inspects.

    Raises:
        PermissionDenied: there is none.
    """
    user: User = request.user  # type: ignore[assignment]
    offices = policy.offices_of(user).order_by("pk")
    asked = request.GET.get("office", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 10:
        return get_object_or_404(offices, pk=int(asked))
    found = offices.first()
    if found is None:
        raise PermissionDenied("计分方案由检查单位的检查人员维护，您不在这些岗位上。")
    return found


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The scheme that holds, the office's own ones, and the awards of the year."""
    office = office_of(request)
    today = clock.today()
    held = schemes_for(office, today).for_target(Target.ORGANIZATION, place_of(office))
    awards = Award.objects.visible_to(request.user).filter(office=office)
    context = {
        "heading": "计分方案和加分",
        "crumbs": [Crumb("算分单", reverse("scores")), Crumb("计分方案和加分")],
        "office": office,
        "offices": policy.offices_of(request.user).order_by("pk"),  # type: ignore[arg-type]
        "held": held,
        "groups": _items(held) if held else [],
        "own": LocalScheme.objects.filter(office=office).order_by("-from_on"),
        "awards": awards.select_related("organization").order_by("-granted_on", "-pk")[:SHOWN],
        "today": today,
    }
    return page(request, "scores/schemes.html", context)


@login_required
@require_GET
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """One local scheme with its indicators and its record."""
    found = _scheme_of(request, pk)
    read = schemes_of(
        [*scheme_texts(found.office, found.from_on), Text(found.title, found.content)]
    )
    context = {
        "heading": found.title,
        "crumbs": [home(), Crumb(found.title)],
        "scheme": found,
        "groups": _items(read.named(found.scheme)),
        "held": read.named(found.scheme),
        "may": policy.inspects(request.user, found.office),  # type: ignore[arg-type]
        "today": clock.today(),
        "moments": history(found),
    }
    return page(request, "scores/scheme.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a scheme; it begins with the one that holds."""
    user: User = request.user  # type: ignore[assignment]
    office = office_of(request)
    base = schemes.base_scheme(office, clock.today())
    sent = request.method == "POST"
    form = SchemeForm(request.POST if sent else None, initial=scheme_initial(base))
    rows = rows_sent(request.POST) if sent else indicator_rows(base.indicators)
    if sent and "more" in request.POST:
        rows = [*rows, *blank_rows(len(rows))][:MOST_ROWS]
        form = SchemeForm(initial=request.POST.dict())
    elif sent and form.is_valid():
        try:
            made = schemes.adopt_scheme(office, draft_of(form.cleaned_data, rows), by=user)
        except Refused as refusal:
            for line in (str(refusal), *refusal.lines):
                form.add_error(None, line)
        else:
            messages.success(request, f"“{made.title}”已启用，自 {made.from_on} 起按它计分。")
            return redirect("scheme", pk=made.pk)
    context = {
        "heading": "启用本地计分方案",
        "crumbs": [home(), Crumb("启用本地计分方案")],
        "office": office,
        "form": form,
        "rows": rows,
        "kinds": KINDS,
        "barred": load_barred(default_rulebooks()),
        "base": base,
    }
    return page(request, "scores/scheme_new.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a scheme hold until a day."""
    user: User = request.user  # type: ignore[assignment]
    found = _scheme_of(request, pk)
    allowed(policy.require_inspector, user, found.office, to="停用计分方案")

    def run(told: dict[str, Any]) -> HttpResponse:
        schemes.end_scheme(found, by=user, **told)
        messages.success(request, "停用日期已登记，此后按规则集里的方案计分。")
        return redirect("scheme", pk=pk)

    spec = FormPage(
        heading=f"停用：{found.title}",
        crumbs=[home(), Crumb(found.title, reverse("scheme", args=(pk,))), Crumb("停用")],
        form=EndForm(request.POST or None),
        submit="停用",
        cancel=reverse("scheme", args=(pk,)),
        question="已经出的算分单不变。停用之后的检查按规则集里的方案计分。",
    )
    return answer(request, spec, run)


@login_required
@require_http_methods(["GET", "POST"])
def award_new(request: HttpRequest) -> HttpResponse:
    """Give a unit a bonus."""
    user: User = request.user  # type: ignore[assignment]
    office = office_of(request)
    units = policy.units_of(office).exclude(pk=office.pk).order_by("name")
    items = schemes.bonus_items(office, clock.today())
    form = AwardForm(request.POST or None, units=units, items=items)

    def run(told: dict[str, Any]) -> HttpResponse:
        made = schemes.grant_award(told.pop("unit"), office, by=user, **told)
        messages.success(request, f"已给{made.organization}加分，下一次检查计入。")
        return redirect("schemes")

    spec = FormPage(
        heading="给予加分",
        crumbs=[home(), Crumb("给予加分")],
        form=form,
        submit="加分",
        cancel=reverse("schemes"),
        hint="在检查时段以内给予的加分计入那次检查；已出的算分单不变。",
    )
    return answer(request, spec, run)


@login_required
@require_http_methods(["GET", "POST"])
def award_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a bonus back."""
    user: User = request.user  # type: ignore[assignment]
    found = get_object_or_404(Award.objects.visible_to(user).select_related("office"), pk=pk)
    allowed(policy.require_inspector, user, found.office, to="撤销加分")

    def run(told: dict[str, Any]) -> HttpResponse:
        schemes.revoke_award(found, by=user, **told)
        messages.success(request, "加分已撤销，下一次检查不再计入。")
        return redirect("schemes")

    spec = FormPage(
        heading="撤销加分",
        crumbs=[home(), Crumb("撤销加分")],
        form=ReasonForm(request.POST or None),
        submit="撤销加分",
        cancel=reverse("schemes"),
        question=f"{found.organization}：{found.evidence}",
    )
    return answer(request, spec, run)


def _scheme_of(request: HttpRequest, pk: int) -> LocalScheme:
    rows = LocalScheme.objects.select_related("office", "by__person")
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


def _items(scheme: Scheme) -> list[dict[str, Any]]:
    law = Law(rulebooks())
    return [
        {
            "item": item,
            "kind": {Kind.DEDUCTION: "扣分", Kind.BONUS: "加分", Kind.VETO: "否决"}[item.kind],
            "basis": law.basis(item.clause).cited if item.clause else "",
        }
        for item in scheme.indicators
    ]


urlpatterns = [
    path("schemes/", overview, name="schemes"),
    path("schemes/new/", new, name="scheme_new"),
    path("schemes/<int:pk>/", scheme, name="scheme"),
    path("schemes/<int:pk>/end/", end, name="scheme_end"),
    path("awards/new/", award_new, name="award_new"),
    path("awards/<int:pk>/revoke/", award_revoke, name="award_revoke"),
]
