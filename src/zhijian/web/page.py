"""One view, one context, one template: the whole page, or the part of it that a script asks for."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    part: str | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """``template`` filled with ``context``; only its ``{% partialdef part %}`` when HTMX asks.

    A form with faults is answered with ``status=422`` when it was sent by a script, so that the
    part is put in place; browsers show the same page either way.
    """
    wants_part = part is not None and asks_for_part(request)
    name = f"{template}#{part}" if wants_part else template
    response = render(request, name, dict(context or {}), status=status)
    if part is not None:
        patch_vary_headers(response, ("HX-Request",))
    return response


def asks_for_part(request: HttpRequest) -> bool:
    """Whether HTMX asks, and for a part (not for the whole page of its history)."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
