"""Many workers at once: nothing is lost, nothing is done twice, slots do not double."""

import threading
import time
from datetime import timedelta

import pytest

from zhijian import jobs
from zhijian.jobs import leasing, worker
from zhijian.jobs.models import Job, Worker
from zhijian.jobs.planning import Planner

from .conftest import in_threads, leave_a_mark, marks

pytestmark = pytest.mark.django_db(transaction=True)


def test_six_workers_do_each_of_sixty_jobs_once():
    jobs.handler("test.mark")(leave_a_mark)
    jobs.enqueue_all("test.mark", {f"job {n}": {"n": n} for n in range(60)})

    in_threads(6, lambda _: worker.run_once())

    assert marks() == {str(n): 1 for n in range(60)}
    assert not Job.objects.exclude(state=Job.State.DONE, attempts=1).exists()


def test_one_job_goes_to_one_of_eight_who_ask_at_once():
    jobs.enqueue("test.mark", {"n": 1})
    taken = []

    in_threads(8, lambda n: taken.append(leasing.claim(f"worker {n}")))

    assert sum(lease is not None for lease in taken) == 1


def test_one_key_asked_for_by_six_at_once_makes_one_job():
    made = []

    in_threads(6, lambda n: made.append(jobs.enqueue("test.mark", {"n": n}, key="the key").pk))

    assert len(set(made)) == 1
    assert Job.objects.count() == 1


def test_six_planners_make_one_job_of_a_slot():
    jobs.periodic("test.often", every=timedelta(hours=1))(leave_a_mark)

    in_threads(6, lambda _: Planner().plan())

    assert Job.objects.filter(kind="test.often").count() == 1


def test_a_long_work_outside_keeps_its_lease(monkeypatch):
    monkeypatch.setattr(leasing, "length", lambda: timedelta(seconds=0.6))
    begun = threading.Event()

    @jobs.handler("test.long", outside=True)
    def long(payload):
        begun.set()
        time.sleep(1.8)
        leave_a_mark(payload)

    jobs.enqueue("test.long", {"n": 1})

    def other(_):
        begun.wait(10)
        time.sleep(1.2)
        assert leasing.claim("other") is None

    in_threads(2, lambda n: other(n) if n else worker.run_once())

    assert marks() == {"1": 1}
    assert Job.objects.get().attempts == 1


def test_a_worker_finishes_what_it_began_when_told_to_stop():
    begun, stop = threading.Event(), threading.Event()

    @jobs.handler("test.slow", outside=True)
    def slow(payload):
        begun.set()
        time.sleep(0.3)
        leave_a_mark(payload)

    jobs.enqueue("test.slow", {"n": 1})
    jobs.enqueue("test.slow", {"n": 2})
    thread = worker.start_thread(stop)
    begun.wait(10)
    assert Worker.objects.count() == 1
    stop.set()
    thread.join(10)

    assert not thread.is_alive()
    assert marks() == {"1": 1}
    assert Job.objects.filter(state=Job.State.WAITING).count() == 1
    assert not Worker.objects.exists()
