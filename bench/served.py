"""A served installation under load: how big the first page is, how much memory stands idle, and
what one write in ten does to the reader who waits longest.

Loopback only; every loop is bounded.
"""

from __future__ import annotations

import gzip
import http.client
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.installations import Scratch

STARTS_WITHIN = 90.0
IDLE_FOR = 8.0


@contextmanager
def served(made: Scratch) -> Iterator[tuple[int, int]]:
    """Serve the installation; yields the port and the process id of ``zhijian serve``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = made.environment | {
        "ZHIJIAN_LISTEN": f"127.0.0.1:{port}",
        "ZHIJIAN_DEMO": "true",
        "ZHIJIAN_LOG_LEVEL": "WARNING",
        "ZHIJIAN_SESSIONS_PER_USER": "20",
    }
    command = [sys.executable, "-m", "zhijian.cli"]
    subprocess.run([*command, "demo-web"], env=environment, check=True, capture_output=True)
    server = subprocess.Popen([*command, "serve"], env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def first_load(port: int) -> int:
    """Bytes over the wire of the sign-in page with everything it links to, compressed."""
    page, total = _fetch(port, "/sign-in/")
    links = re.findall(r'(?:href|src)="(/static/[^"#]+)', page)
    return total + sum(_fetch(port, link)[1] for link in dict.fromkeys(links))


def idle_megabytes(pid: int) -> float:
    """Memory of the server and everything it started, shared pages counted once (PSS)."""
    time.sleep(IDLE_FOR)
    return sum(_pss(each) for each in _family(pid)) / 1024


def latencies(port: int, *, clients: int, requests: int, writes: float) -> list[float]:
    """Milliseconds of each read, in order; ``writes`` of the requests open a case instead."""
    found: list[float] = []

    def read_and_write(seed: int) -> None:
        rng = random.Random(seed)
        person = Person(port, "clerk")
        for turn in range(requests // clients):
            if rng.random() < writes:
                person.open_case(f"测速 {seed}-{turn}")
                continue
            began = time.perf_counter()
            person.get("/cases/")
            found.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=read_and_write, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


class Person:
    """Somebody signed in through the demonstration's door, over one connection."""

    def __init__(self, port: int, username: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.get("/demo/")
        self.post(f"/demo/{username}/", {})

    def get(self, path: str) -> str:
        """The page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> str:
        """What comes back of a form."""
        token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        return self._ask("POST", path, urlencode(token | fields))

    def open_case(self, title: str) -> None:
        """Open a message case, as the form does."""
        page = self.get("/cases/new/message/")
        unit = re.search(r'<select name="organization".*?value="(\d+)"', page, re.S)
        day = re.search(r'name="on" value="([\d-]+)"', page)
        assert unit, "the form to open a case has changed"
        assert day, "the form to open a case has changed"
        fields = {"organization": unit[1], "kind": "CONSULT", "title": title, "on": day[1]}
        self.post("/cases/new/message/", fields)

    def _ask(self, method: str, path: str, body: str | None) -> str:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.strip().partition("=")
                self.cookies[key] = rest.partition(";")[0]
        assert answer.status in (200, 302), (method, path, answer.status)
        return content.decode(errors="replace")


def _fetch(port: int, path: str) -> tuple[str, int]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        content = answer.read()
        plain = (
            gzip.decompress(content) if answer.headers["Content-Encoding"] == "gzip" else content
        )
    return plain.decode(errors="replace"), len(content)


def _wait(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            _fetch(port, "/healthz")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"no answer within {STARTS_WITHIN:.0f} s")


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _pss(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])  # type: ignore[index]
