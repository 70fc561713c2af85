"""A card of a page that several subjects compose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A card of the page.

    ``template`` draws what stands below the heading, with ``p`` as its ``context`` and what the
    page is about under its own name; it brings its own ``<div class="b">``. ``is_side`` puts the
    card into the column on the right. ``is_whole``: the template draws the card with its heading.
    ``more_label`` and ``more_url`` are the link at the right of the heading.
    """

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    more_label: str = ""
    more_url: str = ""
    is_side: bool = False
    is_whole: bool = False
