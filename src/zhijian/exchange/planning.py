"""From an event, a staff change or a moved site to the tasks of reporting it."""

from datetime import date
from typing import Any

from zhijian.config import clock
from zhijian.core.exchange.systems import System
from zhijian.exchange.books import meant_by, systems
from zhijian.exchange.models import Task
from zhijian.exchange.terms import (
    FILING,
    REFILING,
    SYSTEMS,
    Due,
    Wanted,
    cited,
    counts_from_handover,
    due_of,
    wanted_by,
)
from zhijian.keeping.models import StaffChange
from zhijian.law.books import rulebooks
from zhijian.ledger.models import Filing, LifeEvent, Site, SystemEntry
from zhijian.ledger.registers import said
from zhijian.people.models import Organization
from zhijian.people.roster import book_place

MIGRATION = "sites.migration_register"
HANDED_ITEMS = "people.handover_items"
PLATFORM_INFO = "PLATFORM_INFO"


def plan_event(event: LifeEvent) -> list[Task]:
    """The tasks of an event: one per recipient and system in force on its day; none twice.

    What stands in the registers already, with a day, needs no task; an entry that a system has
    already stays as it is, and what changed is reported there by a task of its own.
    """
    unit, start = event.organization, event.event_on or clock.today()
    due = due_of(unit, start, FILING, event.kind)
    return [
        task
        for wanted in wanted_by(unit, start)
        if (task := _plan_one(event, wanted, start, due)) is not None
    ]


def _plan_one(event: LifeEvent, wanted: Wanted, start: date, due: Due | None) -> Task | None:
    filing = _filing(event, wanted, due) if wanted.is_filing else None
    entry = _entry(event, wanted) if wanted.is_entry else None
    is_filed = filing is None or filing.filed_on is not None
    is_entered = entry is None or entry.submitted_on is not None
    known = Task.objects.filter(event=event, recipient=wanted.recipient).first()
    if known is not None:
        return known
    if is_filed and is_entered and (filing is not None or event.kind == "OPEN"):
        return None
    return Task.objects.create(
        organization=event.organization,
        kind=Task.Kind.ACCOUNT,
        title=f"{said('life_events', 'kind', event.kind)}：{event.account or event.number}"[:200],
        recipient=wanted.recipient,
        system=wanted.system.id if wanted.system else "",
        account=event.account,
        event=event,
        filing=filing,
        entry=entry,
        case=event.case,
        caused_on=start,
        basis=wanted.basis[:300],
        **_due_fields(due),
    )


def _filing(event: LifeEvent, wanted: Wanted, due: Due | None) -> Filing:
    fields = {
        "is_awaited": True,
        "due_on": due.on if due else None,
        "due_is_estimate": bool(due and due.is_estimate),
        "due_basis": due.basis if due else "",
    }
    filing, _ = Filing.objects.get_or_create(
        event=event, recipient=wanted.recipient, defaults=fields
    )
    return filing


def _entry(event: LifeEvent, wanted: Wanted) -> SystemEntry | None:
    if event.account is None or wanted.system is None:
        return None
    return entry_of(event.account, wanted.system, wanted.recipient)


def entry_of(account: Any, system: System, called: str = "") -> SystemEntry:
    """An account's entry in a system, under whatever name it was entered; a new one if none is."""
    for entry in SystemEntry.objects.filter(account=account).order_by("pk"):
        if entry.system == called or entry.system in system.names:
            return entry
    name = called or system.name
    return SystemEntry.objects.create(account=account, system=name, is_awaited=True)


def _due_fields(due: Due | None) -> dict[str, Any]:
    return {
        "due_on": due.on if due else None,
        "due_is_estimate": bool(due and due.is_estimate),
        "due_basis": due.basis if due else "",
    }


def plan_staff_change(change: StaffChange) -> list[Task]:
    """The tasks of bringing a change of staff into the systems that keep who works where.

    Only where the unit's rules ask for it (更新平台登记信息), in the systems in force there.
    """
    unit, start = change.organization, change.changed_on
    asked = _asking(unit, start, HANDED_ITEMS, PLATFORM_INFO)
    if asked is None:
        return []
    handed = change.handed_over_on
    if handed is not None and handed < start and counts_from_handover(unit, start):
        start = handed
    due = due_of(unit, start, REFILING)
    made = []
    for text in _systems_in_force(unit, start):
        system = meant_by(text, unit)
        if system is None or system.report("staff") is None:
            continue
        task, _ = Task.objects.get_or_create(
            staff_change=change,
            recipient=text,
            defaults={
                "organization": unit,
                "kind": Task.Kind.STAFF,
                "title": f"更新平台上的人员信息：{said('staff_changes', 'post', change.post)}变动",
                "system": system.id,
                "account": change.account,
                "case": change.case,
                "caused_on": start,
                "basis": cited(asked)[:300],
                **_due_fields(due),
            },
        )
        made.append(task)
    return made


def plan_site(site: Site) -> Task | None:
    """The task of entering a moved site in the national system; None where none is asked for."""
    moved = site.migrated_on
    if moved is None or (site.national_updated_on and site.national_updated_on >= moved):
        return None
    clause = _asking(site.organization, moved, MIGRATION)
    if clause is None:
        return None
    system = next((s for s in systems().by_id.values() if s.report("sites")), None)
    if system is None:
        return None
    task, _ = Task.objects.get_or_create(
        site=site,
        recipient=system.name,
        caused_on=moved,
        defaults={
            "organization": site.organization,
            "kind": Task.Kind.SITE,
            "title": f"网站迁移后更新登记：{site}"[:200],
            "system": system.id,
            "basis": cited(clause)[:300],
        },
    )
    return task


def _asking(unit: Organization, on: date, rule: str, item: str = "") -> str | None:
    """The clause by which a rule holds for a unit; "" for a proposal, None if it does not hold."""
    books = rulebooks()
    for row in books.in_force(book_place(unit, books), on, rule):
        if (row.text == item) if item else bool(row.amount):
            return row.clause or ""
    return None


def _systems_in_force(unit: Organization, on: date) -> list[str]:
    books = rulebooks()
    rows = books.in_force(book_place(unit, books), on, SYSTEMS)
    return [row.text for row in rows if row.text]
