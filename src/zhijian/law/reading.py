"""Rulebooks in words: values by subject, the chain behind one rule, two places compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhijian.core.rules import Link, Rule, Rulebooks, RuleRow
from zhijian.core.rules.chain import STRENGTH_NAMES, all_kinds, period_in_words, value_in_words
from zhijian.core.rules.model import UNITS, Reading
from zhijian.core.workdays import from_day_number

SUBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("更新", ("updates", "freshness", "overdue")),
    ("开设", ("opening", "cleanup", "inventory")),
    ("账号", ("accounts", "app", "sanctions")),
    ("备案", ("filing", "staff")),
    ("人员与培训", ("people", "training", "outsourcing", "conduct")),
    ("审核与转载", ("review", "content", "reposts", "programme")),
    ("互动", ("interaction",)),
    ("值守与处置", ("duty", "incident", "rectification")),
    ("检查与考核", ("inspection", "assessment")),
    ("安全", ("security",)),
    ("网站", ("sites",)),
    ("信息公开", ("disclosure",)),
    ("编码与格式", ("codes",)),
)
"""Headings of the rulebook page, and the first words of the rules below each."""

OTHER = "其他"
TONES = {"law": "blue", "principle": "amber", "encouraged": "green"}


@dataclass(frozen=True)
class Cited:
    """A clause as it is cited: its id, 《title》（number）locator, our paraphrase."""

    clause: str
    citation: str
    says: str
    document: str


@dataclass(frozen=True)
class Shown:
    """What holds on one rule and kind: ``value`` in words, ``strength`` as a word and a tone."""

    rule: Rule
    kind: str
    kind_title: str
    value: str
    strength: str
    tone: str
    cited: tuple[Cited, ...]
    level: str

    @property
    def is_proposed(self) -> bool:
        """The value is ours: it reminds, and is held against nobody."""
        return self.strength == STRENGTH_NAMES["proposed"]


@dataclass(frozen=True)
class Section:
    """The rules of one subject."""

    title: str
    rules: tuple[Shown, ...]


@dataclass(frozen=True)
class ChainLine:
    """One level's word on a rule, and why it held or not."""

    place: str
    value: str
    strength: str
    tone: str
    period: str
    cited: Cited | None
    conversion: str
    why: str
    held: bool


@dataclass(frozen=True)
class Chain:
    """The levels' words for kinds that fare alike, and what comes out."""

    kinds: str
    lines: tuple[ChainLine, ...]
    outcome: Shown | None


@dataclass(frozen=True)
class DifferentRule:
    """A rule and kind on which two places differ; None where a place says nothing."""

    rule: Rule
    kind_title: str
    one: Shown | None
    other: Shown | None


def place_title(books: Rulebooks, place: str) -> str:
    """The place's name, or whose rules it follows where it has no folder of its own."""
    book = books.places[books.book_of(place)]
    if book.code == place:
        return book.name
    return f"{place}（没有自己的规则文件夹，适用{book.name}的规定）"


def values_of(books: Rulebooks, place: str, on: date) -> tuple[Shown, ...]:
    """What holds in a place on a day, one per rule and kind, in the catalogue's order.

    Raises:
        Refused: ``place`` is not a division code.
    """
    return tuple(_resolved(books, books.book_of(place), on))


def _resolved(books: Rulebooks, place: str, on: date) -> Iterable[Shown]:
    grouped: dict[tuple[str, str], list[RuleRow]] = {}
    for row in books.in_force(place, on):
        kind = "" if books.rules[row.rule].type == "list" else row.kind
        grouped.setdefault((row.rule, kind), []).append(row)
    for (key, kind), rows in grouped.items():
        yield _shown(books, books.rules[key], kind, rows)


def _shown(books: Rulebooks, rule: Rule, kind: str, rows: Sequence[RuleRow]) -> Shown:
    return Shown(
        rule=rule,
        kind=kind,
        kind_title=rule.kinds.get(kind, kind),
        value="、".join(_row_in_words(row, rule) for row in rows),
        strength=STRENGTH_NAMES[rows[0].strength],
        tone=TONES.get(rows[0].strength, ""),
        cited=tuple(cited(books, name) for name in dict.fromkeys(r.clause for r in rows) if name),
        level=books.places[rows[0].level].name if rows[0].level in books.places else "",
    )


def _row_in_words(row: RuleRow, rule: Rule) -> str:
    if row.text is not None:
        return rule.items.get(row.text, rule.choices.get(row.text, row.text))
    if rule.type == "flag":
        return "是" if row.amount else "否"
    if rule.type == "date":
        return str(from_day_number(row.amount or 0))
    loose = f"（宽限 {row.amount_loose}）" if row.amount_loose != row.amount else ""
    space = "" if row.unit == "percent" else " "
    return f"{row.amount}{space}{UNITS.get(row.unit, '')}{loose}"


def cited(books: Rulebooks, clause: str) -> Cited:
    """How a clause is cited."""
    found = books.clause(clause)
    document = books.document(found.document)
    return Cited(clause, f"{document.cited_as}{found.locator}", found.says, document.id)


def sections(values: Iterable[Shown], words: str = "") -> tuple[Section, ...]:
    """The values by subject, kinds of one rule with the same value on one line.

    With ``words`` only the lines that hold them all, anywhere.
    """
    wanted = words.lower().split()
    grouped: dict[str, list[Shown]] = {title: [] for title, _ in SUBJECTS} | {OTHER: []}
    titles = {prefix: title for title, prefixes in SUBJECTS for prefix in prefixes}
    for shown in _merged(values):
        if wanted and not all(word in _searched(shown) for word in wanted):
            continue
        grouped[titles.get(shown.rule.key.split(".")[0], OTHER)].append(shown)
    return tuple(Section(title, tuple(found)) for title, found in grouped.items() if found)


def _merged(values: Iterable[Shown]) -> list[Shown]:
    """Kinds of a rule that have the same value, strength and clauses as one line."""
    grouped: dict[tuple[object, ...], list[Shown]] = {}
    for shown in values:
        key = (shown.rule.key, shown.value, shown.strength, shown.cited)
        grouped.setdefault(key, []).append(shown)
    return [
        replace(same[0], kind_title="、".join(each.kind_title for each in same if each.kind_title))
        for same in grouped.values()
    ]


def _searched(shown: Shown) -> str:
    parts = [shown.rule.title, shown.rule.key, shown.kind_title, shown.value, shown.strength]
    parts += [f"{each.citation} {each.says} {each.clause}" for each in shown.cited]
    return " ".join(parts).lower()


def chains(books: Rulebooks, key: str, place: str, on: date) -> tuple[Chain, ...]:
    """Every level's word on a rule and why it held; kinds that fare alike stand together.

    Raises:
        Refused: there is no such rule, or ``place`` is not a division code.
    """
    rule = books.rule(key)
    grouped: dict[tuple[tuple[Link, ...], tuple[RuleRow, ...]], list[str]] = {}
    for kind in all_kinds(rule):
        found = books.chain(rule.key, place, on, kind)
        rows = books.in_force(place, on, rule.key, None if rule.type == "list" else kind)
        same = tuple(row._replace(kind="") for row in rows)
        grouped.setdefault((found, same), []).append(kind)
    return tuple(
        Chain(
            kinds="、".join(rule.kinds.get(kind, kind) for kind in kinds if kind),
            lines=tuple(_line(books, rule, link) for link in found),
            outcome=_shown(books, rule, "", rows) if rows else None,
        )
        for (found, rows), kinds in grouped.items()
    )


def _line(books: Rulebooks, rule: Rule, link: Link) -> ChainLine:
    entry = link.entry
    if entry is None:
        return ChainLine(link.place.name, "", "", "", "", None, "", link.why, held=False)
    return ChainLine(
        place=link.place.name,
        value=value_in_words(entry, rule),
        strength=STRENGTH_NAMES[entry.strength],
        tone=TONES.get(entry.strength, ""),
        period=period_in_words(entry),
        cited=cited(books, entry.clause) if entry.clause else None,
        conversion=entry.says,
        why=link.why,
        held=link.held,
    )


def readings_of(books: Rulebooks, key: str, place: str) -> tuple[Reading, ...]:
    """How we read the texts on a rule where they leave it open."""
    named = {entry.reading for level in books.levels(place, key) for entry in level}
    return tuple(
        reading
        for reading in books.readings.values()
        if reading.id in named or key in reading.applies
    )


def differences(books: Rulebooks, one: str, other: str, on: date) -> tuple[DifferentRule, ...]:
    """The rules on which two places differ on a day, in the catalogue's order."""
    left = {(shown.rule.key, shown.kind): shown for shown in values_of(books, one, on)}
    right = {(shown.rule.key, shown.kind): shown for shown in values_of(books, other, on)}
    order = {key: number for number, key in enumerate(books.rules)}
    found = []
    for name in sorted({*left, *right}, key=lambda name: (order[name[0]], name[1])):
        a, b = left.get(name), right.get(name)
        if (
            a is None
            or b is None
            or (a.value, a.strength, a.cited) != (b.value, b.strength, b.cited)
        ):
            rule = books.rules[name[0]]
            found.append(DifferentRule(rule, rule.kinds.get(name[1], name[1]), a, b))
    return tuple(found)
