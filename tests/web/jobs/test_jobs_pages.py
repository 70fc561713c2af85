"""后台任务: the system administrator's alone; what failed says why and can be tried again."""

import pytest
from django.test import Client

from zhijian import jobs
from zhijian.config import clock
from zhijian.jobs.models import Job, Worker
from zhijian.journal.models import Entry
from zhijian.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_page() -> Client:
    client = Client()
    admin = User.objects.create_user(
        "sysadmin", office=User.Office.SYSTEM, must_change_password=False
    )
    client.force_login(admin)
    return client


def a_job(state: str = "failed", **fields: object) -> Job:
    job = jobs.enqueue("notices.mail", {"notice": 1})
    Job.objects.filter(pk=job.pk).update(state=state, **fields)
    job.refresh_from_db()
    return job


def test_failed_jobs_say_why(admin_page):
    a_job(error="发邮件的服务器不收这封信（550）。")
    a_job("done")

    shown = admin_page.get("/jobs/?set=failed").content.decode()

    assert "发提醒邮件" in shown
    assert "不收这封信（550）" in shown
    assert shown.count("<tr>") == 2  # the heading and one row


def test_nobody_at_work_is_said_and_somebody_too(admin_page):
    assert "没有执行者在线" in admin_page.get("/jobs/").content.decode()

    Worker.objects.create(
        name="host:1:ab", version="0.1.0", started_at=clock.now(), seen_at=clock.now()
    )

    assert "在线的执行者 1 个" in admin_page.get("/jobs/").content.decode()
    assert "host:1:ab" in admin_page.get("/jobs/workers/").content.decode()


@pytest.mark.parametrize("office", ["", "security", "audit"])
def test_others_do_not_come_in(client, office):
    job = a_job()
    client.force_login(User.objects.create_user("other", office=office, must_change_password=False))

    assert client.get("/jobs/").status_code == 403
    assert client.get("/jobs/workers/").status_code == 403
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/change/", {"do": "retry"}).status_code == 404
    job.refresh_from_db()
    assert job.state == "failed"


def test_a_retry_is_on_record(admin_page):
    job = a_job(attempts=8, error="对方没有回音。")
    assert "对方没有回音。" in admin_page.get(f"/jobs/{job.pk}/").content.decode()

    admin_page.post(f"/jobs/{job.pk}/change/", {"do": "retry"})

    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)
    assert Entry.objects.about(job).get().action == "job.retried"
    assert "重试" in admin_page.get(f"/jobs/{job.pk}/").content.decode()


def test_a_job_that_began_meanwhile_is_refused_in_words(admin_page):
    job = a_job("running")

    answer = admin_page.post(f"/jobs/{job.pk}/change/", {"do": "cancel"}, follow=True)

    assert "只有等待和失败的任务可以取消" in answer.content.decode()


def test_ticked_jobs_are_cancelled_after_a_question(admin_page):
    ticked, other = a_job(), a_job()

    asked = admin_page.post("/jobs/", {"bulk": "cancel", "id": [ticked.pk]})
    assert "将取消选中的 1 件任务" in asked.content.decode()
    admin_page.post("/jobs/", {"bulk": "cancel", "id": [ticked.pk], "confirmed": "1"})

    ticked.refresh_from_db()
    other.refresh_from_db()
    assert (ticked.state, other.state) == ("cancelled", "failed")


def test_no_page_shows_the_payload(admin_page):
    job = jobs.enqueue("notices.mail", {"notice": 424242})

    for address in ("/jobs/", f"/jobs/{job.pk}/"):
        assert "424242" not in admin_page.get(address).content.decode()
