"""What earlier imports made and changed, as traces: they can still be undone."""

import json

from django.db import migrations

BATCH = 1_000
MADE = (
    ("people.organization", "unit_made"),
    ("people.person", "person_made"),
    ("people.position", "position_made"),
)


def trace(apps, schema_editor):
    """One trace per record that a row made, and one per record that it changed."""
    rows = apps.get_model("people", "ImportRow").objects.using(schema_editor.connection.alias)
    table = apps.get_model("people", "ImportTrace")
    traces = table.objects.using(schema_editor.connection.alias)
    waiting = []
    taken = rows.filter(is_planned=True, batch__state="committed").order_by("pk")
    for row in taken.iterator(chunk_size=BATCH):
        waiting += [table(**found) for found in _traces(row)]
        if len(waiting) >= BATCH:
            traces.bulk_create(waiting)
            waiting = []
    traces.bulk_create(waiting)


def _traces(row):
    about = {"batch_id": row.batch_id, "number": row.number}
    for name, field in MADE:
        if (made := getattr(row, field)) is not None:
            yield {**about, "table": name, "target": made, "is_new": True}
    if not row.before or row.target is None:
        return
    said = json.loads(row.before)
    if "phone" in said["before"]:
        only = {half: {"phone": said[half].pop("phone", "")} for half in ("before", "after")}
        yield _changed(about, "people.person", row, only)
    if "position" in said["before"]:
        only = {half: said[half]["position"] for half in ("before", "after")}
        yield _changed(about, "people.position", row, only)
    elif row.relation == "organizations":
        yield _changed(about, "people.organization", row, said)


def _changed(about, table, row, said):
    sealed = json.dumps(said, ensure_ascii=False)
    return {**about, "table": table, "target": row.target, "is_new": False, "before": sealed}


class Migration(migrations.Migration):
    dependencies = [("people", "0002_import_any_ledger")]

    operations = [migrations.RunPython(trace, migrations.RunPython.noop)]
