"""Pages by key: the next rows after a row, whatever was added meanwhile, at the cost of a page.

A list is sorted by one value and the id; rows without the value come last, whichever way it runs.
The rows after an anchor are asked for in stretches, each one range of an index on (value, id):
those with the same value and a further id, those with a further value, those without a value. The
next stretch is asked for only when the one before did not fill the page, so that neither many ties
nor many gaps make a page slower than the first one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from zhijian.web.listing.cursors import Anchor

VALUE = "sorted_by"
"""The annotation that carries the sorted value of a row."""


@dataclass(frozen=True)
class Order:
    """By which field or annotation a list is sorted; ``can_lack`` when rows may have no value."""

    path: str
    descending: bool = False
    can_lack: bool = False

    @property
    def by_id(self) -> bool:
        """Whether the id alone sorts the list."""
        return self.path == "pk"

    def applied(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """All of ``rows`` in this order, for an export."""
        if self.by_id:
            return rows.order_by("-pk" if self.descending else "pk")
        value = F(self.path)
        if self.can_lack:
            first = value.desc(nulls_last=True) if self.descending else value.asc(nulls_last=True)
        else:
            first = value.desc() if self.descending else value.asc()
        return rows.order_by(first, "-pk" if self.descending else "pk")


@dataclass(frozen=True)
class Slice:
    """The rows of one page in list order, and whether more follow in the direction asked."""

    rows: list[Any]
    has_more: bool


def after(rows: QuerySet[Any], order: Order, size: int, anchor: Anchor | None) -> Slice:
    """The ``size`` rows after ``anchor``, or the first ones."""
    found = _collect(_stretches(rows, order, anchor, forward=True), size + 1)
    return Slice(found[:size], len(found) > size)


def before(rows: QuerySet[Any], order: Order, size: int, anchor: Anchor) -> Slice:
    """The ``size`` rows before ``anchor``, in list order."""
    found = _collect(_stretches(rows, order, anchor, forward=False), size + 1)
    return Slice(found[:size][::-1], len(found) > size)


def anchor_of(row: Model, order: Order, number: int) -> Anchor:
    """The anchor of ``row``, which came from ``after`` or ``before``."""
    value = None if order.by_id else getattr(row, VALUE)
    return Anchor(value, row.pk, number)


def _collect(stretches: Iterator[QuerySet[Any]], wanted: int) -> list[Any]:
    found: list[Any] = []
    for stretch in stretches:
        found += stretch[: wanted - len(found)]
        if len(found) >= wanted:
            break
    return found


def _stretches(
    rows: QuerySet[Any], order: Order, anchor: Anchor | None, *, forward: bool
) -> Iterator[QuerySet[Any]]:
    falling = order.descending == forward
    further = "lt" if falling else "gt"
    by_id = "-pk" if falling else "pk"
    if order.by_id:
        beyond = Q() if anchor is None else Q(**{f"pk__{further}": anchor.pk})
        yield rows.filter(beyond).order_by(by_id)
        return
    rows = rows.annotate(**{VALUE: F(order.path)})
    present = rows.filter(**{f"{order.path}__isnull": False}) if order.can_lack else rows
    lacking = rows.filter(**{f"{order.path}__isnull": True}).order_by(by_id)
    by_value = present.order_by(f"-{order.path}" if falling else order.path, by_id)
    lacks = anchor is not None and anchor.value is None
    if lacks:
        yield lacking.filter(**{f"pk__{further}": anchor.pk})  # type: ignore[union-attr]
        if not forward:
            yield by_value
        return
    if anchor is not None:
        same = {order.path: anchor.value, f"pk__{further}": anchor.pk}
        yield rows.filter(**same).order_by(by_id)
        by_value = by_value.filter(**{f"{order.path}__{further}": anchor.value})
    yield by_value
    if order.can_lack and forward:
        yield lacking
