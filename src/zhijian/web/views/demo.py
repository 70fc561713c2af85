"""The demonstration's door: choose who to be, and be it. Mounted only where ``demo`` is set.

It opens only to the people of the demonstration, written down in the data folder when their county
was made; ``demo`` itself is refused where other machines can reach the server.
"""

import json
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from zhijian.config.options import options
from zhijian.people.models import User
from zhijian.web.page import page

FILE = "demo-sign-in.json"
BACKEND = "zhijian.signin.backend.Backend"


def cast() -> list[dict[str, Any]]:
    """Who may enter: rows with ``username`` and ``who``; none where there is no demonstration."""
    written = options().data_dir / FILE
    if not options().demo or not written.is_file():
        return []
    return list(json.loads(written.read_text(encoding="utf-8")))


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """The people of the demonstration, a button each."""
    if not (people := cast()):
        raise Http404
    return page(request, "account/demo.html", {"people": people})


@require_POST
def enter(request: HttpRequest, username: str) -> HttpResponse:
    """Sign in as one of them, leaving whoever was signed in before."""
    if username not in {one["username"] for one in cast()}:
        raise Http404
    user = get_object_or_404(User, username=username, is_active=True)
    adapter = get_adapter(request)
    if request.user.is_authenticated:
        adapter.logout(request)
    user.backend = BACKEND  # type: ignore[attr-defined]
    adapter.login(request, user)
    return redirect(adapter.get_login_redirect_url(request))


urlpatterns = (
    [
        path("demo/", demo, name="demo"),
        path("demo/<slug:username>/", enter, name="demo_enter"),
    ]
    if options().demo
    else []
)
