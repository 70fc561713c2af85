"""What the frame of every page needs, worked out only when the frame is drawn."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from zhijian.config.options import options
from zhijian.web.menu import Menu, address, unread
from zhijian.web.preferences import is_large


def frame(request: HttpRequest) -> dict[str, Any]:
    """``menu``, ``unread``, ``large``, ``unit_name``, ``session_seconds``, and three addresses."""
    user: Any = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    return {
        "menu": SimpleLazyObject(lambda: Menu(user, request.path)),
        "unread": SimpleLazyObject(lambda: unread(user) if signed_in else None),
        "large": SimpleLazyObject(lambda: is_large(request)),
        "unit_name": SimpleLazyObject(lambda: _unit_name(user) if signed_in else ""),
        "session_seconds": getattr(request, "session_seconds_left", 0) if signed_in else 0,
        "inbox_url": address("inbox"),
        "search_url": address("search"),
        "help_url": address("help"),
    }


def _unit_name(user: Any) -> str:
    unit = user.organization
    return (unit.short_name or unit.name) if unit else options().office_name
