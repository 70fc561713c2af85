"""``zhijian rules``: list the rules, show why a value holds, compare places, check a folder."""

import argparse
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from zhijian.cli.wording import cells
from zhijian.core.rules import Rulebooks, RuleRow
from zhijian.core.rules.chain import (
    STRENGTH_NAMES,
    all_kinds,
    period_in_words,
    value_in_words,
)
from zhijian.core.rules.loading import problems_of
from zhijian.core.rules.model import UNITS, Entry, Rule
from zhijian.core.rules.schema import schema_text
from zhijian.core.workdays import from_day_number
from zhijian.packaged import default_rulebooks

EXAMPLE = """\
例：
  zhijian rules list --place 420325 --on 2026-11-20
  zhijian rules show updates.max_gap --place 420325 --on 2026-11-20
  zhijian rules show filing.deadline --place 430422 --on 2026-11-20 --kind CHANGE
  zhijian rules diff 420325 330424 --on 2026-11-20
  zhijian rules validate 本单位规则 --overlay
  zhijian rules schema > rulebook.schema.json
"""

WIDEST = 48  # a longer cell does not widen its column


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``rules`` and what it can be asked."""
    parser = subparsers.add_parser(
        "rules",
        help="查规定：列出、溯源、两地对比、校验规则集",
        description="查规定：列出规则，说明某地某日为何适用某个值，对比两地，校验规则文件夹。",
        epilog=EXAMPLE,
    )
    asked = parser.add_subparsers(title="做什么", metavar="做什么", required=True)
    listing = asked.add_parser("list", help="列出规则；写明地方和日期的，列出当日的值")
    listing.add_argument("--place", metavar="代码", help="行政区划代码，如 420325；全国写 cn")
    _add_common(listing, run=list_rules)
    showing = asked.add_parser("show", help="列出一条规则从国家到本地的各级规定，说明为何采用")
    showing.add_argument("key", metavar="规则", help="规则代码，如 updates.max_gap")
    showing.add_argument("--place", required=True, metavar="代码", help="行政区划代码，如 420325")
    showing.add_argument("--kind", metavar="种类", help="只看一个种类，如 text、CHANGE")
    _add_common(showing, run=show_rule)
    comparing = asked.add_parser("diff", help="对比两地当日的规定")
    comparing.add_argument("one", metavar="甲地", help="行政区划代码，如 420325")
    comparing.add_argument("other", metavar="乙地", help="行政区划代码，如 330424；全国写 cn")
    _add_common(comparing, run=compare)
    checking = asked.add_parser("validate", help="校验规则文件夹，逐条列出要改的地方")
    checking.add_argument("folder", type=Path, metavar="文件夹", help="要校验的规则文件夹")
    checking.add_argument(
        "--overlay", action="store_true", help="这是叠加在随程序规则集之上的文件夹，不是完整的一套"
    )
    checking.set_defaults(run=validate)
    drawing = asked.add_parser("schema", help="打印规则文件的 JSON schema，供编辑器使用")
    _add_folders(drawing)
    drawing.set_defaults(run=print_schema)


def _add_common(parser: argparse.ArgumentParser, run: object) -> None:
    parser.add_argument(
        "--on", type=_day, default=None, metavar="日期", help="按哪一天的规定，如 2026-11-20"
    )
    _add_folders(parser)
    parser.set_defaults(run=run)


def _add_folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rulebooks",
        type=Path,
        action="append",
        default=[],
        metavar="文件夹",
        help="叠加本单位的规则文件夹，可写多次，后写的优先",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-11-20 这样") from None


def _load(asked: argparse.Namespace) -> Rulebooks:
    return Rulebooks.load(default_rulebooks(), tuple(asked.rulebooks))


def _today(asked: argparse.Namespace) -> date:
    return asked.on or date.today()  # noqa: DTZ011 - the civil day at the person's desk


def list_rules(asked: argparse.Namespace) -> int:
    """Print the catalogue, or with a place the values in force there on the day."""
    rulebooks = _load(asked)
    if asked.place is None:
        rows = [
            (key, rule.title, _unit_word(rule), "、".join(rule.kinds.values()))
            for key, rule in rulebooks.rules.items()
        ]
        print_table(("规则", "名称", "单位", "种类"), rows)
        print(
            f"共 {len(rows)} 条规则。看某地的值，请加 --place；看为何如此，用 zhijian rules show。"
        )
        return 0
    day = _today(asked)
    values = _values_of(rulebooks, asked.place, day)
    found = [
        (key, rulebooks.rules[key].kinds.get(kind, kind), value, strength, clause)
        for (key, kind), (value, strength, clause) in values.items()
    ]
    print(f"{_named(rulebooks, asked.place)}，{day} 适用的规定：")
    print_table(("规则", "种类", "值", "效力", "条款"), found)
    print(f"共 {len(found)} 条。效力为“建议值”的没有条款，只提醒。")
    return 0


def _unit_word(rule: Rule) -> str:
    return "、".join(UNITS.get(unit, "—") for unit in rule.units)


def _named(rulebooks: Rulebooks, place: str) -> str:
    book = rulebooks.places[rulebooks.book_of(place)]
    if book.code == place:
        return f"{book.name}（{place}）"
    return f"{place}（没有自己的规则文件夹，适用{book.name}的规定）"


Shown = dict[tuple[str, str], tuple[str, str, str]]


def _values_of(rulebooks: Rulebooks, place: str, day: date) -> Shown:
    """Value, strength and clause in words, by rule and kind; a list's items together."""
    grouped: dict[tuple[str, str], list[RuleRow]] = {}
    for row in rulebooks.in_force(place, day):
        kind = "" if rulebooks.rules[row.rule].type == "list" else row.kind
        grouped.setdefault((row.rule, kind), []).append(row)
    return {
        name: (
            "、".join(_row_in_words(row, rulebooks.rules[name[0]]) for row in rows),
            STRENGTH_NAMES[rows[0].strength],
            "、".join(dict.fromkeys(row.clause or "（无）" for row in rows)),
        )
        for name, rows in grouped.items()
    }


def _row_in_words(row: RuleRow, rule: Rule) -> str:
    if row.text is not None:
        return rule.items.get(row.text, rule.choices.get(row.text, row.text))
    if rule.type == "flag":
        return "是" if row.amount else "否"
    if rule.type == "date":
        return str(from_day_number(row.amount or 0))
    loose = f"（宽限 {row.amount_loose}）" if row.amount_loose != row.amount else ""
    return f"{row.amount} {UNITS[row.unit]}{loose}"


def show_rule(asked: argparse.Namespace) -> int:
    """Print the whole chain of one rule and why the value holds."""
    rulebooks = _load(asked)
    rule, day = rulebooks.rule(asked.key), _today(asked)
    kinds = all_kinds(rule) if asked.kind is None else (asked.kind,)
    groups: dict[tuple[object, ...], list[str]] = {}
    for kind in kinds:
        chain = rulebooks.chain(rule.key, asked.place, day, kind)
        groups.setdefault((chain, _outcome(rulebooks, asked.place, day, rule, kind)), []).append(
            kind
        )
    print(f"{rule.title}（{rule.key}），{_named(rulebooks, asked.place)}，{day}：")
    if rule.note:
        print(f"说明：{rule.note}")
    for (chain, outcome), members in groups.items():
        names = "、".join(rule.kinds.get(kind, kind) for kind in members if kind)
        print()
        if names:
            print(f"【{names}】")
        rows = [
            (
                "→" if link.held else "",
                link.place.name,
                value_in_words(link.entry, rule) if link.entry else "—",
                STRENGTH_NAMES[link.entry.strength] if link.entry else "—",
                period_in_words(link.entry) if link.entry else "—",
                (link.entry.clause or "（无）") if link.entry else "—",
                link.why,
            )
            for link in chain
        ]
        print_table(("", "层级", "值", "效力", "时间", "条款", "为何"), rows)
        print(outcome)
        _print_clauses(rulebooks, [link.entry for link in chain if link.entry])
    return 0


def _outcome(rulebooks: Rulebooks, place: str, day: date, rule: Rule, kind: str) -> str:
    wanted = None if rule.type == "list" else kind
    rows = rulebooks.in_force(place, day, rule.key, wanted)
    if not rows:
        return "结论：当日没有可适用的值，相应的检查为“不适用”。"
    words = "、".join(_row_in_words(row, rule) for row in rows)
    return f"结论：{words}，效力“{STRENGTH_NAMES[rows[0].strength]}”。"


def _print_clauses(rulebooks: Rulebooks, entries: Iterable[Entry]) -> None:
    found = list(entries)
    for name in dict.fromkeys(entry.clause for entry in found if entry.clause):
        clause = rulebooks.clause(name)
        document = rulebooks.document(clause.document)
        print(f"  {name}：{document.cited_as}{clause.locator}：{clause.says}")
    for entry in found:
        if entry.says:
            print(f"  {entry.clause or '建议值'}的折算：{entry.says}")
    for name in dict.fromkeys(entry.reading for entry in found if entry.reading):
        reading = rulebooks.readings[name]
        print(f"  读法 {name}（{reading.title}）：{reading.says}")


def compare(asked: argparse.Namespace) -> int:
    """Print the rules on which two places differ on the day."""
    rulebooks, day = _load(asked), _today(asked)
    one = _values_of(rulebooks, asked.one, day)
    other = _values_of(rulebooks, asked.other, day)
    order = list(rulebooks.rules)
    names = sorted({*one, *other}, key=lambda name: (order.index(name[0]), name[1]))
    rows = []
    for name in names:
        left, right = one.get(name), other.get(name)
        if left != right:
            kind = rulebooks.rules[name[0]].kinds.get(name[1], name[1])
            rows.append((name[0], kind, _cell(left), _cell(right)))
    first, second = _named(rulebooks, asked.one), _named(rulebooks, asked.other)
    print_table(("规则", "种类", first, second), rows)
    print(f"{day}，两地有 {len(rows)} 处不同，{len(names) - len(rows)} 处相同。")
    return 0


def _cell(shown: tuple[str, str, str] | None) -> str:
    if shown is None:
        return "—"
    value, strength, clause = shown
    return f"{value}（{strength}，{clause}）" if clause != "（无）" else f"{value}（{strength}）"


def validate(asked: argparse.Namespace) -> int:
    """Print every problem of a folder; 0 if there is none, else 1."""
    if asked.overlay:
        problems = problems_of(default_rulebooks(), (asked.folder,))
    else:
        problems = problems_of(asked.folder)
    for problem in problems:
        print(problem)
    if problems:
        print(f"共 {len(problems)} 处要改。")
        return 1
    print(f"{asked.folder}：没有发现问题。")
    return 0


def print_schema(asked: argparse.Namespace) -> int:
    """Print the JSON schema of rulebook files."""
    print(schema_text(_load(asked)))
    return 0


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns aligned by the width a terminal shows; a very long cell stands out."""
    table = [head, *rows]
    widths = [
        max((width for row in table if (width := cells(row[column])) <= WIDEST), default=WIDEST)
        for column in range(len(head))
    ]
    for row in table:
        padded = [
            text + " " * (width - cells(text)) for text, width in zip(row, widths, strict=True)
        ]
        print("  ".join(padded).rstrip())
