"""Finding listed accounts by a part of their name or their sponsor's, or by their id."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhijian.core.facts.derive import comparable
from zhijian.directory.indexing import grams_of, public_accounts
from zhijian.directory.models import Gram, Listed, Progress
from zhijian.ledger.models import Account

PAGE = 20
LONGEST = 60
_RARE = 400
"""Accounts counted at most to see which two letters are the rarest."""


@dataclass(frozen=True)
class Found:
    """One page of a search; ``after`` is the key of the next page, 0 for none."""

    accounts: list[Account]
    after: int
    wanted: str


def search(text: str, *, after: int = 0, limit: int = PAGE) -> Found:
    """Listed accounts whose name or sponsor holds ``text``, or whose id it is, by their key.

    Blank: all of them. Words set apart by blanks must all be there.
    """
    words = [word for one in text[:LONGEST].split() if (word := comparable(one))]
    if not words:
        rows = public_accounts().filter(pk__gt=after).order_by("pk")
    elif not after and (exact := _by_handle(text)):
        return Found(exact[:limit], 0, text)
    elif not Progress.objects.exists():
        rows = _without_index(words).filter(pk__gt=after).order_by("pk")
    else:
        ids = _holding(words, after)[: limit + 1]
        rows = public_accounts().filter(pk__in=list(ids)).order_by("pk")
    found = list(rows.select_related("organization")[: limit + 1])
    more = found[limit - 1].pk if len(found) > limit else 0
    return Found(found[:limit], more, text)


def _by_handle(text: str) -> list[Account]:
    handle = text.strip()[:120]
    rows = public_accounts().filter(handle=handle) if handle.isascii() else Account.objects.none()
    return list(rows.select_related("organization").order_by("pk")[:PAGE])


def _without_index(words: list[str]) -> QuerySet[Account]:
    """What is searched until the index has been made for the first time: slower, and as right."""
    rows = public_accounts()
    for word in words:
        rows = rows.filter(Q(name_norm__contains=word) | Q(organization__name__contains=word))
    return rows


def _holding(words: list[str], after: int) -> QuerySet[Listed, int]:
    """The keys of accounts in which every word stands, by way of the rarest two letters."""
    grams = {gram for word in words for gram in grams_of(word)}
    rows = Listed.objects.filter(pk__gt=after)
    if grams:
        rows = rows.filter(grams__gram=min(sorted(grams), key=_frequency))
    for word in words:
        rows = rows.filter(text__contains=word)
    return rows.order_by("pk").values_list("pk", flat=True)


def _frequency(gram: str) -> int:
    return Gram.objects.filter(gram=gram).order_by()[:_RARE].count()
