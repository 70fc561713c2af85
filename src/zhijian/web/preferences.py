"""What a person chose for the looks: 大字版. The journal has no word of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from zhijian.people.models import User

LARGE_COOKIE = "large_type"
_YEAR = 365 * 24 * 3600


def large_by_cookie(request: HttpRequest) -> bool:
    """What this browser chose before anybody signed in."""
    return request.COOKIES.get(LARGE_COOKIE) == "1"


def is_large(request: HttpRequest) -> bool:
    """Whether pages are in large type: the person's choice, else the browser's."""
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return bool(user.prefers_large_type)
    return large_by_cookie(request)


def set_large(request: HttpRequest, response: HttpResponse, *, large: bool) -> None:
    """Remember the choice for the person who is signed in, and in this browser."""
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(prefers_large_type=large)
    response.set_cookie(
        LARGE_COOKIE,
        "1" if large else "0",
        max_age=_YEAR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
