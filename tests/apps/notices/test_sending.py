"""The inbox has it at once; outward goes what each chose, when it may, and nothing personal."""

import pytest
from django.db import transaction

from zhijian import notices
from zhijian.jobs.models import Job
from zhijian.notices.actions import choose_channels, mark_all_read, mark_read
from zhijian.notices.models import Notice

from .conftest import at

pytestmark = pytest.mark.django_db
MAIL = {"mail_url": "smtp://127.0.0.1:1", "mail_from": "xmt@qinghe.example"}
WEBHOOK = {"webhook_url": "http://127.0.0.1:1/in"}


def kinds() -> list[str]:
    return sorted(Job.objects.values_list("kind", flat=True))


@pytest.mark.usefixtures("at_noon")
def test_each_reader_has_one_row_however_often_named(make_user):
    one, two = make_user("one"), make_user("two")

    notices.send([one, two, one], kind="case.reminded", title="催办", red=True)

    assert list(Notice.objects.order_by("to").values_list("to", "is_red")) == [
        (one.pk, True),
        (two.pk, True),
    ]
    assert not Job.objects.exists()


@pytest.mark.usefixtures("at_noon")
def test_a_notice_of_a_rolled_back_action_never_was(make_user, choose):
    choose(**MAIL)
    with transaction.atomic():
        notices.send(make_user("one"), kind="case.reminded", title="催办")
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("moment", "red", "goes_out"),
    [
        ("2026-11-20 20:59:59", False, True),
        ("2026-11-20 21:00:00", False, False),
        ("2026-11-20 21:00:00", True, True),
        ("2026-11-23 07:59:59", False, False),
        ("2026-11-23 08:00:00", False, True),
        ("2026-11-21 12:00:00", False, False),  # a Saturday
        ("2026-11-21 12:00:00", True, True),
        ("2026-10-10 12:00:00", False, True),  # a Saturday worked in place of a holiday
        ("2026-10-07 12:00:00", False, False),  # the National Day's week
    ],
)
def test_quiet_hours_and_days_off_hold_what_is_not_red(make_user, choose, moment, red, goes_out):
    choose(**MAIL)
    with at(moment):
        notices.send(make_user("one"), kind="case.reminded", title="催办", red=red)

    assert Notice.objects.get().is_held is not goes_out
    assert kinds() == (["notices.mail"] if goes_out else [])


@pytest.mark.parametrize(
    ("hours", "moment", "is_held"),
    [
        ("12:00-13:30", "2026-11-20 12:00:00", True),
        ("12:00-13:30", "2026-11-20 13:30:00", False),
        ("", "2026-11-20 23:00:00", False),
    ],
)
def test_quiet_hours_are_the_offices_choice(make_user, choose, hours, moment, is_held):
    choose(**MAIL, quiet_hours=hours)
    with at(moment):
        notices.send(make_user("one"), kind="case.reminded", title="催办")

    assert Notice.objects.get().is_held is is_held


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(("red", "kept"), [(False, "red_by_mail"), (True, "by_mail")])
def test_a_reader_chooses_which_mails_come(make_user, choose, red, kept):
    choose(**MAIL)
    never = {"by_mail": False, "red_by_mail": False, "wants_digest": False, "in_group": False}
    some, none = make_user("some"), make_user("none")
    choose_channels(by=some, **(never | {"by_mail": True, "red_by_mail": True, kept: False}))
    choose_channels(by=none, **never)

    notices.send([some, none], kind="case.reminded", title="催办", red=red)

    mailed = [job.payload["notice"] for job in Job.objects.all()]
    assert mailed == [Notice.objects.get(to=some).pk]
    assert Notice.objects.count() == 2


@pytest.mark.usefixtures("at_noon")
def test_a_group_is_told_once_with_a_count_of_those_who_agreed(make_user, choose):
    robots = ("wecom+http://127.0.0.1:1/a", "dingtalk+http://127.0.0.1:1/b#secret")
    choose(**WEBHOOK, robot_urls=robots)
    readers = [make_user(name) for name in ("one", "two", "three")]
    choose_channels(
        by=readers[0], by_mail=True, red_by_mail=True, wants_digest=True, in_group=False
    )

    notices.send(readers, kind="case.reminded", title="催办", number="QH-2026-7")

    assert kinds() == ["notices.post"] * 3
    payloads = [job.payload for job in Job.objects.all()]
    assert {payload["count"] for payload in payloads} == {2}
    assert "secret" not in str(payloads)


@pytest.mark.usefixtures("at_noon")
def test_nothing_that_is_queued_holds_the_title_or_the_body(make_user, choose):
    choose(**MAIL, **WEBHOOK)

    notices.send(
        make_user("one"), kind="case.reminded", title="关于王某来电", body="电话 13800000001"
    )

    queued = str(list(Job.objects.values_list("payload", "key")))
    assert "王某" not in queued
    assert "1380000" not in queued
    assert "干部" not in queued


@pytest.mark.usefixtures("at_noon")
def test_reading_is_marked_once_and_only_by_the_reader(make_user):
    one, two = make_user("one"), make_user("two")
    (notice,) = notices.send(one, kind="case.reminded", title="催办")

    mark_read(notice, by=two)
    assert notice.read_at is None
    mark_read(notice, by=one)
    first = notice.read_at
    with at("2026-11-20 13:00:00"):
        mark_read(notice, by=one)

    assert notice.read_at == first


@pytest.mark.usefixtures("at_noon")
def test_all_read_leaves_what_came_after_the_page_was_drawn(make_user):
    one, two = make_user("one"), make_user("two")
    seen = notices.send([one, two], kind="case.reminded", title="早的")
    notices.send(one, kind="case.reminded", title="晚的")

    assert mark_all_read(by=one, up_to=seen[-1].pk) == 1
    assert [notice.title for notice in Notice.objects.unread_of(one)] == ["晚的"]
    assert Notice.objects.unread_of(two).count() == 1
