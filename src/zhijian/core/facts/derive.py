"""Columns that follow from others: numbers for joins, proofs of codes, names made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from . import codes

Row = dict[str, str | int | None]
Lists = Mapping[str, list[Row]]

_NOISE = re.compile(r"[\s·•\-_—()（）“”\"'《》【】\[\]]+")


def derive(lists: Lists) -> None:
    """Fill the derived columns of every relation in ``lists``, in place."""
    _number_accounts(lists)
    for name, derived in _PROOFS.items():
        for row in lists.get(name, ()):
            for source, target, proof in derived:
                value = row.get(source)
                row[target] = int(proof(str(value))) if value else None
    for row in lists.get("accounts", ()):
        _compare_account(row)
    for row in lists.get("sites", ()):
        domain = str(row.get("domain") or "").lower()
        row["domain_shape"] = codes.domain_shape(domain) if domain else ""
    for row in lists.get("staff_changes", ()):
        row["started_d"] = _earliest(row.get("changed_d"), row.get("handed_over_d"))
    _answer_messages(lists)


def comparable(name: str) -> str:
    """Return a name without blanks, punctuation and case, so that spellings compare.

    >>> comparable("青禾 发布（QH）") == comparable("青禾发布(qh)")
    True
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _number_accounts(lists: Lists) -> None:
    numbers: dict[object, int] = {}
    for number, row in enumerate(lists.get("accounts", ()), start=1):
        row["account_n"] = numbers.setdefault(row.get("account"), number)
    for name in ("publications", "messages", "must_reposts"):
        for row in lists.get(name, ()):
            row["account_n"] = numbers.get(row.get("account"))


def _compare_account(row: Row) -> None:
    row["name_norm"] = comparable(str(row.get("name") or ""))
    sponsor = comparable(str(row.get("organization") or ""))
    certified = comparable(str(row.get("certified_subject") or ""))
    row["certified_is_sponsor"] = int(certified == sponsor) if certified and sponsor else None
    statement = comparable(str(row.get("certification_text") or ""))
    row["certification_names_sponsor"] = (
        int(sponsor in statement) if statement and sponsor else None
    )


def _answer_messages(lists: Lists) -> None:
    first: dict[object, int] = {}
    for row in lists.get("replies", ()):
        replied = row.get("replied_d")
        if isinstance(replied, int) and row.get("is_answer") != 0:
            first[row.get("message")] = min(replied, first.get(row.get("message"), replied))
    for row in lists.get("messages", ()):
        row["replied_d"] = first.get(row.get("message"))


def _earliest(*days: str | int | None) -> int | None:
    known = [day for day in days if isinstance(day, int)]
    return min(known) if known else None


_PROOFS: dict[str, tuple[tuple[str, str, Callable[[str], bool]], ...]] = {
    "organizations": (
        ("credit_code", "credit_code_ok", codes.credit_code_holds),
        ("org_code", "org_code_ok", codes.org_code_holds),
    ),
    "sites": (
        ("domain", "domain_is_gov", codes.domain_is_government),
        ("site_code", "site_code_ok", codes.site_code_holds),
        ("icp_number", "icp_ok", codes.icp_number_holds),
        ("police_number", "police_ok", codes.police_number_holds),
    ),
    "publications": (("map_number", "map_number_ok", codes.map_number_holds),),
}
