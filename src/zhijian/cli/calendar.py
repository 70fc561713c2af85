"""``zhijian calendar``: show a year, work out a term, take in a new year's arrangement."""

import argparse
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from zhijian.core.arrangement import unchecked, write_year_file
from zhijian.core.calendar_import import import_year
from zhijian.core.calendar_sheets import read_day
from zhijian.core.refused import Refused
from zhijian.core.statutory import read_statutory
from zhijian.core.terms import Pause, Term, Unit, latest_start
from zhijian.core.workdays import STATUTORY_FILE, CalendarGap, WorkCalendar, load_calendars
from zhijian.core.working import explain
from zhijian.packaged import default_rulebooks

EXAMPLE = """\
例：
  zhijian calendar show 2026
  zhijian calendar due 2024-09-27 --workdays 2
  zhijian calendar due 2026-12-28 --workdays 10 --estimate
  zhijian calendar latest 2024-09-20 --months 1 --workdays 15
  zhijian calendar import 2027放假安排.xlsx --year 2027 --number 国办发明电〔2026〕9号
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``calendar`` and what it can be asked."""
    parser = subparsers.add_parser(
        "calendar",
        help="工作日历：查、算期限、导入新一年的放假安排",
        description="查工作日历，逐日列出期限的算法，导入新一年的放假安排。",
        epilog=EXAMPLE,
    )
    asked = parser.add_subparsers(title="做什么", metavar="做什么", required=True)
    _add_show(asked)
    _add_due(asked)
    _add_latest(asked)
    _add_import(asked)


def _add_show(asked: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = asked.add_parser("show", help="列出一年的放假、调休和依据的通知")
    parser.add_argument("year", type=int, metavar="年份", help="四位年份，如 2026")
    _add_folder(parser)
    parser.set_defaults(run=show)


def _add_due(asked: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = asked.add_parser("due", help="算出到期日，并逐日列出算法")
    parser.add_argument("start", type=_day, metavar="起算日", help="事项发生的那一天，当天不计")
    length = parser.add_mutually_exclusive_group(required=True)
    for option, unit, word in (
        ("--workdays", Unit.WORKDAY, "工作日数"),
        ("--days", Unit.CALENDAR_DAY, "自然日数"),
        ("--months", Unit.MONTH, "月数"),
        ("--years", Unit.YEAR, "年数"),
    ):
        length.add_argument(option, dest=unit.value, type=int, metavar="数", help=f"期限的{word}")
    length.add_argument(
        "--same-day", dest="same_day", action="store_const", const=0, help="要求当日办结"
    )
    parser.add_argument(
        "--extend", type=int, action="append", default=[], metavar="数", help="延长，单位与期限相同"
    )
    parser.add_argument(
        "--pause",
        nargs=2,
        type=_day,
        action="append",
        default=[],
        metavar=("暂停日", "恢复日"),
        help="扣除一段时间：暂停日之后到恢复日为止不计",
    )
    parser.add_argument(
        "--estimate", action="store_true", help="遇到没有录入的年份时估算，结果会注明"
    )
    _add_folder(parser)
    parser.set_defaults(run=due)


def _add_latest(asked: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = asked.add_parser("latest", help="公告最迟哪天发布，才能在期限内公示满规定的工作日")
    parser.add_argument("trigger", type=_day, metavar="起算日", help="事项发生的那一天")
    parser.add_argument("--months", type=int, required=True, metavar="数", help="几个月内办结")
    parser.add_argument("--workdays", type=int, required=True, metavar="数", help="公示多少工作日")
    _add_folder(parser)
    parser.set_defaults(run=latest)


def _add_import(asked: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = asked.add_parser("import", help="导入新一年的放假安排，核对后写成年度文件")
    parser.add_argument("file", type=Path, metavar="文件", help="表格、年度文件，或通知全文（txt）")
    parser.add_argument("--year", type=int, required=True, metavar="年份", help="是哪一年的安排")
    parser.add_argument("--out", type=Path, metavar="文件夹", help="写到哪里；不写则写进日历文件夹")
    parser.add_argument("--number", default="", metavar="文号", help="通知的文号")
    parser.add_argument("--issued-on", type=_day, metavar="日期", help="通知的成文日期")
    parser.add_argument("--replace", action="store_true", help="已有这一年时用新表换掉")
    parser.add_argument("--dry-run", action="store_true", help="只核对、不写文件")
    _add_folder(parser)
    parser.set_defaults(run=import_)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--calendars", type=Path, metavar="文件夹", help="日历文件夹；不写则用随程序附带的"
    )


def show(args: argparse.Namespace) -> int:
    """Print the holidays, make-up workdays and notices of a year."""
    calendar = load_calendars(_folder(args))
    table = next((table for table in calendar.tables if table.year == args.year), None)
    if table is None:
        raise CalendarGap(args.year, calendar.years)
    print(f"{table.year} 年工作日历")
    for notice in table.notices:
        issued = f"，{notice.issued_on} 印发" if notice.issued_on else ""
        print(f"依据 {notice.number or '（文号未填）'} {notice.issuer}：{notice.title}{issued}。")
        if notice.note:
            print(f"  {notice.note}")
    for line in _months(calendar, table.year):
        print(line)
    return 0


def due(args: argparse.Namespace) -> int:
    """Print the due day and how it was reached."""
    unit, amount = next(
        (unit, getattr(args, unit.value)) for unit in Unit if getattr(args, unit.value) is not None
    )
    working = explain(
        args.start,
        Term(int(amount), unit),
        load_calendars(_folder(args)),
        pauses=[Pause(stopped, resumed) for stopped, resumed in args.pause],
        extensions=[Term(more, unit) for more in args.extend],
        estimate=args.estimate,
    )
    print(*working.lines, sep="\n")
    return 0


def latest(args: argparse.Namespace) -> int:
    """Print the last day on which a notice can be put up in time."""
    calendar = load_calendars(_folder(args))
    months = Term(args.months, Unit.MONTH)
    end = explain(args.trigger, months, calendar).due_on
    start = latest_start(args.trigger, args.months, args.workdays, calendar)
    stands = f"{args.trigger} 起{months}内（到 {end} 为止）公示满 {args.workdays} 个工作日"
    if start is None:
        raise Refused(f"{stands}做不到：即使当天发布，工作日也不够。")
    print(f"{stands}，公告最迟在 {start} 发布，首日和末日都计入。")
    return 0


def import_(args: argparse.Namespace) -> int:
    """Check a new year's arrangement and write its year file."""
    folder = _folder(args)
    statutory = read_statutory(folder / STATUTORY_FILE)
    table = import_year(
        args.file, args.year, statutory, number=args.number, issued_on=args.issued_on
    )
    for holiday in table.holidays:
        print(f"{holiday.name}：{holiday.first} 至 {holiday.last}，放假")
    for makeup in table.makeup_workdays:
        print(f"{makeup.holiday}：{makeup.day} 上班")
    days_off = sum(1 for _ in table.days_off())
    print(f"共放假 {days_off} 天（含周末），调休上班 {len(table.makeup_workdays)} 天，核对无误。")
    for caution in unchecked(args.year, statutory):
        print(f"请注意：{caution}")
    if not all(notice.number for notice in table.notices):
        print("请注意：没有填写通知文号，可用 --number 补上。")
    if args.dry_run:
        print("只核对，没有写文件。")
        return 0
    print(f"已写入 {write_year_file(table, args.out or folder, replacing=args.replace)}。")
    return 0


def _months(calendar: WorkCalendar, year: int) -> Sequence[str]:
    lines = []
    days = [calendar.describe(date.fromordinal(n)) for n in range(*_ordinals(year))]
    for month, of_month in groupby(days, key=lambda day: day.date.month):
        listed = list(of_month)
        lines.append(f"{month} 月：{sum(day.is_workday for day in listed)} 个工作日")
        for (kind, name, notice), run in groupby(listed, key=lambda d: (d.kind, d.name, d.notice)):
            if name:
                marked = [f"{day.date:%m-%d}（{day.weekday}）" for day in run]
                span = marked[0] if len(marked) == 1 else f"{marked[0]} 至 {marked[-1]}"
                number = notice.number if notice else ""
                lines.append(f"  {span} {kind.value} {name} {number}".rstrip())
    lines.append(f"全年 {sum(day.is_workday for day in days)} 个工作日。")
    return lines


def _ordinals(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1


def _folder(args: argparse.Namespace) -> Path:
    return args.calendars or default_rulebooks() / "calendars"


def _day(text: str) -> date:
    try:
        return read_day(text, 0)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-11-20 这样") from None
