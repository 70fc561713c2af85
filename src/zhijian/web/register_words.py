"""What a register's fields are called and what a row says in them, for lists, pages and forms.

Labels and words are those of the core's relation; a field that no column keeps (a sealed number, a
note) has the label of its table.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.timezone import localtime

from zhijian.core.facts.model import Kind
from zhijian.ledger.actions import sealed_fields
from zhijian.ledger.own_registers import named, register_of_row
from zhijian.ledger.registers import Kept, Register
from zhijian.people import edits
from zhijian.people.encryption import masked
from zhijian.web.menu import address
from zhijian.web.parts import Fact

UNKNOWN = "未填"
YES_NO = {True: "是", False: "否"}

OWN_PAGES = {
    "accounts": "account",
    "sites": "site",
    "life_events": "life_event",
    "announcements": "announcement",
    "inspections": "inspection",
}
"""Registers whose rows have a page of their own, in place of the generic one."""

OWN_EDITS = {"accounts": "account_edit"}
"""Registers whose rows are edited by a page of their own."""


def kept_as(register: Register, name: str) -> Kept | None:
    """How the field ``name`` keeps a column; None for a field beside the relation."""
    return next((kept for kept in register.kept if kept.field == name), None)


def label_of(register: Register, name: str) -> str:
    """The Chinese label of a field."""
    kept = kept_as(register, name)
    if kept is None or kept.ref is not None:
        return edits.label_of(register.model, name)
    return kept.column.label


def row_url(register: Register, row: Any) -> str:
    """The page of a row: its own if it has one, else the generic one."""
    own = OWN_PAGES.get(register.relation, "")
    return (own and address(own, row.pk)) or address("register_row", register.relation, row.pk)


def said(register: Register, row: Any, name: str) -> Any:
    """What a row says in a field: text in words, a day, a moment, a number, or None for a blank."""
    value = getattr(row, name)
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return YES_NO[value]
    kept = kept_as(register, name)
    if kept is not None and kept.column.kind is Kind.CHOICE:
        return dict(kept.column.choices).get(value, value)
    if isinstance(value, models.Model):
        return title_of(value)
    if isinstance(value, datetime):
        return localtime(value)
    if isinstance(value, str | int | date):
        shown = getattr(row, f"get_{name}_display", None)
        return shown() if shown else value
    return str(value)


def in_text(value: Any) -> Any:
    """What ``said`` gives, with days and moments written out."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else value


def title_of(row: models.Model) -> str:
    """A row of any table in one line: its name, with its key behind it where it has both."""
    key = getattr(row, "handle", "") or getattr(row, "code", "")
    return f"{row}（{key}）" if key and key != str(row) else str(row)


def heading_of(register: Register, row: Any) -> str:
    """What heads the page of a row: with the first day beside a heading that repeats."""
    return str(in_text(said(register, row, heading_field(register))) or row)


def heading_field(register: Register) -> str:
    """The field that heads a row."""
    return register.heading or register.key[0].field


def shown_fields(register: Register) -> tuple[str, ...]:
    """Every field that a page shows: the kept columns, then what the form holds besides."""
    kept = tuple(one.field for one in register.kept)
    return (*kept, *(name for name in register.form_fields if name not in kept))


def facts_of(register: Register, row: Any, *, may_open: bool) -> list[Fact]:
    """The row's fields in words; sealed ones masked, with the way to open them."""
    sealed = sealed_fields(register)
    found = []
    for name in shown_fields(register):
        label = label_of(register, name)
        if name in sealed:
            value = getattr(row, name)
            offers = may_open and bool(value)
            url = address("register_open", register.relation, row.pk, name) if offers else ""
            found.append(Fact(label, masked(value) or UNKNOWN, "", "", "查看", url))
            continue
        value = in_text(said(register, row, name))
        found.append(Fact(label, UNKNOWN if value is None else value, _link(row, name)))
    return [*found, *_read_elsewhere(register, row)]


def _read_elsewhere(register: Register, row: Any) -> list[Fact]:
    """Columns that are kept in another table."""
    found = []
    for name, path in register.paths.items():
        value: Any = row
        for step in path.split("__"):
            value = getattr(value, step, None)
        column = register.declared.column(name)
        words = dict(column.choices).get(str(value), value)
        found.append(Fact(column.label, UNKNOWN if words in (None, "") else words))
    return found


def _link(row: Any, name: str) -> str:
    """The page of what a reference names."""
    value = getattr(row, name)
    if not isinstance(value, models.Model):
        return ""
    if value._meta.label_lower == "people.organization":
        return address("organization", value.pk)
    found = register_of_row(value)
    return row_url(found, value) if found else ""


def in_words(register: Register, outdated: edits.Outdated) -> edits.Outdated:
    """The same refusal with labels and words of the relation instead of codes."""
    changes = []
    for change in outdated.changes:
        kept = kept_as(register, change.name)
        words = dict(kept.column.choices) if kept else {}
        flags = {"True": "是", "False": "否", "None": "（空）"}
        stands, wanted = (
            words.get(text, flags.get(text, text)) for text in (change.stands, change.wanted)
        )
        label = label_of(register, change.name)
        changes.append(replace(change, label=label, stands=stands, wanted=wanted))
    return edits.Outdated(str(outdated), changes)


def known(relation: str) -> Register | None:
    """The register of an address; None for one that nobody declared."""
    try:
        return named(relation)
    except KeyError:
        return None


def has_field(model: type[models.Model], name: str) -> bool:
    """Whether a table has a field of that name."""
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
