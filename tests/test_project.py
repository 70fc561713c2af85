"""What holds for the project's own files: locks without addresses, one version, named marks."""

import re
import tomllib
from pathlib import Path

import pytest

from zhijian import __version__

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)")


def pins(lock: Path) -> dict[str, set[str]]:
    """Return the pinned versions of each package in ``lock``: several where platforms differ."""
    found: dict[str, set[str]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if match := PIN.match(line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def declared() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address(lock):
    assert not re.search(r"://|^-|index|find-links|@ ", lock.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_is_held_by_its_hash(lock):
    entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())

    assert entries
    assert all(PIN.match(entry) and "--hash=sha256:" in entry for entry in entries)


def test_users_and_developers_run_the_same_versions():
    run, dev = (pins(ROOT / "requirements" / name) for name in ("run.txt", "dev.txt"))

    assert run.items() <= dev.items()


def test_what_the_program_needs_is_in_the_users_lock():
    locked = pins(ROOT / "requirements" / "run.txt")

    for wanted in [*declared()["project"]["dependencies"], *declared()["build-system"]["requires"]]:
        assert re.split(r"[\[<>=]", wanted)[0].lower() in locked


def test_the_package_and_its_metadata_tell_one_version():
    assert declared()["project"]["version"] == __version__
