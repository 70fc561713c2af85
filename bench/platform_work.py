"""What an installation of the platform promises: each work yields the lines of the table."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from . import replica
from .apart import measure
from .table import GB, Line, said

ACCOUNTS = 100_000
FEW_CASES, MANY_CASES = 100_000, 3_000_000
FINDINGS = 200_000
KILLS = 200


def _databases() -> list[tuple[str, str]]:
    """The databases to measure: SQLite, and PostgreSQL where ``ZHIJIAN_TEST_POSTGRES`` names it."""
    found = [("sqlite", "SQLite")]
    return (
        [*found, ("postgres", "PostgreSQL")] if os.environ.get("ZHIJIAN_TEST_POSTGRES") else found
    )


def killed(work: Path) -> Iterator[Line]:
    """kill -9 of the web or a worker, at random, under load; on SQLite and on PostgreSQL."""
    from bench import installations, kill9

    for kind, name in (("sqlite", "SQLite"), ("postgres", "PostgreSQL")):
        if kind == "postgres" and not os.environ.get("ZHIJIAN_TEST_POSTGRES"):
            yield Line(
                f"kill -9 {KILLS} 次，{name}", "全部为 0", "没有设置 ZHIJIAN_TEST_POSTGRES，未测"
            )
            continue
        with installations.scratch(work, kind) as made:
            found = kill9.endure(made, KILLS)
        lost = [found[name] for name in ("lost_actions", "lost_jobs", "doubled_jobs")]
        chain = found["chain"] or f"{found['entries']:,} 条相接"
        yield Line(
            f"网页和后台任务有负载时随机 kill -9 共 {KILLS} 次，{name}",
            "丢失、重复为 0，留痕完整",
            f"已应答的 {found['acknowledged']:,} 件操作丢失 {lost[0]}，"
            f"{found['jobs']:,} 件任务丢失 {lost[1]}、重复 {lost[2]}，留痕{chain}",
            "、".join(f"{what} {times} 次" for what, times in found["kills"].items()),
            not any(lost) and not found["numbers_twice"] and not found["chain"],
        )


def web(work: Path) -> Iterator[Line]:
    """A served installation: the first load, idle memory, and reads with writes among them."""
    from bench import installations, served

    with installations.scratch(work, "sqlite") as made, served.served(made) as (port, pid):
        wire = served.first_load(port) / 1024
        yield Line(
            "第一次打开（登录页连同样式和脚本，压缩后）",
            "120 KB",
            f"{wire:.1f} KB",
            "",
            wire <= 120,
        )
        idle = served.idle_megabytes(pid)
        yield Line(
            "网页服务连同后台任务，空闲时内存（PSS）", "250 MB", f"{idle:.0f} MB", "", idle <= 250
        )
        served.latencies(port, clients=2, requests=20, writes=0)
        alone = served.latencies(port, clients=4, requests=600, writes=0)
        mixed = served.latencies(port, clients=4, requests=600, writes=0.1)
    one, other = (times[int(len(times) * 0.95)] for times in (alone, mixed))
    yield Line(
        "列表页读取的 p95：每十次请求有一次写入，4 人同时，SQLite",
        "只读时的 2 倍",
        f"{other:.0f} 毫秒",
        f"只读 {one:.0f} 毫秒，{other / one:.2f} 倍",
        other <= 2 * one,
    )


def writing(work: Path) -> Iterator[Line]:
    """Ten thousand recorded actions by eight processes."""
    from bench import installations, writers

    for kind, name in _databases():
        with installations.scratch(work, kind) as made:
            found = writers.many(made, 8, 10_000)
        yield Line(
            f"8 个进程写 10,000 件带留痕的操作，{name}",
            "“database is locked” 0 次",
            f"{found['locked']:.0f} 次，{found['seconds']:.0f} 秒，最慢一件 {found['slowest_ms']:.0f} 毫秒",
            f"留痕 {found['entries']:,.0f} 条，任务 {found['jobs']:,.0f} 件",
            not found["locked"] and found["entries"] == found["jobs"] == 10_000,
        )


def listing(work: Path) -> Iterator[Line]:
    """What the list of cases costs, against an empty page and with thirty times the rows."""
    from bench import installations, pages

    for kind, name in _databases():
        # SQLite works in the page's own process, so its share is in the processor time.
        clock, timed = ("cpu", "处理器时间") if kind == "sqlite" else ("wall", "按钟表")
        found = {}
        for cases in FEW_CASES, MANY_CASES:
            with installations.scratch(work, kind) as made:
                pages.fill(made, cases)
                found[cases] = pages.costs(made)
        few, many = found[FEW_CASES], found[MANY_CASES]
        for user, who in (
            ("head", "看得到全部 3,400 个单位的人"),
            ("small", "只看得到一个单位的人"),
        ):
            empty, cpu = (few[user][page]["cpu"] for page in ("framed", "list"))
            yield Line(
                f"办件列表第一页，{FEW_CASES:,} 件，{who}，处理器时间，{name}",
                "登录后空白页的 6 倍",
                f"{cpu:.1f} 毫秒",
                f"空白页 {empty:.1f} 毫秒，{cpu / empty:.1f} 倍；"
                f"一个字节也没有的页 {few[user]['bare']['cpu']:.1f} 毫秒",
                cpu <= 6 * empty,
            )
            for page, what in (("list", "第一页"), ("next", "第二页"), ("desk", "工作台")):
                if page not in few[user] or page not in many[user]:
                    continue
                before, after = few[user][page][clock], many[user][page][clock]
                ratio = after / before
                yield Line(
                    f"{what}，从 {FEW_CASES:,} 件到 {MANY_CASES:,} 件，{who}，{timed}，{name}",
                    "" if page == "desk" else "1.3 倍",
                    f"{before:.1f} → {after:.1f} 毫秒",
                    f"{ratio:.2f} 倍",
                    None if page == "desk" else ratio <= 1.3,
                )


def accounts(work: Path) -> Iterator[Line]:
    """What the list of accounts and the public search cost with 100,000 accounts."""
    from bench import account_pages, installations

    for kind, name in _databases():
        with installations.scratch(work, kind) as made:
            account_pages.fill(made, ACCOUNTS)
            found = account_pages.costs(made)
        for user, who in (("head", "看得到全部单位的人"), ("small", "只看得到一个单位的人")):
            empty, cpu = (found["pages"][user][page]["cpu"] for page in ("framed", "list"))
            yield Line(
                f"账号台账第一页，{ACCOUNTS:,} 个账号、3,400 个单位，{who}，处理器时间，{name}",
                "登录后空白页的 6 倍",
                f"{cpu:.1f} 毫秒",
                f"空白页 {empty:.1f} 毫秒，{cpu / empty:.1f} 倍",
                cpu <= 6 * empty,
            )
        slow, took = found["slowest"]
        yield Line(
            f"公开名录查找（两个字起），{ACCOUNTS:,} 个账号，p95，{name}",
            "账号台账一页的 2 倍",
            f"{found['search_p95']:.0f} 毫秒",
            f"台账一页 {found['list_p95']:.0f} 毫秒，"
            f"{found['search_p95'] / found['list_p95']:.2f} 倍；最慢“{slow}” {took:.0f} 毫秒",
            found["search_p95"] <= 2 * found["list_p95"],
        )


def inspecting(work: Path) -> Iterator[Line]:
    """A county inspected through the platform, and the list of very many findings."""
    from bench import inspecting as inspects
    from bench import installations

    for kind, name in _databases():
        with installations.scratch(work, kind) as made:
            run = inspects.ran(made, "inspected")
        yield Line(
            f"全县检查，从点“开始检查”到问题登记完，{run['publications']:,} 条信息、全部检查项，{name}",
            "10 秒",
            f"{run['first']:.1f} 秒（进程里的第一次，连同读入规则）",
            f"再查一次 {run['next']:.1f} 秒；问题 {run['failed']} 个；重放核对 {run['replay']:.1f} 秒，"
            f"{'逐字节相同' if run['is_same'] else '不同'}",
            run["first"] <= 10 and run["is_same"],
        )
        with installations.scratch(work, kind) as made:
            inspects.ran(made, "filled", str(FINDINGS))
            found = inspects.ran(made, "pages")
        words = {
            "list": "第一页",
            "open": "待确认",
            "check": "按检查项和状态",
            "named": "按名称查找",
        }
        for user, who in (("head", "看得到全部单位的人"), ("small", "只看得到一个单位的人")):
            empty = found[user]["framed"]["cpu"]
            for page, what in words.items():
                cpu = found[user][page]["cpu"]
                yield Line(
                    f"问题列表（{what}），{FINDINGS:,} 个问题、3,400 个单位，{who}，处理器时间，{name}",
                    "登录后空白页的 6 倍" if page != "named" else "",
                    f"{cpu:.1f} 毫秒",
                    f"空白页 {empty:.1f} 毫秒，{cpu / empty:.1f} 倍",
                    None if page == "named" else cpu <= 6 * empty,
                )
            whole, one = found[user]["dashboard"]["cpu"], found[user]["list"]["cpu"]
            yield Line(
                f"驾驶舱，{FINDINGS:,} 个问题、3,400 个单位，{who}，处理器时间，{name}",
                "问题列表一页的 3 倍",
                f"{whole:.1f} 毫秒",
                f"问题列表第一页 {one:.1f} 毫秒，{whole / one:.1f} 倍",
                whole <= 3 * one,
            )


def gathering(work: Path) -> Iterator[Line]:
    """A province from the tables of an installation into the engine, and judged."""
    from bench import gathering as tables
    from bench import installations

    data = replica.replicate(replica.county(), work / "province", replica.PROVINCE)
    for kind, name in _databases():
        with installations.scratch(work, kind) as made, made.entered():
            measure(tables.fill, data=str(data))
            ours, peer = measure(tables.into_engine), measure(tables.by_model)
            whole = measure(tables.into_engine, judges=True)
            inspection = measure(tables.inspected)
        each, other = (run.said["rows"] / run.seconds for run in (ours, peer))
        yield Line(
            f"省：从平台的表读进判断引擎，共 {ours.said['rows']:,} 行，{name}",
            "每秒 30 万行",
            f"每秒 {each:,.0f} 行（{said(ours)}）；本进程处理器时间 {ours.said['cpu']:.1f} 秒",
            f"ORM 逐条取出 100 万条发布（.iterator()），不作别的：每秒 {other:,.0f} 行，"
            f"我们 {each / other:.1f} 倍",
            each >= 300_000,
        )
        yield Line(
            f"省：从平台的表读出并完成全部检查，{name}",
            "60 秒、2 GB",
            said(whole),
            f"{whole.said['findings']:,} 个问题",
            whole.seconds <= 60 and whole.peak_mb <= 2 * GB,
        )
        yield Line(
            f"省：在平台上检查全省，从点“开始检查”到问题、算分单登记完，{name}",
            "60 秒、2 GB",
            said(inspection),
            f"{inspection.said['units']:,} 个单位，登记 {inspection.said['fresh']:,} 个问题、"
            f"{inspection.said['sheets']:,} 份算分单；本进程处理器时间 {inspection.said['cpu']:.1f} 秒",
            inspection.seconds <= 60 and inspection.peak_mb <= 2 * GB,
        )
