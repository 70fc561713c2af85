"""A county inspected from the click to its recorded findings; the list of very many findings."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from typing import Any

from bench.installations import Scratch
from bench.many_cases import UNITS, people
from bench.pages import client_of, cost, ready

BATCH = 5_000
PLACE = "420325"
CHECKS = ("updates.gap", "accounts.approved", "people.required_posts", "columns.gap")
STATES = ("open", "confirmed", "in_rectification", "settled", "settled", "settled")


def ran(made: Scratch, part: str, *more: str) -> dict[str, Any]:
    """What ``part`` of this module says of a scratch installation, in a process of its own."""
    command = [sys.executable, "-m", "bench.inspecting", part, *more]
    environment = made.environment | {"ZHIJIAN_DEMO": "false"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def inspected() -> dict[str, Any]:
    """The demonstration's county entered and swept three times: seconds of the first and the next.

    Each goes through the same doors as a click: planned, started, done by the worker's handler.
    """
    import django

    django.setup()
    from zhijian.config import clock
    from zhijian.core.law import Law
    from zhijian.demo.build import build
    from zhijian.demo.scenario import AS_OF, OFFICE
    from zhijian.inspection.actions.inspections import Plan, plan_inspection, start_inspection
    from zhijian.inspection.jobs_handlers import run_inspection
    from zhijian.inspection.models import Finding, Inspection
    from zhijian.inspection.replaying import replay
    from zhijian.packaged import default_rulebooks
    from zhijian.people.models import Organization

    county = build(Law.load(default_rulebooks()), seed=1, accounts=126)
    took, cpu = [], []
    with clock.set_to(datetime(AS_OF.year, AS_OF.month, AS_OF.day, 9, tzinfo=clock.CHINA)):
        _enter(county)
        office = Organization.objects.get(name=OFFICE)
        for _ in range(3):
            began, began_cpu = time.perf_counter(), time.process_time()
            planned = plan_inspection(office, by=None, kind="SWEEP", plan=Plan(on=AS_OF))
            start_inspection(planned, by=None)
            run_inspection({"inspection": planned.pk, "by": None})
            took.append(time.perf_counter() - began)
            cpu.append(time.process_time() - began_cpu)
        done = Inspection.objects.get(pk=planned.pk)
        began = time.perf_counter()
        again = replay(done)
        replayed = time.perf_counter() - began
    return {
        "first": took[0],
        "next": min(took[1:]),
        "cpu": cpu[0],
        "findings": Finding.objects.count(),
        "failed": done.counts["failed"],
        "publications": len(county.rows["publications"]),
        "replay": replayed,
        "is_same": again.is_same,
    }


def _enter(county: Any) -> None:
    """The county's tables, and the office that inspects all of it."""
    from zhijian.ledger import registers
    from zhijian.people import tree
    from zhijian.people.models import Organization, Oversight, Person, Position

    units: dict[str, Any] = {}
    for row in county.rows["organizations"]:
        units[row["organization"]] = Organization(
            name=row["organization"],
            kind=row["kind"],
            level=row.get("level") or "",
            place=row.get("division") or PLACE,
            parent=units.get(row.get("parent") or ""),
        )
        units[row["organization"]].save()
    tree.enter_all(list(units.values()))
    held = county.rows["positions"]
    persons = {
        (row["organization"], row["person"]): Person(
            organization=units[row["organization"]], name=row["person"]
        )
        for row in held
    }
    Person.objects.bulk_create(persons.values())
    day = date(1970, 1, 1)
    Position.objects.bulk_create(
        Position(
            organization=units[row["organization"]],
            person=persons[row["organization"], row["person"]],
            kind=row["post"],
            account=row.get("account") or "",
            is_backup=bool(row.get("is_backup")),
            from_on=day + timedelta(days=row["from_d"]),
        )
        for row in held
    )
    names = [one.relation for one in registers.registers()]
    registers.load({name: county.rows.get(name, []) for name in names})
    from zhijian.demo.scenario import OFFICE

    office = units[OFFICE]
    Oversight.objects.bulk_create(
        Oversight(organization=one, office=office, role="supervises", from_on=date(2020, 1, 1))
        for one in units.values()
        if one != office
    )


def filled(findings: int) -> dict[str, Any]:
    """As many findings as asked over 3,400 units, written at once."""
    import django

    django.setup()
    from zhijian.config import clock
    from zhijian.inspection.models import Finding, Inspection
    from zhijian.people.models import Organization

    users = people(UNITS)
    ids = list(Organization.objects.order_by("pk").values_list("pk", flat=True))
    inspection = Inspection.objects.create(
        number="JC-2026-1-001",
        office_id=ids[0],
        kind="SWEEP",
        title="全面检查",
        place=PLACE,
        on=date(2026, 11, 20),
        state="recorded",
        recorded_at=clock.now(),
    )
    for start in range(0, findings, BATCH):
        Finding.objects.bulk_create(
            Finding(
                check_id=CHECKS[n % len(CHECKS)],
                title="更新间隔过长",
                subject_kind="account",
                subject=f"gh_{n:09d}",
                subject_name=f"青禾账号{n}",
                organization_id=ids[n * 7919 % len(ids)],
                office_id=ids[0],
                state=STATES[n % len(STATES)],
                place=PLACE,
                clause="fangxian-5g",
                says="自 2026年11月8日 起连续 12 天没有更新，上限为 10 天",
                first_seen_on=date(2026, 1 + n % 11, 1 + n % 28),
                last_seen_on=date(2026, 11, 20),
                first_inspection=inspection,
                last_inspection=inspection,
            )
            for n in range(start, min(start + BATCH, findings))
        )
    return users


def pages() -> dict[str, Any]:
    """Milliseconds of an empty page and of the list of findings, for who sees all and one unit."""
    ready()
    at = {
        "framed": "/bench/framed/",
        "list": "/findings/",
        "open": "/findings/?set=open",
        "check": "/findings/?check=updates.gap&state=confirmed",
        "named": "/findings/?q=%E8%B4%A6%E5%8F%B71999",
        "dashboard": "/dashboard/",
    }
    return {
        user: {name: cost(client, address, 20) for name, address in at.items()}
        for user in ("head", "small")
        for client in (client_of(user),)
    }


if __name__ == "__main__":
    part, *rest = sys.argv[1:]
    work = {"inspected": inspected, "filled": lambda: filled(int(rest[0])), "pages": pages}
    print(json.dumps(work[part]()))
