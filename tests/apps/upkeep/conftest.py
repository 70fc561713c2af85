"""Installations of their own in a temporary folder, worked on by the command line alone."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ADD = """
import os, select, sys
from zhijian.upkeep.schema import start_django
start_django()
from django.db import transaction
from zhijian import journal
from zhijian.people.models import Organization
unit, _ = Organization.objects.get_or_create(name="青禾县人民政府", place="420325")
print("ready", flush=True)
number, most = 0, int(sys.argv[1])
while number < most and not select.select([sys.stdin], [], [], 0)[0]:
    with transaction.atomic():
        made = Organization.objects.create(
            name=f"{os.getpid()} 号写入 {number}", parent=unit, place="420325"
        )
        journal.record("unit.added", made, by=None, number=number)
    number += 1
print(number)
"""


@dataclass
class Installation:
    """A data folder and a database, and the environment that names them."""

    folder: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        ours = ("ZHIJIAN_", "DATABASE_", "DJANGO_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        chosen = {"ZHIJIAN_DATA_DIR": str(self.folder), "ZHIJIAN_LOG_LEVEL": "ERROR"}
        if self.database:
            chosen["ZHIJIAN_DATABASE_URL"] = self.database
        return {**kept, **chosen, "PYTHONUNBUFFERED": "1"}

    def zhijian(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "zhijian.cli", *words],
            env={**self.environment, **more},
            capture_output=True,
            encoding="utf-8",
            cwd=self.folder.parent,
            timeout=400,
            check=False,
        )

    def writer(self, most: int = 1_000_000) -> subprocess.Popen[str]:
        """Adds units, each with its entry, until told to stop; says ``ready``, and how many."""
        return subprocess.Popen(
            [sys.executable, "-c", ADD, str(most)],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def write(self, count: int) -> None:
        with self.writer(count) as process:
            assert process.stdout.read().split() == ["ready", str(count)]

    def asked(self, query: str) -> str:
        """The answer to a query in Django's words."""
        code = (
            "from zhijian.upkeep.schema import start_django; start_django()\n"
            "from zhijian.people.models import Organization\n"
            "from zhijian.journal.models import Entry\n"
            "from zhijian.journal.verifying import verify\n"
            f"print({query})"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=400,
        )
        return done.stdout.strip()

    def add_media(self, content: bytes) -> Path:
        import hashlib

        digest = hashlib.sha256(content).hexdigest()
        path = self.folder / "media" / digest[:2] / digest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def backups(self) -> list[Path]:
        return sorted((self.folder / "backups").glob("*.zjbackup"))


@pytest.fixture(scope="session")
def first_round() -> None:
    """These tests choose their engines themselves: once is enough."""
    if os.environ.get("ZHIJIAN_TEST_DATABASE") == "postgres":
        pytest.skip("自选数据库，已在第一轮跑过")


@pytest.fixture(scope="session")
def migrated(first_round: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an installation on SQLite that has its tables and three units."""
    made = Installation(tmp_path_factory.mktemp("made") / "data")
    made.folder.mkdir()
    done = made.zhijian("manage", "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    made.write(3)
    return made.folder


@pytest.fixture
def on_sqlite(migrated: Path, tmp_path: Path) -> Installation:
    shutil.copytree(migrated, tmp_path / "data")
    return Installation(tmp_path / "data")


@pytest.fixture
def empty(first_round: None, tmp_path: Path) -> Callable[[], Installation]:
    """A place where nothing has been installed."""
    return lambda: Installation(tmp_path / f"new-{uuid.uuid4().hex[:6]}")


@pytest.fixture(scope="session")
def migrated_on_postgres(
    first_round: None, postgres_address: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """The same on PostgreSQL."""
    with a_database(postgres_address) as address:
        made = Installation(tmp_path_factory.mktemp("made") / "data", address)
        made.folder.mkdir()
        done = made.zhijian("manage", "migrate", "--verbosity", "0")
        assert done.returncode == 0, done.stderr
        made.write(3)
        yield made


@pytest.fixture
def on_postgres(
    migrated_on_postgres: Installation, postgres_address: str, tmp_path: Path
) -> Iterator[Installation]:
    shutil.copytree(migrated_on_postgres.folder, tmp_path / "data")
    with a_database(postgres_address, like=migrated_on_postgres.database) as address:
        yield Installation(tmp_path / "data", address)


@contextmanager
def a_database(server: str, *, like: str = "") -> Iterator[str]:
    """A database of its own, empty or as another one is; dropped afterwards."""
    import psycopg

    name = f"zhijian_upkeep_{uuid.uuid4().hex[:10]}"
    template = like.rpartition("/")[2] or "template1"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
