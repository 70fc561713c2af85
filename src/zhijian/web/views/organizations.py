"""单位: one unit, its roster with what is vacant and what clashes, its offices and its record."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.core.rules import Rulebooks
from zhijian.journal.models import Entry
from zhijian.journal.words import action_words, data_words
from zhijian.law.books import rulebooks
from zhijian.law.models import Grant
from zhijian.law.reading import place_title
from zhijian.people import policy
from zhijian.people.models import Organization, Oversight, Person, User, in_force
from zhijian.people.roster import book_place, roster
from zhijian.web.listing import HeadAction
from zhijian.web.page import page
from zhijian.web.paper_panels import unit_papers
from zhijian.web.parts import Crumb, Fact, Moment, Tag
from zhijian.web.rectification_panels import unit_rectification

SHOWN = 50
"""Staff, units and entries shown on the page itself; the rest is in the lists."""
TONES = {"必须": "red", "原则上": "amber", "已有例外": "green"}


@login_required
@require_GET
def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit; who holds no position there sees its name and public particulars only."""
    user: User = request.user  # type: ignore[assignment]
    units = Organization.objects.known_to(user).select_related("parent")
    unit = get_object_or_404(units, pk=pk)
    sees_work = Organization.objects.visible_to(user).filter(pk=pk).exists()
    context = {
        "heading": unit.name,
        "crumbs": crumbs_of(unit, last=True),
        "unit": unit,
        "tag": _state(unit),
        "facts": _facts(user, unit),
        "actions": _actions(user, unit),
        "sees_work": sees_work or policy.is_setter_up(user),
        "sees_registers": sees_work,
    }
    if context["sees_work"]:
        context |= _work(user, unit)
    return page(request, "people/organization.html", context)


def crumbs_of(unit: Organization, *, last: bool = False) -> list[Crumb]:
    """The way to a unit; ``last`` if the page is the unit's own."""
    address = "" if last else reverse("organization", args=(unit.pk,))
    return [Crumb("单位台账", reverse("organizations")), Crumb(unit.name, address)]


def history(row: Any, limit: int = SHOWN) -> list[Moment]:
    """The record about a unit or a person, newest first."""
    entries = Entry.objects.about(row).order_by("-seq")[:limit]
    return [
        Moment(e.at, e.actor_name or "系统", action_words(e.action), data_words(e.data), e.remark)
        for e in entries
    ]


def _work(user: User, unit: Organization) -> dict[str, Any]:
    today = clock.today()
    lifted = Grant.objects.filter(organization=unit).holding(today).values_list("rule", flat=True)
    found = roster(unit, today, rulebooks(), excepted=lifted)
    staff = Person.objects.serving(today).filter(organization=unit).without_numbers()
    below = Organization.objects.existing(today).filter(parent=unit).order_by("name")
    return {
        "roster": found,
        "faults": [(fault, TONES.get(fault.word, "")) for fault in found.faults],
        "binding": sum(fault.is_binding for fault in found.faults),
        "staff": list(staff.order_by("name", "pk")[: SHOWN + 1]),
        "below": list(below[: SHOWN + 1]),
        "shown": SHOWN,
        "oversight": _oversight(unit),
        "keeps_place": policy.keeps_place(user, unit),
        "keeps_staff": policy.keeps_staff(user, unit),
        "moments": history(unit),
        "papers": unit_papers(unit),
        "findings": unit_findings_of(user, unit),
        "rectification": unit_rectification(user, unit),
    }


def unit_findings_of(user: User, unit: Organization) -> Any:
    """What stands against a unit; asked late, because the pages of findings link to units."""
    from zhijian.web.finding_panels import unit_findings

    return unit_findings(user, unit)


def _oversight(unit: Organization) -> list[tuple[Oversight, bool]]:
    """Every role of an office towards the unit, those in force first."""
    rows = Oversight.objects.filter(organization=unit).select_related("office")
    holding = set(rows.filter(in_force(clock.today())).values_list("pk", flat=True))
    ordered = sorted(rows, key=lambda row: (row.pk not in holding, row.from_on))
    return [(row, row.pk in holding) for row in ordered]


def _state(unit: Organization) -> Tag:
    if unit.abolished_on and unit.abolished_on <= clock.today():
        return Tag("已撤并")
    return Tag("在册", "green")


def _facts(user: User, unit: Organization) -> list[Fact]:
    books = rulebooks()
    supervisor = policy.supervisor_of(unit)
    above = [one.pk for one in (unit.parent, supervisor) if one is not None]
    known = set(
        Organization.objects.known_to(user).filter(pk__in=above).values_list("pk", flat=True)
    )
    facts = [
        Fact("性质", unit.get_kind_display()),
        Fact("层级", unit.get_level_display()),
        Fact("上级单位", unit.parent or "（顶级）", _url(unit.parent, known)),
        Fact("主管机关", supervisor or "（没有）", _url(supervisor, known)),
        Fact("所在地区", _place(books, unit.place)),
        Fact("管理体制", unit.get_managed_by_display()),
    ]
    if unit.managed_by != Organization.ManagedBy.LOCAL:
        facts.append(Fact("适用规则", _place(books, book_place(unit, books))))
    optional = (
        ("简称", unit.short_name),
        ("信用代码", unit.credit_code),
        ("机构代码", unit.org_code),
        ("负责科室", unit.supervising_section),
        ("成立日期", unit.established_on),
        ("撤并日期", unit.abolished_on),
    )
    return facts + [Fact(label, str(value)) for label, value in optional if value]


def _place(books: Rulebooks, place: str) -> str:
    try:
        return f"{place_title(books, place)}（{place}）"
    except Refused:
        return place


def _url(unit: Organization | None, known: set[int]) -> str:
    """A link for those who may follow it."""
    return reverse("organization", args=(unit.pk,)) if unit and unit.pk in known else ""


def _actions(user: User, unit: Organization) -> list[HeadAction]:
    """What this person may do here; the first one is the page's own."""
    if unit.abolished_on is not None or not policy.keeps_staff(user, unit):
        return []
    at = (unit.pk,)
    found = [
        HeadAction("登记人员", f"{reverse('person_new')}?unit={unit.pk}", "plus", is_primary=True),
        HeadAction("修改", reverse("organization_edit", args=at), ""),
        HeadAction("增设下级单位", f"{reverse('organization_new')}?parent={unit.pk}", ""),
    ]
    if policy.keeps_place(user, unit):
        found.append(HeadAction("调整上级", reverse("organization_move", args=at), ""))
        found.append(HeadAction("撤并", reverse("organization_abolish", args=at), ""))
    return found


urlpatterns = [path("organizations/<int:pk>/", organization, name="organization")]
