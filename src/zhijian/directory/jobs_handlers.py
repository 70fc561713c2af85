"""What the directory does by itself: it follows the record, and writes the signed lists anew."""

from datetime import timedelta
from typing import Any

from zhijian.directory.indexing import catch_up
from zhijian.directory.published import publish
from zhijian.jobs import periodic


@periodic("directory.catch_up", title="更新公开名录", every=timedelta(minutes=1))
def follow(payload: dict[str, Any]) -> None:
    """List what changed since the last time."""
    catch_up()


@periodic("directory.publish", title="发布公开名录文件", every=timedelta(hours=1), outside=True)
def write(payload: dict[str, Any]) -> None:
    """Write the files that the public downloads, if anything changed."""
    publish()
