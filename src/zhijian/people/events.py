"""Who hears of a change of staff: handlers run in the transaction of the change itself.

An app above this one that must act when somebody comes or goes (open a handover, a refiling)
registers a handler once, in its ``AppConfig.ready``. What a handler raises undoes the change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhijian.people.models import Person, Position, User


class Kind(StrEnum):
    """What happened."""

    APPOINTED = "appointed"
    ENDED = "ended"
    LEFT = "left"


@dataclass(frozen=True)
class StaffChange:
    """Somebody took a position, ended one, or left the unit with all that were still held.

    ``on`` is the first day (appointed), the last day (ended) or the day of leaving.
    """

    kind: Kind
    person: Person
    positions: tuple[Position, ...]
    on: date
    by: User
    reason: str = ""


Handler = Callable[[StaffChange], None]
_handlers: list[Handler] = []


def on_staff_change(handler: Handler) -> Handler:
    """Register a handler; registering it again changes nothing."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


def forget(handler: Handler) -> None:
    """Take a handler away again."""
    _handlers.remove(handler)


def tell(change: StaffChange) -> None:
    """Run every handler, in the order they were registered."""
    for handler in tuple(_handlers):
        handler(change)
