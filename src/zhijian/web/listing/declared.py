"""What a page builder declares of a list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from zhijian.web.listing.columns import Column
from zhijian.web.listing.filters import Filter
from zhijian.web.listing.keyset import Order

EXCEL_ROWS = 1_048_575
"""Rows of a spreadsheet's sheet, its heading left out."""


@dataclass(frozen=True)
class Quick:
    """A quick set: a chip with its count. ``narrow`` takes the rows and the request.

    ``is_rare``: few rows of the whole table are in it and an index finds them, as with those who
    left. In a list of many rows ``narrow`` is then asked of the plain table first.
    """

    key: str
    label: str
    narrow: Callable[[QuerySet[Any], HttpRequest], QuerySet[Any]]
    is_rare: bool = False


@dataclass(frozen=True)
class RowAction:
    """A link in the last column; the last one stays on phones. ``url`` gives "" for no link."""

    label: str
    url: Callable[[Any], str]


@dataclass(frozen=True)
class Bulk:
    """Something done with the ticked rows, by a form that works without script.

    ``run(request, rows, **cleaned)`` calls actions and gives the sentence that says what was done;
    it may raise ``Refused``. With ``question(number)`` or ``form`` a page asks first. ``may(user)``
    hides it; whoever runs it still asks the policy. With ``goes(ids)`` nothing is run: the address
    it gives is a page that takes the ticked rows from there.
    """

    key: str
    label: str
    run: Callable[..., str]
    question: Callable[[int], str] | None = None
    form: type[forms.Form] | None = None
    may: Callable[[Any], bool] = lambda user: True
    goes: Callable[[list[int]], str] | None = None


@dataclass(frozen=True)
class HeadAction:
    """A button beside the title. One page has one primary button."""

    label: str
    url: str
    icon: str = ""
    is_primary: bool = False


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A list: see ``zhijian.web.listing.Listing``."""

    name: str
    title: str
    model: type[Model]
    rows: Callable[[HttpRequest], QuerySet[Any]]
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    quick: tuple[Quick, ...] = ()
    order: str = "-pk"
    unit: str = "条"
    label: Callable[[Any], str] = str
    actions: tuple[RowAction, ...] = ()
    bulk: tuple[Bulk, ...] = ()
    head: Callable[[HttpRequest], tuple[HeadAction, ...]] = lambda request: ()
    sub: Callable[[HttpRequest], str] | None = None
    may: Callable[[Any], bool] = lambda user: True
    empty: str = "还没有内容。"
    empty_action: HeadAction | None = None
    all_label: str = "全部"
    exports: bool = True
    export_limit: int = EXCEL_ROWS
    on_export: Callable[[HttpRequest, int], None] | None = None
    template: str = "listing/list.html"
    extra: Callable[[HttpRequest], Mapping[str, Any]] = field(default=lambda request: {})

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The columns by key."""
        return {column.key: column for column in self.columns}

    def order_by(self, key: str) -> Order | None:
        """The order named ``key`` (``-key`` falling): a sortable column, or the id."""
        falling, name = key.startswith("-"), key.lstrip("-")
        if name == "pk":
            return Order("pk", falling)
        column = self.by_key.get(name)
        if column is None or not column.sort:
            return None
        return column.order(self.model, descending=falling)
