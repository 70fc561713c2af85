"""工作台: what this person must do, by urgency; what the unit stands at; what there is to know."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.law.books import calendar
from zhijian.people.models import Organization, Position, User
from zhijian.web import desk_side, desk_work
from zhijian.web.desk_work import Heap
from zhijian.web.page import page
from zhijian.web.parts import Count

LEADERS = {Position.Kind.PRINCIPAL, Position.Kind.DEPUTY, Position.Kind.LEAD}
TABS = {"mine": "待我", "progress": "在办", "done": "已办", "started": "我发起"}
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
PRINTED = {"late": 300, "today": 300, "later": 60}


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The first page of everybody."""
    user: Any = request.user
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    today = clock.today()
    mine = desk_work.heap(Case.objects.on_desk_of(user), today)
    leads = _leads(user)
    context = {
        "heading": f"{_greeting()}，{user.name if user.person else user.get_office_display()}",
        "sub": _sentence(mine) if user.organization else _dated(),
        "tab": tab,
        "tabs": list(TABS.items()),
        "leads": leads,
        "duties": desk_side.duties_of(user),
        "notices": desk_side.notices_of(user),
        "may_open": user.organization is not None,
        **_unit(user, leads, mine),
        **_listed(request, user, tab, mine),
    }
    return page(request, "desk/desk.html", context, part="work")


@login_required
@require_GET
def today_list(request: HttpRequest) -> HttpResponse:
    """今日清单: what is overdue and due, to be printed."""
    user: Any = request.user
    today = clock.today()
    mine = desk_work.heap(Case.objects.on_desk_of(user), today)
    context = {
        "heading": "今日清单",
        "sub": f"{user.name}，{_dated()}，{_told(mine)}",
        "groups": desk_work.groups(mine, user, calendar(), acts=True, limits=PRINTED),
        "mine": mine,
    }
    return page(request, "desk/today.html", context)


def _listed(request: HttpRequest, user: User, tab: str, mine: Heap) -> dict[str, Any]:
    today, days = clock.today(), calendar()
    if tab in ("done", "started"):
        rows = Case.objects.done_by(user) if tab == "done" else Case.objects.started_by(user)
        return {"rows": desk_work.newest(rows, days, today), "more_url": _more(tab)}
    found = mine
    if tab == "progress":
        found = desk_work.heap(Case.objects.in_progress_of(user), today)
    kinds = desk_work.chips(found)
    kind = request.GET.get("kind", "")
    shown = found
    if kind in {chip.process for chip in kinds}:
        shown = desk_work.only(found, kind)
    else:
        kind = ""
    return {
        "found": found,
        "chips": kinds,
        "kind": kind,
        "groups": desk_work.groups(shown, user, days, acts=tab == "mine"),
        "more_url": _more(tab),
    }


def _more(tab: str) -> str:
    asked = "state=open" if tab == "progress" else f"set={tab}"
    return f"{reverse('cases')}?{asked}"


def _unit(user: User, leads: bool, mine: Heap) -> dict[str, Any]:
    """The four counts, and what the right column says of the unit."""
    unit: Organization | None = user.organization
    if unit is None:
        return {"counts": (), "lamps": (), "gaps": (), "gaps_in_all": 0, "unit": None}
    today = clock.today()
    gaps, in_all = desk_side.gaps_of(unit, today)
    return {
        "counts": _counts(user, unit, leads, mine),
        "lamps": desk_side.lamps(unit, today),
        "gaps": gaps,
        "gaps_in_all": in_all,
        "unit": unit,
    }


def _counts(user: User, unit: Organization, leads: bool, mine: Heap) -> list[Count]:
    today, open_cases = clock.today(), Case.objects.open()
    own = reverse("desk")
    first = _count("待我审签" if leads else "待我办理", mine, f"{own}?tab=mine")
    at_unit = desk_work.heap(open_cases.filter(desk=unit), today)
    unit_count = _count("本单位在办", at_unit, f"{reverse('cases')}?set=desk")
    if leads:
        below = desk_work.heap(Case.objects.visible_to(user).overdue(today), today)
        soon = desk_work.heap(Case.objects.due_soon(today).filter(desk=unit), today)
        return [
            first,
            unit_count,
            _count("临近到期", soon, f"{reverse('cases')}?set=desk&light=soon"),
            _count("所管单位逾期", below, f"{reverse('cases')}?set=late"),
        ]
    waiting = desk_work.heap(Case.objects.in_progress_of(user), today)
    started = desk_work.heap(Case.objects.started_by(user).open(), today)
    return [
        first,
        _count("等他人办理", waiting, f"{own}?tab=progress"),
        _count("我发起的", started, f"{own}?tab=started"),
        unit_count,
    ]


def _count(label: str, found: Heap, url: str) -> Count:
    note, tone = found.note
    return Count(label, found.number, ("以上，" if found.has_more else "") + note, tone, url)


def _leads(user: User) -> bool:
    if user.person is None:
        return False
    held = Position.objects.held_on(clock.today()).filter(person=user.person)
    return bool(LEADERS & set(held.values_list("kind", flat=True)))


def _greeting() -> str:
    hour = clock.now().hour
    for until, words in ((6, "您好"), (11, "上午好"), (13, "中午好"), (18, "下午好")):
        if hour < until:
            return words
    return "晚上好"


def _dated() -> str:
    today = clock.today()
    return f"{today.month}月{today.day}日 {WEEKDAYS[today.weekday()]}"


def _sentence(mine: Heap) -> str:
    return f"{_dated()}，{_told(mine)}"


def _told(mine: Heap) -> str:
    late, due = len(mine.of("late")), len(mine.of("today"))
    if late and due:
        return f"今天有 {due} 件到期，{late} 件已逾期"
    if due:
        return f"今天有 {due} 件到期"
    if late:
        return f"{late} 件已逾期，今天没有到期的"
    return "今天没有到期的办件" if mine.number else "没有待办"


urlpatterns = [
    path("", desk, name="desk"),
    path("today/", today_list, name="desk_today"),
]
