"""Publications without end, as Parquet: who published, and on which day, in the order of time."""

from __future__ import annotations

from pathlib import Path

import duckdb

from zhijian.core.workdays import day_number

from . import ON

DAYS = 365
ROW_GROUP = 1_000_000


def accounts(folder: Path, count: int) -> Path:
    """Write a ledger of units and accounts that only the update checks need; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    opened = day_number(ON) - 3 * DAYS
    _write(
        folder / "organizations.parquet",
        "SELECT '单位' || i AS organization, 'organ' AS kind, '420325' AS division "
        f"FROM range({-(-count // 3)}) t(i)",
    )
    _write(
        folder / "accounts.parquet",
        "SELECT 'a' || i AS account, CAST(i AS INTEGER) AS account_n, '账号' || i AS name, "
        "'wechat' AS platform, 'text' AS media_form, 'operating' AS state, "
        f"'单位' || (i // 3) AS organization, {opened} AS opened_d FROM range({count}) t(i)",
    )
    return folder


def publications(folder: Path, accounts: int, rows: int, *, part: str = "1", ends: int = 0) -> Path:
    """Write ``rows`` publications of the year up to ``ends`` days before the day of judging."""
    (folder / "publications").mkdir(parents=True, exist_ok=True)
    first = day_number(ON) - ends - DAYS + 1
    _write(
        folder / "publications" / f"{part}.parquet",
        f"SELECT CAST(hash(i) % {accounts} AS INTEGER) AS account_n, "
        f"CAST({first} + i * {DAYS} // {rows} AS INTEGER) AS published_d FROM range({rows}) t(i)",
    )
    return folder


def one_day(folder: Path, accounts: int, rows: int) -> Path:
    """Add the publications of the day of judging to what is there."""
    _write(
        folder / "publications" / "2.parquet",
        f"SELECT CAST(hash(i + 7) % {accounts} AS INTEGER) AS account_n, "
        f"CAST({day_number(ON)} AS INTEGER) AS published_d FROM range({rows}) t(i)",
    )
    return folder


def _write(path: Path, select: str) -> None:
    if path.exists():
        return
    fresh = path.with_suffix(".new")
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute(
        f"COPY ({select}) TO '{fresh}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
    )
    connection.close()
    fresh.replace(path)
