"""A plain official letter with annexed tables, as a Word file. Its words are handed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zhijian.core.documents.word import (
    TableColumn,
    package,
    paragraph,
    section,
    section_end,
    table,
)
from zhijian.core.documents.words import chinese_day

_ADDRESSED = "："


@dataclass(frozen=True, slots=True)
class Annex:
    """A table behind the letter: its title, columns and rows; ``note`` stands below it."""

    title: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What an office writes. A paragraph that ends in a colon and comes first is the addressee."""

    office: str
    number: str
    title: str
    paragraphs: Sequence[str]
    on: date
    annexes: Sequence[Annex] = ()


def letter_word(letter: Letter) -> bytes:
    """Return the Word file of a letter: the same letter, the same bytes."""
    annexes = [annex for annex in letter.annexes if annex.rows]
    body = "".join((*_letter(letter, annexes), *_annexed(annexes)))
    return package(body, title=letter.title, made_on=letter.on)


def _letter(letter: Letter, annexes: Sequence[Annex]) -> Iterator[str]:
    yield paragraph("Mark", letter.office)
    yield paragraph("Number", letter.number)
    yield paragraph("DocTitle", letter.title)
    for place, words in enumerate(letter.paragraphs):
        is_addressee = place == 0 and words.endswith(_ADDRESSED)
        yield paragraph("Addressee" if is_addressee else "BodyText", words)
    if annexes:
        yield paragraph("BodyKept", "")
    for number, annex in enumerate(annexes, start=1):
        lead = "附件：" if number == 1 else ""
        yield paragraph("AnnexFirst" if lead else "AnnexNext", f"{lead}{number}. {annex.title}")
    yield paragraph("SignedBy", letter.office)
    yield paragraph("SignedOn", chinese_day(letter.on))
    yield section_end() if annexes else section()


def _annexed(annexes: Sequence[Annex]) -> Iterator[str]:
    for number, annex in enumerate(annexes, start=1):
        yield paragraph("AnnexMark", f"附件{number}")
        yield paragraph("AnnexTitle", annex.title)
        yield table(annex.columns, annex.rows)
        if annex.note:
            yield paragraph("TableNote", annex.note)
        is_last = number == len(annexes)
        yield section(is_landscape=True) if is_last else section_end(is_landscape=True)
