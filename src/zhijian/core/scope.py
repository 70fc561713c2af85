"""Who is judged, and by whose rules: the subjects of a run, each with its unit and its rulebook.

Every relation that can be a subject becomes a table ``s_<relation>`` whose first columns are
``subject``, ``organization`` and ``book`` (the place whose rules hold), then its own columns.
Public-service enterprises, outside operators and accounts under industry guidance stay out; units
managed from above (市属、省属) are judged by their superior's rules.
"""

from __future__ import annotations

from collections.abc import Iterable

from zhijian.core.facts.schema import RELATIONS
from zhijian.core.rules import Rulebooks

NOT_COUNTED = frozenset({"enterprise", "operator"})

_VIA_ACCOUNT = "JOIN s_accounts a ON a.subject = x.account"
_VIA_ACCOUNT_N = "JOIN s_accounts a ON a.account_n = x.account_n"
_VIA_SITE = "JOIN s_sites a ON a.subject = x.site"
_VIA_UNIT = "LEFT JOIN units u ON u.organization = x.organization"
_BY_UNIT = ("x.organization", "COALESCE(u.book, '{book}')", "COALESCE(u.is_counted, 1) = 1")
_BY_SUBJECT = ("a.organization", "a.book", "1 = 1")

_PATHS: dict[str, tuple[str, tuple[str, str, str]]] = {
    "organizations": (_VIA_UNIT, _BY_UNIT),
    "accounts": (_VIA_UNIT, _BY_UNIT),
    "sites": (_VIA_UNIT, _BY_UNIT),
    "site_columns": (_VIA_SITE, _BY_SUBJECT),
    "publications": (_VIA_ACCOUNT_N, _BY_SUBJECT),
    "must_reposts": (_VIA_ACCOUNT_N, _BY_SUBJECT),
    "life_events": (_VIA_ACCOUNT, _BY_SUBJECT),
    "offline_periods": (_VIA_SITE, _BY_SUBJECT),
    "staff_changes": (_VIA_UNIT, _BY_UNIT),
    "contracts": (_VIA_UNIT, _BY_UNIT),
    "policies": (_VIA_UNIT, _BY_UNIT),
    "disclosure_items": (_VIA_UNIT, _BY_UNIT),
    "incidents": (_VIA_UNIT, _BY_UNIT),
    "rectifications": (_VIA_UNIT, _BY_UNIT),
    "messages": (
        "LEFT JOIN s_accounts a ON a.account_n = x.account_n "
        "LEFT JOIN s_sites w ON w.subject = x.site "
        "LEFT JOIN units u ON u.organization = x.organization",
        (
            "COALESCE(a.organization, w.organization, x.organization)",
            "COALESCE(a.book, w.book, u.book, '{book}')",
            "(a.subject IS NOT NULL OR w.subject IS NOT NULL OR x.organization <> '')",
        ),
    ),
    "announcements": (
        "LEFT JOIN s_accounts a ON a.subject = x.account LEFT JOIN s_sites w ON w.subject = x.site",
        (
            "COALESCE(a.organization, w.organization)",
            "COALESCE(a.book, w.book)",
            "(a.subject IS NOT NULL OR w.subject IS NOT NULL)",
        ),
    ),
}
_STORED = ("accounts", "sites", "organizations", "site_columns")
_SUBJECT_KEYS = {"must_reposts": "x.item || '/' || x.account"}
NAMED_BY = {
    "accounts": "name",
    "sites": "name",
    "site_columns": "name",
    "publications": "title",
    "must_reposts": "title",
    "policies": "title",
    "disclosure_items": "title",
}
"""The column that names a subject to its readers, where it has one besides its key."""

_FORM = (
    "CASE WHEN x.platform = 'app' OR x.media_form = 'app' THEN 'app' "
    "WHEN x.media_form <> '' THEN x.media_form ELSE {seen} END AS form, "
    "COALESCE(u.level, '') AS unit_level"
)
_FORM_SEEN = (
    "LEFT JOIN (SELECT account_n, CASE "
    "WHEN SUM(CASE WHEN form = 'video' THEN 2 ELSE 0 END) > COUNT(*) THEN 'video' "
    "WHEN SUM(CASE WHEN form = 'text' THEN 2 ELSE 0 END) > COUNT(*) THEN 'text' END AS form "
    "FROM publications WHERE published_d > {form_since_d} AND published_d <= {on_d} "
    "GROUP BY account_n) g ON g.account_n = x.account_n"
)

_EXTRA: dict[str, tuple[str, str]] = {
    "organizations": (
        "COALESCE(n.c, 0) AS accounts_n",
        "LEFT JOIN (SELECT organization, COUNT(*) AS c FROM s_accounts "
        "WHERE state = 'operating' GROUP BY organization) n ON n.organization = x.organization",
    ),
    "site_columns": (
        "COALESCE(n.c, 0) AS items_n, x.organization AS column_owner",
        "LEFT JOIN (SELECT site_column, COUNT(*) AS c FROM column_items "
        "WHERE published_d <= {on_d} GROUP BY site_column) n ON n.site_column = x.site_column",
    ),
    "offline_periods": ("d.year_n", "LEFT JOIN days d ON d.d = x.from_d"),
}


def subject_selects(
    *, book: str, on_d: int, form_since_d: int, watch_forms: bool
) -> Iterable[tuple[str, str, bool]]:
    """Yield (table, select, stored) for each subject relation, in an order that can be built.

    ``watch_forms`` says whether some account declares no main form, so that it must be read off
    what it published after ``form_since_d``.
    """
    blanks = {"book": book, "on_d": on_d, "form_since_d": form_since_d}
    yield "s_places", f"SELECT '{book}' AS subject, '' AS organization, '{book}' AS book", True
    order = ("accounts", "sites", *(name for name in _PATHS if name not in ("accounts", "sites")))
    for name in order:
        joins, (organization, place, counted) = _PATHS[name]
        extra, extra_join = _EXTRA.get(name, ("", ""))
        if name == "accounts":
            extra = _FORM.format(seen="COALESCE(g.form, 'mixed')" if watch_forms else "'mixed'")
            extra_join = _FORM_SEEN if watch_forms else ""
            counted += " AND COALESCE(x.is_industry_guided, 0) = 0"
        relation = RELATIONS[name]
        key = _SUBJECT_KEYS.get(name, f"x.{relation.key[0]}")
        own = [f"x.{column.name}" for column in relation.columns if column.name != "organization"]
        chosen = ", ".join(
            [f"{key} AS subject", f"{organization} AS organization", f"{place} AS book", *own]
            + ([extra] if extra else [])
        )
        select = f"SELECT {chosen} FROM {name} x {joins} {extra_join} WHERE {counted}"
        yield f"s_{name}", select.format(**blanks), name in _STORED


def units_of(
    rows: Iterable[tuple[str, str, str, str, str]],
    place: str,
    rulebooks: Rulebooks,
    *,
    as_place: str | None = None,
) -> list[tuple[str, str, str, int]]:
    """Return (organization, book, level, is_counted) for each unit.

    ``rows`` are (organization, kind, level, division, managed_by). A unit whose division lies
    inside ``place`` is judged by its own division; all others by ``place``; ``as_place`` overrides
    both.
    """
    books: dict[tuple[str, str], str] = {}
    found = []
    for organization, kind, level, division, managed_by in rows:
        where = (division, managed_by)
        if where not in books:
            books[where] = as_place_or_own(division, managed_by, place, rulebooks, as_place)
        found.append((organization, books[where], level, int(kind not in NOT_COUNTED)))
    return found


def as_place_or_own(
    division: str, managed_by: str, place: str, rulebooks: Rulebooks, as_place: str | None
) -> str:
    """Return the book that holds for a unit of ``division`` managed by ``managed_by``."""
    if as_place is not None:
        return rulebooks.book_of(as_place)
    own = division[:6] if division and lies_in(division[:6], place) else place
    if managed_by in ("city", "province") and own != "cn":
        own = rulebooks.superior(own, managed_by)
    return rulebooks.book_of(own)


def lies_in(division: str, place: str) -> bool:
    """Return whether a division code lies inside a place's.

    >>> lies_in("420325", "420300"), lies_in("420325", "420300"[:4] + "26"), lies_in("1", "cn")
    (True, False, True)
    """
    if place == "cn":
        return True
    significant = (
        place[:2] if place.endswith("0000") else place[:4] if place.endswith("00") else place
    )
    return division.startswith(significant)
