"""The list of any register, made from its declaration: columns, filters, export."""

from functools import cache
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from zhijian.core.facts.model import Kind
from zhijian.ledger import policy
from zhijian.ledger.actions import may_speak, sealed_fields
from zhijian.ledger.models import Seen
from zhijian.ledger.own_registers import OwnRegister, named
from zhijian.ledger.registers import Kept, Register
from zhijian.web.choosing import NAMES
from zhijian.web.listing import (
    Cell,
    Choice,
    Column,
    Dates,
    Filter,
    HeadAction,
    Listing,
    RowAction,
    Subtree,
    Text,
)
from zhijian.web.menu import address, working
from zhijian.web.parts import Crumb
from zhijian.web.register_words import (
    has_field,
    heading_field,
    in_text,
    kept_as,
    label_of,
    row_url,
    said,
    shown_fields,
)

SHOWN = 6
"""Columns beside the heading that a list shows until a person asks for more."""
CHOICES = 3


@cache
def listing_of(relation: str) -> Listing:
    """The list of a register."""
    register = named(relation)
    return Listing(
        name=f"register-{relation}",
        title=register.title,
        model=register.model,
        rows=lambda request: rows_of(register, request),
        columns=_columns(register),
        filters=_filters(register),
        actions=(RowAction("查看", lambda row: row_url(register, row)),),
        head=lambda request: _head(register, request),
        sub=lambda request: _sub(register),
        label=lambda row: str(said(register, row, heading_field(register)) or row),
        may=working,
        empty=f"{register.title}里还没有您可以查看的记录。",
        extra=lambda request: {"crumbs": crumbs_of(register, last=True)},
    )


def crumbs_of(register: Register, *, last: bool = False) -> list[Crumb]:
    """The way to a register; ``last`` if the page is its list."""
    own = "" if last else address("register", register.relation)
    return [Crumb("台账总览", address("registers")), Crumb(register.title, own)]


def rows_of(register: Register, request: HttpRequest) -> QuerySet[Any]:
    """The rows a person may see, with what lists and pages name, without what is sealed."""
    model: Any = register.model
    rows = model.objects.visible_to(request.user).select_related(*_joined(register))
    sealed = sealed_fields(register)
    return rows.defer(*sealed) if sealed else rows


def _joined(register: Register) -> tuple[str, ...]:
    """Ways to the unit and to every reference, for one query."""
    model: Any = register.model
    keys = [field.name for field in model._meta.concrete_fields if field.is_relation]
    shown = set(shown_fields(register))
    read = [path.rpartition("__")[0] for path in register.paths.values()]
    return tuple(dict.fromkeys([model.UNIT, *(k for k in keys if k in shown), *filter(None, read)]))


def _head(register: Register, request: HttpRequest) -> tuple[HeadAction, ...]:
    user: Any = request.user
    if not policy.keeps_any(user):
        return ()
    found = [HeadAction("批量导入", address("people_import"))]
    if not isinstance(register, OwnRegister) and may_speak(user):
        found.append(HeadAction("数据说明", address("register_seen", register.relation)))
    if register.may_add:
        url = address("register_new", register.relation)
        found.append(HeadAction(f"登记{register.title}", url, "plus", is_primary=True))
    return tuple(found)


def _sub(register: Register) -> str:
    """What a row is, and what was stated of the register."""
    stated = Seen.objects.filter(relation=register.relation).first()
    about = register.declared.about
    return f"{about.rstrip('。')}；数据说明：{stated.in_words}。" if stated else about


def _columns(register: Register) -> tuple[Column, ...]:
    head = heading_field(register)
    sealed = sealed_fields(register)
    names = [name for name in shown_fields(register) if name != head and name not in sealed]
    key = [kept.field for kept in register.key]
    note = next((name for name in key if name != head), "")
    names.sort(key=lambda name: name not in key and not _is_required(register, name))
    columns = [_name_column(register, head, note)]
    unit: str = register.model.UNIT  # type: ignore[attr-defined]
    if unit not in names and unit != head:
        columns.append(Column("unit", "单位", lambda row: row.unit.name))
    shown = 0
    for name in names:
        if name == note:
            is_shown = False
        else:
            shown += 1
            is_shown = shown <= SHOWN
        columns.append(_column(register, name, is_hidden=not is_shown))
    return tuple(columns)


def _is_required(register: Register, name: str) -> bool:
    kept = kept_as(register, name)
    return kept is not None and kept.column.required


def _name_column(register: Register, head: str, note: str) -> Column:
    def cell(row: Any) -> Cell:
        text, below = said(register, row, head), said(register, row, note) if note else ""
        return Cell(_text(text), note=_text(below), url=row_url(register, row))

    label = label_of(register, head) + (f"及{label_of(register, note)}" if note else "")
    return Column(
        "name",
        label,
        cell,
        sort=_sort(register, head),
        phone="name",
        is_fixed=True,
        export=lambda row: said(register, row, head),
    )


def _column(register: Register, name: str, *, is_hidden: bool) -> Column:
    declared = register.model._meta.get_field(name)
    is_number = isinstance(declared, models.IntegerField)

    def value(row: Any) -> Any:
        return in_text(said(register, row, name))

    return Column(
        name,
        label_of(register, name),
        value,
        sort=_sort(register, name) if isinstance(declared, models.DateField) else "",
        is_number=is_number,
        is_hidden=is_hidden,
        wraps=isinstance(declared, models.CharField) and (declared.max_length or 0) > 60,
        export=lambda row: said(register, row, name),
    )


def _sort(register: Register, name: str) -> str:
    return "" if register.model._meta.get_field(name).is_relation else name


def _text(value: Any) -> str:
    return "" if value is None else str(in_text(value))


def _filters(register: Register) -> tuple[Filter, ...]:
    unit: str = register.model.UNIT  # type: ignore[attr-defined]
    found: list[Filter] = [Text("q", "查找", _lookups(register)), Subtree("unit", "单位", unit)]
    days = [kept for kept in register.kept if kept.column.kind in (Kind.DAY, Kind.SECOND)]
    days.sort(key=lambda kept: not kept.column.required)
    chosen = [
        kept
        for kept in register.kept
        if kept.column.kind is Kind.CHOICE and not kept.column.open_choices
    ]
    found += [
        Choice(kept.field, kept.column.label, kept.column.choices) for kept in chosen[:CHOICES]
    ]
    found += [_between(days[0])] if days else []
    return tuple(found)


def _between(kept: Kept) -> Dates:
    is_moment = kept.column.kind is Kind.SECOND
    return Dates(kept.field, kept.column.label, kept.field, is_moment=is_moment)


def _lookups(register: Register) -> tuple[str, ...]:
    """What a word is looked for in: the heading, the key, and the names of references."""
    fields = dict.fromkeys([heading_field(register), *(kept.field for kept in register.key)])
    found: list[str] = []
    for name in fields:
        declared = register.model._meta.get_field(name)
        if isinstance(declared, models.ForeignKey):
            model: Any = declared.related_model
            found += [f"{name}__{one}__contains" for one in NAMES if has_field(model, one)]
        elif isinstance(declared, models.CharField):
            found.append(f"{name}__contains")
    return tuple(dict.fromkeys(found))
