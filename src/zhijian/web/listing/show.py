"""From a list's state to what its template places."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from zhijian.web.listing.address import SIZES, Asked
from zhijian.web.listing.columns import Column
from zhijian.web.listing.counting import Sized, bound, capped, first_ids, in_words
from zhijian.web.listing.declared import Declared, Quick, RowAction
from zhijian.web.listing.filters import Filter, Reading

if TYPE_CHECKING:
    from zhijian.web.listing.listing import Paged

CHIP_LIMIT = 99
"""A list says how long it is; a quick set that is not chosen says only whether to look in."""
A_FEW = 200
"""A list up to here is asked itself which rows are in a quick set; of a longer one, who lies in a
rare set is asked first."""
AT_ONCE = 50
FIELDS_IN_ROW = 4
"""Filters beside each other; the others wait under 更多条件."""


@dataclass(frozen=True)
class Head:
    """A heading of the table: its words, the address that sorts by it, how it is sorted now."""

    title: str
    url: str
    direction: str
    is_number: bool


@dataclass(frozen=True)
class Chip:
    """A quick set with its count."""

    label: str
    count: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    pk: int
    label: str
    cells: SafeString
    links: SafeString | str


@dataclass(frozen=True)
class Field:
    """A filter as a field of the filter row."""

    filter: Filter
    reading: Reading
    values: list[str] = field(default_factory=list)

    @property
    def value(self) -> str:
        """What was chosen, or ""."""
        return self.values[0] if self.values else ""


def narrowed(
    declared: Declared, quick: Quick, request: HttpRequest, filtered: Sized
) -> QuerySet[Any]:
    """The rows of ``filtered`` that are in ``quick``."""
    if filtered.is_long and quick.is_rare and filtered.rows.query.has_filters():
        ids = everywhere(declared, quick, request)
        if ids is not None:
            return bound(filtered.rows, ids)
    return quick.narrow(filtered.rows, request)


def everywhere(declared: Declared, quick: Quick, request: HttpRequest) -> list[int] | None:
    """The ids of the whole table's rows that are in ``quick``; None if they are many."""
    rows = quick.narrow(declared.model._default_manager.all(), request)
    found = Sized(rows, first_ids(rows))
    return None if found.is_long else found.ids


def among(rows: QuerySet[Any], ids: list[int], limit: int = CHIP_LIMIT) -> int:
    """How many of ``ids`` are among ``rows``; more than ``limit`` means: more.

    Fifty at a time: with more of them a planner starts from the units a person sees, and reads
    everybody's rows to find a few.
    """
    plain, number = rows.order_by(), 0
    for start in range(0, len(ids), AT_ONCE):
        number += bound(plain, ids[start : start + AT_ONCE]).count()
        if number > limit:
            break
    return number


def shown_list(
    request: HttpRequest,
    declared: Declared,
    asked: Asked,
    columns: tuple[Column, ...],
    paged: "Paged",
    filtered: Sized,
    total: int,
) -> dict[str, Any]:
    """The context of ``listing/list.html``; the quick sets narrow ``filtered``."""
    fields = [_field(one, asked.readings[one.key]) for one in declared.filters]
    words = in_words(total)
    bulk = [one for one in declared.bulk if one.may(request.user)]
    return {
        "listing": declared,
        "asked": asked,
        "sub": declared.sub(request) if declared.sub else f"共 {words} {declared.unit}",
        "head_buttons": declared.head(request),
        "fields": fields[:FIELDS_IN_ROW],
        "more_fields": fields[FIELDS_IN_ROW:],
        "more_open": any(any(field.values) for field in fields[FIELDS_IN_ROW:]),
        "kept": [(k, v) for k, v in asked.params().items() if k in ("set", "sort")],
        "reset_url": asked.path if asked.is_filtered else "",
        "chips": _chips(request, declared, asked, filtered, total),
        "heads": [_head(column, asked) for column in columns],
        "lines": _lines(declared, columns, paged.rows),
        "paged": paged,
        "total": words,
        "previous_url": asked.url(before=paged.previous) if paged.previous else "",
        "next_url": asked.url(after=paged.next) if paged.next else "",
        "bulk": bulk,
        "ticks": bool(bulk) or declared.exports,
        "export_url": asked.url(export="xlsx") if declared.exports and total else "",
        "choosable": [(c, c in columns) for c in declared.columns if not c.is_fixed],
        "sizes": SIZES,
    }


def _field(one: Filter, reading: Reading) -> Field:
    names = (f"{one.key}_from", f"{one.key}_to") if one.kind == "dates" else (one.key,)
    return Field(one, reading, [reading.values.get(name, "") for name in names])


def _head(column: Column, asked: Asked) -> Head:
    if not column.sort:
        return Head(column.title, "", "", column.is_number)
    now = ""
    if asked.order.path == column.sort:
        now = "descending" if asked.order.descending else "ascending"
    key = f"-{column.key}" if now == "ascending" else column.key
    return Head(column.title, asked.url(sort=key), now, column.is_number)


def _chips(
    request: HttpRequest,
    declared: Declared,
    asked: Asked,
    filtered: Sized,
    total: int,
) -> list[Chip]:
    if not declared.quick:
        return []
    every = in_words(filtered.number)
    chips = [Chip(declared.all_label, every, asked.url(set=None), not asked.quick)]
    for quick in declared.quick:
        is_current = quick is asked.quick
        if is_current:
            words = in_words(total)
        else:
            count = _count(declared, quick, request, filtered)
            words = f"{CHIP_LIMIT}+" if count > CHIP_LIMIT else str(count)
        chips.append(Chip(quick.label, words, asked.url(set=quick.key), is_current))
    return chips


def _count(declared: Declared, quick: Quick, request: HttpRequest, filtered: Sized) -> int:
    """How many rows of ``filtered`` are in ``quick``, counted no further than a chip says."""
    if quick.is_rare and filtered.number > A_FEW and filtered.rows.query.has_filters():
        ids = everywhere(declared, quick, request)
        if ids is not None:
            return among(filtered.rows, ids) if filtered.is_long else _shared(ids, filtered.ids)
    return capped(quick.narrow(filtered.rows, request), CHIP_LIMIT)


def _shared(some: list[Any], others: list[Any]) -> int:
    return len(set(some).intersection(others))


def _lines(declared: Declared, columns: tuple[Column, ...], rows: Iterable[Any]) -> list[Line]:
    return [
        Line(
            row.pk,
            declared.label(row),
            format_html_join("", "{}", ((column.html(row),) for column in columns)),
            _links(declared.actions, row, declared.label(row)) if declared.actions else "",
        )
        for row in rows
    ]


def _links(actions: tuple[RowAction, ...], row: Any, label: str) -> SafeString:
    found = ((url, action.label, label) for action in actions if (url := action.url(row)))
    return format_html(
        '<td class="op">{}</td>',
        format_html_join("", '<a href="{}">{}<span class="vh"> {}</span></a>', found),
    )
