"""A workbook of 100,000 accounts imported into an installation: looked at, taken, undone."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path
from typing import Any

UNITS = 3_400
HEADS = (
    "账号ID",
    "账号名称",
    "发布平台",
    "账号类型",
    "主办单位",
    "主管单位",
    "运营模式",
    "主要形态",
    "运行状态",
    "账号主体",
    "认证主体",
    "是否备案",
    "是否经批准",
    "批准日期",
    "注册日期",
    "正式运营时间",
    "粉丝量",
    "访问链接",
    "基本功能",
)


def workbook(path: str, *, rows: int) -> dict[str, Any]:
    """Write a ledger of ``rows`` accounts, unless it is there."""
    import xlsxwriter

    if not Path(path).exists():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        said = {"constant_memory": True, "strings_to_urls": False}
        with xlsxwriter.Workbook(path, said) as book:
            sheet = book.add_worksheet("账号台账")
            sheet.write_row(0, 0, HEADS)
            for n in range(rows):
                sheet.write_row(n + 1, 0, _account(n))
    return {"seconds": 0.0}


def _account(n: int) -> tuple[str | int, ...]:
    unit = f"青禾县第{n % UNITS}单位"
    return (
        *(f"qh-{n:06d}", f"青禾发布{n}", "微信", "订阅号", unit, "青禾县政府办", "自营", "图文"),
        *("正常", unit, unit, "是", "是", "2020-01-05", "2020-02-05", "2020年3月1日", n % 5000),
        *(f"https://mp.weixin.qq.com/s/{n}", "发布、解读"),
    )


def whole(path: str, *, data: str, undo: bool) -> dict[str, Any]:
    """Upload, preview, commit and, if asked, undo; seconds and memory of the first three.

    But for ``seconds``, by the wall clock, all times are the processor's.
    """
    by = _installation(data)

    from zhijian.people import importing

    content = Path(path).read_bytes()
    started, began = time.perf_counter(), time.process_time()
    batch = importing.upload(content, "账号台账.xlsx", by=by)
    looked = time.process_time()
    batch = importing.commit_import(batch, by=by)
    taken, ended = time.process_time(), time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if undo:
        importing.undo_import(batch, by=by, reason="测速")
    undone = time.process_time()
    return {
        "seconds": ended - started,
        "cpu": taken - began,
        "memory": peak,
        "preview": looked - began,
        "commit": taken - looked,
        "undo": undone - taken,
        "rows": batch.taken,
    }


def _installation(data: str) -> Any:
    """A fresh database with a county of units; who comes back keeps them all."""
    os.environ["ZHIJIAN_DATA_DIR"] = data
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhijian.config.settings"
    os.environ["ZHIJIAN_ATTACHMENT_MAX_MB"] = "50"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from datetime import date

    from zhijian.people import tree
    from zhijian.people.models import Organization, Person, Position, User

    top = Organization.objects.create(name="青禾县政府办", level="government", place="420325")
    units = Organization.objects.bulk_create(
        Organization(name=f"青禾县第{n}单位", parent=top, place="420325") for n in range(UNITS)
    )
    tree.enter_all([top, *units])
    person = Person.objects.create(organization=top, name="测甲")
    Position.objects.create(
        organization=top, person=person, kind="CONTACT", from_on=date(2024, 1, 1)
    )
    return User.objects.create_user("bench", "x", person=person)
