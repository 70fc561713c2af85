"""What the list of accounts and the public search cost with 100,000 accounts of 3,400 units."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from typing import Any
from urllib.parse import quote

from bench.installations import Scratch
from bench.many_accounts import ENDS, TOPICS, TOWNS
from bench.pages import client_of, cost, ready

SEARCHES = 200
P95 = 0.95


def fill(made: Scratch, accounts: int) -> None:
    """Put units, people and accounts into a scratch installation."""
    command = [sys.executable, "-m", "bench.many_accounts", str(accounts)]
    subprocess.run(command, env=made.environment, check=True, capture_output=True)


def costs(made: Scratch) -> dict[str, Any]:
    """Milliseconds: ``pages`` as ``bench.pages`` gives them, and the p95 of lists and searches."""
    command = [sys.executable, "-m", "bench.account_pages"]
    environment = made.environment | {"ZHIJIAN_DEMO": "false"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def wanted(turns: int) -> list[str]:
    """What people search for: two letters and more, common and rare, and what is not there."""
    chance = random.Random("directory")
    towns = [TOWNS[i : i + 2] for i in range(0, len(TOWNS), 2)]
    shapes = (
        lambda: chance.choice(towns),
        lambda: chance.choice(TOPICS)[:2],
        lambda: chance.choice(towns) + chance.choice(TOPICS),
        lambda: chance.choice(TOPICS) + chance.choice(ENDS),
        lambda: chance.choice(TOPICS) + chance.choice(ENDS) + str(chance.randrange(1, 125)),
        lambda: f"第{chance.randrange(3_000)}",
        lambda: chance.choice(towns) + "银河",
        lambda: chance.choice(ENDS) + chance.choice(towns),
    )
    return [shapes[n % len(shapes)]() for n in range(turns)]


def _measure() -> dict[str, Any]:
    ready()
    clients = {user: client_of(user) for user in ("head", "small")}
    pages = {
        user: {
            page: cost(client, address, 30)
            for page, address in (("framed", "/bench/framed/"), ("list", "/accounts/"))
        }
        for user, client in clients.items()
    }
    head = clients["head"]
    plain = [cost(head, "/accounts/?size=20", 1)["wall"] for _ in range(40)]
    found = {text: cost(head, f"/public/?q={quote(text)}", 1)["wall"] for text in wanted(SEARCHES)}
    slowest = max(found, key=lambda text: found[text])
    return {
        "pages": pages,
        "list_p95": _p95(plain),
        "search_p95": _p95(list(found.values())),
        "slowest": [slowest, found[slowest]],
    }


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * P95)]


if __name__ == "__main__":
    print(json.dumps(_measure()))
