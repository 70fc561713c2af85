"""Who is at work in a data folder: servers and workers share it, a restore has it alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhijian.core.refused import Refused

LOCK = "running.lock"
UNFINISHED = "restore-unfinished"
"""A file that is there from before a restore replaces anything until all of it is replaced."""

BUSY = "服务或后台任务正在运行，不能恢复备份。请先停止它们（systemctl stop zhijian zhijian-worker）再重试。"
RESTORING = "正在恢复备份，服务现在不能启动。请等它结束后重试。"


@contextmanager
def at_work(data_dir: Path) -> Iterator[None]:
    """Hold the folder with others who work in it.

    Raises:
        Refused: a restore is going on, or one stopped half-way.
    """
    with _locked(data_dir, alone=False, refusal=RESTORING):
        refuse_unfinished(data_dir)
        yield


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Hold the folder with nobody else in it.

    Raises:
        Refused: a server or a worker of ours works in it.
    """
    with _locked(data_dir, alone=True, refusal=BUSY):
        yield


def refuse_unfinished(data_dir: Path) -> None:
    """Nothing, unless a restore stopped while it replaced this installation.

    Raises:
        Refused: it did; what lies here may be of two different days.
    """
    if (data_dir / UNFINISHED).exists():
        raise Refused(
            f"{data_dir}：上一次恢复备份没有做完，数据可能新旧混杂，不能使用。"
            "请重新执行 zhijian restore 备份文件 --force。"
        )


@contextmanager
def _locked(data_dir: Path, *, alone: bool, refusal: str) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # Windows knows no such lock; there an administrator sees to it
        yield
        return
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(refusal) from None
        yield
    finally:
        os.close(descriptor)
