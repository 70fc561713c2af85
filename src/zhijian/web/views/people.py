"""人员: one person with masked numbers, positions and record; opening a number on purpose."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.config import clock
from zhijian.people import actions, policy
from zhijian.people.encryption import masked
from zhijian.people.models import Person, Position, User
from zhijian.people.models.staff import SEALED
from zhijian.web.form_page import FormPage, answer
from zhijian.web.listing import HeadAction
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.people_forms import OpenForm
from zhijian.web.views.organizations import history


@login_required
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person."""
    user: User = request.user  # type: ignore[assignment]
    found = person_of(request, pk)
    held = Position.objects.of(found).select_related("organization").order_by("-from_on", "-pk")
    today = clock.today()
    now = set(Position.objects.held_on(today).of(found).values_list("pk", flat=True))
    gone = found.left_on is not None and found.left_on <= today
    context = {
        "heading": found.name,
        "crumbs": crumbs_of(found, last=True),
        "person": found,
        "tag": Tag("已离岗") if gone else Tag("在岗", "green"),
        "facts": _facts(found),
        "numbers": _numbers(user, found),
        "positions": [(row, row.pk in now, may_end(user, row)) for row in held],
        "actions": _actions(user, found),
        "moments": history(found),
    }
    return page(request, "people/person.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def open_number(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """Ask for the reason, record who looks, and show the number on this one answer."""
    user: User = request.user  # type: ignore[assignment]
    found = person_of(request, pk)
    if field not in SEALED:
        raise Http404
    label = str(Person._meta.get_field(field).verbose_name)

    def run(said: dict[str, Any]) -> HttpResponse:
        value = actions.open_personal(found, field, by=user, **said)
        context = {
            "heading": f"{found}的{label}",
            "crumbs": [*crumbs_of(found), Crumb(label)],
            "value": value,
            "label": label,
            "back": reverse("person", args=(pk,)),
        }
        return page(request, "people/opened.html", context)

    spec = FormPage(
        heading=f"查看{found}的{label}",
        crumbs=[*crumbs_of(found), Crumb("查看")],
        form=OpenForm(request.POST or None),
        submit="查看",
        cancel=reverse("person", args=(pk,)),
        question="查看会留下记录：谁、何时、因何事由看过。",
    )
    return answer(request, spec, run)


def person_of(request: HttpRequest, pk: int) -> Person:
    """A person whom this user may look up; 404 otherwise."""
    people = Person.objects.known_to(request.user).select_related("organization")
    return get_object_or_404(people, pk=pk)


def crumbs_of(found: Person, *, last: bool = False) -> list[Crumb]:
    """The way to a person; ``last`` if the page is the person's own."""
    address = "" if last else reverse("person", args=(found.pk,))
    unit = reverse("organization", args=(found.organization_id,))
    return [
        Crumb("人员台账", reverse("people")),
        Crumb(found.organization.name, unit),
        Crumb(found.name, address),
    ]


def may_end(user: User, position: Position) -> bool:
    """Whether the page offers to end a position."""
    over = position.until_on is not None and position.until_on <= clock.today()
    return not over and policy.keeps_staff(user, position.organization)


def say_and_go(request: HttpRequest, text: str, pk: int) -> HttpResponse:
    """Say what was done, and go to the person."""
    messages.success(request, text)
    return redirect("person", pk=pk)


def _facts(found: Person) -> list[Fact]:
    unit = reverse("organization", args=(found.organization_id,))
    facts = [Fact("单位", found.organization.name, unit), Fact("职务", found.title or "—")]
    optional = (
        ("电子邮箱", found.email),
        ("到岗日期", found.joined_on),
        ("离岗日期", found.left_on),
    )
    facts += [Fact(label, str(value)) for label, value in optional if value]
    user = User.objects.filter(person=found).first()
    state = "没有登录账户" if user is None else "可以登录" if user.is_active else "登录已停用"
    return [*facts, Fact("登录", state)]


def _numbers(user: User, found: Person) -> list[Fact]:
    """The sealed numbers, masked, each with the way to open it."""
    facts = []
    offered = actions.openable(found, by=user)
    for name in SEALED:
        label = str(Person._meta.get_field(name).verbose_name)
        value = getattr(found, name)
        offers = bool(value) and name in offered
        address = reverse("person_number", args=(found.pk, name)) if offers else ""
        facts.append(Fact(label, masked(value) or "（没有登记）", "", "", "查看", address))
    return facts


def _actions(user: User, found: Person) -> list[HeadAction]:
    keeps = policy.keeps_staff(user, found.organization)
    at = (found.pk,)
    edit = HeadAction("修改", reverse("person_edit", args=at), "")
    if found.left_on is not None:
        return [edit] if keeps else []
    if not keeps:
        own = HeadAction("修改我的号码", reverse("person_edit", args=at), "")
        return [own] if user.person_id == found.pk else []
    return [
        HeadAction("任命岗位", reverse("person_appoint", args=at), "plus", is_primary=True),
        edit,
        HeadAction("办理离岗", reverse("person_leave", args=at), ""),
    ]


urlpatterns = [
    path("people/<int:pk>/", person, name="person"),
    path("people/<int:pk>/number/<slug:field>/", open_number, name="person_number"),
]
