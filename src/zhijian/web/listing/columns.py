"""What a list shows of a row: columns, cells, and what stands in the spreadsheet for them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from django.db import models
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from zhijian.web.listing.keyset import Order
from zhijian.web.templatetags.zhijian import day, moment

EMPTY = "—"
_CLOSING = mark_safe("</td>")


@dataclass(frozen=True)
class Cell:
    """A cell of more than plain text.

    ``tag``: the word on a coloured ground (a tone of ``zhijian.web.parts.TONES``); ``url`` makes it
    a link; ``note`` is the second line, ``note_tone`` one of late, soon, calm.
    """

    text: str
    note: str = ""
    url: str = ""
    tag: str | None = None
    note_tone: Literal["", "late", "soon", "calm"] = ""


@dataclass(frozen=True)
class Column:
    """One column.

    ``value``      what a row shows: text, number, date, datetime, ``Cell`` or None
    ``sort``       field path or annotation by which the list can be sorted; "" for none. Choose
                   fields with an index on (field, id) in lists that grow without end
    ``phone``      on phones: ``name`` heads the card (one column), ``line`` is a line of it,
                   ``hide`` is left out
    ``is_number``  set to the right
    ``is_hidden``  not shown until a person asks for it in 列设置
    ``is_fixed``   cannot be taken away in 列设置
    ``export``     what stands in the spreadsheet, where that is not ``value``
    ``can_lack``   whether rows may have no sorted value; worked out for plain fields
    """

    key: str
    title: str
    value: Callable[[Any], Any]
    sort: str = ""
    phone: Literal["name", "line", "hide"] = "line"
    is_number: bool = False
    is_hidden: bool = False
    is_fixed: bool = False
    wraps: bool = False
    export: Callable[[Any], Any] | None = None
    can_lack: bool | None = None

    def order(self, model: type[models.Model], *, descending: bool) -> Order:
        """The list sorted by this column."""
        lacking = can_lack(model, self.sort) if self.can_lack is None else self.can_lack
        return Order(self.sort, descending, lacking)

    def html(self, row: Any) -> SafeString:
        """The ``<td>`` of a row."""
        return self._opening + conditional_escape(inner(self.value(row), self.phone)) + _CLOSING

    def exported(self, row: Any) -> Any:
        """What stands in the spreadsheet: text, number, date, datetime or None."""
        value = (self.export or self.value)(row)
        return value.text if isinstance(value, Cell) else value

    @cached_property
    def _opening(self) -> SafeString:
        """The opening tag, the same in every row."""
        names = {"name": "name", "hide": "not-s", "line": ""}[self.phone]
        names = f"{names}{' num' * self.is_number}{' wrap' * self.wraps}".strip()
        css = format_html(' class="{}"', names) if names else ""
        label = "" if self.phone == "name" else format_html(' data-k="{}"', self.title)
        return format_html("<td{}{}>", css, label)


def inner(value: Any, phone: str = "line") -> SafeString | str:
    """The content of a cell."""
    if not isinstance(value, Cell):
        return shown(value)
    text: SafeString | str = value.text or EMPTY
    if value.url:
        css = mark_safe(' class="nm2"') if phone == "name" else ""
        text = format_html('<a{} href="{}">{}</a>', css, value.url, text)
    if value.tag is not None:
        text = format_html('<span class="tag {}">{}</span>', value.tag, text)
    if value.note:
        note = format_html("<small{}>{}</small>", _css(value.note_tone), value.note)
        text = format_html("{}{}", text, note)
    return text


def shown(value: Any) -> str:
    """A plain value as people read it."""
    if value is None or value == "":
        return EMPTY
    if value is True or value is False:
        return "是" if value else "否"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def can_lack(model: type[models.Model], path: str) -> bool:
    """Whether rows may have nothing at ``path``; annotations are taken to be able to."""
    if path == "pk":
        return False
    current: type[models.Model] = model
    for name in path.split("__"):
        known = {field.name: field for field in current._meta.get_fields()}
        field = known.get(name)
        if field is None or getattr(field, "null", True):
            return True
        if field.is_relation and field.related_model:
            current = field.related_model
    return False


def _css(tone: str) -> SafeString | str:
    return format_html(' class="{}"', tone) if tone else ""
