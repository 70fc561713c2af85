"""Why a value holds: every entry of a rule along a place's line, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhijian.core.rules.inheritance import Levels, held_on, kinds_of
from zhijian.core.rules.model import OPEN_END, UNITS, Entry, Place, Rule
from zhijian.core.workdays import from_day_number

STRENGTH_NAMES = {
    "law": "必须",
    "principle": "原则上",
    "encouraged": "鼓励",
    "beside": "旁证",
    "proposed": "建议值",
}


@dataclass(frozen=True)
class Link:
    """One entry of one level (None where the level is silent), and why it held or not."""

    place: Place
    entry: Entry | None
    held: bool
    why: str


def links(levels: Levels, places: Sequence[Place], rule: Rule, kind: str, day: int) -> list[Link]:
    """Every entry that bears on a rule and kind, from the nation down, with its fate on a day.

    ``levels`` and ``places`` are deepest first, of one length. For a derived kind, the entries of
    the kinds it is derived from.
    """
    asked = rule.mixed.of if rule.mixed and kind == "mixed" else (kind,)
    winners: set[int] = set()
    for each in asked:
        held = held_on(levels, rule, each, day)
        winners |= {id(entry) for entry in held.entries} if held else set()
    chain = []
    for depth in reversed(range(len(places))):
        found = [entry for entry in levels[depth] if _bears_on(entry, asked)]
        if not found:
            is_top = depth == len(places) - 1
            why = "本级没有规定" if is_top else "本级没有规定，看上一级"
            chain.append(Link(places[depth], None, held=False, why=why))
        for entry in found:
            is_held = id(entry) in winners
            why = _why_held(entry, rule) if is_held else _why_not(entry, depth, levels, rule, day)
            chain.append(Link(places[depth], entry, is_held, why))
    return chain


def _bears_on(entry: Entry, kinds: Sequence[str]) -> bool:
    return not entry.kinds or kinds == ("",) or bool(set(entry.kinds) & set(kinds))


def _why_held(entry: Entry, rule: Rule) -> str:
    if entry.strength == "proposed":
        return "采用：各级都没有给出数字或规定，用本平台的建议值，只提醒、不认定"
    if rule.merge == "local_replaces":
        return "采用：有规定的各级中最接近本地的一级，取代上级"
    return "采用：各级规定中最严的一个"


def _why_not(entry: Entry, depth: int, levels: Levels, rule: Rule, day: int) -> str:
    if day < entry.from_d:
        return f"不采用：自 {from_day_number(entry.from_d)} 起才施行"
    if day >= entry.until_d:
        return f"不采用：已于 {from_day_number(entry.until_d)} 停止施行"
    if entry.is_repeal:
        return "废止：自此不再适用本级以上的规定"
    if entry.stated:
        return f"写明“{entry.stated}”，没有数字，继续看上一级"
    active = [
        [other for other in level if other.from_d <= day < other.until_d]
        for level in levels[: depth + 1]
    ]
    if any(other.is_repeal for level in active[:depth] for other in level):
        return "不采用：下级已废止这条规则"
    rivals = [o for o in active[depth] if o is not entry and not o.stated]
    if any(o.layer > entry.layer for o in rivals):
        return "不采用：被叠加文件夹中的规定取代"
    if entry.strength == "proposed":
        return "不采用：建议值不能胜过条文"
    if not entry.kinds and any(o.kinds for o in rivals):
        return "不采用：本级对这一种类另有专门规定"
    if rule.merge != "local_replaces":
        return "不采用：另一级的规定更严"
    return "不采用：被更接近本地的规定取代"


def value_in_words(entry: Entry, rule: Rule) -> str:
    """A value as a reader of Chinese would say it, with its unit."""
    value = entry.value
    if entry.stated:
        return f"“{entry.stated}”（没有数字）"
    if value is None:
        return "废止"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(rule.items.get(item, item) for item in value)
    if isinstance(value, str):
        return rule.choices.get(value, value)
    return f"{value}{_space(entry.unit)}{UNITS.get(entry.unit, '')}"


def _space(unit: str) -> str:
    return "" if unit == "percent" else " "


def period_in_words(entry: Entry) -> str:
    """From when, and until when if it ends."""
    end = "" if entry.until_d == OPEN_END else f"，{from_day_number(entry.until_d)} 前"
    return f"{from_day_number(entry.from_d)} 起{end}"


def all_kinds(rule: Rule) -> tuple[str, ...]:
    """Every kind a rule can be asked for, the derived one last; one empty kind if it has none."""
    return (*kinds_of(rule), "mixed") if rule.mixed else kinds_of(rule)
