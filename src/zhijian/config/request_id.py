"""One line in the log for every request, and its number on every line written meanwhile."""

import ipaddress
import logging
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

from zhijian.config import metrics
from zhijian.config.addresses import client_address
from zhijian.config.options import options

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request being answered: the one a page of trouble asks people to read out."""

logger = logging.getLogger("zhijian.request")


class RequestLogMiddleware:
    """Logs number, user id, view name, status and time; never a path, a query or a body.

    Stands right behind the middleware that draws the request's number, and draws one if none did.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = getattr(request, "number", "") or secrets.token_hex(4)
        request.number = request.id = number  # type: ignore[attr-defined]
        token = request_id.set(number)
        started = time.perf_counter()
        status = 500
        try:
            response = self.get_response(request)
            status = response.status_code
            return response
        finally:
            self._tell(request, status, time.perf_counter() - started)
            request_id.reset(token)

    def _tell(self, request: HttpRequest, status: int, seconds: float) -> None:
        match = request.resolver_match
        view = (match.view_name or "unnamed") if match else "unmatched"
        metrics.request_answered(view, request.method or "", status, seconds)
        fields = {
            "view": view,
            "method": request.method,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "user": _user_id(request),
            "address": shown_address(client_address(request)),
        }
        level = logging.DEBUG if view in QUIET else logging.INFO
        logger.log(level, "request", extra={"fields": fields})


QUIET = ("healthz", "readyz", "metrics")
"""What a machine asks every few seconds is logged only when somebody looks for details."""


def shown_address(address: str) -> str | None:
    """The address as the log may show it: by default without what tells one machine apart.

    >>> shown_address("10.3.4.5")
    '10.3.4.0'
    """
    how = options().log_addresses
    if how == "none" or not address:
        return None
    if how == "full":
        return address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, prefix), strict=False).network_address)


def _user_id(request: HttpRequest) -> Any:
    """The id of the user, if the view has asked who it is; the log asks no query of its own."""
    user = getattr(request, "_cached_user", None)
    return getattr(user, "pk", None)
