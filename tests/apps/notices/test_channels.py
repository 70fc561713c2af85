"""What really goes over the wire to mail servers, webhooks and robots, and what answers mean."""

import base64
import hashlib
import hmac
import json
import socket
from email import message_from_string
from email.header import decode_header, make_header
from urllib.parse import parse_qs, urlsplit

import pytest

from zhijian import notices
from zhijian.jobs import worker
from zhijian.jobs.models import Job

from .conftest import FRIDAY_NOON
from .servers import http_server, mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def outside():
    with http_server() as server:
        yield server


@pytest.fixture
def post_office():
    with mail_server() as server:
        yield server


def tell(reader) -> Job:
    """Tell ``reader`` something, do the deliveries, and answer how the (only) one went."""
    notices.send(
        reader, kind="case.reminded", title="关于王某", url="/cases/7/", number="QH-7", red=True
    )
    worker.run_once()
    return Job.objects.get()


def test_a_mail_says_kind_number_and_link_and_no_more(make_user, choose, post_office):
    choose(mail_url=post_office.address, mail_from="xmt@qinghe.example")

    job = tell(make_user("one"))

    assert job.state == Job.State.DONE
    assert post_office.recipients == ["rcpt TO:<one@qinghe.example>"]
    (text,) = post_office.mails
    mail = message_from_string(text)
    assert str(make_header(decode_header(mail["Subject"]))) == "【指尖】紧急：办件提醒"
    body = mail.get_payload(decode=True).decode()
    assert "办件号 QH-7" in body
    assert "https://xmt.qinghe.example/cases/7/" in body
    assert "王某" not in body + text
    assert "干部" not in body + text
    assert mail["Message-ID"].endswith("@xmt.qinghe.example>")


def test_who_has_no_address_gets_no_mail_and_the_job_is_done(make_user, choose, post_office):
    choose(mail_url=post_office.address, mail_from="xmt@qinghe.example")

    assert tell(make_user("one", email="")).state == Job.State.DONE
    assert post_office.mails == []


@pytest.mark.parametrize(
    ("reply", "state", "words"),
    [
        ("450 later", Job.State.WAITING, "稍后再发（450）"),
        ("550 no", Job.State.FAILED, "不收这封信（550）"),
    ],
)
def test_a_mail_server_says_later_or_no(make_user, choose, post_office, reply, state, words):
    choose(mail_url=post_office.address, mail_from="xmt@qinghe.example")
    post_office.recipient_reply = reply

    job = tell(make_user("one"))

    assert job.state == state
    assert words in job.error
    assert "one@" not in job.error


def test_a_second_attempt_carries_the_same_message_id(make_user, choose, post_office):
    choose(mail_url=post_office.address, mail_from="xmt@qinghe.example")
    job = tell(make_user("one"))
    Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)
    worker.run_once()

    first, second = (message_from_string(text)["Message-ID"] for text in post_office.mails)
    assert first == second


def test_a_webhook_is_posted_facts_with_a_signature(make_user, choose, outside):
    choose(webhook_url=f"{outside.address}/in#the key")

    job = tell([make_user("one"), make_user("two")])

    assert job.state == Job.State.DONE
    (request,) = outside.requests
    said = json.loads(request["body"])
    assert (said["kind"], said["number"], said["count"], said["red"]) == (
        "case.reminded",
        "QH-7",
        2,
        True,
    )
    assert said["id"] == job.key == request["headers"]["Idempotency-Key"].replace("%3A", ":")
    sent_at = request["headers"]["X-Zhijian-Timestamp"]
    wanted = hmac.new(b"the key", sent_at.encode() + b"." + request["body"], hashlib.sha256)
    assert request["headers"]["X-Zhijian-Signature"] == f"sha256={wanted.hexdigest()}"
    assert "王某" not in request["body"].decode()


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, "done"),
        (204, "done"),
        (400, "failed"),
        (404, "failed"),
        (429, "waiting"),
        (503, "waiting"),
    ],
)
def test_a_webhooks_status_is_understood(make_user, choose, outside, status, state):
    choose(webhook_url=f"{outside.address}/in")
    outside.status = status

    assert tell(make_user("one")).state == state


def test_a_redirect_is_not_followed(make_user, choose, outside):
    with http_server() as elsewhere:
        choose(webhook_url=f"{outside.address}/in")
        outside.status = 307
        outside.headers_sent = {"Location": f"{elsewhere.address}/steal"}

        job = tell(make_user("one"))

        assert job.state == Job.State.FAILED
        assert "没有照办" in job.error
        assert elsewhere.requests == []


def test_a_host_that_does_not_answer_is_tried_again(make_user, choose):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        choose(webhook_url=f"http://127.0.0.1:{nobody.getsockname()[1]}/in")

        job = tell(make_user("one"))

    assert job.state == Job.State.WAITING
    assert "连不上推送网址（URLError）" in job.error


def test_dingtalk_is_signed_as_its_description_says(make_user, choose, outside):
    address = outside.address.removeprefix("http")
    choose(robot_urls=(f"dingtalk+http{address}/robot/send?access_token=t#SECkey",))
    outside.answer = {"errcode": 0, "errmsg": "ok"}

    assert tell(make_user("one")).state == Job.State.DONE
    (request,) = outside.requests
    query = parse_qs(urlsplit(request["path"]).query)
    sent_at = str(int(FRIDAY_NOON.timestamp() * 1000))
    signed = hmac.new(b"SECkey", f"{sent_at}\nSECkey".encode(), hashlib.sha256).digest()
    assert query == {
        "access_token": ["t"],
        "timestamp": [sent_at],
        "sign": [base64.b64encode(signed).decode()],
    }
    said = json.loads(request["body"])
    assert said["msgtype"] == "markdown"
    assert "已发给 1 人，办件号 QH-7" in said["markdown"]["text"]


def test_wecom_is_posted_markdown(make_user, choose, outside):
    choose(robot_urls=(f"wecom+{outside.address}/cgi-bin/webhook/send?key=k",))
    outside.answer = {"errcode": 0}

    assert tell(make_user("one")).state == Job.State.DONE
    said = json.loads(outside.requests[0]["body"])
    assert list(said["markdown"]) == ["content"]
    assert "https://xmt.qinghe.example/cases/7/" in said["markdown"]["content"]


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        ({"errcode": 45009}, "waiting", "（45009）"),
        ({"errcode": -1}, "waiting", "（-1）"),
        ({"errcode": 310000, "errmsg": "sign not match"}, "failed", "加签密钥"),
        ({"errcode": 93000}, "failed", "（93000）"),
        ({}, "failed", "看不懂"),
        (["strange"], "failed", "看不懂"),
    ],
)
def test_a_robots_own_code_is_understood(make_user, choose, outside, answer, state, words):
    choose(robot_urls=(f"wecom+{outside.address}/send",))
    outside.answer = answer

    job = tell(make_user("one"))

    assert job.state == state
    assert words in job.error


def test_a_channel_taken_out_of_the_settings_is_not_posted_to(make_user, choose, outside):
    choose(webhook_url=f"{outside.address}/in")
    notices.send(make_user("one"), kind="case.reminded", title="催办")
    choose(webhook_url="")

    worker.run_once()

    assert "已从设置中去掉" in Job.objects.get().error
    assert outside.requests == []
