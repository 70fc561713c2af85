"""Work that builds very many objects and no cycles among them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cycles() -> Iterator[None]:
    """Leave off, meanwhile, looking for objects that only hold each other.

    Python goes through all objects again and again as they become more; over a hundred thousand
    rows that costs as much as the work itself. What is let go is freed at once all the same. Others
    at work in the same process lose nothing: whoever turned the search off turns it on again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
