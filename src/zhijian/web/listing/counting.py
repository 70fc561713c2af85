"""How long a list is, counted no further than a thousand, and a short list bound to its ids."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from zhijian.config.once import while_reading

COUNT_LIMIT = 1_000
"""A list says how long it is up to here."""

AnyRows = TypeVar("AnyRows", bound=QuerySet[Any])


def bound(rows: AnyRows, ids: Collection[Any]) -> AnyRows:
    """Those of ``rows`` whose id is among ``ids``.

    Numbers are written into the statement as they are: to carry a thousand of them as parameters,
    through half a dozen queries, takes longer than the queries.
    """
    if ids and all(type(pk) is int for pk in ids):
        return rows.filter(pk__in=RawSQL(",".join(map(str, ids)), ()))
    return rows.filter(pk__in=ids)


@dataclass(frozen=True)
class Sized:
    """The rows of a list and their ids, no more than 1,001 of them."""

    rows: QuerySet[Any]
    ids: list[Any]

    @property
    def number(self) -> int:
        """How many they are; 1,001: more than a thousand."""
        return len(self.ids)

    @property
    def is_long(self) -> bool:
        """Whether they are more than a thousand."""
        return self.number > COUNT_LIMIT


def sized(rows: QuerySet[Any], whole: str = "") -> Sized:
    """``rows`` and how many they are; ``whole`` as in ``first_ids``.

    A short list is bound to its ids, so that a small unit in a large table costs a small sort and
    not a walk through the order of everybody's rows; a long one is found soon along the order.
    """
    ids = first_ids(rows, whole)
    return Sized(rows if len(ids) > COUNT_LIMIT else bound(rows, ids), ids)


def first_ids(rows: QuerySet[Any], whole: str = "") -> list[Any]:
    """The ids of ``rows``, no more than 1,001 of them.

    ``whole`` is the name of a list when ``rows`` are all that somebody sees of it: these are asked
    for once a page, by the list and by the sentence above it.
    """

    def asked() -> list[Any]:
        return list(rows.order_by().values_list("pk", flat=True)[: COUNT_LIMIT + 1])

    return while_reading(f"listing.{whole}.ids", asked) if whole else asked()


def capped(rows: QuerySet[Any], limit: int = COUNT_LIMIT) -> int:
    """How many rows there are; ``limit`` + 1 means: more than ``limit``."""
    return rows.order_by().values("pk")[: limit + 1].count()


def in_words(number: int) -> str:
    """``126``, or ``1,000 以上``."""
    return f"{COUNT_LIMIT:,} 以上" if number > COUNT_LIMIT else f"{number:,}"
