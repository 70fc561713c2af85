"""Who keeps a unit's registers hears once of what is about to lapse."""

from datetime import date, timedelta

import pytest

from zhijian.jobs.models import Job
from zhijian.keeping.jobs_handlers import warn, watch
from zhijian.keeping.models import Attestation
from zhijian.notices.models import Notice

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def a_paper(county, days: int) -> Attestation:
    return Attestation.objects.create(
        organization=county.bureau, matter="应急预案", signed_on="2025-01-02",
        until_on=TODAY + timedelta(days),
    )  # fmt: skip


def waiting() -> list[dict]:
    return [job.payload for job in Job.objects.filter(kind="keeping.warn").order_by("pk")]


@pytest.mark.parametrize(("days", "number"), [(-1, 0), (0, 1), (30, 1), (31, 0)])
def test_what_lapses_within_the_warning_time_is_told(county, days, number):
    a_paper(county, days)

    watch({})

    assert len(waiting()) == number


def test_it_is_told_once_and_again_only_for_a_new_day(county):
    row = a_paper(county, 10)
    watch({})
    watch({})
    assert len(waiting()) == 1

    row.until_on = TODAY + timedelta(20)
    row.save()
    watch({})

    assert len(waiting()) == 2


def test_the_keepers_of_the_unit_hear_of_it(county):
    a_paper(county, 10)
    watch({})

    warn(waiting()[0])

    notice = Notice.objects.filter(kind="keeping.lapses").get(to=county.admin)
    assert notice.title == "制度与承诺“应急预案”2026-11-30 到期"
    readers = set(Notice.objects.filter(kind="keeping.lapses").values_list("to", flat=True))
    assert readers == {county.admin.pk, county.principal.pk}


def test_what_was_prolonged_meanwhile_is_not_told(county):
    row = a_paper(county, 10)
    watch({})
    Attestation.objects.filter(pk=row.pk).update(until_on=TODAY + timedelta(400))

    warn(waiting()[0])

    assert not Notice.objects.filter(kind="keeping.lapses").exists()
