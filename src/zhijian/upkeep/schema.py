"""Whether the database has the tables that this version of the program wants."""

import os
from dataclasses import dataclass
from enum import Enum
from typing import Any

from zhijian.core.refused import Refused


class State(Enum):
    """How the tables relate to the program."""

    EMPTY = "empty"
    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Schema:
    """``missing`` migrations are not applied yet; ``unknown`` ones come from a newer program."""

    state: State
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def start_django() -> None:
    """Load the settings and the apps; asks nothing of the database.

    What this process writes from here on is readable by its own user alone.
    """
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhijian.config.settings")
    import django

    django.setup()


def schema() -> Schema:
    """What the database has.

    Raises:
        Refused: it cannot be reached.
    """
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        applied = set(executor.loader.applied_migrations)
    except DatabaseError as fault:
        raise Refused(unreachable(fault)) from None
    if not applied:
        return Schema(State.EMPTY)
    known = set(executor.loader.disk_migrations)
    ours = {label for label, _ in known}
    unknown = sorted(f"{a}.{n}" for a, n in applied - known if a in ours)
    if unknown:
        return Schema(State.AHEAD, unknown=tuple(unknown))
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return Schema(State.BEHIND, missing=tuple(f"{m.app_label}.{m.name}" for m, _ in plan))
    return Schema(State.CURRENT)


def migrate() -> None:
    """Bring the tables up to this version of the program."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def unreachable(fault: BaseException) -> str:
    """Why the database does not answer, in one sentence without the address or the password."""
    from django.conf import settings

    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return (
            f"打不开数据库文件 {database['NAME']}（{type(fault).__name__}）。"
            "请检查文件夹是否存在、当前用户能否读写、磁盘是否已满。"
        )
    where = f"{database['HOST'] or '本机套接字'}{':' if database['PORT'] else ''}{database['PORT']}"
    return (
        f"连不上 PostgreSQL（{where}，库 {database['NAME']}）。"
        "请检查数据库服务是否已启动、地址和口令是否正确、是否允许本机连接。"
    )
