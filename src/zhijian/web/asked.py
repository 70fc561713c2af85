"""What a page of the law is asked for in its address: a place, a day, words to find."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.core.rules import Rulebooks
from zhijian.law.reading import place_title

MOST_WORDS = 60
_DEPTH = {"nation": 0, "province": 1, "city": 2, "county": 3}


@dataclass(frozen=True)
class Asked:
    """``place`` and ``on`` are sound; ``faults`` say what of the address was not taken."""

    place: str
    place_name: str
    on: date
    words: str
    faults: tuple[str, ...]


def asked(request: HttpRequest, books: Rulebooks, *, place_key: str = "place") -> Asked:
    """Place, day and words of the address; the person's own place and today where left out."""
    faults: list[str] = []
    place = request.GET.get(place_key, "").strip() or own_place(request.user)
    try:
        name = place_title(books, place)
    except Refused as refusal:
        faults.append(str(refusal))
        place = own_place(request.user)
        name = place_title(books, place)
    on = day_of(request.GET.get("on", ""), faults)
    return Asked(place, name, on, request.GET.get("q", "").strip()[:MOST_WORDS], tuple(faults))


def day_of(text: str, faults: list[str], default: date | None = None) -> date:
    """The day that ``text`` names, or today; what is no day adds a sentence to ``faults``."""
    fallback = default or clock.today()
    if not text.strip():
        return fallback
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        faults.append(
            f"“{text.strip()[:20]}”不是日期，请写成 2026-11-20 这样；这里按 {fallback} 显示。"
        )
        return fallback


def own_place(user: Any) -> str:
    """The place whose rules hold for the person's unit, else the installation's."""
    unit = getattr(user, "organization", None)
    return unit.place if unit else options().place


def places(books: Rulebooks, *extra: str) -> list[tuple[str, str]]:
    """Codes and names to choose from, the nation first, deeper levels indented."""
    found = sorted(books.places.values(), key=lambda place: (place.code != "cn", place.code))
    listed = [(p.code, "　" * _DEPTH.get(p.level, 0) + p.name) for p in found]
    known = {code for code, _ in listed}
    unknown = [code for code in dict.fromkeys(extra) if code not in known]
    return listed + [(code, place_title(books, code)) for code in unknown]
