"""Long runs of things, a portion at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def portions(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """The things in lists of at most ``size``; nothing is held beyond one list."""
    rest = iter(things)
    while part := list(islice(rest, size)):
        yield part
