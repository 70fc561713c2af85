"""委托: who acts for whom, from which day to which."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from zhijian.cases import actions
from zhijian.cases.models import Delegation
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.law.books import rulebooks
from zhijian.people.models import Position, User
from zhijian.web.case_forms import DelegationForm
from zhijian.web.page import page
from zhijian.web.parts import Tag

SHOWN = 100


@login_required
@require_http_methods(["GET", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """My delegations, given and taken, and the form for a new one."""
    user: Any = request.user
    if user.organization is None:
        raise Http404
    names = {name: process.title for name, process in rulebooks().processes.items()}
    form = DelegationForm(
        request.POST or None,
        takers=_takers(user),
        processes=list(names.items()),
        initial={"from_on": clock.today()},
    )
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            made = actions.delegate(user, said.pop("taker"), by=user, **said)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = f"{made.from_on} 至 {made.until_on}"
            messages.success(request, f"已委托{made.taker.name}代办，{words}。")
            return redirect("delegations")
    rows = Delegation.objects.visible_to(user).select_related("giver__person", "taker__person")
    context = {
        "heading": "委托代办",
        "sub": "出差、休假时，把自己的待办委托给本单位的人；办理记录会写明代谁办理",
        "form": form,
        "rows": [_shown(row, user, names) for row in rows[:SHOWN]],
    }
    return page(request, "cases/delegations.html", context, status=422 if form.errors else 200)


def _takers(user: User) -> Any:
    held = Position.objects.held_on(clock.today()).filter(organization=user.organization)
    people = User.objects.filter(is_active=True, person__in=held.values("person"))
    return people.exclude(pk=user.pk).select_related("person").order_by("person__name", "pk")


def _shown(row: Delegation, user: User, names: dict[str, str]) -> dict[str, Any]:
    today = clock.today()
    if row.revoked_at is not None:
        tag = Tag("已撤销")
    elif row.until_on < today:
        tag = Tag("已结束")
    else:
        tag = Tag("尚未开始", "blue") if today < row.from_on else Tag("代办中", "green")
    is_on = row.revoked_at is None and row.until_on >= today
    return {
        "row": row,
        "tag": tag,
        "what": "、".join(names.get(name, name) for name in row.processes) or "全部事项",
        "may_revoke": is_on and row.giver_id == user.pk,
    }


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation now."""
    row = get_object_or_404(Delegation.objects.visible_to(request.user), pk=pk)
    try:
        actions.revoke_delegation(row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"对{row.taker.name}的委托已撤销。")
    return redirect("delegations")


urlpatterns = [
    path("delegations/", delegations, name="delegations"),
    path("delegations/<int:pk>/revoke/", revoke, name="delegation_revoke"),
]
