"""What no score may measure, because it burdens the units: likes, sign-ins, time online …

What is barred, in which words, and by which clauses stands in ``rulebooks/burden.yaml``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from zhijian.core.indicators import Scheme
from zhijian.core.refused import Refused
from zhijian.core.rules.model import Clause, Document
from zhijian.core.strict_yaml import Part, parse_part, read_text

FILE = "burden.yaml"
_KEYS = ("id", "title", "words", "clauses", "hits", "passes")
_WORDS = "词语的列表"


class Citing(Protocol):
    """What is asked of the rulebooks: clauses and their documents."""

    def clause(self, name: str, /) -> Clause:
        """The clause of that id."""
        ...

    def document(self, name: str, /) -> Document:
        """The document of that id."""
        ...


@dataclass(frozen=True)
class Barred:
    """One thing that no score may measure: the words it goes by, and the clauses that bar it.

    ``hits`` are wordings that must be refused, ``passes`` similar ones that must not.
    """

    id: str
    title: str
    words: tuple[str, ...]
    clauses: tuple[str, ...]
    hits: tuple[str, ...]
    passes: tuple[str, ...]

    def word_in(self, text: str) -> str:
        """The first of its words that a text holds, however it is spaced; "" for none."""
        plain = _plain(text)
        return next((word for word in self.words if _plain(word) in plain), "")


def load_barred(folder: Path) -> tuple[Barred, ...]:
    """What is barred, from the folder of the rulebooks.

    Raises:
        Refused: the file is missing, unreadable, or holds what it should not.
    """
    whole = parse_part(read_text(folder / FILE), FILE).only("barred")
    return tuple(map(_barred, whole.parts("barred")))


def refuse_barred(scheme: Scheme, barred: Iterable[Barred], law: Citing) -> None:
    """Pass if nothing in a scheme measures what is barred.

    Raises:
        Refused: with a line for each indicator that does, its word and the rule.
    """
    lines = tuple(
        f"{where}“{text}”以“{word}”计分：{one.title}不得作为考核依据。依据：{cited(one, law)}。"
        for where, text in _texts(scheme)
        for one in barred
        if (word := one.word_in(text))
    )
    if lines:
        raise Refused(
            "这个方案有国家规定不得用来考核的指标，没有保存。请删去或改为别的指标。", lines
        )


def cited(one: Barred, law: Citing) -> str:
    """The clauses that bar something, with their documents, in words."""
    return "；".join(_cited(law.clause(name), law) for name in one.clauses)


def _cited(clause: Clause, law: Citing) -> str:
    document = law.document(clause.document)
    number = f"（{document.number}）" if document.number else ""
    return f"{document.issuer}《{document.title}》{number}{clause.locator}，{clause.says}"


def _texts(scheme: Scheme) -> Iterable[tuple[str, str]]:
    yield "方案名称", scheme.title
    for number, item in enumerate(scheme.indicators, start=1):
        yield f"第{number}个指标", item.name
        if item.group:
            yield f"第{number}个指标的分组", item.group


def _barred(part: Part) -> Barred:
    part.only(*_KEYS)
    lists = {name: part.get(name, _words, _WORDS) for name in _KEYS[2:]}
    return Barred(id=part.get("id", str, "编号"), title=part.get("title", str, "名称"), **lists)


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise ValueError
    return tuple(value)


def _plain(text: str) -> str:
    """The text without what may stand between its letters, in one form of each letter."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
