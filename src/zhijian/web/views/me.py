"""我的: the whole menu on a phone, large type, and going on with a session."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from zhijian.web.page import page
from zhijian.web.preferences import is_large, set_large


@login_required
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Everything this person may open, as one page."""
    return page(request, "me/me.html")


@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """Turn 大字版 on or off, and go back to where the person was. Also before sign-in."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    set_large(request, response, large=not is_large(request))
    return response


@login_required
@require_POST
def keep_session(request: HttpRequest) -> HttpResponse:
    """How many seconds are left, now that the person said to go on."""
    left = getattr(request, "session_seconds_left", 0) or settings.SESSION_COOKIE_AGE
    return JsonResponse({"seconds": left})


urlpatterns = [
    path("me/", me, name="me"),
    path("me/large-type/", large_type, name="large_type"),
    path("me/session/", keep_session, name="session_keep"),
]
