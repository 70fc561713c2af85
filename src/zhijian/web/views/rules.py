"""The rulebooks as pages: what holds in a place on a day and why; two places compared."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from zhijian.core.rules import Document
from zhijian.law import reading
from zhijian.law.books import rulebooks
from zhijian.law.reading import Cited
from zhijian.web.asked import asked, places
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact


@login_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """What holds in a place on a day, by subject."""
    books = rulebooks()
    wanted = asked(request, books)
    values = reading.values_of(books, wanted.place, wanted.on)
    sections = reading.sections(values, wanted.words)
    context = {
        "heading": "规则",
        "asked": wanted,
        "places": places(books, wanted.place),
        "sections": sections,
        "shown": sum(len(section.rules) for section in sections),
        "total": sum(len(s.rules) for s in reading.sections(values)),
        "proposed": sum(shown.is_proposed for shown in values),
    }
    return page(request, "rules/rules.html", context, part="rules")


@login_required
@require_GET
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule: every level's word on it, which one holds and why, clauses and readings."""
    books = rulebooks()
    if key not in books.rules:
        raise Http404
    found = books.rules[key]
    wanted = asked(request, books)
    chains = reading.chains(books, key, wanted.place, wanted.on)
    cited = {
        line.cited.clause: line.cited for chain in chains for line in chain.lines if line.cited
    }
    context = {
        "heading": found.title,
        "crumbs": (Crumb("规则", _back(wanted.place, wanted.on)), Crumb(found.title)),
        "rule": found,
        "asked": wanted,
        "places": places(books, wanted.place),
        "chains": chains,
        "cited": cited.values(),
        "documents": [_facts(books.documents[name]) for name in _documents(cited.values())],
        "readings": reading.readings_of(books, key, wanted.place),
        "clashes": {"local_replaces": "有规定的各级中，最接近本地的一级取代上级。"}.get(
            found.merge, "各级都有规定的，从严。"
        ),
    }
    return page(request, "rules/rule.html", context)


@login_required
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """The rules on which two places differ on a day."""
    books = rulebooks()
    one = asked(request, books)
    other = asked(request, books, place_key="with")
    chosen = bool(request.GET.get("with"))
    found = reading.differences(books, one.place, other.place, one.on) if chosen else ()
    context = {
        "heading": "两地对比",
        "crumbs": (Crumb("规则", _back(one.place, one.on)), Crumb("两地对比")),
        "one": one,
        "other": other,
        "chosen": chosen,
        "faults": tuple(dict.fromkeys((*one.faults, *other.faults))),
        "places": places(books, one.place, other.place),
        "differences": found,
    }
    return page(request, "rules/compare.html", context)


def _back(place: str, on: date) -> str:
    return f"{reverse('rules')}?place={place}&on={on}"


def _documents(cited: Iterable[Cited]) -> dict[str, None]:
    return dict.fromkeys(each.document for each in cited)


def _facts(document: Document) -> list[Fact]:
    dated = "（原文未署，由本平台标注）" if document.effective_marked else ""
    issued = str(document.issued_on or "未注明")
    effective = f"{document.effective_on}{dated}" if document.effective_on else "未注明"
    return [
        Fact("文件", f"《{document.title}》"),
        Fact("文号", document.number or "无文号"),
        Fact("制定机关", document.issuer),
        Fact("印发", issued),
        Fact("施行", effective),
    ]


urlpatterns = [
    path("rules/", rules, name="rules"),
    path("rules/compare/", compare, name="rules_compare"),
    path("rules/rule/<str:key>/", rule, name="rule"),
]
