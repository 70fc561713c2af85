"""The daily heads: where the chain ended on each day, to be printed and signed."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from zhijian.config import clock
from zhijian.journal.canonical import ORIGIN
from zhijian.journal.models import DailyHead, Entry, Head

ONE_DAY = timedelta(days=1)


@transaction.atomic
def make_daily_heads() -> list[DailyHead]:
    """Make the heads of all days that are over and have none yet; return those made.

    The first is that of the day of the first entry. A day without entries repeats the head before.
    """
    Head.objects.select_for_update().get()
    newest = DailyHead.objects.order_by("-day").first()
    first = Entry.objects.order_by("seq").first()
    if newest is None and first is None:
        return []
    day = newest.day + ONE_DAY if newest else first.at.astimezone(clock.CHINA).date()
    made = []
    while day < clock.today():
        newest = _head_of(day, newest)
        made.append(newest)
        day += ONE_DAY
    return made


def _head_of(day: date, before: DailyHead | None) -> DailyHead:
    """The last entry written before the end of ``day``, never one before the last head.

    A clock that was put back may leave later entries with earlier times; the order holds.
    """
    end = datetime.combine(day + ONE_DAY, time.min, clock.CHINA)
    last = Entry.objects.filter(at__lt=end).order_by("-seq").first()
    seq, digest, algorithm = (
        (before.seq, before.digest, before.algorithm) if before else (0, ORIGIN, "")
    )
    count = 0
    if last and last.seq > seq:
        count = last.seq - seq
        seq, digest, algorithm = last.seq, last.digest, last.algorithm
    return DailyHead.objects.create(
        day=day, seq=seq, digest=digest, algorithm=algorithm, count=count, made_at=clock.now()
    )
