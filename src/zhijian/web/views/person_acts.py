"""What is done to staff: entering, changing, appointing, ending a position, leaving."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from zhijian.config import clock
from zhijian.people import actions, policy
from zhijian.people.models import Organization, Person, Position, User
from zhijian.web.form_page import FormPage, allowed, answer, seen
from zhijian.web.parts import Crumb
from zhijian.web.people_forms import AppointForm, EndForm, LeaveForm, PersonForm
from zhijian.web.views.organization_acts import unit_of
from zhijian.web.views.organizations import crumbs_of as crumbs_of_unit
from zhijian.web.views.people import crumbs_of, person_of, say_and_go

GET_OR_POST = require_http_methods(["GET", "POST"])


@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """Enter somebody in the unit of ``?unit=``."""
    user: User = request.user  # type: ignore[assignment]
    number = request.GET.get("unit", "")
    if not number.isdecimal() or len(number) > 11:
        raise Http404
    unit = unit_of(request, int(number))
    allowed(policy.require_staff, user, unit, to="登记人员")
    form = PersonForm(request.POST or None, initial={"joined_on": clock.today()})

    def run(_: dict[str, Any]) -> HttpResponse:
        person = actions.add_person(unit, by=user, **form.changes())
        return say_and_go(request, f"{person}已登记。接着可以任命岗位。", person.pk)

    spec = FormPage(
        heading="登记人员",
        crumbs=[*crumbs_of_unit(unit), Crumb("登记人员")],
        form=form,
        submit="登记",
        cancel=reverse("organization", args=(unit.pk,)),
        sub=unit.name,
        hint="号码加密保存，页面上只显示首尾",
        draft="person",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change somebody's particulars; everybody changes the own numbers."""
    user: User = request.user  # type: ignore[assignment]
    person = person_of(request, pk)
    keeps = policy.keeps_staff(user, person.organization)
    if not keeps and user.person_id != pk:
        allowed(policy.require_staff, user, person.organization, to="修改人员信息")
    shown = {name: getattr(person, name) for name in ("name", "title", "email", "joined_on")}
    form = PersonForm(request.POST or None, initial=shown, person=person, own=not keeps)

    def run(_: dict[str, Any]) -> HttpResponse:
        actions.change_person(person, by=user, seen=seen(request), **form.changes())
        return say_and_go(request, f"{person}的信息已保存。", pk)

    spec = FormPage(
        heading=f"修改{person}的信息",
        crumbs=[*crumbs_of(person), Crumb("修改")],
        form=form,
        submit="保存",
        cancel=reverse("person", args=(pk,)),
        hint="号码加密保存，页面上只显示首尾",
        row=person,
        names=actions.PERSON_FIELDS,
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a position."""
    user: User = request.user  # type: ignore[assignment]
    person = person_of(request, pk)
    units = Organization.objects.known_to(user).existing(clock.today())
    initial = {"from_on": clock.today(), "kind": request.GET.get("kind", "")[:12]}
    form = AppointForm(request.POST or None, units=units, initial=initial)

    def run(said: dict[str, Any]) -> HttpResponse:
        row = actions.appoint(person, by=user, **said)
        return say_and_go(request, f"{person}已任{row.get_kind_display()}。", pk)

    spec = FormPage(
        heading=f"任命{person}的岗位",
        crumbs=[*crumbs_of(person), Crumb("任命岗位")],
        form=form,
        submit="任命",
        cancel=reverse("person", args=(pk,)),
        hint="与规定不合的，任命后在单位页面的岗位一栏提醒",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def end(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """End a position."""
    user: User = request.user  # type: ignore[assignment]
    person = person_of(request, pk)
    rows = Position.objects.select_related("organization", "person")
    found = get_object_or_404(rows, pk=position, person=person)
    allowed(policy.require_staff, user, found.organization, to="免去岗位")
    form = EndForm(request.POST or None, initial={"until_on": clock.today()})

    def run(said: dict[str, Any]) -> HttpResponse:
        actions.end_position(found, by=user, **said)
        return say_and_go(request, f"{person}的{found.get_kind_display()}已离任。", pk)

    spec = FormPage(
        heading=f"{person}离任{found.get_kind_display()}",
        crumbs=[*crumbs_of(person), Crumb("离任")],
        form=form,
        submit="离任",
        cancel=reverse("person", args=(pk,)),
        question="离任后自动发起离岗交接；属于须报备岗位的，同时发起重新报备，期限按当地规定计算。",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves the unit."""
    user: User = request.user  # type: ignore[assignment]
    person: Person = person_of(request, pk)
    allowed(policy.require_staff, user, person.organization, to="办理离岗")
    form = LeaveForm(request.POST or None, initial={"on": clock.today()})

    def run(said: dict[str, Any]) -> HttpResponse:
        actions.person_leaves(person, by=user, **said)
        return say_and_go(request, f"{person}已离岗，登录已停用，交接和报备已发起。", pk)

    spec = FormPage(
        heading=f"{person}离岗",
        crumbs=[*crumbs_of(person), Crumb("办理离岗")],
        form=form,
        submit="办理离岗",
        cancel=reverse("person", args=(pk,)),
        question="办理后立即停用登录、结束全部岗位，并发起离岗交接和重新报备。",
    )
    return answer(request, spec, run)


urlpatterns = [
    path("people/new/", new, name="person_new"),
    path("people/<int:pk>/edit/", edit, name="person_edit"),
    path("people/<int:pk>/appoint/", appoint, name="person_appoint"),
    path("people/<int:pk>/positions/<int:position>/end/", end, name="position_end"),
    path("people/<int:pk>/leave/", leave, name="person_leave"),
]
