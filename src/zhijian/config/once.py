"""What is worked out once in a request, and kept nowhere beyond it."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

T = TypeVar("T")
_memory: ContextVar[dict[str, Any] | None] = ContextVar("once", default=None)
_READS = "once.reads"


def once(key: str, work_out: Callable[[], T]) -> T:
    """What ``work_out`` says; within one request only the first time asked. Never None."""
    memory = _memory.get()
    if memory is None:
        return work_out()
    if key not in memory:
        memory[key] = work_out()
    return memory[key]  # type: ignore[no-any-return]


def while_reading(key: str, work_out: Callable[[], T]) -> T:
    """The same for what actions change: kept only in a request that reads (GET, HEAD)."""
    memory = _memory.get()
    return once(key, work_out) if memory is not None and _READS in memory else work_out()


def forget(key: str) -> None:
    """Ask anew from here on: what ``key`` stands for has been changed."""
    if (memory := _memory.get()) is not None:
        memory.pop(key, None)


class OnceMiddleware:
    """Gives each request a memory of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reads = request.method in ("GET", "HEAD")
        token = _memory.set({_READS: True} if reads else {})
        try:
            return self.get_response(request)
        finally:
            _memory.reset(token)
