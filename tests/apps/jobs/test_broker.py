"""Celery carries ids: real workers, a real Redis, a real RabbitMQ, and messages that go astray."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection
from kombu import Connection

from zhijian import jobs
from zhijian.config import clock
from zhijian.config.options import options
from zhijian.jobs import broker
from zhijian.jobs.models import Job, Worker
from zhijian.notices.models import Notice
from zhijian.people.models import User

ROOT = Path(__file__).parents[3]
BROKERS = {
    "redis": ("redis://127.0.0.1:6379/0", 6379),
    "rabbitmq": ("amqp://guest:guest@127.0.0.1:5672//", 5672),
}
pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]


def answers(port: int) -> bool:
    with socket.socket() as sock:
        sock.settimeout(1)
        return sock.connect_ex(("127.0.0.1", port)) == 0


@dataclass(frozen=True)
class Carrier:
    """A broker, a queue of our own on it, and the processes that use both."""

    url: str
    queue: str

    @property
    def is_redis(self) -> bool:
        return self.url.startswith("redis")

    @property
    def environment(self) -> dict[str, str]:
        """The environment that leads a process to the test's database and queue."""
        named = settings.DATABASES["default"]
        database = (
            f"sqlite:///{connection.settings_dict['NAME']}"
            if connection.vendor == "sqlite"
            else "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/".format_map(named)
            + connection.settings_dict["NAME"]
        )
        return os.environ | {
            "ZHIJIAN_DATABASE_URL": database,
            "ZHIJIAN_DATA_DIR": str(settings.DATA_DIR),
            "ZHIJIAN_BROKER_URL": self.url,
            "ZHIJIAN_BROKER_QUEUE": self.queue,
            "ZHIJIAN_JOB_LEASE_SECONDS": "5",
            "DJANGO_SETTINGS_MODULE": "bench.marked_settings",
            "PYTHONPATH": str(ROOT),
        }

    def ask(self, statement: str) -> str:
        """What another process of the installation prints when it runs ``statement``."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {statement}"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout.strip()

    def waiting(self) -> int:
        """How many messages lie in the queue."""
        if self.is_redis:
            with redis.Redis.from_url(self.url) as server:
                return server.llen(f"{self.queue}:{self.queue}")
        with Connection(self.url) as link, link.channel() as channel:
            return channel.queue_declare(self.queue, passive=True).message_count

    def lose_all(self) -> None:
        """Throw away the messages in the queue."""
        if self.is_redis:
            with redis.Redis.from_url(self.url) as server:
                server.delete(f"{self.queue}:{self.queue}")
            return
        with Connection(self.url) as link, link.channel() as channel:
            channel.queue_purge(self.queue)

    def remove(self) -> None:
        """Leave nothing of ours on the broker."""
        if self.is_redis:
            with redis.Redis.from_url(self.url) as server:
                for key in server.scan_iter(f"{self.queue}:*"):
                    server.delete(key)
            return
        with Connection(self.url) as link, link.channel() as channel:
            channel.queue_delete(self.queue)
            channel.exchange_delete(self.queue)


@pytest.fixture(params=sorted(BROKERS))
def carrier(request: pytest.FixtureRequest) -> Iterator[Carrier]:
    url, port = BROKERS[request.param]
    if not answers(port):
        pytest.skip(f"本机没有 {request.param}（127.0.0.1:{port} 无应答），消息队列的测试未跑")
    made = Carrier(url, f"zhijian-test-{secrets.token_hex(4)}")
    yield made
    made.remove()


@pytest.fixture
def worker_process(carrier: Carrier) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "zhijian.cli", "worker"]
        started.append(subprocess.Popen(command, env=carrier.environment, cwd=ROOT))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(is_so: Callable[[], bool], seconds: float = 40) -> bool:
    """Whether it became so in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def marks() -> Counter[str]:
    return Counter(Notice.objects.filter(kind="bench.mark").values_list("title", flat=True))


def all_done() -> bool:
    rows = Job.objects.filter(kind="bench.mark")
    return rows.exists() and not rows.exclude(state=Job.State.DONE).exists()


def test_messages_carry_jobs_and_neither_loss_nor_repetition_harms(carrier, worker_process):
    user = User.objects.create_user("reader")
    payloads = {f"n{n}": {"user": user.pk, "mark": f"n{n}"} for n in range(20)}
    carrier.ask(f"from zhijian import jobs; jobs.enqueue_all('bench.mark', {payloads})")
    assert carrier.waiting() == 20
    assert not Job.objects.filter(handed_at=None).exists()

    # Half of the messages are lost, those that are left come three times.
    carrier.lose_all()
    assert carrier.waiting() == 0
    ids = list(Job.objects.order_by("pk").values_list("pk", flat=True))
    carrier.ask(f"from zhijian.jobs import broker; print(broker.hand_over({ids[10:] * 3}))")
    Job.objects.filter(pk__in=ids[:10]).update(handed_at=clock.now() - timedelta(minutes=2))
    process = worker_process()

    assert until(all_done)
    assert until(lambda: carrier.waiting() == 0)
    assert marks() == {f"n{n}": 1 for n in range(20)}
    assert Worker.objects.count() == 1
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not Worker.objects.exists()


def test_a_worker_killed_with_a_message_in_hand_loses_nothing(carrier, worker_process):
    user = User.objects.create_user("reader")
    job = jobs.enqueue("bench.mark", {"user": user.pk, "mark": "late"})
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING,
        attempts=1,
        leased_by="a worker that was killed",
        leased_until=clock.now() - timedelta(seconds=1),
    )

    worker_process()

    assert until(all_done)
    assert marks() == {"late": 1}
    assert Job.objects.get(pk=job.pk).attempts == 2


def test_a_broker_that_is_away_delays_no_action_for_long(monkeypatch):
    from zhijian.jobs import celery_app

    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
        chosen = replace(options(), broker_url=away)
        monkeypatch.setattr(broker, "options", lambda: chosen)
        monkeypatch.setattr(broker, "_rest_until", 0.0)
        monkeypatch.setattr(celery_app.app.conf, "broker_url", away)
        monkeypatch.setattr(celery_app.app.conf, "broker_read_url", away)
        monkeypatch.setattr(celery_app.app.conf, "broker_write_url", away)
        began = time.monotonic()
        job = jobs.enqueue("bench.mark", {})
        first = time.monotonic() - began
        jobs.enqueue("bench.mark", {})

        assert first < 5
        assert time.monotonic() - began - first < 0.5
        job.refresh_from_db()
        assert (job.state, job.handed_at) == (Job.State.WAITING, None)
