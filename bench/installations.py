"""A scratch installation for measuring: its own data folder, its own database, gone afterwards."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Scratch:
    """Where a scratch installation lies, and the environment that leads a process to it."""

    data: Path
    database_url: str
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that works in this installation."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ZHIJIAN_", "DJANGO_")) and name != "DATABASE_URL"
        }
        return kept | {
            "ZHIJIAN_DATA_DIR": str(self.data),
            "ZHIJIAN_DATABASE_URL": self.database_url,
            "ZHIJIAN_TEST_POSTGRES": os.environ.get("ZHIJIAN_TEST_POSTGRES", ""),
            "DJANGO_SETTINGS_MODULE": "zhijian.config.settings",
            **self.extra,
        }

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Let the processes that this one starts work in this installation."""
        before = dict(os.environ)
        os.environ.update(self.environment)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextmanager
def scratch(work: Path, kind: str) -> Iterator[Scratch]:
    """A migrated installation on ``kind``: sqlite, or postgres at ``ZHIJIAN_TEST_POSTGRES``."""
    name = f"zhijian_bench_{secrets.token_hex(4)}"
    data = work / name
    data.mkdir(parents=True)
    if kind == "sqlite":
        yield _migrated(Scratch(data, f"sqlite:///{data.absolute()}/zhijian.sqlite3"))
        return
    import psycopg

    server = os.environ["ZHIJIAN_TEST_POSTGRES"]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    try:
        yield _migrated(Scratch(data, f"{server.rpartition('/')[0]}/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _migrated(made: Scratch) -> Scratch:
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=made.environment, check=True)
    return made
