"""Where a form's layout asks each thing: beside which label, behind which lead, under what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhijian.core.facts.reading.headers import folded
from zhijian.core.forms.layout import GridBlock, LayoutCell, LineBlock
from zhijian.core.forms.model import Form

_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Place:
    """One cell to be filled. ``label`` stands left of it, ``lead`` inside it, ``beside`` further
    left or above: they tell two places with the same label apart.
    """

    cell: LayoutCell
    label: str
    lead: str
    beside: frozenset[str]


def places_of(form: Form) -> list[Place]:
    """Every place of the form's grids where something is written or signed."""
    found: list[Place] = []
    for block in form.layout:
        if isinstance(block, GridBlock):
            found.extend(_of_grid(block))
    return found


def _of_grid(block: GridBlock) -> Iterator[Place]:
    reaching: dict[int, dict[int, LayoutCell]] = {}
    for number, row in enumerate(block.rows):
        above = reaching.get(number, {})
        labels = [key_of(cell.label) for cell in above.values() if cell.label]
        column, waiting = 0, list(row.cells)
        while waiting or column in above:
            if column in above:
                column += above[column].across
                continue
            cell = waiting.pop(0)
            for below in range(number + 1, number + cell.down):
                reaching.setdefault(below, {})[column] = cell
            column += cell.across
            if cell.label:
                labels.append(key_of(cell.label))
            elif cell.fields or cell.sign:
                label = labels[-1] if labels and not cell.lead else ""
                yield Place(cell, label, key_of(cell.lead), frozenset(labels) - {label})


def key_of(text: str) -> str:
    """A label as labels are compared: without blanks, breaks and marks at its ends."""
    return folded(text)


def bare(key: str) -> str:
    """A label's key without what stands in brackets."""
    return _BRACKETS.sub("", key).strip(":")


def labels_of(form: Form) -> set[str]:
    """The keys of all labels the form prints, its table heads left out."""
    found = {place.label for place in places_of(form)} - {""}
    found |= {bare(place.lead) for place in places_of(form) if place.lead}
    for block in form.layout:
        if isinstance(block, LineBlock):
            found |= {key_of(form.fields[key].label) for key in block.fields}
        elif isinstance(block, GridBlock):
            found |= {key_of(c.label) for row in block.rows for c in row.cells if c.label}
    return found


def heads_of(form: Form) -> set[str]:
    """The keys of all column heads of the form's tables."""
    return {key_of(column.label) for table in form.tables.values() for column in table.columns}
