"""The addresses of the interface, its description, and the page that shows the description."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from zhijian.api.application import api, description
from zhijian.api.problems import in_problems, problem
from zhijian.api.reading import operations_of, shapes_of


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document: no secret, so that tools can fetch it."""
    return JsonResponse(description(api), json_dumps_params={"ensure_ascii": False})


@login_required
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The description as a page, without script and without another host."""
    document = description(api)
    context: dict[str, Any] = {
        "heading": document["info"]["title"],
        "about": document["info"]["description"],
        "groups": operations_of(document),
        "shapes": shapes_of(document),
    }
    return render(request, "api/docs.html", context)


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """An address that the interface does not have: in its own manner, not as a page."""
    return problem(request, 404)


_patterns, _app, _namespace = api.urls
_spoken = [
    path(str(one.pattern), in_problems(one.callback), one.default_args, one.name)
    for one in _patterns
]

urlpatterns = [
    path("openapi.json", openapi, name="api_openapi"),
    path("docs/", docs, name="api_docs"),
    path("", (_spoken, _app, _namespace)),
    re_path(r"^.*$", nowhere, name="api_nowhere"),
]
