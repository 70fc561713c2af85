"""What is done to a unit: adding, changing, moving, abolishing, and who oversees it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from zhijian.config import clock
from zhijian.people import actions, policy
from zhijian.people.models import Organization, Oversight, User
from zhijian.web.form_page import FormPage, allowed, answer, seen
from zhijian.web.parts import Crumb
from zhijian.web.people_forms import (
    AbolishForm,
    EndForm,
    MoveForm,
    OrganizationForm,
    OversightForm,
)
from zhijian.web.views.organizations import crumbs_of

GET_OR_POST = require_http_methods(["GET", "POST"])


def unit_of(request: HttpRequest, pk: int) -> Organization:
    """A unit that this person may look up; 404 otherwise."""
    return get_object_or_404(Organization.objects.known_to(request.user), pk=pk)


@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """Add a unit below ``?parent=``; without it, at the top."""
    user: User = request.user  # type: ignore[assignment]
    number = request.GET.get("parent", "")
    parent = unit_of(request, int(number)) if number.isdecimal() and len(number) < 12 else None
    if parent is None:
        allowed(policy.require_place, user, None, to="设立顶级单位")
    else:
        allowed(policy.require_staff, user, parent, to="增设下级单位")
    initial = {"place": parent.place if parent else "", "established_on": clock.today()}
    form = OrganizationForm(request.POST or None, initial=initial)
    back = reverse("organization", args=(parent.pk,)) if parent else reverse("organizations")
    crumbs = crumbs_of(parent) if parent else [Crumb("单位台账", reverse("organizations"))]

    def run(said: dict[str, Any]) -> HttpResponse:
        unit = actions.add_organization(parent, by=user, **said)
        messages.success(request, f"“{unit}”已登记。")
        return redirect("organization", pk=unit.pk)

    spec = FormPage(
        heading="增设单位",
        crumbs=[*crumbs, Crumb("增设单位")],
        form=form,
        submit="登记",
        cancel=back,
        sub=f"上级单位：{parent}" if parent else "顶级单位",
        draft="organization",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the particulars of a unit."""
    user: User = request.user  # type: ignore[assignment]
    unit = unit_of(request, pk)
    allowed(policy.require_staff, user, unit, to="修改单位信息")
    decides = policy.keeps_place(user, unit)
    initial = OrganizationForm.initial_of(unit)
    form = OrganizationForm(request.POST or None, initial=initial, decides=decides)

    def run(said: dict[str, Any]) -> HttpResponse:
        actions.change_organization(unit, by=user, seen=seen(request), **said)
        messages.success(request, f"“{unit}”的信息已保存。")
        return redirect("organization", pk=pk)

    spec = FormPage(
        heading=f"修改{unit}",
        crumbs=[*crumbs_of(unit), Crumb("修改")],
        form=form,
        submit="保存",
        cancel=reverse("organization", args=(pk,)),
        sub="" if decides else "名称、性质、层级、地区和管理体制由主管单位修改",
        row=unit,
        names=actions.ORGANIZATION_FIELDS,
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a unit, with all below it, under another one."""
    user: User = request.user  # type: ignore[assignment]
    unit = unit_of(request, pk)
    allowed(policy.require_place, user, unit, to="调整隶属关系")
    units = Organization.objects.known_to(user).existing(clock.today())
    form = MoveForm(request.POST or None, units=units)

    def run(said: dict[str, Any]) -> HttpResponse:
        moved = actions.move_organization(unit, by=user, **said)
        messages.success(request, f"“{moved}”已调整到“{moved.parent or '顶级'}”之下。")
        return redirect("organization", pk=pk)

    spec = FormPage(
        heading=f"调整{unit}的上级",
        crumbs=[*crumbs_of(unit), Crumb("调整上级")],
        form=form,
        submit="调整",
        cancel=reverse("organization", args=(pk,)),
        sub=f"现在的上级：{unit.parent or '（顶级）'}。下属单位一并调整",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def abolish(request: HttpRequest, pk: int) -> HttpResponse:
    """Abolish a unit on which nothing hangs any more."""
    user: User = request.user  # type: ignore[assignment]
    unit = unit_of(request, pk)
    allowed(policy.require_place, user, unit, to="撤并单位")
    form = AbolishForm(request.POST or None, initial={"on": clock.today()})

    def run(said: dict[str, Any]) -> HttpResponse:
        actions.abolish_organization(unit, by=user, **said)
        messages.success(request, f"“{unit}”已撤并。")
        return redirect("organization", pk=pk)

    spec = FormPage(
        heading=f"撤并{unit}",
        crumbs=[*crumbs_of(unit), Crumb("撤并")],
        form=form,
        submit="撤并",
        cancel=reverse("organization", args=(pk,)),
        question="撤并后不能再登记人员和增设下级单位，过去的记录保留。"
        "还有在岗人员、下属单位或主管职责的，先调整到别的单位。",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def oversee(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint an office over a unit."""
    user: User = request.user  # type: ignore[assignment]
    unit = unit_of(request, pk)
    allowed(policy.require_place, user, unit, to="确定主管（指导）机关")
    units = Organization.objects.known_to(user).existing(clock.today())
    initial = {"from_on": clock.today()}
    form = OversightForm(request.POST or None, units=units, initial=initial)

    def run(said: dict[str, Any]) -> HttpResponse:
        row = actions.appoint_office(unit, by=user, **said)
        messages.success(request, f"已登记：“{row.office}”{row.get_role_display()}“{unit}”。")
        return redirect("organization", pk=pk)

    spec = FormPage(
        heading=f"确定{unit}的主管（指导）机关",
        crumbs=[*crumbs_of(unit), Crumb("主管（指导）机关")],
        form=form,
        submit="登记",
        cancel=reverse("organization", args=(pk,)),
        sub="同一时间只有一个主管机关；名义、承办、检查、垂直管理和行业指导另外登记",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def end_oversight(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """End an office's role."""
    user: User = request.user  # type: ignore[assignment]
    unit = unit_of(request, pk)
    found = get_object_or_404(Oversight, pk=row, organization=unit)
    allowed(policy.require_place, user, unit, to="终止主管（指导）关系")
    form = EndForm(request.POST or None, initial={"until_on": clock.today()})

    def run(said: dict[str, Any]) -> HttpResponse:
        actions.end_oversight(found, by=user, **said)
        messages.success(request, f"“{found.office}”的{found.get_role_display()}职责已终止。")
        return redirect("organization", pk=pk)

    spec = FormPage(
        heading=f"终止{found.office}的{found.get_role_display()}职责",
        crumbs=[*crumbs_of(unit), Crumb("终止")],
        form=form,
        submit="终止",
        cancel=reverse("organization", args=(pk,)),
    )
    return answer(request, spec, run)


urlpatterns = [
    path("organizations/new/", new, name="organization_new"),
    path("organizations/<int:pk>/edit/", edit, name="organization_edit"),
    path("organizations/<int:pk>/move/", move, name="organization_move"),
    path("organizations/<int:pk>/abolish/", abolish, name="organization_abolish"),
    path("organizations/<int:pk>/oversight/", oversee, name="oversight_new"),
    path("organizations/<int:pk>/oversight/<int:row>/", end_oversight, name="oversight_end"),
]
