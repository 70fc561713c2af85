"""Resolving the rules in force for all places of the nation into one stored relation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zhijian.core.engines.duck import DuckEngine
from zhijian.core.law import Law, lay_down
from zhijian.core.rules import Rulebooks
from zhijian.core.rules.model import Place
from zhijian.core.workdays import day_number

from . import ON, RULEBOOKS
from .apart import Watch

PROVINCES, CITIES, COUNTIES = 31, 333, 2_855
"""As many as there were at the end of 2024; together 3,219."""
OWN = ("211202", "420325", "430422", "370200", "330424")


def resolver(*, own: int, turns: int = 3) -> dict[str, Any]:
    """Resolve and store the rules of every place; ``own`` more places have values of their own.

    These are copied from the five places that published theirs, one after the other.
    """
    law = Law.load(RULEBOOKS)
    codes = divisions()
    watch, rows = Watch(), 0
    for _ in range(turns):
        books = _peopled(law.rulebooks, codes[:: max(len(codes) // own, 1)][:own] if own else [])
        engine = DuckEngine()
        with watch.turn():
            lay_down(engine, replace(law, rulebooks=books), codes, day_number(ON))
        rows = int(engine.fetch("SELECT COUNT(*) FROM rules")[0][0] or 0)
        engine.close()
    return {"seconds": watch.seconds, "places": len(codes), "rows": rows}


def divisions() -> list[str]:
    """Return 3,219 codes shaped like division codes."""
    provinces = [f"{11 + n:02d}" for n in range(PROVINCES)]
    cities = [f"{provinces[n % PROVINCES]}{1 + n // PROVINCES:02d}" for n in range(CITIES)]
    counties = [f"{cities[n % CITIES]}{1 + n // CITIES:02d}" for n in range(COUNTIES)]
    return [f"{p}0000" for p in provinces] + [f"{c}00" for c in cities] + counties


def _peopled(books: Rulebooks, codes: list[str]) -> Rulebooks:
    places = dict(books.places)
    entries = dict(books.entries)
    for number, code in enumerate(codes):
        model = OWN[number % len(OWN)]
        places.setdefault(code, Place(code, code, books.places[model].level))
        entries.setdefault(
            code,
            {
                rule: tuple(replace(entry, place=code) for entry in found)
                for rule, found in books.entries[model].items()
            },
        )
    return replace(books, places=places, entries=entries, _resolved={})
