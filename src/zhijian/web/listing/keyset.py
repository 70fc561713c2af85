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

from zhijian.web.listing.counting import bound
from zhijian.web.listing.cursors import Anchor

VALUE = "sorted_by"
"""The annotation that carries the sorted value of a row."""
FIRST_STEP, LARGEST_STEP = 50, 5_000
WALK_LIMIT = 100_000
"""Rows read along the order, for one page, before the plain query takes over."""


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


@dataclass(frozen=True)
class Stretch:
    """One range of the order: a condition on (value, id), and how the rows in it are sorted."""

    within: Q
    ordering: tuple[str, ...]


def after(
    rows: QuerySet[Any], order: Order, size: int, anchor: Anchor | None, *, is_long: bool = False
) -> Slice:
    """The ``size`` rows after ``anchor``, or the first ones; ``is_long`` when rows are many."""
    found = _collect(rows, order, anchor, size + 1, forward=True, is_long=is_long)
    return Slice(found[:size], len(found) > size)


def before(
    rows: QuerySet[Any], order: Order, size: int, anchor: Anchor, *, is_long: bool = False
) -> Slice:
    """The ``size`` rows before ``anchor``, in list order."""
    found = _collect(rows, order, anchor, size + 1, forward=False, is_long=is_long)
    return Slice(found[:size][::-1], len(found) > size)


def anchor_of(row: Model, order: Order, number: int) -> Anchor:
    """The anchor of ``row``, which came from ``after`` or ``before``."""
    value = None if order.by_id else getattr(row, VALUE)
    return Anchor(value, row.pk, number)


def _collect(
    rows: QuerySet[Any],
    order: Order,
    anchor: Anchor | None,
    wanted: int,
    *,
    forward: bool,
    is_long: bool,
) -> list[Any]:
    if not order.by_id:
        rows = rows.annotate(**{VALUE: F(order.path)})
    walks = is_long and rows.query.has_filters() and _is_own_field(rows.model, order)
    found: list[Any] = []
    for stretch in stretches(order, anchor, forward=forward):
        missing = wanted - len(found)
        if walks:
            found += _walk(rows, order, stretch, missing)
        else:
            found += rows.filter(stretch.within).order_by(*stretch.ordering)[:missing]
        if len(found) >= wanted:
            break
    return found


def _walk(rows: QuerySet[Any], order: Order, stretch: Stretch, wanted: int) -> list[Any]:
    """The first ``wanted`` of ``rows`` in a stretch, found along the order of the whole table.

    Which rows a person may see is a question with several subqueries, and a planner that starts
    from those sorts all of them for one page. So we read ids along the index, and ask of a handful
    at a time which are among ``rows``. Many rows match (``is_long``), so this ends soon; should
    they all lie elsewhere, the plain query takes over.
    """
    table = rows.model._base_manager.filter(stretch.within).order_by(*stretch.ordering)
    found: list[Any] = []
    start, step = 0, max(FIRST_STEP, 2 * wanted)
    last: tuple[Any, int] | None = None
    beyond = table
    while start < WALK_LIMIT:
        if last is not None:
            beyond = table.filter(_beyond(order, stretch, last))
        path = "pk" if order.by_id else order.path
        candidates = list(beyond.values_list(path, "pk")[:step])
        place = {pk: index for index, (_, pk) in enumerate(candidates)}
        here = sorted(bound(rows, place), key=lambda row: place[row.pk])
        found += here[: wanted - len(found)]
        if len(found) >= wanted or len(candidates) < step:
            return found
        start, last, step = start + step, candidates[-1], min(step * 4, LARGEST_STEP)
    rest = rows.filter(stretch.within)
    if last is not None:
        rest = rest.filter(_beyond(order, stretch, last))
    return found + list(rest.order_by(*stretch.ordering)[: wanted - len(found)])


def _beyond(order: Order, stretch: Stretch, last: tuple[Any, int]) -> Q:
    """What follows ``last`` within ``stretch``, with a range in front that an index can use."""
    value, pk = last
    further = "lt" if stretch.ordering[-1] == "-pk" else "gt"
    by_id = Q(**{f"pk__{further}": pk})
    if len(stretch.ordering) == 1:
        return by_id
    path = order.path
    same = Q(**{path: value}) & by_id
    return Q(**{f"{path}__{further}e": value}) & (Q(**{f"{path}__{further}": value}) | same)


def _is_own_field(model: type[Model], order: Order) -> bool:
    """Whether the order is one of the table's own, so that it can be read without the rest."""
    return order.by_id or order.path in {field.name for field in model._meta.concrete_fields}


def stretches(order: Order, anchor: Anchor | None, *, forward: bool) -> Iterator[Stretch]:
    """The ranges that follow ``anchor`` in the direction asked, nearest first."""
    falling = order.descending == forward
    further = "lt" if falling else "gt"
    by_id = ("-pk" if falling else "pk",)
    if order.by_id:
        yield Stretch(Q() if anchor is None else Q(**{f"pk__{further}": anchor.pk}), by_id)
        return
    path = order.path
    by_value = (f"-{path}" if falling else path, *by_id)
    present = Q(**{f"{path}__isnull": False}) if order.can_lack else Q()
    lacking = Q(**{f"{path}__isnull": True})
    if anchor is not None and anchor.value is None:
        yield Stretch(lacking & Q(**{f"pk__{further}": anchor.pk}), by_id)
        if not forward:
            yield Stretch(present, by_value)
        return
    if anchor is not None:
        yield Stretch(Q(**{path: anchor.value, f"pk__{further}": anchor.pk}), by_id)
        present &= Q(**{f"{path}__{further}": anchor.value})
    yield Stretch(present, by_value)
    if order.can_lack and forward:
        yield Stretch(lacking, by_id)
