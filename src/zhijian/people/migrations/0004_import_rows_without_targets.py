"""Rows of imports no longer say what they made; the traces do."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0003_import_traces")]

    operations = [
        migrations.RemoveField(
            model_name="importrow",
            name="person_made",
        ),
        migrations.RemoveField(
            model_name="importrow",
            name="position_made",
        ),
        migrations.RemoveField(
            model_name="importrow",
            name="target",
        ),
        migrations.RemoveField(
            model_name="importrow",
            name="unit_made",
        ),
    ]
