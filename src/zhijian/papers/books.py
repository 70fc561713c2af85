"""The forms of this installation, and what the rules say about them."""

from functools import cache
from pathlib import Path

from zhijian.config.options import options
from zhijian.core.forms import loading
from zhijian.core.forms.model import Form, Forms
from zhijian.law.books import rulebooks
from zhijian.packaged import default_rulebooks
from zhijian.people.models import Organization
from zhijian.people.roster import book_place

OTHER_PLACES = "其他地区的表"


@cache
def forms() -> Forms:
    """The forms that came with the program, with the office's overlays over them.

    Raises:
        Refused: a form's file is unsound.
    """
    overlays = [Path(folder) for folder in options().rulebooks]
    return loading.load(default_rulebooks(), rulebooks(), overlays)


def places_of(unit: Organization) -> tuple[str, ...]:
    """The division codes whose forms a unit uses: that of its rules, and those above it."""
    books = rulebooks()
    return books.line_of(book_place(unit, books))


def own_and_other(unit: Organization) -> tuple[tuple[Form, ...], tuple[Form, ...]]:
    """The forms of the unit's place, those of its own notice first, and those of other places."""
    own = forms().of_place(*places_of(unit))
    return own, tuple(form for form in forms().all if form not in own)
