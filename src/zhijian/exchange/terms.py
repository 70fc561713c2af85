"""To whom a unit reports by the rules of a day, and by when, with the clause of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhijian.core.exchange.systems import System
from zhijian.core.process.asking import Asker
from zhijian.core.process.definition import Limit
from zhijian.core.rules.process_model import Amount, RuleRef, TermTemplate
from zhijian.core.terms import estimate
from zhijian.core.working import Working, explain
from zhijian.exchange.books import meant_by, systems
from zhijian.law.books import calendar, rulebooks
from zhijian.people.models import Organization
from zhijian.people.policy import supervisor_of
from zhijian.people.roster import book_place

FILING, REFILING = "filing.deadline", "staff.refile_deadline"
RECIPIENTS, SYSTEMS = "filing.recipients", "filing.systems"
FROM_HANDOVER = "staff.refile_from_handover"
NOBODY_NAMED = "文件没有写明接收方，报主管单位为本平台建议"


@dataclass(frozen=True)
class Due:
    """A due day: what it rests on, and whether a year it needs is not published yet."""

    on: date
    is_estimate: bool
    basis: str
    limit: Limit
    start: date

    @property
    def working(self) -> Working:
        """How it was reached, day by day."""
        return explain(self.start, self.limit.term, calendar(), estimate=True)


@dataclass(frozen=True)
class Wanted:
    """A recipient in force. ``is_filing``: named as recipient; ``is_entry``: as a system.

    ``is_proposed``: no text names it, it is our proposal.
    """

    recipient: str
    basis: str
    system: System | None
    is_filing: bool
    is_entry: bool
    is_proposed: bool = False


def due_of(unit: Organization, start: date, rule: str, kind: str = "") -> Due | None:
    """When something that began on ``start`` is due by the rules of that day; None: no term.

    A term in workdays of a year without a calendar is an estimate.
    """
    books = rulebooks()
    asker = Asker(books, book_place(unit, books), start, kind)
    limit = asker.limit(TermTemplate(RuleRef(rule, kind)))
    if limit is None:
        return None
    on, is_estimate = estimate(start, limit.term, calendar())
    basis = f"{limit.words}：{limit.basis.citation}"[:300]
    return Due(on, is_estimate, basis, limit, start)


def counts_from_handover(unit: Organization, on: date) -> bool:
    """Whether the clock of a staff change starts with an earlier handover, by the unit's rules."""
    books = rulebooks()
    rows = books.in_force(book_place(unit, books), on, FROM_HANDOVER)
    return any(row.amount for row in rows)


def wanted_by(unit: Organization, on: date) -> list[Wanted]:
    """Every recipient and system in force for a unit on a day; what is both stands once.

    Where a place names no recipient, the supervising office is proposed.
    """
    found: dict[str, Wanted] = {}
    for rule, text, clause in _named(unit, on):
        system = meant_by(text, unit)
        key = system.id if system else text
        before = found.get(key)
        found[key] = Wanted(
            recipient=before.recipient if before else text,
            basis=before.basis if before else cited(clause),
            system=system,
            is_filing=rule == RECIPIENTS or bool(before and before.is_filing),
            is_entry=rule == SYSTEMS or bool(before and before.is_entry),
        )
    if not any(one.is_filing for one in found.values()):
        office = supervisor_of(unit)
        if office is not None:
            found[office.name] = Wanted(
                office.name, NOBODY_NAMED, None, is_filing=True, is_entry=False, is_proposed=True
            )
    return sorted(found.values(), key=lambda one: (not one.is_filing, bool(one.system)))


def office_meant(recipient: str, unit: Organization, on: date) -> Organization | None:
    """The unit of ours that a rule's words mean: 主管单位, 上级主管单位, 区政府办公室 …"""
    supervisor = supervisor_of(unit, on)
    if recipient == "上级主管单位" or recipient == "主管单位":
        return supervisor
    above = [supervisor, *Organization.objects.above(unit).exclude(pk=unit.pk)]
    tail = recipient.lstrip("省市县区")
    for office in above:
        if office is not None and office.name.endswith((recipient, tail)):
            return office
    return None


def cited(clause: str) -> str:
    """《title》（number）locator of a clause; "" for none."""
    if not clause:
        return ""
    books = rulebooks()
    found = books.clause(clause)
    return f"{books.document(found.document).cited_as}{found.locator}"


def warns_on(due: date) -> date:
    """The first day on which something due on ``due`` is marked as due soon."""
    from zhijian.core.process import backed

    habit = systems().warn_before
    limit = TermTemplate(proposed=Amount(habit.amount, habit.unit))
    asked = Asker(rulebooks(), "cn", due).limit(limit)
    assert asked is not None
    return backed(due, asked, calendar())


def _named(unit: Organization, on: date) -> Iterator[tuple[str, str, str]]:
    books = rulebooks()
    place = book_place(unit, books)
    for rule in (RECIPIENTS, SYSTEMS):
        for row in books.in_force(place, on, rule):
            if row.text:
                yield rule, row.text, row.clause or ""
