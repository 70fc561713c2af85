"""``zhijian check``: ledgers in, judgement by the rules in force, documents out."""

from __future__ import annotations

import _thread
import argparse
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhijian.core.refused import Refused
from zhijian.packaged import default_rulebooks

if TYPE_CHECKING:
    from zhijian.core.documents.difference import Change
    from zhijian.core.engines import Engine
    from zhijian.core.facts.collection import Facts
    from zhijian.core.law import Law
    from zhijian.core.outcomes import Judgement
    from zhijian.core.scoring import Score

ENGINES = ("auto", "duckdb", "sqlite", "postgres", "spark")
PROFILES = Path("导入方案")
FIRST_FINDINGS = 5
FIRST_LOSSES = 5
EXAMPLE = """\
例：
  zhijian check 台账 --place 420325 --on 2026-11-20 --out 结果
  zhijian check 台账 --place 420325 --on 2026-11-20 --out 结果 --office 青禾县人民政府办公室
  zhijian check 台账 --place 420325 --on 2026-11-20 --out 结果 --as-place 330424

台账是一个文件夹，里面放 XLSX、XLS、CSV，或各台账的 Parquet 文件。结果文件夹里有通报
（bulletin.docx、bulletin.html）、各单位的整改通知书、问题清单、算分单和 summary.json。
检查只看 --on 当日有效的规定和当日及以前的事项。没有看到的，列为“未能判断”，不算合格。
"""
# When something that happened is dated: later rows do not count yet.
_HAPPENED = {
    "publications": "published_d",
    "column_items": "published_d",
    "messages": "received_d",
    "life_events": "event_d",
    "patrols": "patrol_d",
    "duty_shifts": "duty_d",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``check``."""
    parser = subparsers.add_parser(
        "check",
        help="对照规定检查台账，写出问题、得分和通报",
        description="对照当日有效的规定检查台账，写出问题、得分、通报和整改通知书，每一条都有依据。",
        epilog=EXAMPLE,
    )
    add = parser.add_argument
    add("ledgers", type=Path, metavar="台账", help="台账文件夹，或一个表格文件")
    add("--place", required=True, metavar="代码", help="行政区划代码，如 420325；全国写 cn")
    add("--on", required=True, type=_day, metavar="日期", help="检查日，如 2026-11-20")
    add("--out", required=True, type=Path, metavar="文件夹", help="结果写到哪里")
    add("--since", type=_day, metavar="日期", help="检查时段的起始日；不写则按规则集的回看天数")
    add("--office", default="", metavar="名称", help="发文机关名称；不写则在文书中留空待填")
    add("--to", default="", metavar="名称", help="通报的主送机关；不写则为“各有关单位”")
    add("--as-place", metavar="代码", help="再按另一地的规定判断一遍，列出结果的差异")
    add(
        "--rulebooks",
        type=Path,
        action="append",
        default=[],
        metavar="文件夹",
        help="叠加本单位的规则文件夹，可写多次，后写的优先",
    )
    add(
        "--profiles",
        type=Path,
        default=PROFILES,
        metavar="文件夹",
        help="导入方案放在哪里（默认 导入方案）",
    )
    add(
        "--fail-on",
        choices=("any", "never"),
        default="never",
        help="any：有问题时退出码为 1；never：只在不能检查时为 1（默认）",
    )
    add(
        "--engine",
        choices=ENGINES,
        default="auto",
        help="用哪个引擎计算，结果相同（默认 auto：十万行以内用 sqlite，以上用 duckdb）",
    )
    add("--database", default="", metavar="地址", help="--engine postgres 时数据库的地址")
    add("--memory", type=_memory, metavar="大小", help="内存上限，如 2GB（duckdb）")
    add("--spill", type=Path, metavar="文件夹", help="内存不够时临时放数据的文件夹（duckdb）")
    add(
        "--state",
        type=Path,
        metavar="文件夹",
        help="逐日续算：保存发布记录的累计结果，次日只读新增部分（须写 --since，duckdb）",
    )
    add("--timeout", type=_seconds, metavar="秒", help="最多用多少秒，超过就停下，不留半份结果")
    parser.set_defaults(run=run)


@dataclass(frozen=True)
class Result:
    """One judgement and its score, with the engine that still holds the whole relation."""

    judgement: Judgement
    score: Score
    engine: Engine


def run(args: argparse.Namespace) -> int:
    """Judge and write; 0 when done, 1 with findings if ``--fail-on any`` asks for that."""
    from zhijian.core.documents.output_folder import check_replaceable

    _check_apart(args.ledgers, args.out)
    check_replaceable(args.out)
    if args.engine == "postgres" and not args.database:
        raise Refused(
            "用 PostgreSQL 检查要写明数据库地址：--database postgresql://用户@主机/库名。"
        )
    if args.state is not None and args.since is None:
        raise Refused(
            "逐日续算要固定检查时段：请用 --since 写明起始日，如本季度首日的前一天，并在该时段内每天保持不变。"
        )
    with _limited(args.timeout) as watch, _ended_by_signal():
        return _check(args, watch)


def _check(args: argparse.Namespace, watch: Callable[[Engine], Engine]) -> int:
    from zhijian.core.documents.outputs import write_outputs
    from zhijian.core.law import Law

    law = Law.load(default_rulebooks(), args.rulebooks)
    for place in filter(None, (args.place, args.as_place)):
        _know(law, place)
    facts = _read(args.ledgers, args.profiles)
    result = _judge(args, facts, law, watch)
    changes = None
    if args.as_place:
        changes = _changes(args, result, _judge(args, facts, law, watch, as_place=args.as_place))
    late = list(_later_rows(result.engine, facts, args.on))
    write_outputs(
        args.out,
        result.judgement,
        result.score,
        law.rulebooks,
        law.calendar,
        office=args.office,
        addressees=args.to,
        changes=changes,
    )
    for line in (*late, *_notes(args, law, result), *_summary(result, law)):
        print(line)
    if changes is not None:
        print(
            f"按 {args.as_place} 的规定，有 {len(changes)} 处结果不同，见 {args.out / 'difference.xlsx'}。"
        )
    print(f"\n通报：{args.out / 'bulletin.docx'}\n全部结果：{args.out}")
    return int(args.fail_on == "any" and bool(result.judgement.findings))


def _judge(
    args: argparse.Namespace,
    facts: Facts,
    law: Law,
    watch: Callable[[Engine], Engine],
    as_place: str | None = None,
) -> Result:
    from zhijian.core.judge import judge
    from zhijian.core.score_known import known_of
    from zhijian.core.scoring import score
    from zhijian.core.scoring_scheme import load_schemes

    folders = [folder / "scoring" for folder in (default_rulebooks(), *args.rulebooks)]
    schemes = load_schemes(folders[0], *(folder for folder in folders[1:] if folder.is_dir()))
    engine = watch(_engine(args, facts))
    with _in_our_words(args):
        judgement = judge(
            facts,
            place=args.place,
            on=args.on,
            law=law,
            since=args.since,
            as_place=as_place,
            engine=engine,
            state=args.state if as_place is None else None,
        )
        known = known_of(engine)
    return Result(judgement, score(judgement, schemes, law.rulebooks, known), engine)


def _engine(args: argparse.Namespace, facts: Facts) -> Engine:
    needs_duck = args.state is not None or args.memory or args.spill
    if args.engine == "auto" and not needs_duck:
        from zhijian.core.judge import fitting_engine

        return fitting_engine(facts)
    if args.engine == "sqlite":
        from zhijian.core.engines.sqlite import SqliteEngine

        return SqliteEngine()
    if args.engine == "postgres":
        from zhijian.core.engines.postgres import PostgresEngine

        return PostgresEngine(args.database)
    if args.engine == "spark":
        from zhijian.core.engines.spark import SparkEngine

        return SparkEngine()
    from zhijian.core.engines.duck import DuckEngine

    return DuckEngine(memory=args.memory or "", spill=args.spill)


def _changes(args: argparse.Namespace, former: Result, latter: Result) -> tuple[Change, ...]:
    from zhijian.core.documents.difference import changes_between

    return changes_between(
        former.judgement,
        latter.judgement,
        (args.place, args.as_place),
        (_passing_clauses(former.engine), _passing_clauses(latter.engine)),
    )


def _passing_clauses(engine: Engine) -> dict[tuple[str, str], str]:
    rows = engine.fetch("SELECT check_id, subject, clause FROM outcomes WHERE state = 0")
    return {(str(check), str(subject)): str(clause or "") for check, subject, clause in rows}


def _read(ledgers: Path, profiles: Path) -> Facts:
    """The facts in a folder of sheets or of Parquet files, with a word on what was left out."""
    from zhijian.core.facts.collection import Facts

    if not ledgers.exists():
        raise Refused(f"找不到台账 {ledgers}，请核对路径。")
    if ledgers.is_dir() and any(ledgers.rglob("*.parquet")):
        return Facts.from_parquet(ledgers)
    from zhijian.core.facts.reading.folder import read_folder
    from zhijian.core.facts.reading.profiles import load_profiles
    from zhijian.core.facts.reading.report import refusals

    reading = read_folder(ledgers, load_profiles(profiles))
    if not reading.records:
        raise Refused(
            f"{ledgers} 里没有认出任何台账，没有检查。请用 zhijian template 写出空白台账，照着整理表头。",
            refusals(reading.refused, 1),
        )
    print(f"读入台账 {len(reading.records)} 种，{reading.rows_taken} 行。")
    if reading.losses:
        print(f"有 {len(reading.losses)} 处没有读入，其余照常检查：")
        for line in list(refusals(reading.losses, 1))[:FIRST_LOSSES]:
            print(f"  {line}")
        print(f"  全部原因请看：zhijian import {ledgers} --dry-run")
    return Facts.from_records(reading.records, reading.sights)


def _later_rows(engine: Engine, facts: Facts, on: date) -> Iterator[str]:
    from zhijian.core.facts.schema import RELATIONS
    from zhijian.core.workdays import day_number

    for name, column in _HAPPENED.items():
        columns = {held.name for held in RELATIONS[name].columns}
        if name not in facts.tables or column not in columns:
            continue
        rows = engine.fetch(f"SELECT COUNT(*) FROM {name} WHERE {column} > {day_number(on)}")
        if count := rows[0][0]:
            yield f"{RELATIONS[name].title}有 {count} 行晚于检查日 {on}，没有计入。"


def _know(law: Law, place: str) -> None:
    """Say so if a place has no rules of its own.

    Raises:
        Refused: it is no division code.
    """
    book = law.rulebooks.book_of(place)
    if book != place:
        name = law.rulebooks.places[book].name
        print(f"{place} 没有自己的规则集，按上级（{name}）的规定检查。")


def _notes(args: argparse.Namespace, law: Law, result: Result) -> Iterator[str]:
    notes = result.judgement.notes
    yield from notes[:FIRST_LOSSES]
    if len(notes) > FIRST_LOSSES:
        yield f"另有 {len(notes) - FIRST_LOSSES} 条这样的说明，见 findings.xlsx 的“数据说明”。"
    if not law.calendar.covers(args.on):
        years = law.calendar.years
        yield (
            f"检查日 {args.on} 超出工作日历（现有 {years[0]} 至 {years[-1]} 年），"
            "按工作日计的期限不能判断；请用 zhijian calendar import 导入当年安排后重新检查。"
        )


def _summary(result: Result, law: Law) -> Iterator[str]:
    from zhijian.core.documents.matters import Law as Citations

    judgement, coverage = result.judgement, result.judgement.coverage
    total = sum(check.checked for check in coverage)
    unseen = sum(check.undetermined for check in coverage)
    yield f"检查 {len(coverage)} 项内容，判断 {total} 次（{judgement.since} 至 {judgement.on}）。"
    units = {finding.organization for finding in judgement.findings}
    yield f"问题 {len(judgement.findings)} 个，涉及单位 {len(units)} 个；提醒 {len(judgement.warnings)} 个，例外 {len(judgement.excepted)} 个。"
    if unseen:
        yield f"未能判断 {unseen} 次，不等于合格，原因见通报附件4。"
    if stale := [seen.title for seen in judgement.relations if seen.is_seen and not seen.is_fresh]:
        yield f"截止日期早于检查日较多的台账：{'、'.join(stale)}；依赖它们的检查不作合格处理。"
    findings = Citations(law.rulebooks).matters(judgement.findings)
    if findings:
        yield "\n头几条问题："
    seen: set[str] = set()
    for matter in findings:
        if matter.outcome.check in seen or len(seen) == FIRST_FINDINGS:
            continue
        seen.add(matter.outcome.check)
        yield f"  {matter.organization}　{matter.subject}：{matter.said}。依据：{matter.basis.cited}。"


def _check_apart(ledgers: Path, out: Path) -> None:
    inside, outside = out.resolve(), ledgers.resolve()
    if inside == outside or outside in inside.parents:
        raise Refused(
            f"结果文件夹 {out} 放在台账文件夹里，下次检查会把结果当成台账。请换一个位置。"
        )
    if inside in outside.parents:
        raise Refused(f"台账 {ledgers} 放在结果文件夹里，写结果时会被换掉。请换一个结果文件夹。")


@contextmanager
def _in_our_words(args: argparse.Namespace) -> Iterator[None]:
    """DuckDB's own refusals become sentences of ours."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException:
        raise Refused(
            f"内存上限 {args.memory or '（未设）'} 不够用。请加大 --memory，或用 --spill 指明一个有空间的文件夹。"
        ) from None
    except duckdb.IOException as error:
        raise Refused(
            f"台账或临时文件读写失败：{error}。请检查文件是否完整、磁盘是否有空间。"
        ) from None


@contextmanager
def _limited(seconds: int | None) -> Iterator[Callable[[Engine], Engine]]:
    """Yield what takes an engine into watch; when the time is up, the work is stopped.

    Raises:
        Refused: the time was up.
    """
    import sqlite3

    import duckdb

    watched: list[Engine] = []
    is_over = threading.Event()

    def watch(engine: Engine) -> Engine:
        watched.append(engine)
        return engine

    def stop() -> None:
        is_over.set()
        for engine in watched:
            interrupt = getattr(engine, "interrupt", None)
            if interrupt is not None:
                interrupt()
        _interrupt_main_thread()

    timer = threading.Timer(seconds, stop) if seconds else None
    try:
        if timer is not None:
            timer.daemon = True
            timer.start()
        yield watch
    except (KeyboardInterrupt, duckdb.InterruptException, sqlite3.OperationalError):
        if not is_over.is_set():
            raise
        raise Refused(
            f"已满 {seconds} 秒，检查停下，没有写结果。请加大 --timeout 后重试。"
        ) from None
    finally:
        if timer is not None:
            timer.cancel()
        for engine in watched:
            engine.close()


def _interrupt_main_thread() -> None:
    """Interrupt it at once: a real signal also ends a wait, where a flag would come after it."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGINT)
    else:
        _thread.interrupt_main()


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Being told to end is an interrupt: what is half written is cleared away.

    SIGINT, too: a shell starts what runs in the background with SIGINT ignored, and the limit of
    time interrupts by it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_signal: int, _frame: Any) -> None:
        raise KeyboardInterrupt

    former = {one: signal.signal(one, interrupt) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in former.items():
            signal.signal(one, handler)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-11-20 这样") from None


def _memory(text: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B", text, re.IGNORECASE):
        raise argparse.ArgumentTypeError(f"“{text}”不是大小，请写成 2GB 或 512MB 这样")
    return text


def _seconds(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"“{text}”不是秒数，请写大于 0 的整数")
    return int(text)
