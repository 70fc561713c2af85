"""What the rules of a unit's place say on a day, with the strength and the clause of each value."""

from dataclasses import dataclass
from datetime import date

from zhijian.core.rules.model import RuleRow
from zhijian.law.books import rulebooks
from zhijian.people.models import Organization
from zhijian.people.roster import book_place


@dataclass(frozen=True)
class Held:
    """One value in force.

    ``is_firm``: a clause asks for it, 原则上 or not; anything else may only warn.
    """

    amount: int | None
    text: str
    unit: str
    strength: str
    cited: str

    @property
    def is_firm(self) -> bool:
        """A clause carries it, so it may refuse."""
        return self.strength in ("law", "principle")

    @property
    def is_law(self) -> bool:
        """A clause carries it without 原则上."""
        return self.strength == "law"

    @property
    def basis(self) -> str:
        """The clause, or that it is ours."""
        return self.cited or "文件没有规定，此为本平台建议"


def held(unit: Organization, rule: str, on: date, kind: str = "") -> Held | None:
    """The value of a rule for a unit on a day; None where none is in force."""
    rows = _rows(unit, rule, on, kind)
    return _held(rows[0]) if rows else None


def is_set(unit: Organization, rule: str, on: date, kind: str = "") -> Held | None:
    """A flag that holds; None where it is off or not in force."""
    found = held(unit, rule, on, kind)
    return found if found is not None and found.amount else None


def texts(unit: Organization, rule: str, on: date) -> list[str]:
    """The items of a list rule, in words."""
    known = rulebooks().rule(rule).items
    return [known.get(row.text or "", row.text or "") for row in _rows(unit, rule, on, "")]


def _rows(unit: Organization, rule: str, on: date, kind: str) -> list[RuleRow]:
    books = rulebooks()
    rows = books.in_force(book_place(unit, books), on, rule)
    if not books.rule(rule).kinds:
        return list(rows)
    return [row for row in rows if row.kind == kind]


def _held(row: RuleRow) -> Held:
    return Held(row.amount, row.text or "", row.unit, row.strength, cited(row.clause or ""))


def cited(clause: str) -> str:
    """《title》（number）locator of a clause; empty for none."""
    if not clause:
        return ""
    books = rulebooks()
    found = books.clause(clause)
    return f"{books.document(found.document).cited_as}{found.locator}"
