"""Duties that nobody can compute and no register answers: what a unit states, dated and signed.

Which controls they are, who owes them and what is asked stands in ``rulebooks/duties.yaml``; the
clauses are those of the documents that hold for the unit's place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhijian.core.refused import Refused
from zhijian.core.rules.books import Rulebooks
from zhijian.core.rules.figures import holds_number
from zhijian.core.rules.model import Clause
from zhijian.core.strict_yaml import Part, parse_part, read_text

FILE = "duties.yaml"
BY_HAND = ("assisted", "attested")
"""The automation of clauses that nobody can compute from a register."""
WHOSE = {"sponsor": "有在用账号或网站的单位", "supervisor": "主管其他单位的单位"}
_KEYS = ("whose", "asks", "months")


@dataclass(frozen=True)
class Duty:
    """One duty: its control, who owes it, what is asked, and the months a statement holds.

    ``months`` is None where no clause names a period: the rule of the place on statements holds.
    """

    control: str
    whose: str
    asks: str
    months: int | None = None


def load_duties(
    folder: Path, books: Rulebooks, overlays: Sequence[Path] = ()
) -> Mapping[str, Duty]:
    """The duties by control; those of an overlay replace the ones they name.

    Raises:
        Refused: a file is missing or unreadable, or names what the rulebooks do not know.
    """
    found: dict[str, Duty] = {}
    for number, root in enumerate((folder, *overlays)):
        if number and not (root / FILE).is_file():
            continue
        whole = parse_part(read_text(root / FILE), FILE)
        for control in whole.named():
            found[str(control)] = _duty(whole.part(str(control)), str(control), books)
    return found


def clauses_by_control(books: Rulebooks, place: str, on: date) -> dict[str, tuple[Clause, ...]]:
    """The clauses that nobody can compute, by control, of the documents in force for a place.

    A document is in force there if a rule of the place or of one above it rests on it that day.
    """
    documents: set[str] = set()
    for row in books.in_force(place, on):
        cited = (row.clause, row.stated_clause)
        documents |= {books.clauses[name].document for name in cited if name}
    found: dict[str, list[Clause]] = {}
    for clause in books.clauses.values():
        if clause.document in documents and clause.automation in BY_HAND and clause.control:
            found.setdefault(clause.control, []).append(clause)
    return {control: tuple(clauses) for control, clauses in found.items()}


def owed(
    duties: Mapping[str, Duty], clauses: Mapping[str, Iterable[Clause]], *, supervises: bool
) -> tuple[Duty, ...]:
    """The duties of a unit at a place with these clauses, in the order of the file."""
    return tuple(
        one
        for control, one in duties.items()
        if control in clauses and (one.whose == "sponsor" or supervises)
    )


def _duty(part: Part, control: str, books: Rulebooks) -> Duty:
    part.only(*_KEYS)
    if control not in books.controls:
        raise Refused(f"{FILE}：没有控制项“{control}”。请改为 controls.yaml 里的一项。")
    whose = part.get("whose", str, "、".join(WHOSE))
    if whose not in WHOSE:
        raise part.refuse(f"“whose”写作“{whose}”，应为{'、'.join(WHOSE)}之一。")
    months = None
    if "months" in part.values:
        months = part.get("months", int, "月数")
        said = (c.says for c in books.clauses.values() if c.control == control)
        if not any(holds_number(text, months, "month") for text in said):
            raise part.refuse(f"没有一条“{control}”的条款写明 {months} 个月，请删去 months。")
    return Duty(control, whose, part.get("asks", str, "请单位写明的内容"), months)
