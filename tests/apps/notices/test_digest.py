"""The morning's digest: once per user and workday, counts alone, nothing when there is nothing."""

import pytest

from zhijian import notices
from zhijian.jobs.models import Job
from zhijian.notices import jobs_handlers
from zhijian.notices.actions import choose_channels, mark_all_read
from zhijian.notices.models import Notice

from .conftest import at

pytestmark = pytest.mark.django_db
MAIL = {"mail_url": "smtp://127.0.0.1:1", "mail_from": "xmt@qinghe.example"}


@pytest.fixture(autouse=True)
def with_mail(choose):
    choose(**MAIL)


def night(user, *kinds, moment="2026-11-19 22:00"):
    with at(moment):
        for kind in kinds:
            notices.send(user, kind=kind, title="提醒")


def morning(moment="2026-11-20 08:30"):
    with at(moment):
        jobs_handlers.digest({})


def payloads(kind="notices.mail_digest"):
    return [job.payload for job in Job.objects.filter(kind=kind).order_by("pk")]


def test_the_night_is_counted_by_kind(make_user):
    user = make_user("one")
    night(user, "case.reminded", "case.returned", "account.silent")

    morning()

    assert payloads() == [{"user": user.pk, "counts": {"办件": 2, "账号": 1}}]


def test_a_second_run_on_the_same_day_adds_nothing(make_user):
    user = make_user("one")
    night(user, "case.reminded")
    morning()
    night(user, "case.reminded", moment="2026-11-20 07:00")

    morning("2026-11-20 08:45")

    assert len(payloads()) == 1


def test_without_anything_held_there_is_no_digest(make_user):
    with at("2026-11-20 12:00"):
        notices.send(make_user("one"), kind="case.reminded", title="提醒")

    morning("2026-11-23 08:30")

    assert payloads() == []


def test_what_was_read_meanwhile_is_not_counted(make_user):
    user, other = make_user("one"), make_user("two")
    night([user, other], "case.reminded")
    mark_all_read(by=user, up_to=Notice.objects.latest("pk").pk)

    morning()

    assert [payload["user"] for payload in payloads()] == [other.pk]


def test_a_weekend_waits_for_monday(make_user):
    night(make_user("one"), "case.reminded", moment="2026-11-20 22:00")

    morning("2026-11-21 08:30")
    morning("2026-11-22 08:30")
    assert payloads() == []
    morning("2026-11-23 08:30")

    assert len(payloads()) == 1


def test_yesterdays_notices_are_not_counted_again(make_user):
    user = make_user("one")
    night(user, "case.reminded", moment="2026-11-18 22:00")
    morning("2026-11-19 08:30")
    night(user, "case.reminded", "case.reminded")

    morning("2026-11-20 08:30")

    assert [sum(payload["counts"].values()) for payload in payloads()] == [1, 2]


def test_who_wants_no_digest_or_has_left_gets_none(make_user):
    unwilling, gone, stays = make_user("unwilling"), make_user("gone"), make_user("stays")
    choose_channels(
        by=unwilling, by_mail=True, red_by_mail=True, wants_digest=False, in_group=False
    )
    night([unwilling, gone, stays], "case.reminded")
    gone.is_active = False
    gone.save()

    morning()

    assert [payload["user"] for payload in payloads()] == [stays.pk]


def test_a_group_gets_one_digest_of_all(make_user, choose):
    choose(webhook_url="http://127.0.0.1:1/in")
    night([make_user("one"), make_user("two")], "case.reminded", "account.silent")

    morning()

    (payload,) = payloads("notices.post_digest")
    assert payload["counts"] == {"办件": 2, "账号": 2}
    assert payload["people"] == 2
    assert payloads() == []


def test_what_was_held_while_no_channel_was_set_is_not_sent_when_one_is(make_user, choose):
    choose(mail_url="")
    night(make_user("one"), "case.reminded")
    morning()
    choose(**MAIL)

    morning("2026-11-23 08:30")

    assert payloads() == []
