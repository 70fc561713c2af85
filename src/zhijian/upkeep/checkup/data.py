"""The database and what it tells: tables, soundness, the record, jobs, the calendar, backups."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from zhijian.config import clock
from zhijian.config.options import Options
from zhijian.core.refused import Refused
from zhijian.upkeep.checkup.remarks import Remark, good, notice, wrong

BACKUP_OLD = timedelta(days=3)
CLOCK_SLACK = timedelta(minutes=5)
WORKER_SILENT = timedelta(minutes=5)
TAIL = 200
"""How many of the newest entries of the record are checked; ``zhijian verify`` checks all."""
NEXT_YEAR_EXPECTED = 12
"""From this month on the next year's calendar ought to be out; it has come in November mostly."""


def tables(chosen: Options) -> Iterator[Remark]:
    """Whether the database answers and has this version's tables."""
    from zhijian.upkeep.schema import State, schema
    from zhijian.upkeep.starting import how_it_differs

    found = schema()
    if found.state is State.CURRENT:
        yield good("数据库", "能连接，表与程序版本一致")
        return
    says, _, cure = how_it_differs(found).rstrip("。").partition("。")
    yield wrong("数据库", says, cure.removeprefix("请"))


def soundness(chosen: Options) -> Iterator[Remark]:
    """For SQLite: its way of writing, its own check, its file; for PostgreSQL: its version."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        yield from _sqlite(Path(settings.DATABASES["default"]["NAME"]))
        return
    connection.ensure_connection()
    version: Any = getattr(connection, "pg_version", 0)
    if version < 140_000:
        yield notice("PostgreSQL", f"版本 {version // 10_000} 太旧", "升级到 14 或更高版本")
    else:
        yield good("PostgreSQL", f"版本 {version // 10_000}")


def _sqlite(path: Path) -> Iterator[Remark]:
    from django.db import connection

    from zhijian.upkeep.sqlite_copy import unsound

    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        strict = cursor.execute("PRAGMA foreign_keys").fetchone()[0]
    if mode != "wal" or strict != 1:
        yield wrong(
            "SQLite", f"写入方式是 {mode}", "检查数据文件夹是否在网络盘上；SQLite 必须放在本机磁盘"
        )
    if problem := unsound(path):
        yield wrong("SQLite", f"数据库文件已损坏：{problem}", "停止服务，恢复最近一份验证过的备份")
    else:
        yield good("SQLite", f"{path.stat().st_size >> 20} MB，WAL 方式，自查完好")
    with closing(sqlite3.connect(path)) as probe:
        (free,) = probe.execute("PRAGMA freelist_count").fetchone()
        (pages,) = probe.execute("PRAGMA page_count").fetchone()
    if pages > 25_000 and free * 2 > pages:
        yield notice(
            "SQLite", "一多半是空页", "停止服务后执行 zhijian manage dbshell，输入 VACUUM;"
        )


def record(chosen: Options) -> Iterator[Remark]:
    """The clock against the last entry, and the tail of the chain."""
    from zhijian.journal.models import Entry, Head

    head = Head.objects.filter(pk=1).first()
    newest = Entry.objects.order_by("-seq").first()
    if newest is None:
        yield good("留痕", "还没有记录")
        return
    if head is None or (head.seq, head.digest) != (newest.seq, newest.digest):
        yield wrong(
            "留痕", "链头与最后一条不符", "执行 zhijian verify 查看断在哪里，并保留现场报审计员"
        )
        return
    entries = list(Entry.objects.order_by("-seq")[: TAIL + 1])
    if broken := _broken(entries):
        yield wrong("留痕", f"第 {broken} 条处断裂", "执行 zhijian verify，并保留现场报审计员")
        return
    yield good(
        "留痕", f"共 {head.seq} 条，最近 {len(entries)} 条首尾相接（全部核验用 zhijian verify）"
    )
    if clock.now() < newest.at - CLOCK_SLACK:
        yield wrong(
            "时钟",
            f"现在是 {clock.now():%Y-%m-%d %H:%M}，比最后一条留痕（{newest.at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}）还早",
            "校准系统时间并启用时间同步；期限和留痕都以它为准",
        )
    else:
        yield good("时钟", f"{clock.now():%Y-%m-%d %H:%M}，不早于最后一条留痕")


def _broken(entries: list[Any]) -> int:
    """The first of these newest entries, newest first, that is altered or out of place; or 0."""
    from zhijian.journal import canonical
    from zhijian.journal.models import Entry

    skips = {canonical.skip_of(entry.seq) for entry in entries}
    digests = dict(Entry.objects.filter(seq__in=skips).values_list("seq", "digest"))
    digests[0] = canonical.ORIGIN
    for later, earlier in pairwise(entries):
        if later.seq != earlier.seq + 1 or later.previous != earlier.digest:
            return int(later.seq)
    ids = {"actor": "actor_id", "organization": "organization_id"}
    for entry in entries:
        fields = {name: getattr(entry, ids.get(name, name)) for name in canonical.FIELDS}
        written = canonical.digest(canonical.content(fields), entry.algorithm)
        skip = digests.get(canonical.skip_of(entry.seq), "")
        link = canonical.link(entry.seq, entry.algorithm, written, entry.previous, skip)
        if link != entry.digest:
            return int(entry.seq)
    return 0


def jobs(chosen: Options) -> Iterator[Remark]:
    """Failed work, and work that nobody does."""
    from zhijian.jobs.models import Job

    failed = Job.objects.filter(state=Job.State.FAILED).count()
    if failed:
        yield notice("后台任务", f"{failed} 件失败", "以系统管理员登录，在“后台任务”页看原因并重试")
    late = Job.objects.filter(
        state=Job.State.WAITING, run_at__lt=clock.now() - WORKER_SILENT
    ).count()
    if late:
        yield wrong(
            "后台任务", f"{late} 件到时没有人做", "确认 zhijian serve（或 zhijian worker）在运行"
        )
    if not failed and not late:
        yield good("后台任务", "没有失败和积压")


def calendar(chosen: Options) -> Iterator[Remark]:
    """Whether this year's arrangement, and in time the next one's, is in."""
    from zhijian.law.books import calendar as books_calendar

    known = {table.year for table in books_calendar().tables}
    today = clock.today()
    if today.year not in known:
        yield wrong(
            "工作日历", f"没有 {today.year} 年的放假安排", "在“设置—工作日历”导入国务院办公厅的通知"
        )
    elif today.year + 1 not in known and today.month >= NEXT_YEAR_EXPECTED:
        yield notice(
            "工作日历",
            f"还没有 {today.year + 1} 年的放假安排",
            "通知公布后在“设置—工作日历”导入，跨年的期限才能算准",
        )
    else:
        yield good("工作日历", f"有到 {max(known)} 年的放假安排")


def rulebooks(chosen: Options) -> Iterator[Remark]:
    """Whether the rules load, and the place is one of theirs."""
    from zhijian.law.books import rulebooks as load

    try:
        books = load()
    except Refused as refusal:
        yield wrong("规定", str(refusal), "用 zhijian rules validate 校验规则文件夹")
        return
    if chosen.place in books.places:
        yield good("规定", f"适用{books.places[chosen.place].name}的规定")
    else:
        yield notice(
            "规定",
            f"没有 {chosen.place} 自己的规定，适用{books.places[books.book_of(chosen.place)].name}的",
            "核对 place；有本地文件的，写成规则文件夹并在 rulebooks 中指明",
        )


def static_files(chosen: Options) -> Iterator[Remark]:
    """Whether the pages' files are there and gathered."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import find

    from zhijian.upkeep.static_files import is_up_to_date

    if find("zhijian/app.css") is None:
        yield wrong(
            "网页资源",
            "程序里没有样式和脚本，页面将没有版式",
            "用安装包重新安装；从源码运行的执行 make setup",
        )
    elif not is_up_to_date(Path(settings.STATIC_ROOT)):
        yield notice(
            "网页资源", "还没有归集，或升级后没有更新", "重新启动 zhijian serve，它会自动归集"
        )
    else:
        yield good("网页资源", "齐全，与程序版本一致")


def backups(chosen: Options) -> Iterator[Remark]:
    """Whether a verified backup is recent, and lies on another disk."""
    from zhijian.upkeep.backup_log import newest_verified

    newest = newest_verified(chosen)
    if newest is None:
        yield wrong("备份", "没有验证过的备份", "执行 zhijian backup，并设为每天自动（见《运维》）")
        return
    age = clock.now() - newest.moment
    says = f"最近一份验证过的是 {newest.moment:%Y-%m-%d %H:%M}"
    if age > BACKUP_OLD:
        yield wrong(
            "备份", f"{says}，已过 {age.days} 天", "执行 zhijian backup，并查清定时任务为何没有运行"
        )
    elif Path(newest.path).stat().st_dev == chosen.data_dir.stat().st_dev:
        yield notice(
            "备份", f"{says}，但与数据在同一块磁盘上", "把 backup_dir 改到另一块磁盘，或每天拷走"
        )
    else:
        yield good("备份", says)


def officers(chosen: Options) -> Iterator[Remark]:
    """Whether each of the three offices is held."""
    from django.contrib.auth import get_user_model

    users: Any = get_user_model()
    held = set(users.objects.filter(is_active=True).values_list("office", flat=True))
    vacant = [office.label for office in users.Office if office.value and office.value not in held]
    if vacant:
        yield wrong(
            "三员", f"{'、'.join(vacant)}没有人", "由安全管理员任命；三员都登不进去的，见《运维》"
        )
    else:
        yield good("三员", "系统管理员、安全管理员、审计员齐全")
