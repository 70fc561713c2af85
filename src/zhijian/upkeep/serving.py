"""The server: one supervisor, its web processes, and one worker beside them."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from zhijian.config.logs import logging_config
from zhijian.config.options import Options

STOP_WITHIN_S = 15
"""How long a request or a job may take after we are told to stop."""

RESTART_PAUSES_S = (1, 2, 5, 15, 60)
SETTLED_S = 300
"""A worker that lived this long is restarted at once when it dies."""


def serve(chosen: Options, host: str, port: int) -> int:
    """Serve until a signal comes; 0, or 1 when the web processes kept dying."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    if chosen.web_workers > 1:
        _share_metrics(chosen.data_dir)
    server = Granian(
        "zhijian.config.served:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=chosen.web_workers,
        blocking_threads=chosen.web_threads,
        blocking_threads_idle_timeout=600,
        runtime_threads=1,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN_S,
        http1_settings=HTTP1Settings(header_read_timeout=20_000),
        log_level=LogLevels.debug if chosen.log_level == "DEBUG" else LogLevels.error,
        log_dictconfig=_server_logs(chosen.log_level),
    )
    helper = Worker() if chosen.embedded_worker and not chosen.broker_url else None
    if helper:
        helper.start()
    try:
        server.serve()
    except SystemExit as leaving:
        return int(leaving.code or 0)
    finally:
        if helper:
            helper.stop()
    return 0


class Worker:
    """A worker process that is started again when it dies, and that dies with us."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Start it, before the web processes are forked from us.

        A process forked while another is being started inherits what the start waits to see
        closed, and the start would wait for as long as that process lives.
        """
        self._process = self._spawn()
        self._watcher.start()

    def stop(self) -> None:
        """Let it finish what it does, then be gone."""
        with self._lock:
            self._stopping.set()
            process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _watch(self) -> None:
        deaths = 0
        started = time.monotonic()
        while self._process is not None:
            self._process.wait()
            deaths = 0 if time.monotonic() - started > SETTLED_S else deaths + 1
            pause = RESTART_PAUSES_S[min(deaths, len(RESTART_PAUSES_S)) - 1] if deaths else 0
            if self._stopping.wait(pause):
                return
            with self._lock:
                if self._stopping.is_set():
                    return
                self._process, started = self._spawn(), time.monotonic()

    @staticmethod
    def _spawn() -> "subprocess.Popen[bytes]":
        # It reads our end of this pipe; when we die, however, the pipe closes and it stops.
        return subprocess.Popen(
            [sys.executable, "-m", "zhijian.cli", "worker", "--with-parent"],
            stdin=subprocess.PIPE,
        )


def _share_metrics(data_dir: Path) -> None:
    """Let several web processes count together; what an earlier run counted is dropped."""
    folder = data_dir / "metrics"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _server_logs(level: str) -> dict[str, object]:
    config = logging_config(level)
    config["loggers"] |= {
        "_granian": {"handlers": ["stderr"], "propagate": False},
        "granian.access": {"handlers": [], "level": "ERROR", "propagate": False},
    }
    return config
