"""Housekeeping of sign-ins."""

from datetime import timedelta
from typing import Any

from zhijian.jobs import periodic
from zhijian.signin import sessions


@periodic("signin.close_stale", title="结束无人再用的登录", every=timedelta(minutes=30))
def close_stale(payload: dict[str, Any]) -> None:
    """Close the rows of browsers that were shut without signing out."""
    sessions.close_stale()
