"""The clauses that hold for a place: those an inspector may name for what was seen by eye."""

from dataclasses import dataclass
from datetime import date

from zhijian.core.refused import Refused
from zhijian.core.rules import Rulebooks
from zhijian.law.books import rulebooks
from zhijian.law.reading import Cited, cited


@dataclass(frozen=True)
class Choosable:
    """A clause as a form offers it; its id stands at the end, in brackets."""

    cited: Cited

    def __str__(self) -> str:
        return f"{self.cited.citation}：{self.cited.says}（{self.cited.clause}）"


def clauses_of(place: str, on: date) -> list[Choosable]:
    """The clauses of every document that a rule in force for the place on the day rests on."""
    books = rulebooks()
    rows = books.in_force(place, on)
    documents = {row.document for row in rows if row.document}
    documents |= {_document(books, row.stated_clause) for row in rows if row.stated_clause}
    found = sorted(
        (clause.document, clause.id)
        for clause in books.clauses.values()
        if clause.document in documents
    )
    return [Choosable(cited(books, clause)) for _, clause in found]


def clause_named(text: str, place: str, on: date) -> Cited:
    """The one clause that ``text`` names: its id, or words that only one clause has.

    Raises:
        Refused: none or several, or a clause that does not hold for the place.
    """
    words = " ".join(text.split())
    if not words:
        raise Refused("登记问题必须写明依据条款，请选择一条。")
    offered = clauses_of(place, on)
    _, _, key = words.removesuffix("）").rpartition("（")
    for wanted in (key, words):
        for one in offered:
            if one.cited.clause == wanted:
                return one.cited
    holding = [one for one in offered if all(word in str(one) for word in words.split())]
    if len(holding) == 1:
        return holding[0].cited
    if not holding:
        raise Refused(f"当地有效的文件里没有“{words[:40]}”这样的条款，请换一个词，或从列表里选。")
    named = "；".join(one.cited.citation for one in holding[:4])
    raise Refused(
        f"有 {len(holding)} 条都符合“{words[:40]}”：{named}。请写得更具体，或从列表里选。"
    )


def _document(books: Rulebooks, clause: str) -> str:
    return books.clause(clause).document
