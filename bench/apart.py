"""Measuring in a process of its own: seconds by the wall clock, peak memory by the kernel."""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Measured:
    """What one process reported: its seconds, its peak memory in MB, and whatever else it said."""

    seconds: float
    peak_mb: float
    said: dict[str, Any]


@dataclass
class Watch:
    """Seconds taken; of several turns the quickest, since a shared machine only ever slows down.

    ``cpu`` are those of the processor alone, for what is compared while others are at work.
    """

    seconds: float = float("inf")
    cpu: float = float("inf")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Time what is inside."""
        began, worked = time.perf_counter(), time.process_time()
        yield
        self.cpu = min(self.cpu, time.process_time() - worked)
        self.seconds = min(self.seconds, time.perf_counter() - began)


def measure(function: Callable[..., dict[str, Any]], **arguments: Any) -> Measured:
    """Return what ``function(**arguments)`` measured, run in a fresh interpreter.

    The function returns a dict with ``seconds``; arguments and result must be plain JSON. Memory is
    the peak of that whole process, its imports included; of a program it starts, that one's.

    Raises:
        RuntimeError: the process failed; its last words follow.
    """
    name = f"{function.__module__}:{function.__qualname__}"
    command = [sys.executable, "-m", "bench.apart", name, json.dumps(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} {arguments}\n{done.stderr[-2000:]}")
    said = json.loads(done.stdout.splitlines()[-1])
    return Measured(said.pop("seconds"), said.pop("peak_mb"), said)


def _run(name: str, arguments: str) -> None:
    module, _, function = name.partition(":")
    said = getattr(importlib.import_module(module), function)(**json.loads(arguments))
    # A child waited for counts apart from ourselves, and its peak is the greater one by far.
    peaks = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"peak_mb": max(peaks) / 1024, **said}))


if __name__ == "__main__":
    _run(*sys.argv[1:])
