"""What a list page costs: against an empty page, and with thirty times the rows."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from bench.installations import Scratch

TURNS = 40


def fill(made: Scratch, cases: int) -> None:
    """Put units, people and ``cases`` cases into a scratch installation."""
    command = [sys.executable, "-m", "bench.many_cases", str(cases)]
    subprocess.run(command, env=made.environment, check=True, capture_output=True)


def costs(made: Scratch, turns: int = TURNS) -> dict[str, Any]:
    """Milliseconds of each page, ``{user: {page: {"cpu", "wall"}}}``: the median of ``turns``.

    ``cpu`` is this process's; where the database is a server of its own, its share is in ``wall``.
    """
    command = [sys.executable, "-m", "bench.pages", str(turns)]
    done = subprocess.run(
        command,
        env=made.environment | {"ZHIJIAN_DEMO": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def ready() -> None:
    """Start Django in this process, with the empty pages mounted and static files unhashed."""
    import django
    from django.conf import settings

    settings.ROOT_URLCONF = "bench.empty_page"
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]


def client_of(name: str) -> Any:
    """A browser in which a user is signed in."""
    from django.test import Client

    from zhijian.people.models import User

    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def _measure(turns: int) -> dict[str, Any]:
    ready()
    said: dict[str, Any] = {}
    for name in ("head", "small"):
        client = client_of(name)
        listed = client.get("/cases/")
        deep = _next(listed.content.decode())
        pages = {
            "bare": "/bench/bare/",
            "framed": "/bench/framed/",
            "list": "/cases/",
            "next": deep,
            "overdue": "/cases/?set=overdue",
            "desk": "/",
        }
        said[name] = {page: cost(client, url, turns) for page, url in pages.items() if url}
    return said


def _next(html: str) -> str:
    """The address behind 下一页, or "" if there is one page only."""
    import re

    found = re.search(r'href="([^"]*after=[^"]*)"', html)
    return "/cases/" + found[1].replace("&amp;", "&").partition("/cases/")[2] if found else ""


def cost(client: Any, url: str, turns: int) -> dict[str, float]:
    """Milliseconds of a page, processor time and wall clock: the median of ``turns``."""
    cpu, wall = [], []
    for turn in range(turns + 3):
        began, began_cpu = time.perf_counter(), time.process_time()
        answer = client.get(url)
        spent, spent_cpu = time.perf_counter() - began, time.process_time() - began_cpu
        assert answer.status_code == 200, (url, answer.status_code)
        if turn >= 3:
            wall.append(spent * 1000)
            cpu.append(spent_cpu * 1000)
    return {"cpu": sorted(cpu)[turns // 2], "wall": sorted(wall)[turns // 2]}


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
