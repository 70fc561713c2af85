"""What the rules of a unit's place say on a day about its people, papers and training."""

from collections.abc import Iterator
from datetime import date

from zhijian.core.process.asking import Asker
from zhijian.core.process.definition import Basis, Item
from zhijian.core.rules.process_model import RuleRef
from zhijian.law.books import rulebooks
from zhijian.people.models import Organization
from zhijian.people.roster import book_place


def asker_of(unit: Organization, on: date) -> Asker:
    """Asks the rules that hold for a unit on a day."""
    books = rulebooks()
    return Asker(books, book_place(unit, books), on)


def holds(unit: Organization, on: date, rule: str) -> Basis | None:
    """What the text says on a flag that is set for a unit; None if it is not."""
    asker, ref = asker_of(unit, on), RuleRef(rule)
    return asker.ask(ref) if asker.holds(ref) else None


def required_posts(unit: Organization, on: date) -> dict[str, Basis]:
    """The posts a unit must fill and file."""
    items = asker_of(unit, on).items(RuleRef("people.required_posts"))
    return {item.code: item.basis for item in items}


def listed(unit: Organization, on: date, *rules: str) -> Iterator[tuple[str, Item]]:
    """The items of list rules, each with the rule that lists it."""
    asker = asker_of(unit, on)
    for rule in rules:
        for item in asker.items(RuleRef(rule)):
            yield rule, item
