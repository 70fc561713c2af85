"""The application as the server's own processes load it: they do not outlive their supervisor."""

import os
import signal
import threading
import time

from zhijian.config.wsgi import application

__all__ = ("application",)

LOOK_EVERY_S = 2
LEAVE_WITHIN_S = 15


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LEAVE_WITHIN_S)
    os._exit(1)


threading.Thread(target=_leave_with, args=(os.getppid(),), daemon=True).start()
