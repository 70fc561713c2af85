"""A platform full of cases: units, people, and as many cases as asked, written by the database."""

from __future__ import annotations

import json
import sys
from datetime import date

PLACE, FROM = "420325", date(2026, 1, 1)
UNITS = 3_400
LEVELS = 34
"""Units: one at the top, ``LEVELS`` below it, the rest spread below those."""


def fill(cases: int, units: int = UNITS) -> dict[str, int]:
    """Fill the migrated installation of this process; returns the users' ids by role.

    ``head`` sees all units, ``small`` one. Of a hundred cases one is open; the open ones lie about
    evenly overdue, due soon and later.
    """
    import django

    django.setup()
    from django.db import connection

    from zhijian.cases.actions.opening import frozen
    from zhijian.core.process import resolve
    from zhijian.law.books import rulebooks

    users = people(units)
    definition = resolve(rulebooks(), "message", PLACE, FROM, "CONSULT")
    rules, step = frozen(definition), definition.steps[0]
    sqlite = connection.vendor == "sqlite"
    numbers = (
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {cases})"
        if sqlite
        else f"WITH n(i) AS (SELECT generate_series(1, {cases}))"
    )
    day = (
        "date('2026-01-01', '+' || (i % 300) || ' days')"
        if sqlite
        else "date '2026-01-01' + (i % 300)::int"
    )
    moment = (
        "datetime('2026-01-01', '+' || (i % 400000) || ' minutes')"
        if sqlite
        else ("timestamptz '2026-01-01' + (i % 400000) * interval '1 minute'")
    )
    false = "0" if sqlite else "false"
    is_open = "i % 100 = 0"
    columns = {
        "number": "'BJ-2026-' || i",
        "process": "'message'",
        "process_title": "'留言办理'",
        "kind": "'CONSULT'",
        "title": "'关于第' || i || '号事项的咨询'",
        "place": f"'{PLACE}'",
        "organization_id": f"1 + (i % {units} * 7919) % {units}",
        "desk_id": f"1 + (i % {units} * 7919) % {units}",
        "rules_id": str(rules.pk),
        "state": f"CASE WHEN {is_open} THEN 'open' ELSE 'closed' END",
        "step": f"'{step.id}'",
        "step_title": f"'{step.title}'",
        "visit": "1",
        "event_on": day,
        "entered_on": day,
        "opened_at": moment,
        "closed_at": f"CASE WHEN {is_open} THEN NULL ELSE {moment} END",
        "due_on": day,
        "due_is_estimate": false,
        "due_basis": "''",
        "is_paused": false,
        "ticked": "'[]'",
        "subject_type": "''",
        "subject_id": "''",
        "data": "'{}'",
        "version": "1",
        "changed_at": moment,
        "changed_by_name": "''",
        "changed_what": "''",
    }
    casts = {} if sqlite else {"ticked": "::jsonb", "data": "::jsonb"}
    values = ", ".join(f"{value}{casts.get(name, '')}" for name, value in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"{numbers} INSERT INTO cases_case ({', '.join(columns)}) SELECT {values} FROM n"
            if sqlite
            else f"INSERT INTO cases_case ({', '.join(columns)}) {numbers} SELECT {values} FROM n"
        )
        cursor.execute(
            "INSERT INTO cases_seat (case_id, desk_id, post) "
            "SELECT id, desk_id, 'EDITOR' FROM cases_case WHERE state = 'open'"
        )
        cursor.execute("ANALYZE")
    return users


def people(units: int) -> dict[str, int]:
    """Put units and two users into the database: ``head`` at the top, ``small`` at the end."""
    from zhijian.people.models import Lineage, Organization, Person, Position, User

    organizations = [
        Organization(
            pk=n,
            name=f"青禾市第{n}单位",
            place=PLACE,
            parent_id=None if n == 1 else 1 if n <= LEVELS + 1 else 2 + n % LEVELS,
        )
        for n in range(1, units + 1)
    ]
    Organization.objects.bulk_create(organizations)
    rows = []
    for unit in organizations:
        rows.append(Lineage(ancestor_id=unit.pk, descendant_id=unit.pk, depth=0))
        if unit.parent_id:
            rows.append(Lineage(ancestor_id=unit.parent_id, descendant_id=unit.pk, depth=1))
            if unit.parent_id != 1:
                rows.append(Lineage(ancestor_id=1, descendant_id=unit.pk, depth=2))
    Lineage.objects.bulk_create(rows)
    users = {}
    for role, unit in (("head", 1), ("small", units)):
        person = Person.objects.create(organization_id=unit, name=f"测试员{unit}")
        Position.objects.create(
            organization_id=unit, person=person, kind="EDITOR", from_on=date(2020, 1, 1)
        )
        user = User.objects.create_user(role, None, person=person, must_change_password=False)
        users[role] = user.pk
    return users


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]))))
