"""A form being read: the page, what has been accounted for, what was found and what was refused."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhijian.core.facts.reading.cells import Raw
from zhijian.core.facts.reading.report import RefusedCell
from zhijian.core.facts.reading.troubles import CellRefused
from zhijian.core.forms.model import Form
from zhijian.core.forms.reading.asked import key_of
from zhijian.core.forms.reading.page import Page, text_of
from zhijian.core.forms.values import Plain


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was read otherwise than printed, or left unread; ``cell`` says where."""

    cell: str
    header: str
    says: str

    def __str__(self) -> str:
        header = f"（{self.header}）" if self.header else ""
        return f"{self.cell}{header}：{self.says}。" if self.cell else f"{header}{self.says}。"


@dataclass
class Work:
    """Everything one reading gathers; ``done`` holds the upper left of places accounted for."""

    page: Page
    form: Form
    fields: dict[str, Plain] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Plain]]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    refused: list[RefusedCell] = field(default_factory=list)
    done: set[tuple[int, int]] = field(default_factory=set)

    def take(self, row: int, column: int) -> None:
        """Account for a place."""
        top, left, _, _ = self.page.extent(row, column)
        self.done.add((top, left))

    def is_taken(self, row: int, column: int) -> bool:
        """Whether a place is accounted for."""
        return self.page.extent(row, column)[:2] in self.done

    def remark(self, row: int, column: int, header: str, says: str) -> None:
        """Say something about a place; nothing if there is nothing to say."""
        if says:
            self.remarks.append(Remark(self.page.place(row, column), header, says))

    def refuse(self, row: int, column: int, header: str, raw: Raw, why: CellRefused) -> None:
        """Record that a place could not be read."""
        grid = self.page.grid
        shown = text_of(raw).strip()[:60]
        self.refused.append(
            RefusedCell(
                grid.file,
                grid.sheet,
                grid.number(row),
                self.page.place(row, column),
                header,
                shown,
                why.reason,
                why.cure,
                loses_row=False,
            )
        )

    def labelled(self, key: str) -> list[tuple[int, int]]:
        """The places, not accounted for, where exactly this label stands, from the top."""
        return [
            (row, column)
            for row in range(len(self.page.grid.rows))
            for column, text in self.page.cells(row)
            if self.page.extent(row, column)[0] == row
            and 0 < len(text) < 60
            and not self.is_taken(row, column)
            and key_of(text) == key
        ]
