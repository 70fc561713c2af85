"""规则预演: rules that do not hold yet, a value of one's own, or another place's. Saves nothing."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from zhijian.cases.media import headers_of
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.core.rules.inheritance import kinds_of
from zhijian.core.rules.model import UNITS, Rule
from zhijian.core.rules.trying import to_come
from zhijian.exchange.sheets import XLSX
from zhijian.inspection import previewing, worked_out
from zhijian.inspection.previewing import Asked
from zhijian.jobs import enqueue
from zhijian.jobs.models import Job
from zhijian.law import reading
from zhijian.law.books import rulebooks
from zhijian.law.reading import place_title
from zhijian.people.models import Organization, User
from zhijian.web.ahead_scope import office_of, offices_for, units_for
from zhijian.web.asked import places
from zhijian.web.page import page
from zhijian.web.parts import Count, Crumb

SHOWN = 200
_NAMES = ("day", "rule", "kind", "value", "unit", "as_place")
_TONES = {"red": "red", "green": "green", "other": "amber"}
_TURNS = {"red": "转为不符合", "green": "转为符合", "other": "另有变化"}


@login_required
@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """What may be tried, and what came of it."""
    user: User = request.user  # type: ignore[assignment]
    office = office_of(request)
    place, books = previewing.place_for(office), rulebooks()
    asked, faults = _asked(request, place), []
    worked, words = None, ""
    if _is_asked(asked):
        try:
            words = previewing.check_asked(asked)
            worked = _worked(office, asked)
        except Refused as refusal:
            faults = [str(refusal), *refusal.lines]
    if worked is not None and worked.book is not None and request.GET.get("as") == "xlsx":
        return _file(worked.book)
    rule = books.rules.get(request.GET.get("rule", ""))
    query = urlencode({"office": office.pk, **_told(asked)})
    context = {
        "heading": "规则预演",
        "crumbs": (Crumb("规则", reverse("rules")), Crumb("规则预演")),
        "sub": f"{office}，{place_title(books, place)}的规定，{clock.today():%Y-%m-%d} 的台账",
        "office": office,
        "offices": offices_for(user),
        "asked": asked,
        "faults": faults,
        "to_come": _to_come(place, office),
        "rules": previewing.rules_of(books),
        "rule": rule,
        "now": _now(rule, place),
        "kinds": [(kind, rule.kinds[kind]) for kind in kinds_of(rule) if kind] if rule else [],
        "unit_options": [(unit, UNITS[unit]) for unit in rule.units if unit in UNITS]
        if rule
        else [],
        "hint": _hint(rule),
        "places": [one for one in places(books, asked.as_place or place) if one[0] != place],
        "words": words,
        "worked": worked,
        "waits": bool(words) and worked is None and _is_waiting(office, asked),
        "query": query,
    }
    units = set(units_for(user, office).values_list("pk", flat=True))
    return page(request, "ahead/preview.html", context | _result(worked, units))


@login_required
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Hand a preview to a job: the registers are too large to be judged while somebody waits."""
    office = office_of(request)
    asked = _asked(request, previewing.place_for(office))
    try:
        previewing.check_asked(asked)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if not _is_waiting(office, asked):
            enqueue(previewing.JOB, {"office": office.pk, "asked": asdict(asked)})
        messages.success(request, "已交后台预演，稍后刷新本页查看。")
    query = urlencode({"office": office.pk, **_told(asked)})
    return redirect(f"{reverse('rule_preview')}?{query}")


def _asked(request: HttpRequest, place: str) -> Asked:
    sent = request.POST if request.method == "POST" else request.GET
    told = {name: " ".join(sent.get(name, "").split())[:200] for name in _NAMES}
    if told["as_place"] or told["day"]:
        told |= {"rule": "", "kind": "", "value": "", "unit": ""}
    if told["as_place"]:
        told["day"] = ""
    return Asked(place=place, **told)


def _is_asked(asked: Asked) -> bool:
    """A rule alone is only a step of choosing: its value is still to be written."""
    return bool(asked.day or asked.as_place or (asked.rule and asked.value))


def _told(asked: Asked) -> dict[str, str]:
    return {name: value for name, value in asdict(asked).items() if value and name != "place"}


def _worked(office: Organization, asked: Asked) -> worked_out.Worked | None:
    found = previewing.preview(office, asked)
    stale = found is not None and not found.is_current
    if (found is None or stale) and worked_out.is_quick():
        previewing.work_out(office, asked)
        found = previewing.preview(office, asked)
    return found


def _is_waiting(office: Organization, asked: Asked) -> bool:
    jobs = Job.objects.unfinished().filter(kind=previewing.JOB, payload__office=office.pk)
    return any(job.payload["asked"] == asdict(asked) for job in jobs[:20])


def _result(worked: worked_out.Worked | None, units: set[int]) -> dict[str, Any]:
    """The lines of the units whose work is seen; what belongs to no unit is seen by all of them."""
    if worked is None:
        return {}
    seen = {*units, 0}
    lines = [one for one in worked.told["lines"] if one["unit"] in seen]
    clocks = [one for one in worked.told["clocks"] if one["unit"] in seen]
    number = {turn: sum(one["turn"] == turn for one in lines) for turn in _TURNS}
    return {
        "lines": [
            one | {"tone": _TONES[one["turn"]], "word": _TURNS[one["turn"]]}
            for one in lines[:SHOWN]
        ],
        "clocks": clocks[:SHOWN],
        "more_lines": len(lines) - SHOWN,
        "more_clocks": len(clocks) - SHOWN,
        "counts": [
            Count("转为不符合", number["red"], "", "due" if number["red"] else "", "#lines"),
            Count("转为符合", number["green"], "", "", "#lines"),
            Count("另有变化", number["other"], "", "", "#lines"),
            Count("期限移动", len(clocks), "", "", "#clocks"),
        ],
    }


def _to_come(place: str, office: Organization) -> list[dict[str, Any]]:
    """The days on which rules of the place change, each with what changes and a link to try it."""
    books, found = rulebooks(), {}
    for one in to_come(books, place, clock.today()):
        before = _words(place, one.rule, one.before)
        told = found.setdefault(one.on, [])
        told.append(
            (
                one.rule.title,
                one.rule.kinds.get(one.kind, ""),
                before,
                _words(place, one.rule, one.after),
            )
        )
    return [
        {"on": on, "lines": told, "url": f"?office={office.pk}&day={on.isoformat()}"}
        for on, told in sorted(found.items())
    ]


def _words(place: str, rule: Rule, rows: Any) -> str:
    if not rows:
        return "没有规定"
    if rule.type in ("list", "choice", "text"):
        return "、".join(
            rule.items.get(row.text, rule.choices.get(row.text, row.text or "")) for row in rows
        )
    row = rows[0]
    if rule.type == "flag":
        return "是" if row.amount else "否"
    return f"{row.amount} {UNITS.get(row.unit, '')}".strip()


def _now(rule: Rule | None, place: str) -> list[Any]:
    """What holds today on the chosen rule."""
    if rule is None:
        return []
    shown = reading.values_of(rulebooks(), place, clock.today())
    return [one for one in shown if one.rule.key == rule.key]


def _hint(rule: Rule | None) -> str:
    if rule is None:
        return ""
    match rule.type:
        case "amount":
            low, high = rule.range or (0, 0)
            return f"只写数字，{low} 至 {high}" if rule.range else "只写数字"
        case "flag":
            return "写“是”或“否”"
        case "choice":
            return "可用：" + "、".join(rule.choices.values())
        case "list":
            return "几项之间用顿号隔开"
        case "date":
            return "写成 2026-11-20 这样"
    return ""


def _file(book: bytes) -> HttpResponse:
    response = HttpResponse(book, content_type=XLSX)
    for name, value in headers_of(f"规则预演-{clock.today():%Y%m%d}.xlsx", XLSX).items():
        response[name] = value
    return response


urlpatterns = [
    path("rules/preview/", preview, name="rule_preview"),
    path("rules/preview/run/", run, name="rule_preview_run"),
]
