"""What is wrong with the name of an account, each fault with the rule and clause it leans on.

Whether a name is 简短规范 and speaks of the sponsor's duty is a judgement: a clause asks for it,
the lists and limits are ours. So these faults warn; only what a clause says outright does more.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhijian.core.accounts.advice import FIRMNESS, Confidence, InForce
from zhijian.core.accounts.alike import Alike, fold
from zhijian.core.accounts.limits import confidence_of, row_of
from zhijian.core.accounts.name_file import NameTable
from zhijian.core.accounts.platforms import Platform
from zhijian.core.rules.model import RuleRow

# Levels of places in the order they stand; not 市场, 城乡, 社区 and the like, which are no places.
_LEVELS = tuple(
    re.compile(
        rf"((?:(?![省市县区旗])[\u3400-\u9fff\U00020000-\U0003ffff]){{{least},{most}}}?)({words})"
    )
    for least, most, words in (
        (2, 8, "省|自治区"),
        (2, 8, "自治州|地区|州|盟|市(?![场政民容区])"),
        (1, 8, "自治县|自治旗|县|旗|(?<![社园景林矿城])区(?!域)|市(?![场政民容区])"),
        (2, 4, "街道|镇|(?<!城)乡(?!村)"),
    )
)
_PROVINCE = re.compile(r"[\u3400-\u9fff]{2,3}(?:省|自治区)")
_MARKS = frozenset("·（）()《》“”-—、")
_FOREIGN = ("CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC")
_GOVERNMENT = "人民政府"


@dataclass(frozen=True)
class NameFault:
    """One thing wrong with a name. ``confidence`` says whether a clause demands it outright."""

    code: str
    says: str
    rule: str
    clause: str | None
    document: str | None
    strength: str
    confidence: Confidence

    @property
    def is_warning(self) -> bool:
        """Whether it may only be pointed out, never held against the account."""
        return self.confidence is not Confidence.CLAUSE


@dataclass(frozen=True)
class Sibling:
    """Another account of the same sponsor: where it is, and its name."""

    platform: str
    name: str


def name_faults(
    name: str,
    unit: str,
    siblings: Sequence[Sibling],
    in_force: InForce,
    table: NameTable,
    platform: Platform | None = None,
    alike: Sequence[Alike] = (),
) -> tuple[NameFault, ...]:
    """Every fault of a name under the rules in force; ``alike`` are names of other units."""
    found = [
        *_unclean(name, in_force, table),
        *_too_long(name, in_force, platform),
        *_misleading(name, unit, in_force),
        *_unrecognised(name, unit, in_force, table),
        *_inconsistent(name, siblings, in_force, table),
        *_taken(alike, in_force),
    ]
    return tuple(found)


def _fault(
    row: RuleRow, code: str, says: str, at_most: Confidence = Confidence.JUDGED
) -> NameFault:
    confidence = min(confidence_of(row), at_most, key=FIRMNESS.index)
    tail = "（本平台建议）" if confidence is Confidence.OURS else ""
    return NameFault(
        code, says + tail, row.rule, row.clause, row.document, row.strength, confidence
    )


def _unclean(name: str, in_force: InForce, table: NameTable) -> Iterator[NameFault]:
    row = row_of("accounts.name_concise", in_force)
    if row is None or not row.amount:
        return
    if not any(char.isalnum() for char in name):
        yield _fault(row, "blank", "名称是空的，或者只有符号")
        return
    kinds: dict[str, list[str]] = {}
    for char in name:
        kind = _odd(char, table)
        if kind:
            kinds.setdefault(kind, []).append(char)
    if name != name.strip() or "  " in name:
        kinds.setdefault("blank", []).append(" ")
    for kind, chars in kinds.items():
        shown = "、".join(dict.fromkeys(map(_shown, chars)))
        yield _fault(row, kind, _ODD[kind].format(shown))


_ODD = {
    "invisible": "名称里有看不见的字符（{}），请删去后重新输入",
    "emoji": "名称里有表情或图形符号（{}）",
    "mark": "名称里有不宜使用的标点或符号（{}）",
    "full_width": "名称里混用了全角的字母、数字或符号（{}），请改为半角",
    "foreign": "名称里有形似拉丁字母的外文字母（{}）",
    "traditional": "名称里有繁体字或异体字（{}）",
    "private": "名称里有别人的设备显示不了的字符（{}）",
    "blank": "名称的首尾或中间有多余的空格",
}


def _odd(char: str, table: NameTable) -> str:
    """Which kind of unfit character it is; empty for letters, digits and common marks."""
    category = unicodedata.category(char)
    if category in ("Cf", "Cc", "Zl", "Zp") or char in "\u3164\u115f\u1160":
        return "invisible"
    if category in ("Co", "Cn", "Cs"):
        return "private"
    if char in _MARKS or char == " ":
        return ""
    if unicodedata.east_asian_width(char) == "F":
        return "full_width"
    if category in ("So", "Sk", "Me") or ord(char) in range(0xFE00, 0xFE10):
        return "emoji"
    if category[0] in "PSZM":
        return "mark"
    if unicodedata.name(char, "").startswith(_FOREIGN):
        return "foreign"
    return "traditional" if table.simplified.get(char, char) != char else ""


def _shown(char: str) -> str:
    return char if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"


def _too_long(name: str, in_force: InForce, platform: Platform | None) -> Iterator[NameFault]:
    row = row_of("accounts.name_length_max", in_force)
    if row is not None and row.amount is not None and len(name) > row.amount:
        says = f"名称有 {len(name)} 个字，宜不超过 {row.amount} 个字"
        yield _fault(row, "long", says, confidence_of(row))
    if platform is not None and platform.name_length is not None:
        least, most = platform.name_length
        if not least <= len(name) <= most:
            says = (
                f"{platform.title}目前要求名称 {least} 至 {most} 个字，这个名称有 {len(name)} 个字"
            )
            yield NameFault(
                "platform_length",
                says,
                "",
                None,
                None,
                "proposed",
                Confidence.OURS,
            )


def _misleading(name: str, unit: str, in_force: InForce) -> Iterator[NameFault]:
    for row in in_force("accounts.name_superior_words"):
        if row.text and row.text in name and row.text not in unit:
            says = f"名称里的“{row.text}”不在主办单位名称中，容易被当作上级单位的账号"
            yield _fault(row, "superior", says, confidence_of(row))
            return
    province = _PROVINCE.search(name)
    ours = row_of("accounts.name_superior_words", in_force)
    if ours is not None and province and province[0][-3:] not in unit:
        says = f"名称里的“{province[0]}”不在主办单位名称中，容易被当作省级单位的账号"
        yield _fault(ours, "superior", says, confidence_of(ours))
    for row in in_force("accounts.name_unfit_words"):
        if row.text and row.text in name and row.text not in unit:
            yield _fault(row, "unfit", f"名称里不宜有“{row.text}”", confidence_of(row))


def _unrecognised(name: str, unit: str, in_force: InForce, table: NameTable) -> Iterator[NameFault]:
    row = row_of("accounts.name_duty", in_force)
    if row is None or not row.amount or not any(char.isalnum() for char in name):
        return
    if not unit:
        says = "没有登记主办单位，不能判断名称是否与其职责相关"
        yield _fault(row, "unit_unknown", says, Confidence.OURS)
        return
    shown, whole = fold(name, table).plain, fold(unit, table).plain
    places, duties = places_of(whole), duties_of(whole, table)
    has_place = any(place in shown for place in places)
    has_duty = whole in shown or any(duty in shown for duty in duties)
    if not has_place and not has_duty:
        yield _fault(row, "unrelated", f"从名称看不出主办单位是{unit}")
    elif not has_duty and duties and _GOVERNMENT not in whole:
        says = f"名称只有地名，没有体现主办单位的职责（如“{duties[0]}”）"
        yield _fault(row, "no_duty", says)
    elif not has_place and places:
        says = f"名称没有写明地区（如“{places[-1]}”），容易与别处的同类账号混淆"
        yield _fault(row, "no_place", says, Confidence.OURS)


def places_of(unit: str) -> tuple[str, ...]:
    """The stems of the places a unit's name begins with, widest first: 青禾 of 青禾县公安局."""
    return tuple(stem if len(stem) > 1 else stem + level for stem, level, _ in _places(unit))


def _places(unit: str) -> Iterator[tuple[str, str, int]]:
    """The stem and level of each place at the head of a unit's name, and where it ends."""
    at = 0
    for level in _LEVELS:
        match = level.match(unit, at)
        if match is not None and match.end() < len(unit):
            at = match.end()
            yield match[1], match[2], at


def duties_of(unit: str, table: NameTable) -> tuple[str, ...]:
    """Words that speak of a unit's duty: its organ's short names, and what its own name says."""
    organ = unit[max((end for _, _, end in _places(unit)), default=0) :]
    words = [
        word
        for long, shorts in table.short_names.items()
        if organ.endswith(long)
        for word in shorts
    ]
    rest = organ
    while (word := next((w for w in table.generic if rest.endswith(w)), "")) and rest != word:
        rest = rest.removesuffix(word)
    words += [part for part in re.split("[和与及、]", rest) if len(part) > 1]
    return tuple(dict.fromkeys(words))


def _inconsistent(
    name: str, siblings: Sequence[Sibling], in_force: InForce, table: NameTable
) -> Iterator[NameFault]:
    row = row_of("accounts.name_consistent", in_force)
    if row is None or not row.amount:
        return
    own = fold(name, table)
    for one in siblings:
        other = fold(one.name, table)
        if other.plain == own.plain or not other.plain:
            continue
        only = "，只差“发布”“政务”一类字样" if other.core == own.core else ""
        says = f"与本单位在{one.platform}的账号“{one.name}”名称不一致{only}"
        yield _fault(row, "inconsistent", says, confidence_of(row))


def _taken(alike: Sequence[Alike], in_force: InForce) -> Iterator[NameFault]:
    row = row_of("accounts.name_distinct", in_force)
    if row is not None and row.amount:
        for one in alike:
            says = f"与其他单位的账号“{one.name}”相近：{one.says.partition('”')[2]}"
            yield _fault(row, "alike", says, confidence_of(row))
