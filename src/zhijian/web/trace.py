"""A number for every request, short enough to be read out on the phone."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhijian.core.refused import Refused
from zhijian.web import errors


class TraceMiddleware:
    """Sets ``request.number`` and the answer's ``X-Request-Number``; stands first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        drawn = f"{secrets.randbelow(10**8):08d}"
        request.number = f"{drawn[:4]}-{drawn[4:]}"  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Number"] = request.number  # type: ignore[attr-defined]
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A refusal that no form caught becomes a page with its sentence."""
        if isinstance(fault, Refused):
            return errors.refused(request, fault)
        return None
