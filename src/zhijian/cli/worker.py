"""``zhijian worker``: does the jobs that wait, until told to stop."""

import argparse
import os
import signal
import sys
import threading

from zhijian.config.options import options

EXAMPLE = """\
例：
  zhijian worker                    一直运行，随到随做

zhijian serve 默认已经带着一个。只在设置里写了 embedded_worker = false 时才需要单独运行，可以运行几个。
按 Ctrl+C 停止：手上的这一件做完就退出；中途断电的，租约到期后由别的后台任务接着做。
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``worker``."""
    parser = subparsers.add_parser(
        "worker",
        help="单独运行后台任务",
        description="领取并执行后台任务：通知、到期提醒、摘要、导出等。",
        epilog=EXAMPLE,
    )
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Work until a signal comes, or with ``--with-parent`` until whoever started us is gone."""
    from zhijian.upkeep.occupancy import at_work
    from zhijian.upkeep.schema import start_django
    from zhijian.upkeep.starting import ready_database

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if asked.with_parent:
        threading.Thread(target=_stop_without_parent, args=(stop,), daemon=True).start()
    with at_work(options().data_dir):
        start_django()
        ready_database(may_create=False, may_migrate=False)
        from zhijian.jobs import worker

        worker.run(stop)
    return 0


def _stop_without_parent(stop: threading.Event) -> None:
    """The parent holds the other end of our standard input; it closes when the parent dies."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    stop.set()
