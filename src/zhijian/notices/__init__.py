"""What people are told, and by which channel. ``notices.send`` tells them."""

from typing import Any


def send(to: Any, **what: Any) -> Any:
    """Tell one user or several; see ``zhijian.notices.sending.send``."""
    from zhijian.notices.sending import send as write

    return write(to, **what)
