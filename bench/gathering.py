"""A province in the tables of an installation, gathered into the judging engine and judged."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

ON = date(2026, 11, 20)
AT_ONCE = 50_000
POURED = ("attestations", "publications", "reviews", "screenings", "duty_shifts", "patrols")
"""Registers of many rows, which need nothing worked out: entered as tuples, not as objects."""


def fill(data: str) -> dict[str, Any]:
    """Enter the Parquet relations of ``data`` into the migrated installation of this process."""
    import django

    django.setup()
    from zhijian.ledger import registers

    began = time.perf_counter()
    _units(Path(data))
    for one in registers.registers():
        path = _file(Path(data), one.relation)
        if one.relation in POURED:
            _pour(one, path)
        elif path.exists():
            registers.load({one.relation: _records(path)})
    _settle()
    return {"seconds": time.perf_counter() - began}


def _settle() -> None:
    """Leave PostgreSQL's tables as its autovacuum leaves those of an installation in use."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def into_engine(judges: bool = False) -> dict[str, Any]:
    """From the tables into the judging engine; with ``judges`` on to the outcomes of all checks."""
    import django

    django.setup()
    from zhijian.core.engines.duck import DuckEngine
    from zhijian.core.judge import judge, load
    from zhijian.core.law import Law
    from zhijian.inspection.gather import gather

    from . import RULEBOOKS
    from .apart import Watch

    law, watch, engine = Law.load(RULEBOOKS), Watch(), DuckEngine()
    findings = 0
    with watch.turn():
        facts = gather(ON)
        if judges:
            findings = len(judge(facts, place="cn", on=ON, law=law, engine=engine).findings)
        else:
            load(engine, facts)
    rows = sum(len(facts.rows(name)) for name in facts.tables)
    return {"seconds": watch.seconds, "cpu": watch.cpu, "rows": rows, "findings": findings}


def inspected() -> dict[str, Any]:
    """The whole province inspected by one office: the same doors as a click, and the worker's work.

    Planned, started, gathered, frozen, judged, scored, findings recorded.
    """
    import django

    django.setup()
    from zhijian.config import clock
    from zhijian.inspection.actions.inspections import Plan, plan_inspection, start_inspection
    from zhijian.inspection.jobs_handlers import run_inspection
    from zhijian.inspection.models import Inspection
    from zhijian.people.models import Oversight

    from .apart import Watch

    watch = Watch()
    with clock.set_to(datetime(ON.year, ON.month, ON.day, 9, tzinfo=clock.CHINA)):
        office = _office()
        with watch.turn():
            planned = plan_inspection(office, by=None, kind="SWEEP", plan=Plan(on=ON, place="cn"))
            start_inspection(planned, by=None)
            run_inspection({"inspection": planned.pk, "by": None})
        units = 1 + Oversight.objects.filter(office=office).count()
    done = Inspection.objects.get(pk=planned.pk)
    if done.state != Inspection.State.RECORDED:
        raise RuntimeError(done.trouble)
    return {"seconds": watch.seconds, "cpu": watch.cpu, "units": units, **done.counts}


def _office() -> Any:
    """An office that inspects every unit of the province."""
    from zhijian.people import tree
    from zhijian.people.models import Organization, Oversight

    units = list(Organization.objects.order_by("pk"))
    office = Organization.objects.create(name="省政务公开办公室", place=units[0].place)
    tree.enter_all([office])
    Oversight.objects.bulk_create(
        Oversight(organization=one, office=office, role="supervises", from_on=date(2020, 1, 1))
        for one in units
    )
    return office


def by_model() -> dict[str, Any]:
    """The peer: every publication as an object of its model, and nothing done with it."""
    import django

    django.setup()
    from zhijian.publishing.models import Publication

    from .apart import Watch

    watch, rows = Watch(), 0
    with watch.turn():
        for _ in Publication.objects.iterator(chunk_size=AT_ONCE):
            rows += 1
    return {"seconds": watch.seconds, "cpu": watch.cpu, "rows": rows}


def _pour(register: Any, path: Path) -> None:
    """Enter a relation as it is: names become keys in DuckDB, days and moments ISO texts."""
    import duckdb
    from django.db import connection, transaction

    from zhijian.core.facts.model import Kind
    from zhijian.ledger.registers import CIVIL_SECONDS, ids_by

    duck = duckdb.connect()
    joins, cells, names = [], [], []
    for kept in register.kept:
        at = f"x.{kept.column.name}"
        if kept.ref is not None:
            ids = ids_by(kept.ref)
            duck.execute(f"CREATE TABLE k_{kept.field} (name VARCHAR, id BIGINT)")
            duck.execute(
                f"INSERT INTO k_{kept.field} SELECT unnest(?::VARCHAR[]), unnest(?::BIGINT[])",
                [list(ids), list(ids.values())],
            )
            joins.append(f"JOIN k_{kept.field} ON k_{kept.field}.name = {at}")
            cell = f"k_{kept.field}.id"
        elif kept.column.kind is Kind.DAY:
            cell = f"strftime(DATE '1970-01-01' + {at}, '%Y-%m-%d')"
        elif kept.column.kind is Kind.SECOND:
            cell = (
                f"strftime(make_timestamp(({at} - {CIVIL_SECONDS}) * 1000000), '%Y-%m-%d %H:%M:%S')"
            )
        else:
            cell = f"{at} = 1" if kept.column.kind is Kind.FLAG else at
        cells.append(cell)
        names.append(register.model._meta.get_field(kept.field).column)
    listed = ", ".join([*names, "created_at"])
    rows = duck.execute(
        f"SELECT {', '.join(cells)}, '2026-11-20 01:00:00' FROM read_parquet('{path}', file_row_number = true) x "
        f"{' '.join(joins)} ORDER BY file_row_number"
    )
    table = register.model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        while part := rows.fetchmany(AT_ONCE):
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                    for row in part:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(part[0]))
                cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", part)


def _units(data: Path) -> None:
    from zhijian.core.workdays import from_day_number
    from zhijian.people import tree
    from zhijian.people.models import Organization, Person, Position

    def on(value: Any) -> Any:
        return None if value is None else from_day_number(value)

    rows = list(_records(_file(data, "organizations")))
    units = {
        row["organization"]: Organization(
            name=row["organization"],
            kind=row["kind"],
            level=row["level"],
            place=row["division"],
            managed_by=row["managed_by"],
            established_on=on(row["established_d"]),
            abolished_on=on(row["abolished_d"]),
        )
        for row in rows
    }
    Organization.objects.bulk_create(units.values())
    for row in rows:
        units[row["organization"]].parent = units.get(row["parent"])
    Organization.objects.bulk_update(units.values(), ["parent"], batch_size=200)
    tree.enter_all(sorted(units.values(), key=lambda unit: unit.parent is not None))
    held = list(_records(_file(data, "positions")))
    people = {
        (row["organization"], row["person"]): Person(
            organization=units[row["organization"]], name=row["person"]
        )
        for row in held
    }
    Person.objects.bulk_create(people.values())
    Position.objects.bulk_create(
        Position(
            organization=units[row["organization"]],
            person=people[row["organization"], row["person"]],
            kind=row["post"],
            title=row["title"],
            account=row["account"],
            is_backup=bool(row["is_backup"]),
            is_outsourced=bool(row["is_outsourced"]),
            is_full_time=bool(row["is_full_time"]),
            from_on=on(row["from_d"]),
            until_on=on(row["until_d"]),
        )
        for row in held
    )


def _file(data: Path, name: str) -> Path:
    return data / f"{name}.parquet"


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    """The rows of a Parquet file, a portion at a time."""
    import duckdb

    found = duckdb.connect().execute(f"SELECT * FROM read_parquet('{path}')")
    names = [described[0] for described in found.description]
    while part := found.fetchmany(AT_ONCE):
        for row in part:
            record = dict(zip(names, row, strict=True))
            if path.stem == "sites":  # the table takes no domain twice
                record["domain"] = record["domain"].replace(".", f"-{record['site'][-2:]}.", 1)
            yield record
