"""What the gaps in a form's sentences are filled with: the rules of the place, by clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhijian.core.documents.words import numeral
from zhijian.core.forms.model import Form, Slot
from zhijian.core.forms.values import chinese_day
from zhijian.core.rules.books import Rulebooks
from zhijian.core.rules.model import UNITS, RuleRow
from zhijian.core.rules.process_model import RuleRef
from zhijian.core.workdays import from_day_number


@dataclass(frozen=True, slots=True)
class Filled:
    """What a gap is filled with. ``says`` is '' where the rule sets no figure on that day."""

    says: str
    clause: str = ""
    rule: str = ""


def slots_of(form: Form, books: Rulebooks, place: str, on: date) -> dict[str, Filled]:
    """Every gap of the form's sentences, by name, as the rules of ``place`` fill it on a day.

    ``place`` is the division code whose rules hold. A gap whose rule is silent is there, empty.
    """
    slots = [slot for text in form.texts.values() for slot in text.slots]
    return {slot.name: _fill(slot, value_of(slot.rule, books, place, on)) for slot in slots}


def value_of(rule: RuleRef, books: Rulebooks, place: str, on: date) -> RuleRow | None:
    """The row of a rule in force for its kind, or None.

    A proposal of ours is no rule of the place: a printed form must not pass it off as one.
    """
    rows = books.in_force(place, on, rule.rule, rule.kind)
    return next((row for row in rows if row.strength != "proposed"), None)


def copies_of(form: Form, books: Rulebooks, place: str, on: date) -> int | None:
    """How many copies the rules of the place ask for; None where they do not say."""
    row = value_of(form.copies, books, place, on) if form.copies else None
    return row.amount if row else None


def _fill(slot: Slot, row: RuleRow | None) -> Filled:
    name = f"{slot.rule.rule}/{slot.rule.kind}" if slot.rule.kind else slot.rule.rule
    if row is None:
        return Filled("", "", name)
    return Filled(_words(slot, row), row.clause or row.stated_clause or "", name)


def _words(slot: Slot, row: RuleRow) -> str:
    if row.amount is None:
        return ""
    if row.unit == "date":
        return chinese_day(from_day_number(row.amount))
    if slot.look == "numeral":
        return numeral(row.amount)
    if slot.look == "number":
        return str(row.amount)
    return f"{row.amount}{UNITS.get(row.unit, '')}"


def filled_in(says: str, otherwise: str, gaps: Mapping[str, Filled], own: Mapping[str, str]) -> str:
    """A sentence with its gaps filled; ``otherwise`` if a rule is silent, else a blank to write on.

    ``own`` holds what is no rule: the form's fields, the name of the place.
    """
    text = says
    for name, gap in gaps.items():
        mark = f"{{{name}}}"
        if mark in text and not gap.says and otherwise:
            return filled_in(otherwise, "", gaps, own)
        text = text.replace(mark, gap.says or BLANK)
    for name, words in own.items():
        text = text.replace(f"{{{name}}}", words or BLANK)
    return text


BLANK = "＿＿＿＿"
