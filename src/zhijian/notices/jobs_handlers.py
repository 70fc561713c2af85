"""Deliveries outward, and the morning's digest."""

from collections import Counter
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse

from zhijian import jobs
from zhijian.config import clock
from zhijian.config.options import options
from zhijian.notices import channels, hours, kinds, wording
from zhijian.notices.models import Notice, preferences_of
from zhijian.notices.sending import OUTWARD_ATTEMPTS
from zhijian.people.models import User


@jobs.handler("notices.mail", title="发提醒邮件", outside=True)
def mail(payload: dict[str, Any]) -> None:
    """Mail one notice to its reader, who may have no address, or have left."""
    notice = Notice.objects.filter(pk=payload["notice"]).select_related("to__person").first()
    if notice is None or not (address := _address_of(notice.to)):
        return
    channels.mail(
        address,
        wording.subject(notice.kind, red=notice.is_red),
        wording.one(notice.kind, number=notice.number, url=notice.url, red=notice.is_red),
    )


@jobs.handler("notices.post", title="推送到群机器人或网址", outside=True)
def post(payload: dict[str, Any]) -> None:
    """Tell a group that so many were told."""
    facts = {name: payload[name] for name in ("kind", "number", "red", "count")}
    text = wording.told(
        payload["kind"],
        number=payload["number"],
        url=payload["url"],
        red=payload["red"],
        count=payload["count"],
    )
    title = wording.subject(payload["kind"], red=payload["red"])
    channels.post(payload["channel"], title, text, {**facts, "url": wording.link(payload["url"])})


@jobs.periodic("notices.digest", title="汇总休息时间的提醒", daily_at=options().digest_at)
def digest(payload: dict[str, Any]) -> None:
    """Count what quiet hours held, once per user and workday, and queue what goes outward.

    On a day off nothing happens: what is held waits for the next workday.
    """
    moment = clock.now()
    day = moment.astimezone(clock.CHINA).date()
    if not hours.is_workday(day):
        return
    waiting = Notice.objects.held_for_digest().select_for_update().order_by("pk")
    held = list(waiting.values_list("pk", "to_id", "kind"))
    readers = list(User.objects.filter(pk__in={to for _, to, _ in held}, is_active=True))
    counts = {reader.pk: Counter[str]() for reader in readers}
    for _, reader, kind in held:
        if reader in counts:
            counts[reader][kinds.title_of(kind)] += 1
    preferences = preferences_of(readers)
    if channels.has_mail():
        _queue_mails(
            day, {pk: found for pk, found in counts.items() if preferences[pk].wants_digest}
        )
    _queue_posts(day, [found for pk, found in counts.items() if preferences[pk].in_group])
    Notice.objects.filter(pk__in=[pk for pk, _, _ in held]).update(digested_at=moment)


def _queue_mails(day: date, counts: dict[int, Counter[str]]) -> None:
    jobs.enqueue_all(
        "notices.mail_digest",
        {
            f"digest:{reader}@{day}": {"user": reader, "counts": dict(found)}
            for reader, found in counts.items()
        },
        max_attempts=OUTWARD_ATTEMPTS,
    )


def _queue_posts(day: date, counts: list[Counter[str]]) -> None:
    if not counts:
        return
    said = {"counts": dict(sum(counts, Counter[str]())), "people": len(counts)}
    jobs.enqueue_all(
        "notices.post_digest",
        {f"digest:{name}@{day}": {**said, "channel": name} for name in channels.posts()},
        max_attempts=OUTWARD_ATTEMPTS,
    )


@jobs.handler("notices.mail_digest", title="发摘要邮件", outside=True)
def mail_digest(payload: dict[str, Any]) -> None:
    """Mail one user's digest."""
    user = User.objects.filter(pk=payload["user"]).select_related("person").first()
    if user is None or not (address := _address_of(user)):
        return
    counts = payload["counts"]
    channels.mail(address, wording.digest_subject(counts), wording.digest(counts, _inbox()))


@jobs.handler("notices.post_digest", title="推送摘要到群机器人或网址", outside=True)
def post_digest(payload: dict[str, Any]) -> None:
    """Post the digest of all to a group."""
    counts, people = payload["counts"], payload["people"]
    text = wording.group_digest(counts, people, _inbox())
    facts = {"kind": "digest", "counts": counts, "people": people, "url": wording.link(_inbox())}
    channels.post(payload["channel"], f"【{wording.NAME}】提醒摘要", text, facts)


def _address_of(user: User) -> str:
    return user.person.email if user.is_active and user.person else ""


def _inbox() -> str:
    try:
        return reverse("inbox")
    except NoReverseMatch:
        return "/"
