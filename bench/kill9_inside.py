"""What happens inside the scratch installation: who clicks, what waits, and what is left of it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date, timedelta
from typing import Any

PLACE = "420325"
FAR = timedelta(days=3650)
WARM_UP = timedelta(seconds=5)
A_SECOND = 10


def seed(ordered: int, flowing: int) -> dict[str, Any]:
    """A unit, a clerk who opens cases, an administrator, and jobs that each leave a mark.

    ``ordered`` jobs wait until the administrator tells them to run; ``flowing`` ones come due by
    themselves, ``A_SECOND`` each second. Returns the two cookies, the clerk's unit, the ids and
    marks of the first, and the marks of the second.
    """
    from zhijian import jobs
    from zhijian.config import clock
    from zhijian.jobs.models import Job
    from zhijian.people.models import Lineage, Organization, Person, Position, User

    office = Organization.objects.create(name="青禾县人民政府办公室", place=PLACE)
    unit = Organization.objects.create(name="青禾县林业局", place=PLACE, parent=office)
    Lineage.objects.create(ancestor=office, descendant=office, depth=0)
    Lineage.objects.create(ancestor=unit, descendant=unit, depth=0)
    Lineage.objects.create(ancestor=office, descendant=unit, depth=1)
    person = Person.objects.create(organization=unit, name="采编")
    Position.objects.create(
        organization=unit, person=person, kind="EDITOR", from_on=date(2024, 1, 1)
    )
    clerk = User.objects.create_user("clerk", None, person=person, must_change_password=False)
    admin = User.objects.create_user("admin", None, office="system", must_change_password=False)
    moment = clock.now()
    for name, number in (("ordered", ordered), ("flowing", flowing)):
        marks = [f"{name} {n}" for n in range(number)]
        jobs.enqueue_all(
            "bench.mark",
            {mark: {"user": clerk.pk, "mark": mark} for mark in marks},
            run_at=moment + FAR,
        )
    waiting = Job.objects.filter(kind="bench.mark")
    flow = list(waiting.filter(key__startswith="flowing").order_by("pk"))
    for number, job in enumerate(flow):
        job.run_at = moment + WARM_UP + number * timedelta(seconds=1) / A_SECOND
    Job.objects.bulk_update(flow, ["run_at"], batch_size=500)
    return {
        "clerk": _cookie(clerk),
        "admin": _cookie(admin),
        "unit": unit.pk,
        "jobs": list(waiting.filter(key__startswith="ordered").values_list("pk", "key")),
        "flowing": [job.key for job in flow],
    }


def due() -> dict[str, int]:
    """How many marks are still to be left."""
    from zhijian.config import clock
    from zhijian.jobs.models import Job

    rows = Job.objects.unfinished().filter(kind="bench.mark", run_at__lt=clock.now() + FAR / 2)
    return {"due": rows.count(), "failed": Job.objects.filter(state="failed").count()}


def count(acknowledged: dict[str, list[str]]) -> dict[str, Any]:
    """What became of what was acknowledged: ``opened`` cases, ``told`` and ``flowing`` marks.

    ``lost_actions``  acknowledged openings without the case, its journal entry, or either twice,
                      and acknowledged orders to run a job without the entry
    ``lost_jobs``     marks that were ordered and never left
    ``doubled_jobs``  marks left more than once, in the inbox or on record
    """
    from zhijian.cases.models import Case
    from zhijian.jobs.models import Job
    from zhijian.journal.models import Entry
    from zhijian.journal.verifying import verify
    from zhijian.notices.models import Notice

    cases = Counter(Case.objects.values_list("title", flat=True))
    numbers = Counter(Case.objects.values_list("number", flat=True))
    opened = dict(Case.objects.values_list("title", "pk"))
    entries = Counter(
        Entry.objects.filter(action="case.opened").values_list("subject_id", flat=True)
    )
    ordered = Counter(
        Entry.objects.filter(action="job.retried").values_list("subject_id", flat=True)
    )
    marks = Counter(Notice.objects.filter(kind="bench.mark").values_list("title", flat=True))
    records = Counter(
        data["mark"]
        for data in Entry.objects.filter(action="bench.marked").values_list("data", flat=True)
    )
    keys = dict(Job.objects.filter(kind="bench.mark").values_list("key", "pk"))
    lost = [
        title
        for title in acknowledged["opened"]
        if cases[title] != 1 or entries[str(opened.get(title))] != 1
    ]
    lost += [mark for mark in acknowledged["told"] if ordered[str(keys[mark])] != 1]
    due = [*acknowledged["told"], *acknowledged["flowing"]]
    found = verify()
    return {
        "acknowledged": len(acknowledged["opened"]) + len(acknowledged["told"]),
        "jobs": len(due),
        "marks": len(marks),
        "lost_actions": len(lost),
        "numbers_twice": sum(n > 1 for n in numbers.values()),
        "lost_jobs": sum(not (marks[mark] and records[mark]) for mark in due),
        "doubled_jobs": sum(marks[mark] > 1 or records[mark] > 1 for mark in marks | records),
        "entries": found.count,
        "chain": "" if found.is_sound else found.says,
    }


def _cookie(user: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def main() -> None:
    """Run one of the functions with the JSON of standard input, and print what it returns."""
    import django

    django.setup()
    given = sys.stdin.read()
    arguments = json.loads(given) if given.strip() else []
    print(json.dumps({"seed": seed, "due": due, "count": count}[sys.argv[1]](*arguments)))


if __name__ == "__main__":
    main()
