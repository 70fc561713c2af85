"""A consistent copy of an SQLite database while others write to it, and what to ask of a copy."""

import sqlite3
from contextlib import closing
from pathlib import Path

from zhijian.core.refused import Refused

WAIT_S = 60


def copy(source: Path, target: Path) -> None:
    """Copy the database as it is at one moment; writers go on meanwhile.

    All pages are taken in one step under one read transaction, so a write cannot tear the copy.

    Raises:
        Refused: the database cannot be read, or the copy is not sound.
    """
    if not source.is_file():
        raise Refused(
            f"找不到数据库文件 {source}，没有可备份的内容。请核对 data_dir 和 database_url。"
        )
    target.touch(0o600)
    try:
        with (
            closing(sqlite3.connect(source, timeout=WAIT_S)) as live,
            closing(sqlite3.connect(target)) as copied,
        ):
            live.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as fault:
        raise Refused(
            f"数据库文件 {source} 读不出来（{fault}）。请运行 zhijian doctor，看哪里坏了。"
        ) from None
    if problem := unsound(target):
        raise Refused(f"数据库文件 {source} 已经损坏（{problem}）。请恢复最近一份验证过的备份。")


def unsound(path: Path) -> str:
    """What SQLite finds wrong with a database; nothing if it finds nothing."""
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_S)) as database:
            (said,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok":
                return str(said)
            dangling = database.execute("PRAGMA foreign_key_check").fetchone()
            return f"表 {dangling[0]} 有指向不存在内容的行" if dangling else ""
    except sqlite3.Error as fault:
        return str(fault)


def settle(path: Path) -> None:
    """Bring what still stands in the log beside a database into its one file.

    Raises:
        Refused: somebody still works with it.
    """
    with closing(sqlite3.connect(path, timeout=WAIT_S)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    if path.with_name(f"{path.name}-wal").exists():
        raise Refused(f"{path} 还有程序在用，不能移动。请停止它们后重试。")


def row_counts(path: Path) -> dict[str, int]:
    """Rows by table."""
    with closing(sqlite3.connect(path, timeout=WAIT_S)) as database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in sorted(names)
        }


def applied_migrations(path: Path) -> list[list[str]]:
    """``[app, name]`` of every migration that made the tables."""
    with closing(sqlite3.connect(path, timeout=WAIT_S)) as database:
        rows = database.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return [list(row) for row in rows]
