"""From a database address to Django's settings."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from zhijian.core.refused import Refused

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;"
)

KEPT_S = 600
"""A thread keeps its connection: opening one costs ten milliseconds on SQLite, a query 0.2."""


def database(address: str, data_dir: Path) -> dict[str, Any]:
    """The ``default`` entry of ``DATABASES``; without an address, SQLite in the data folder.

    SQLite commits are synchronous: an acknowledged action survives a power cut. Transactions take
    the write lock at once, so that two writers wait for each other instead of one being lost.

    Raises:
        Refused: the address names no database that we know.
    """
    parts = urlsplit(address or f"sqlite:///{(data_dir / 'zhijian.sqlite3').absolute()}")
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:] if parts.path.startswith("//") else parts.path),
            "CONN_MAX_AGE": KEPT_S,
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": SQLITE_PRAGMAS,
            },
        }
    if parts.scheme not in ("postgres", "postgresql"):
        raise Refused(
            f"数据库地址以“{parts.scheme}”开头，只支持 sqlite:/// 和 postgresql://，请改正。"
        )
    chosen = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or chosen.pop("host", "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": chosen,
    }
