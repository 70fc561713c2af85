"""``python -m bench``: measure, print, and with ``--write`` put the table into the manual."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from . import gaps, judging, peers, printing, reconciling, replica, rules, sheets, streams
from .apart import Measured, measure
from .platform_work import (
    ACCOUNTS,
    accounts,
    gathering,
    inspecting,
    killed,
    listing,
    web,
    writing,
)
from .table import GB, HEAD, Line, said, write

ROWS, SAMPLE = 36_000_000, 1_000
IMPORTED = 100_000
Work = Callable[[Path], Iterator[Line]]


def county(work: Path) -> Iterator[Line]:
    """A county, cold and loaded, on each engine."""
    books = str(work / "ledgers")
    measure(judging.ledgers, folder=books)
    cold = measure(judging.cold, folder=books, out=str(work / "out"), turns=2)
    yield Line(
        "县：126 个账号、5000 条发布，全部检查，冷启动，从 XLSX 台账到全部文书",
        "6 秒",
        said(cold),
        f"写出 {cold.said['files']} 个文件",
        cold.seconds <= 6,
    )
    default = measure(judging.loaded, engine="", turns=5)
    yield Line(
        f"县：事实已在内存，全部 {default.said['checks']} 项检查，默认引擎（十万行以内为 SQLite）",
        "0.6 秒",
        said(default),
        "",
        default.seconds <= 0.6,
    )
    named = ["duckdb"] + (["postgres"] if os.environ.get("ZHIJIAN_TEST_POSTGRES") else [])
    for engine in named:
        other = measure(judging.loaded, engine=engine, turns=5 if engine == "duckdb" else 2)
        assert other.said["outcomes"] == default.said["outcomes"], engine
        yield Line(f"县：同上，{engine}", "", said(other), _times(other, default, "默认引擎"))


def sheet(work: Path) -> Iterator[Line]:
    """Reading XLSX."""
    path = str(work / "sheet" / "发布台账.xlsx")
    measure(sheets.workbook, path=path, rows=20_000)
    yield _reading("读一份 2 万行的发布台账（识别表头、对应列、逐格核对）", path)
    plain, repeated = (str(work / "sheet" / f"发布台账-{n}.xlsx") for n in ("八万行", "多重复"))
    measure(sheets.workbook, path=plain, rows=80_000)
    measure(sheets.workbook, path=repeated, rows=80_000, different=20_000)
    usual, ours = (measure(sheets.ours, path=each, turns=2) for each in (plain, repeated))
    yield Line(
        "读一份 8 万行的发布台账，其中 6 万行重复，逐行写明与哪一行相同，处理器时间",
        "没有重复时的 2 倍",
        f"{ours.said['cpu']:.2f} 秒，{ours.peak_mb:.0f} MB",
        f"没有重复的 8 万行 {usual.said['cpu']:.2f} 秒，{usual.peak_mb:.0f} MB，"
        f"{ours.said['cpu'] / usual.said['cpu']:.2f} 倍",
        ours.said["refused"] == 60_000 and ours.said["cpu"] <= 2 * usual.said["cpu"],
    )


def _reading(what: str, path: str) -> Line:
    """A workbook read by us and by openpyxl, by the processor's time."""
    ours, peer = (
        measure(each, path=path, turns=3) for each in (sheets.ours, sheets.openpyxl_cells)
    )
    share = ours.said["cpu"] / peer.said["cpu"]
    return Line(
        f"{what}，处理器时间",
        "openpyxl 的 0.2 倍",
        f"{ours.said['cpu']:.2f} 秒，{ours.peak_mb:.0f} MB",
        f"openpyxl 只读出单元格，不识别：{peer.said['cpu']:.2f} 秒，{share:.2f} 倍",
        share <= 0.2,
    )


def importing(work: Path) -> Iterator[Line]:
    """A hundred thousand accounts through the import of the web."""
    import tempfile

    from bench import importing as imports

    path = str(work / "import" / f"账号台账-{IMPORTED}.xlsx")
    measure(imports.workbook, path=path, rows=IMPORTED)
    with tempfile.TemporaryDirectory(dir=work) as data:
        ours = measure(imports.whole, path=path, data=data, undo=True)
    said = ours.said
    yield Line(
        f"网页导入 {IMPORTED:,} 行账号：读取、预览、写入台账，SQLite，处理器时间",
        "60 秒、600 MB",
        f"{said['cpu']:.1f} 秒，{said['memory']:.0f} MB",
        f"读取和预览 {said['preview']:.1f} 秒，写入 {said['commit']:.1f} 秒，"
        f"墙上时钟 {ours.seconds:.0f} 秒；另测整批撤销 {said['undo']:.0f} 秒",
        said["cpu"] <= 60 and said["memory"] <= 600,
    )
    yield _reading(f"读取这份 {IMPORTED:,} 行的台账（识别表头、对应列、逐格核对）", path)


def places(work: Path) -> Iterator[Line]:
    """Resolving the rules of all places."""
    plain = measure(rules.resolver, own=0)
    yield Line(
        f"{plain.said['places']} 个地区的有效规则一次算出并入库（现有五地规则）",
        "0.5 秒",
        said(plain),
        f"{plain.said['rows']} 行",
        plain.seconds <= 0.5,
    )
    hard = measure(rules.resolver, own=320, turns=1)
    yield Line("同上，另有 320 个地区各有自己的规定", "", said(hard), f"{hard.said['rows']} 行")


def gap(work: Path) -> Iterator[Line]:
    """The update gap over 36 million publications, against pandas and an ORM loop."""
    data = work / "gap"
    streams.accounts(data, ACCOUNTS)
    streams.publications(data, ACCOUNTS, ROWS)
    ours = measure(gaps.ours, data=str(data), turns=3)
    yield Line(
        "更新间隔：3600 万条发布、10 万个账号（Parquet）",
        "4 秒、1.2 GB",
        said(ours),
        "",
        ours.seconds <= 4 and ours.peak_mb <= 1.2 * GB,
    )
    for days_only, what in ((False, "通常写法，逐条取出"), (True, "最省的写法，只取日期一列")):
        loop = measure(peers.orm_loop, data=str(data), sample=SAMPLE, days_only=days_only)
        whole = loop.seconds * ACCOUNTS / SAMPLE
        yield Line(
            f"同上，逐账号的 ORM 循环（Django、SQLite，{what}）",
            "" if days_only else "我们快 50 倍",
            f"{SAMPLE} 个账号 {loop.seconds:.2f} 秒，按比例 {whole:.0f} 秒",
            f"{whole / ours.seconds:.0f} 倍",
            None if days_only else whole >= 50 * ours.seconds,
        )
    for peer, what, is_promised in (
        (peers.pandas_sorted, "pandas（按账号、日期排序后逐账号求差）", True),
        (peers.pandas_as_filed, "pandas，事先知道文件按时间排好，省去排序", False),
    ):
        other = measure(peer, data=str(data))
        assert other.said["failed"] == ours.said["failed"], what
        yield Line(
            f"同上，{what}",
            "我们快 5 倍" if is_promised else "",
            said(other),
            f"{other.seconds / ours.seconds:.1f} 倍",
            other.seconds >= 5 * ours.seconds if is_promised else None,
        )


def next_day(work: Path) -> Iterator[Line]:
    """One day of publications on top of what is kept."""
    data = work / "day"
    streams.accounts(data, ACCOUNTS)
    streams.publications(data, ACCOUNTS, ROWS, ends=1)
    (data / "publications" / "2.parquet").unlink(missing_ok=True)
    state = work / "day-state"
    shutil.rmtree(state, ignore_errors=True)
    since = str(gaps.SINCE)
    measure(gaps.ours, data=str(data), state=str(state), since=since, days_before=1)
    streams.one_day(data, ACCOUNTS, ROWS // streams.DAYS)
    full = measure(gaps.ours, data=str(data), since=since)
    kept = measure(gaps.ours, data=str(data), state=str(state), since=since)
    assert kept.said["failed"] == full.said["failed"]
    yield Line(
        "更新间隔：在 3600 万条的留存状态上加一天（10 万条）",
        "0.2 秒",
        f"合并与判断 {kept.said['stream_seconds']:.2f} 秒，整次 {said(kept)}",
        f"整次重算 {full.seconds:.2f} 秒，结果相同",
        kept.said["stream_seconds"] <= 0.2,
    )


def province(work: Path) -> Iterator[Line]:
    """A province, with the ledgers of reviews."""
    data = replica.replicate(replica.county(), work / "province", replica.PROVINCE)
    ours = measure(judging.stored, data=str(data), turns=2)
    yield Line(
        f"省：5000 个账号、{ours.said['publications']:,} 条发布，连同审核、识别台账，全部检查",
        "15 秒、1.5 GB",
        said(ours),
        f"{ours.said['findings']:,} 个问题",
        ours.seconds <= 15 and ours.peak_mb <= 1.5 * GB,
    )


def nation(work: Path) -> Iterator[Line]:
    """A nation; and whether a publication costs more there than in a province."""
    small = work / "province"
    replica.replicate(replica.county(), small, replica.PROVINCE)
    large = replica.replicate(replica.county(), work / "nation", replica.NATION)
    one = measure(judging.stored, data=str(small), detailed=False, turns=2)
    ours = measure(judging.stored, data=str(large), detailed=False)
    yield Line(
        f"国：10 万个账号、{ours.said['publications']:,} 条发布、500 万条留言，全部检查",
        "120 秒、6 GB",
        said(ours),
        f"{ours.said['findings']:,} 个问题；没有审核、识别台账",
        ours.seconds <= 120 and ours.peak_mb <= 6 * GB,
    )
    each = [run.seconds / run.said["publications"] * 1e6 for run in (one, ours)]
    yield Line(
        "每百万条发布的用时，从 100 万条到 3600 万条",
        "1.2 倍",
        f"{each[0]:.2f} 秒 → {each[1]:.2f} 秒",
        f"{each[1] / each[0]:.2f} 倍",
        each[1] <= 1.2 * each[0],
    )


def registers(work: Path) -> Iterator[Line]:
    """The register of accounts against the exports of three systems above."""
    folder = str(work / "exports")
    measure(reconciling.exports, folder=folder, number=ACCOUNTS)
    ours = measure(reconciling.reconciled, folder=folder, number=ACCOUNTS, reads=False)
    whole = measure(reconciling.reconciled, folder=folder, number=ACCOUNTS, reads=True)
    yield Line(
        "对账：读三个系统的导出表（XLSX），各 10 万行，与台账配对并逐项比较，处理器时间",
        "20 秒",
        f"{whole.said['cpu']:.1f} 秒，{whole.peak_mb:.0f} MB",
        f"缺少 {whole.said['missing']}、不一致 {whole.said['different']}；"
        f"不含读文件 {ours.said['cpu']:.1f} 秒；墙上时钟 {whole.seconds:.0f} 秒",
        whole.said["cpu"] <= 20,
    )


def spark(work: Path) -> Iterator[Line]:
    """The county on Spark."""
    ours = measure(judging.loaded, engine="duckdb", turns=3)
    other = measure(judging.loaded, engine="spark", turns=2)
    assert other.said["outcomes"] == ours.said["outcomes"]
    yield Line("县：事实已在内存，Spark（本机）", "", said(other), _times(other, ours, "DuckDB"))


def ten_nations(work: Path) -> Iterator[Line]:
    """360 million publications under a memory limit; needs 12 GB of disk for a while."""
    free = shutil.disk_usage(work).free
    if free < 25 * 1024**3:
        yield Line("更新间隔：3.6 亿条发布，内存上限 2 GB", "跑完", "磁盘不足 25 GB，未测")
        return
    data, spill = work / "gap360", work / "spill"
    try:
        streams.accounts(data, 10 * ACCOUNTS)
        streams.publications(data, 10 * ACCOUNTS, 10 * ROWS)
        ours = measure(gaps.ours, data=str(data), memory="2GB", spill=str(spill))
    finally:
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(spill, ignore_errors=True)
    yield Line(
        "更新间隔：3.6 亿条发布、100 万个账号，内存上限 2 GB，放不下的写盘",
        "跑完",
        said(ours),
        "",
        is_met=True,
    )


def paper(work: Path) -> Iterator[Line]:
    """A filled form as PDF, many of them in one, and one read back from Word."""
    one = measure(printing.printed)
    yield Line(
        "衡南备案登记表打印成 PDF，字体已装入，每次换一份内容，处理器时间",
        "0.2 秒",
        f"{one.seconds:.3f} 秒，{one.said['kilobytes']} KB",
        f"按钟表 {one.said['clock']:.3f} 秒，同一进程的第一份 {one.said['first']:.2f} 秒，"
        f"内存峰值 {one.peak_mb:.0f} MB",
        one.seconds <= 0.2,
    )
    many = measure(printing.batch)
    yield Line(
        "同上，100 份合成一个 PDF",
        "",
        said(many),
        f"每份 {many.seconds * 10:.0f} 毫秒，合 {many.said['kilobytes']} KB",
    )
    back = measure(printing.read_back, work=str(work))
    yield Line("填好的 Word 登记表读回，逐栏核对", "", f"{back.seconds * 1000:.0f} 毫秒")


QUICK: tuple[Work, ...] = (county, sheet, places, gap, next_day, province, paper, web)
LONG: tuple[Work, ...] = (
    nation,
    spark,
    ten_nations,
    writing,
    listing,
    accounts,
    inspecting,
    registers,
    gathering,
    importing,
    killed,
)


def _times(run: Measured, than: Measured, whom: str) -> str:
    return f"用时为 {whom} 的 {run.seconds / than.seconds:.1f} 倍"


def main() -> int:
    """Measure what was asked for; 0 when every promise measured was kept."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="测速度和内存")
    names = [work.__name__ for work in (*QUICK, *LONG)]
    parser.add_argument("only", nargs="*", metavar="项目", help=f"只测这些：{'、'.join(names)}")
    parser.add_argument("--all", action="store_true", help="连同全国、Spark 和 3.6 亿条")
    parser.add_argument("--write", action="store_true", help="把表写进 docs/benchmarks.md")
    parser.add_argument("--work", type=Path, default=Path("build/bench"), help="数据放在哪里")
    args = parser.parse_args()
    if unknown := set(args.only) - set(names):
        parser.error(f"没有这些项目：{'、'.join(sorted(unknown))}。可用的：{'、'.join(names)}")

    args.work.mkdir(parents=True, exist_ok=True)
    chosen = [
        work
        for work in (*QUICK, *LONG)
        if (work.__name__ in args.only if args.only else args.all or work in QUICK)
    ]
    print(HEAD)
    lines = []
    for work in chosen:
        for line in work(args.work):
            print(line, flush=True)
            lines.append(line)
        if args.write:
            write(lines)
    missed = sum(line.is_met is False for line in lines)
    print(f"\n{len(lines)} 行，{missed} 项没有达到。机器忙时请以空闲时的结果为准。")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
