"""The measures a place's text has, in its order, and how each is worded as a letter.

Which words there are and by which clause is law (``sanctions.ladder``); a word that the office
itself added (``sanctions.added``) has no clause, and says so. The letters are drafts of ours in
``measures.yaml``, over which an office lays its own file; it words the reports about mending, too.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.core.strict_yaml import Part, parse_part, read_text
from zhijian.exchange.terms import cited
from zhijian.law.books import rulebooks
from zhijian.packaged import default_rulebooks
from zhijian.people.models import Organization
from zhijian.people.roster import book_place

FILE, OTHER = "measures.yaml", "other"
RULES = ("sanctions.ladder", "sanctions.added")
"""What the place's text has, and what the office added in its own folder of rules."""
BLANKS = (
    "单位",
    "决定单位",
    "措施",
    "依据",
    "事由",
    "整改情况",
    "涉及账号",
    "要求完成日期",
    "解除条件",
    "送达",
    "编号",
    "通知编号",
    "下达单位",
    "问题数",
    "合格数",
)
ANNEXES = ("problems", "orders", "measures", "evidence", "people")
NOTHING = "（无）"
PROPOSED = "当地文件没有这项措施，是本单位自行增加的"
_BLANK = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Wording:
    """A kind of measure: its letter, what lifts it, and what it brings along."""

    kind: str
    words: tuple[str, ...]
    title: str
    text: str
    release: str
    annexes: tuple[str, ...] = ()
    asks_recipient: bool = False
    is_restricted: bool = False
    closes_account: bool = False

    def paragraphs(self, known: Mapping[str, str]) -> list[str]:
        """The paragraphs of the letter, the blanks filled in."""
        text = _BLANK.sub(lambda match: known.get(match[1]) or NOTHING, self.text)
        return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Rung:
    """One word of a place's ladder, with its clause ("" for the office's own addition)."""

    word: str
    clause: str
    wording: Wording

    @property
    def is_proposed(self) -> bool:
        """No text has the word."""
        return not self.clause

    @property
    def source(self) -> str:
        """The clause as documents cite it, or that there is none."""
        return cited(self.clause) if self.clause else PROPOSED


def ladder_of(unit: Organization, on: date | None = None) -> tuple[Rung, ...]:
    """The rungs in force for a unit on a day, in the order of the text; none: no text has any."""
    books = rulebooks()
    place, day = book_place(unit, books), on or clock.today()
    rows = [row for rule in RULES for row in books.in_force(place, day, rule)]
    return tuple(Rung(row.text, row.clause or "", wording_of(row.text)) for row in rows if row.text)


def rung_of(unit: Organization, word: str, on: date | None = None) -> Rung:
    """The rung of a word.

    Raises:
        Refused: the unit's place has no such measure.
    """
    rungs = ladder_of(unit, on)
    for rung in rungs:
        if rung.word == word:
            return rung
    known = "、".join(rung.word for rung in rungs)
    has = f"可用的有：{known}。" if known else "当地文件没有写明任何措施。"
    raise Refused(
        f"{unit}适用的文件里没有“{word[:40]}”这项措施。{has}确需增加的，请在本单位的规则文件夹里写明（{RULES[1]}）。"
    )


def wording_of(word: str) -> Wording:
    """How a measure is worded here, by the place's word for it."""
    found = wordings(tuple(str(folder) for folder in options().rulebooks))
    return next((one for one in found.values() if word in one.words), found[OTHER])


def report_wording(kind: str) -> Wording:
    """How a report about mending is worded here."""
    return wordings(tuple(str(folder) for folder in options().rulebooks))[kind]


def restricted_words() -> tuple[str, ...]:
    """The words of measures that only the deciding office sees."""
    found = wordings(tuple(str(folder) for folder in options().rulebooks))
    return tuple(word for one in found.values() if one.is_restricted for word in one.words)


@cache
def wordings(folders: tuple[str, ...]) -> dict[str, Wording]:
    """Every kind of measure: ours, with those of the offices' folders over them."""
    found: dict[str, Wording] = {}
    for path in _files(folders):
        found |= read_wordings(read_text(path), path.name)
    return found


def read_wordings(text: str, file: str) -> dict[str, Wording]:
    """The kinds of measures of one file.

    Raises:
        Refused: a field is missing, or a blank or an annex is not known; with its place.
    """
    whole = parse_part(text, file)
    return {str(kind): _wording(str(kind), whole.part(str(kind))) for kind in whole.named()}


def _wording(kind: str, part: Part) -> Wording:
    flags = ("recipient", "restricted", "closes")
    part.only("words", "title", "text", "release", "annexes", *flags)
    found = Wording(
        kind=kind,
        words=_texts(part, "words", "各地文件的叫法"),
        title=part.get("title", str, "文书的标题"),
        text=part.get("text", str, "文书的正文"),
        release=part.get("release", str, "解除条件"),
        annexes=_texts(part, "annexes", "附表"),
        asks_recipient=part.values.get("recipient") is True,
        is_restricted=part.values.get("restricted") is True,
        closes_account=part.values.get("closes") is True,
    )
    for name in (match[1] for match in _BLANK.finditer(found.text)):
        if name not in BLANKS:
            known = "、".join(BLANKS)
            raise part.refuse(f"“{kind}”里的“{{{name}}}”不能填入。可用的有：{known}。")
    for name in found.annexes:
        if name not in ANNEXES:
            raise part.refuse(f"“{kind}”的附表“{name}”不认识。可用的有：{'、'.join(ANNEXES)}。")
    return found


def _texts(part: Part, key: str, should_be: str) -> tuple[str, ...]:
    listed = part.values.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise part.refuse(f"“{key}”应是{should_be}的列表，如 [约谈]。")
    return tuple(listed)


def _files(folders: Iterable[str]) -> Iterable[Path]:
    yield default_rulebooks() / FILE
    for folder in folders:
        if (own := Path(folder) / FILE).is_file():
            yield own
