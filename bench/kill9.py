"""kill -9 at random while people work: what was acknowledged is there, once; the chain is whole.

Real processes: ``zhijian serve`` and two ``zhijian worker``. Real actions over HTTP: a clerk opens
cases, an administrator tells waiting jobs to run; a redirect to the object is the acknowledgement.
Nothing is sent twice, so an action without an answer may be there or not, but never twice.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.installations import Scratch

ROOT = Path(__file__).parents[1]
SETTINGS = "bench.marked_settings"
TOKEN = "k" * 32
AT_WORK = "at-work"
PATIENCE = 240.0
SERVED = 4
"""So many actions are acknowledged between two kills of the web: it is killed under load."""

WEB_SHARE = 0.5
"""How often the web is chosen; it is killed only if it has served since the last time, and a
worker only if it has begun a job."""


@dataclass
class Load:
    """What the clients have sent and what was acknowledged."""

    port: int
    seeded: dict[str, Any]
    opened: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    sent: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def acknowledged(self) -> int:
        """How many actions were acknowledged so far."""
        return len(self.opened) + len(self.told)

    def open_cases(self, client: int) -> None:
        """Open one case after another."""
        for number in itertools.count():
            if self.stop.is_set():
                return
            title = f"客户端 {client} 第 {number} 件"
            form = {"organization": self.seeded["unit"], "title": title}
            self._send("clerk", "/cases/new/review/", form, "/cases/", self.opened, title)

    def run_jobs(self, waiting: Iterator[tuple[str, str]]) -> None:
        """Tell one waiting job after another to run now."""
        for pk, mark in waiting:
            if self.stop.is_set():
                return
            address = f"/jobs/{pk}/"
            self._send("admin", f"{address}change/", {"do": "retry"}, address, self.told, mark)

    def _send(
        self, who: str, path: str, form: dict[str, Any], leads: str, kept: list[str], name: str
    ) -> None:
        headers = {
            "Cookie": f"sessionid={self.seeded[who]}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        link = self._connected()
        if link is None:
            return
        self.sent += 1
        try:
            link.request("POST", path, urlencode(form), headers)
            answer = link.getresponse()
            answer.read()
            location = answer.getheader("Location") or ""
            if answer.status == 302 and location.startswith(leads) and "new" not in location:
                kept.append(name)
            elif answer.status < 500:
                raise AssertionError(f"{path}: {answer.status} {location}")
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            link.close()

    def _connected(self) -> http.client.HTTPConnection | None:
        """A connection; while nobody listens nothing was sent, so it may be tried again."""
        while not self.stop.is_set():
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
            try:
                link.connect()
            except OSError:
                link.close()
                time.sleep(0.05)
            else:
                return link
        return None


class Service:
    """One of our processes, in a group of its own, that can be killed and comes back."""

    def __init__(self, made: Scratch, log: Path, *words: str) -> None:
        self.words, self.made, self.log = words, made, log
        self.start()

    def start(self) -> None:
        """Start it; its output goes to the log."""
        self.started = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "zhijian.cli", *self.words],
                env=self.made.environment | {"PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9 the process and all it started, and start it again."""
        self.end()
        self.start()

    def kill_child(self) -> bool:
        """kill -9 a process that it started, which it has to replace; False if it has none."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        for pid in found[:1]:
            os.kill(int(pid), signal.SIGKILL)
        self.started = time.monotonic()
        return bool(found)

    def end(self) -> None:
        """kill -9 the group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def endure(
    made: Scratch, kills: int, *, rng: int = 1, web_share: float = WEB_SHARE, broken: str = ""
) -> dict[str, Any]:
    """Kill web and workers at random ``kills`` times under load; return the counts.

    ``broken`` = ``double`` puts a fault into the job, so that the counts have something to find.
    """
    with _free_port() as port:
        pass
    made = replace(made, extra=_extra(made, port, broken))
    seeded = inside(made, "seed", [100 + kills * 30, kills * 15])
    log = made.data / "processes.log"
    web = Service(made, log, "serve")
    workers = [Service(made, log, "worker") for _ in range(2)]
    load = Load(port, seeded)
    orders = _shared(iter(seeded["jobs"]), threading.Lock())
    clients = [threading.Thread(target=load.open_cases, args=(n,)) for n in range(2)]
    clients += [threading.Thread(target=load.run_jobs, args=(orders,)) for _ in range(2)]
    done: dict[str, int] = {"web": 0, "web_child": 0, "worker": 0}
    try:
        for client in clients:
            client.start()
        dice, so_far = random.Random(rng), 0
        while sum(done.values()) < kills:
            time.sleep(dice.random() * 0.4)
            if dice.random() < web_share:
                if load.acknowledged >= so_far + SERVED:
                    done[_kill_web(dice, web)] += 1
                    so_far = load.acknowledged
            elif busy := [one for one in workers if one.process.pid in _at_work(made)]:
                dice.choice(busy).kill()
                done["worker"] += 1
        _until(lambda: load.acknowledged >= so_far + SERVED)
        load.stop.set()
        _until(lambda: inside(made, "due", [])["due"] == 0, pause=2.0, patience=3600.0)
    finally:
        load.stop.set()
        for client in clients:
            client.join()
        for service in (web, *workers):
            service.end()
    counted = inside(
        made, "count", [{"opened": load.opened, "told": load.told, "flowing": seeded["flowing"]}]
    )
    return {**counted, "kills": done, "sent": load.sent}


def inside(made: Scratch, name: str, arguments: list[Any]) -> Any:
    """What a function of ``bench.kill9_inside`` returns in the installation."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.kill9_inside", name],
        env=made.environment | {"PYTHONPATH": str(ROOT)},
        input=json.dumps(arguments),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def _extra(made: Scratch, port: int, broken: str) -> dict[str, str]:
    return {
        "BENCH_AT_WORK": str(made.data.absolute() / AT_WORK),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "ZHIJIAN_LISTEN": f"127.0.0.1:{port}",
        "ZHIJIAN_EMBEDDED_WORKER": "false",
        "ZHIJIAN_JOB_LEASE_SECONDS": "3",
        "BENCH_BROKEN": broken,
    }


def _at_work(made: Scratch) -> set[int]:
    """The ids of the processes that have begun a job."""
    path = made.data / AT_WORK
    return {int(line) for line in path.read_text().split()} if path.exists() else set()


def _kill_web(dice: random.Random, web: Service) -> str:
    if dice.random() < 0.5 and web.kill_child():
        return "web_child"
    web.kill()
    return "web"


def _shared(waiting: Iterator[Any], lock: threading.Lock) -> Iterator[Any]:
    while True:
        with lock:
            found = next(waiting, None)
        if found is None:
            return
        yield found


@contextmanager
def _free_port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        yield free.getsockname()[1]


def _until(is_so: Callable[[], bool], pause: float = 0.02, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError("the installation stands still; see processes.log")
        time.sleep(pause)
