"""A process of its own that writes entries: ``writing_process.py DATABASE UNIT COUNT``."""

import os
import sys

import django
from django.conf import settings
from django.db import transaction

from zhijian import journal


def main(name: str, unit_id: str, count: str) -> None:
    """Record ``count`` entries about the unit in the database ``name``."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "web_settings"
    settings.DATABASES["default"]["NAME"] = name
    django.setup()
    from zhijian.people.models import Organization

    unit = Organization.objects.get(pk=unit_id)
    for number in range(int(count)):
        with transaction.atomic():
            journal.record("sample.done", unit, by=None, number=number)


if __name__ == "__main__":
    main(*sys.argv[1:])
