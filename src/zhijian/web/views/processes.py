"""Process definitions as pages: what kinds of case there are, their steps, who acts, by when."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from zhijian.core.process import Definition, resolve
from zhijian.core.refused import Refused
from zhijian.core.rules.process_model import MAY
from zhijian.law.books import rulebooks
from zhijian.web.asked import asked, places
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Step


@login_required
@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    """Every process, with the steps it has in the chosen place."""
    books = rulebooks()
    wanted = asked(request, books)
    found = [
        (process, _resolved(name, wanted, _kinds(name)[0][0]))
        for name, process in books.processes.items()
    ]
    context = {
        "heading": "办件流程",
        "asked": wanted,
        "places": places(books, wanted.place),
        "processes": [
            (process, definition, fault, _progress(definition))
            for process, (definition, fault) in found
        ],
    }
    return page(request, "processes/processes.html", context)


@login_required
@require_GET
def process(request: HttpRequest, name: str) -> HttpResponse:
    """One process as it holds in a place on a day: every step with who, term, moves and clauses."""
    books = rulebooks()
    if name not in books.processes:
        raise Http404
    wanted = asked(request, books)
    kinds = _kinds(name)
    kind = request.GET.get("kind", "")
    if kind not in dict(kinds):
        kind = kinds[0][0]
    definition, fault = _resolved(name, wanted, kind)
    context = {
        "heading": books.processes[name].title,
        "crumbs": (Crumb("办件流程", reverse("processes")), Crumb(books.processes[name].title)),
        "asked": wanted,
        "places": places(books, wanted.place),
        "kinds": kinds if len(kinds) > 1 else (),
        "kind": kind,
        "definition": definition,
        "fault": fault,
        "progress": _progress(definition),
        "titles": _titles(definition),
        "may": MAY,
    }
    return page(request, "processes/process.html", context)


def _kinds(name: str) -> list[tuple[str, str]]:
    books = rulebooks()
    asked_of = books.processes[name].kinds_of
    return list(books.rule(asked_of.rule).kinds.items()) if asked_of else [("", "")]


def _resolved(name: str, wanted: Any, kind: str) -> tuple[Definition | None, str]:
    try:
        return resolve(rulebooks(), name, wanted.place, wanted.on, kind), ""
    except Refused as refusal:
        return None, str(refusal)


def _progress(definition: Definition | None) -> list[Step]:
    if definition is None:
        return []
    return [
        Step(step.title, f"限 {step.term.words}" if step.term else str(step.actor))
        for step in definition.steps
    ]


def _titles(definition: Definition | None) -> dict[str, str]:
    if definition is None:
        return {}
    return {step.id: step.title for step in definition.steps} | dict(definition.ends)


urlpatterns = [
    path("processes/", processes, name="processes"),
    path("processes/<str:name>/", process, name="process"),
]
