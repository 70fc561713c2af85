"""One row of an import and what it would do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhijian.core.facts.reading.report import RowPlace
from zhijian.core.facts.schema import RELATIONS
from zhijian.people.importing.standing import PersonThere, UnitThere
from zhijian.people.models import ImportRow

Outcome = ImportRow.Outcome


@dataclass(frozen=True)
class Fault:
    """Why a cell (``column``) or the whole row was not taken."""

    column: str
    reason: str
    cure: str
    loses_row: bool = True


@dataclass
class Planned:
    """One row: what it would write. ``values`` and ``before`` hold model fields; see the writers.

    ``unit`` and ``person`` are ids, or names of rows of the same file that are new.
    """

    number: int
    relation: str
    place: RowPlace
    raw: Mapping[str, Any]
    outcome: Outcome = Outcome.SAME
    about: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    target: int | None = None
    unit: UnitThere | None = None
    person: PersonThere | None = None

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


def halves(message: str) -> tuple[str, str]:
    """A refusal as reason and cure."""
    text = message.rstrip("。")
    for mark in ("。", "，请", "："):
        head, found, rest = text.partition(mark)
        if found and rest:
            return head, (f"请{rest}" if mark == "，请" else rest)
    return text, "请核对后重新导入"
