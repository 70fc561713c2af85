"""One row of an import as it was read, and what it would do."""

from dataclasses import dataclass, field
from typing import Any

from zhijian.core.facts.reading.report import RowPlace
from zhijian.core.facts.schema import RELATIONS
from zhijian.people.models import ImportRow

Outcome = ImportRow.Outcome
BLANK = ("", None)
"""What stands for a cell that was left empty."""


class Cells(dict[str, Any]):
    """The filled cells of a row by column name; an empty one reads None. Days are ``date``."""

    def __missing__(self, name: str) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Parsed:
    """One row as the core read it; ``number`` is its place in the upload."""

    number: int
    relation: str
    place: RowPlace
    values: Cells


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell (``column``) or the whole row was not taken."""

    column: str
    reason: str
    cure: str
    loses_row: bool = True


@dataclass(slots=True)
class Planned:
    """One row: what it would write.

    ``values`` are for the taker that planned it. ``changes`` are shown: what it is about, before
    and after, in words and without numbers that must stay sealed.
    """

    number: int
    relation: str
    place: RowPlace
    raw: Cells
    outcome: Outcome = Outcome.SAME
    about: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    target: int | None = None

    def refuse(self, column: str, reason: str, cure: str) -> None:
        """Leave the row out."""
        self.faults.append(Fault(column, reason, cure))
        self.outcome = Outcome.REFUSED

    def leave_out(self, column: str, reason: str, cure: str) -> None:
        """Leave one cell out; the row is taken."""
        self.faults.append(Fault(column, reason, cure, loses_row=False))

    @property
    def is_refused(self) -> bool:
        """Nothing of the row is written."""
        return self.outcome is Outcome.REFUSED


def label(relation: str, column: str) -> str:
    """What a column is called."""
    return RELATIONS[relation].column(column).label


def in_words(value: Any) -> str:
    """A value of a register as a preview shows it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if value not in BLANK else "（空）"


def halves(message: str) -> tuple[str, str]:
    """A refusal as reason and cure."""
    text = message.rstrip("。")
    for mark in ("。", "，请", "："):
        head, found, rest = text.partition(mark)
        if found and rest:
            return head, (f"请{rest}" if mark == "，请" else rest)
    return text, "请核对后重新导入"
