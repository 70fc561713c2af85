"""Many rows of a table read column by column: what repeats is read once, what is plain not at all.

What a cell means is said in ``cells`` and what a row is in ``entries``; here the rows that have
nothing odd about them are found and read, thousands at a time. Every other row is left to be read
by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, repeat, zip_longest
from typing import cast

from zhijian.core.facts.model import Kind
from zhijian.core.facts.reading.cells import Raw, Value, all_stay
from zhijian.core.facts.reading.composite import Composite
from zhijian.core.facts.reading.entries import may_be_none
from zhijian.core.facts.reading.mapping import Mapped
from zhijian.core.facts.reading.plans import Plan
from zhijian.core.facts.reading.troubles import CellRefused

# Rows taken at a time: enough for repeats to pay, few enough to hold twice.
PART = 20_000
_BLANK = ("", None)


@dataclass(slots=True)
class _Cells:
    """One source column: its cells, each different one once, and the texts among these."""

    cells: Sequence[Raw]
    different: Collection[Raw]
    texts: list[str]

    @property
    def filled(self) -> int:
        """How many cells are not empty."""
        empty = self.cells.count("") if "" in self.different else 0
        return len(self.cells) - empty - (self.cells.count(None) if None in self.different else 0)

    def where(self, wanted: Collection[Raw]) -> Iterable[int]:
        """The rows whose cell is one of ``wanted``."""
        return compress(range(len(self.cells)), map(wanted.__contains__, self.cells))


@dataclass(slots=True)
class Plain:
    """What a stretch of ``count`` rows says, column by column.

    ``values`` are those of the columns that get one. ``others`` are the rows (from 0) to be read by
    themselves. ``filled`` counts by source column the filled cells of all the rows.
    """

    count: int
    values: dict[str, Sequence[Value]] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)
    filled: dict[int, int] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """The values row by row."""
        return zip(*self.values.values(), strict=True) if self.values else repeat((), self.count)

    def keys(
        self, names: Sequence[str], blank: Mapping[str, object]
    ) -> Iterator[tuple[Value, ...]]:
        """The values of some columns row by row; where no cell fills one, that of ``blank``."""
        wanted = (
            self.values.get(name) or repeat(cast(Value, blank[name]), self.count) for name in names
        )
        return zip(*wanted, strict=True)


def read_plain(
    rows: Sequence[Sequence[Raw]],
    plans: Sequence[Plan],
    composites: Sequence[Mapped],
    must: Collection[str],
    blank: Mapping[str, object],
    width: int | None,
    is_entry: Callable[[Sequence[Raw]], bool],
) -> Plain:
    """Read the rows that have nothing odd about them.

    ``must`` are columns without which a row is lost, ``blank`` is a record before anything is read.
    A row that may be a total or a note is shown to ``is_entry``. ``width`` bounds the rows of a
    text table.
    """
    columns = [_cells(cells) for cells in zip_longest(*rows)]
    found = Plain(len(rows))
    for index, column in enumerate(columns):
        if count := column.filled:
            found.filled[index] = count
    for plan in plans:
        if plan.index < len(columns):
            _read(plan, columns[plan.index], found)
    found.others |= _silent(plans, found)
    for mapped in composites:
        if mapped.parts is not None and mapped.header.column < len(columns):
            _take_apart(mapped.parts, columns[mapped.header.column], blank, found)
    for name in must:
        values = found.values.get(name)
        if values is None:
            if blank[name] in _BLANK:
                found.others.update(range(len(rows)))
        elif None in values or "" in values:
            found.others.update(n for n, value in enumerate(values) if value in _BLANK)
    doubtful = _doubtful(columns, width) - found.others
    found.others.update(n for n in doubtful if not is_entry(rows[n]))
    return found


def _cells(cells: Sequence[Raw]) -> _Cells:
    kinds = set(map(type, cells))
    if len(kinds & {bool, int, float}) > 1:  # True, 1 and 1.0 are equal and not the same
        return _Cells(cells, list(cells), [one for one in cells if isinstance(one, str)])
    different = set(cells)
    texts = different if kinds == {str} else (one for one in different if isinstance(one, str))
    return _Cells(cells, different, cast("list[str]", list(texts)))


def _read(plan: Plan, column: _Cells, found: Plain) -> None:
    """Add the values of one source column; a row whose cell cannot be read is no plain one."""
    if plan.column.kind is Kind.TEXT and (written := _as_written(column)) is not None:
        found.values[plan.column.name] = written
        return
    if isinstance(column.different, list):
        values, twins = _one_by_one(plan, column, found.others)
    else:
        values, twins = _once_each(plan, column, found.others)
    found.values[plan.column.name] = values
    if plan.twin:
        found.values[plan.twin] = twins


def _as_written(column: _Cells) -> Sequence[Value] | None:
    """The cells of a column of text, if they are nothing but texts that stay as they are."""
    has_none = None in column.different
    if len(column.texts) + has_none < len(column.different):
        return None
    if not all_stay([text for text in column.texts if text]):
        return None
    cells = cast("Sequence[str | None]", column.cells)
    return [cell or "" for cell in cells] if has_none else cells


def _once_each(
    plan: Plan, column: _Cells, others: set[int]
) -> tuple[Sequence[Value], Sequence[Value]]:
    blank: Value = "" if plan.column.kind.is_text else None
    known: dict[Raw, Value] = {"": blank, None: blank}
    twins: dict[Raw, Value] = {"": None, None: None}
    refused = set()
    for raw in column.different:
        if raw is None or raw == "":
            continue
        try:
            known[raw] = value = plan.read(raw)
        except CellRefused:
            known[raw], twins[raw] = blank, None
            refused.add(raw)
        else:
            twins[raw] = plan.of_twin(raw, value) if plan.twin else None
    if refused:
        others.update(column.where(refused))
    values = list(map(known.__getitem__, column.cells))
    return values, list(map(twins.__getitem__, column.cells)) if plan.twin else ()


def _one_by_one(
    plan: Plan, column: _Cells, others: set[int]
) -> tuple[Sequence[Value], Sequence[Value]]:
    blank: Value = "" if plan.column.kind.is_text else None
    values: list[Value] = []
    twins: list[Value] = []
    for at, raw in enumerate(column.cells):
        value, other = blank, None
        if raw is not None and raw != "":
            try:
                value = plan.read(raw)
                other = plan.of_twin(raw, value) if plan.twin else None
            except CellRefused:
                others.add(at)
        values.append(value)
        twins.append(other)
    return values, twins


def _take_apart(
    parts: Composite, column: _Cells, blank: Mapping[str, object], found: Plain
) -> None:
    """Add the columns that one source column fills together."""
    apart: dict[Raw, Mapping[str, str]] = {"": {}, None: {}}
    refused = set()
    for raw in set(column.different):
        if raw is None or raw == "":
            continue
        try:
            apart[raw] = parts.split(raw)
        except CellRefused:
            apart[raw] = {}
            refused.add(raw)
    if refused:
        found.others.update(column.where(refused))
    for name in parts.kept:
        before = found.values.get(name) or repeat(cast(Value, blank[name]), found.count)
        found.values[name] = [
            apart[raw].get(name) or otherwise
            for raw, otherwise in zip(column.cells, before, strict=True)
        ]


def _silent(plans: Sequence[Plan], found: Plain) -> set[int]:
    """The rows in which no plan finds anything; of a flag, 无 is an answer and blank as well."""
    silent: set[int] | None = None
    for plan in plans:
        values = found.values.get(plan.column.name)
        if values is None or plan.column.kind is Kind.FLAG:
            continue
        if silent is not None:
            silent = {n for n in silent if values[n] in _BLANK}
        elif None in values or "" in values:
            silent = {n for n, value in enumerate(values) if value in _BLANK}
        else:
            silent = set()
        if not silent:
            return silent
    return set(range(found.count)) if silent is None else silent


def _doubtful(columns: Sequence[_Cells], width: int | None) -> set[int]:
    """The rows that may be a total, a note, a section or a signature, or are too long."""
    found: set[int] = set()
    for index, column in enumerate(columns):
        if width is not None and index >= width and column.filled:
            found.update(n for n, cell in enumerate(column.cells) if cell not in _BLANK)
        if words := set(may_be_none(column.texts)):
            found.update(column.where(words))
    return found
