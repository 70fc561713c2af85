"""From which address the present request came; set by middleware, empty elsewhere."""

from contextvars import ContextVar

address: ContextVar[str] = ContextVar("journal_address", default="")
