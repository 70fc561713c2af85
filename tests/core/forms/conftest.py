"""The published forms, and sheets of them filled with invented values."""

from datetime import date
from pathlib import Path

import pytest

from zhijian.core.forms import Form, Forms, FormValues, Sheet, draw, load, slots_of
from zhijian.core.rules import Rulebooks

ROOT = Path(__file__).parents[3]
BOOKS = ROOT / "rulebooks"
FONTS = ROOT / "src" / "zhijian" / "fonts"
DAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def books() -> Rulebooks:
    return Rulebooks.load(BOOKS)


@pytest.fixture(scope="session")
def forms(books) -> Forms:
    return load(BOOKS, books)


@pytest.fixture(scope="session")
def registration(forms) -> Form:
    return forms["hengnan_filing_registration"]


@pytest.fixture(scope="session")
def inventory(forms) -> Form:
    return forms["hengnan_inventory_cleanup"]


@pytest.fixture(scope="session")
def drawn(books):
    """Draw a form of 衡南 for the invented county, by the rules of that day."""

    def draw_it(form: Form, values: FormValues | None = None, **more) -> Sheet:
        slots = slots_of(form, books, form.place, DAY)
        return draw(form, values or FormValues(), slots=slots, place_name="青禾县", **more)

    return draw_it
