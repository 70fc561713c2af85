"""From the registers' tables to the facts that the core judges: the one bridge that way.

What a register keeps is handed over whole. A relation that no table keeps is left out, so that
whatever needs it stays undetermined; so does an empty one, unless the office said that there is
nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from zhijian.core.facts.collection import Facts, Record, Sight
from zhijian.core.workdays import day_number
from zhijian.inspection.lines import is_written_as_lines, leans_on, lines_of
from zhijian.inspection.sights import sights_of
from zhijian.law.models import Grant
from zhijian.ledger.registers import registers, unit_names
from zhijian.people.models import Organization, Position


def gather(
    on: date, more: Mapping[str, Iterable[Record]] | None = None, *, since: date | None = None
) -> Facts:
    """The facts of this installation, seen on ``on``: one state of the database.

    ``more`` are relations from elsewhere (publications read from files, say); they come in the
    place of what the tables would give. With ``since`` the streams (publications, messages, watch
    kept …) are read from that day on, and the facts say so; without it, whole.
    """
    told = dict(more or {})
    kept = [one for one in registers() if one.relation not in told]
    with _one_state():
        lines = {
            one.relation: lines_of(one, since)
            for one in kept
            if is_written_as_lines(one) and not leans_on(one) & told.keys()
        }
        records: dict[str, Iterable[Record]] = {
            "organizations": organizations(),
            "positions": positions(),
            "exceptions": exceptions(),
        }
        records |= {one.relation: one.records() for one in kept if one.relation not in lines}
        sights = sights_of(kept, on, since)
        facts = Facts.from_records(records | told)
    tables = facts.tables | lines
    return Facts(tables, {name: sights.get(name, _seen(on)) for name in tables})


def _seen(on: date) -> Sight:
    return Sight(as_of_d=day_number(on))


@contextmanager
def _one_state() -> Iterator[None]:
    """Let everything read inside be of one moment, and keep no writer waiting."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def organizations() -> Iterator[dict[str, Any]]:
    """One record a unit."""
    names = unit_names()
    for unit in Organization.objects.order_by("pk"):
        yield {
            "organization": names[unit.pk],
            "kind": unit.kind,
            "level": unit.level,
            "parent": names.get(unit.parent_id or 0, ""),
            "division": unit.place if unit.place.isdecimal() else "",
            "managed_by": "" if unit.managed_by == "nation" else unit.managed_by,
            "credit_code": unit.credit_code,
            "org_code": unit.org_code,
            "supervising_office": unit.supervising_section,
            "established_d": _day(unit.established_on),
            "abolished_d": _day(unit.abolished_on),
        }


def positions() -> Iterator[dict[str, Any]]:
    """One record a position held; telephone numbers stay where they are sealed."""
    names = unit_names()
    rows = Position.objects.order_by("pk").values_list(
        "organization_id",
        "kind",
        "person__name",
        "title",
        "account",
        "is_backup",
        "is_outsourced",
        "is_full_time",
        "from_on",
        "until_on",
    )
    for unit, kind, person, title, account, backup, outsourced, full_time, start, end in rows:
        yield {
            "organization": names[unit],
            "post": kind,
            "person": person,
            "title": title,
            "account": account,
            "is_backup": int(backup),
            "is_outsourced": int(outsourced),
            "is_full_time": int(full_time),
            "from_d": day_number(start),
            "until_d": _day(end),
        }


def exceptions() -> Iterator[dict[str, Any]]:
    """One record an exception that held at some time; a revoked one ends the day before."""
    for grant in Grant.objects.order_by("pk"):
        until = grant.until_on
        if grant.revoked_on is not None:
            until = min(until, grant.revoked_on - timedelta(days=1))
        if until < grant.from_on:
            continue
        yield {
            "number": grant.number,
            "rule": grant.rule,
            "subject": grant.subject,
            "reason": grant.reason,
            "approved_by": grant.approved_by,
            "higher_norm": grant.higher_norm,
            "approved_d": _day(grant.approved_on),
            "from_d": _day(grant.from_on),
            "until_d": _day(until),
        }


def _day(value: date | None) -> int | None:
    return None if value is None else day_number(value)
