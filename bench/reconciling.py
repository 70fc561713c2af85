"""Reconciling a register of accounts with the exports of three systems above."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from zhijian.core.exchange.loading import load
from zhijian.core.exchange.reading import read_export
from zhijian.core.exchange.reconcile import Entry, Outcome, reconcile
from zhijian.core.rules import Rulebooks
from zhijian.core.workdays import day_number

from . import RULEBOOKS
from .apart import Watch

SYSTEMS = 3
OPENED = day_number(date(2022, 3, 1))
PLATFORMS = ("微信", "微博", "今日头条", "抖音", "快手")
CODES = ("wechat", "weibo", "toutiao", "douyin", "kuaishou")
HEADS = ("账号名称", "平台名称", "账号ID", "主办单位", "账号状态", "认证主体", "链接", "开通日期")


def ours(number: int) -> Iterator[Entry]:
    """A register of ``number`` accounts, thirty to a unit."""
    for n in range(number):
        yield Entry(
            str(n),
            {
                "account": f"gh_{n:09d}",
                "name": f"青禾账号{n}",
                "platform": CODES[n % 5],
                "organization": f"青禾县第{n // 30}局",
                "state": "operating",
                "certified_subject": f"青禾县第{n // 30}局",
                "link": f"https://example.cn/{n}",
                "opened_d": OPENED + n % 28,
            },
        )


def exports(folder: str, number: int) -> dict[str, Any]:
    """Write the exports: one in twenty missing or renamed, one in fifty without its id."""
    import xlsxwriter

    Path(folder).mkdir(parents=True, exist_ok=True)
    for system in range(SYSTEMS):
        path = Path(folder) / f"{system}.xlsx"
        book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        line = 0
        for n in range(number):
            if n % 20 == system:
                continue
            line += 1
            unit = f"青禾县第{n // 30}局"
            name = f"青禾账号{n}" + ("（旧）" if n % 20 == system + 5 else "")
            handle = "" if n % 50 == system else f"gh_{n:09d}"
            sheet.write_row(
                line,
                0,
                [name, PLATFORMS[n % 5], handle, unit, "正常", unit, f"http://example.cn/{n}/"],
            )
            sheet.write_string(line, 7, f"2022-03-{1 + n % 28:02d}")
        book.close()
    return {"seconds": 0.0}


def reconciled(folder: str, number: int, *, reads: bool) -> dict[str, Any]:
    """The whole: our rows, three exports read, paired, compared. ``reads``: reading is counted."""
    leads = load(RULEBOOKS, Rulebooks.load(RULEBOOKS)).leads
    paths = [Path(folder) / f"{system}.xlsx" for system in range(SYSTEMS)]
    read = [] if reads else [read_export(path, path.name) for path in paths]
    watch = Watch()
    with watch.turn():
        found = [
            _compare(read_export(path, path.name) if reads else read[at], number, leads)
            for at, path in enumerate(paths)
        ]
    return {
        "seconds": watch.seconds,
        "cpu": watch.cpu,
        "missing": sum(len(one.missing) for one in found),
        "different": sum(len(one.different) for one in found),
        "pairs": sum(len(one.pairs) for one in found),
    }


def _compare(export: Any, number: int, leads: Any) -> Outcome:
    theirs = [Entry(str(n), row) for n, row in enumerate(export.rows)]
    return reconcile(list(ours(number)), theirs, leads, columns=export.named)
