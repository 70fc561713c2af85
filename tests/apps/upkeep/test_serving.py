"""The server and the worker beside it: they start together, stop together, outlive no kill."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

SMALL_MB = 250


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served:
    """``zhijian serve`` on a port of its own."""

    def __init__(self, place, **options):
        self.place, self.port = place, free_port()
        self.log = place.folder.parent / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "zhijian.cli",
                    "serve",
                    "--listen",
                    f"127.0.0.1:{self.port}",
                ],
                env={**place.environment, **options},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait_for("/readyz")

    def wait_for(self, path, seconds=240.0):
        until = time.monotonic() + seconds
        while True:
            try:
                return self.get(path)
            except (OSError, urllib.error.HTTPError):
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < until, self.log.read_text()
                time.sleep(0.2)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.read().decode()

    def children(self):
        """Process ids below ours, ourselves included."""
        listed = subprocess.run(
            ["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True
        )
        pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        found = [self.process.pid]
        for above in found:  # grows as it is read: numbers may start again from below
            found += [pid for pid, parent in pairs if parent == above]
        return found

    def worker(self):
        for pid in self.children():
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if b"worker" in words:
                return pid
        return None

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)


@pytest.fixture
def serve(on_sqlite):
    running = []

    def start(place=on_sqlite, **options):
        running.append(Served(place, **options))
        return running[-1]

    yield start
    for served in running:
        if served.process.poll() is None:
            served.stop()


def gone(pid, seconds=60.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.2)
    return False


def test_the_first_start_makes_everything_and_names_three_officers_once(serve, empty):
    place = empty()

    served = serve(place)

    told = served.log.read_text(encoding="utf-8")
    assert len(re.findall(r"(?m)^  (系统管理员|安全管理员|审计员)　\S+　\S+$", told)) == 3
    assert (place.folder / "keys").stat().st_mode & 0o077 == 0
    assert place.folder.stat().st_mode & 0o077 == 0
    assert "登录" in served.get("/sign-in/")
    assert served.stop() == 0
    again = serve(place)
    assert "首次口令" not in again.log.read_text(encoding="utf-8")


def test_it_stops_in_order_and_leaves_nobody_behind(serve):
    served = serve()
    below = served.children()

    code = served.stop()

    assert code == 0
    assert len(below) >= 3
    assert all(gone(pid) for pid in below)
    assert "Traceback" not in served.log.read_text()


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="没有 /proc，量不了内存")
def test_server_and_worker_are_small_while_idle(serve):
    served = serve()
    served.get("/sign-in/")
    time.sleep(2)

    shared = [
        int(re.search(r"(?m)^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())[1])
        for pid in served.children()
    ]

    assert served.worker()
    assert sum(shared) / 1024 <= SMALL_MB


def test_a_worker_that_is_killed_comes_back(serve):
    served = serve()
    first = served.worker()

    os.kill(first, signal.SIGKILL)

    until = time.monotonic() + 120
    while (second := served.worker()) in (None, first) and time.monotonic() < until:
        assert served.process.poll() is None, served.log.read_text(encoding="utf-8")
        time.sleep(0.2)
    assert second not in (None, first)


def test_web_processes_that_are_killed_come_back(serve):
    served = serve()
    web = [pid for pid in served.children() if pid not in (served.process.pid, served.worker())]

    for pid in web:
        os.kill(pid, signal.SIGKILL)
    time.sleep(1)

    assert json.loads(served.wait_for("/readyz")) == {"status": "ok"}


def test_when_the_supervisor_is_killed_the_others_follow(serve):
    served = serve()
    below = [pid for pid in served.children() if pid != served.process.pid]

    served.process.kill()
    served.process.wait()

    assert below
    assert all(gone(pid) for pid in below)


def test_two_web_processes_share_one_worker_and_count_together(serve):
    served = serve(ZHIJIAN_WEB_WORKERS="2")
    for _ in range(10):
        served.get("/healthz")

    counted = re.search(
        r'zhijian_requests_total{method="GET",status="200",view="healthz"} (\S+)',
        served.get("/metrics"),
    )

    workers = [
        pid
        for pid in served.children()
        if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    ]
    assert float(counted[1]) == 10
    assert len(workers) == 1


def test_a_taken_port_is_refused_in_words(on_sqlite):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        refused = on_sqlite.zhijian("serve", "--listen", listen)

    assert refused.returncode == 1
    assert "端口已被占用" in refused.stderr


def test_the_outside_is_not_served_by_a_word_on_the_command_line(on_sqlite):
    refused = on_sqlite.zhijian("serve", "--listen", "0.0.0.0:8000")

    assert refused.returncode == 1
    assert "exposed = true" in refused.stderr


def test_tables_of_an_older_version_are_changed_only_when_somebody_says_so(on_sqlite):
    undone = on_sqlite.zhijian("manage", "migrate", "web", "zero", "--verbosity", "0")

    refused = on_sqlite.zhijian("serve", "--only-prepare")
    done = on_sqlite.zhijian("serve", "--only-prepare", "--migrate")

    assert undone.returncode == 0
    assert (refused.returncode, done.returncode) == (1, 0)
    assert "zhijian backup" in refused.stderr


def test_the_web_loads_no_judging_engine_before_it_is_asked_to_judge(on_sqlite):
    code = (
        "import sys; import zhijian.config.served; from django.urls import get_resolver;"
        "get_resolver().url_patterns; print(sorted({'duckdb', 'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=on_sqlite.environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", ["serve", "worker", "manage", "backup", "restore", "doctor"])
def test_help_is_there_before_the_framework_is_loaded(command, on_sqlite):
    code = (
        "import sys; from zhijian.cli.__main__ import main; main(sys.argv[1:]);"
        "sys.exit(3 if 'django' in sys.modules else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, command, "--help"],
        env=on_sqlite.environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "例：" in done.stdout
