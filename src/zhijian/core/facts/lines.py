"""A large relation as lines of text: a database writes them, an engine reads them.

A million rows in lists of values are many millions of objects. The same rows as lines, each value
apart from the next by ``BETWEEN``, are a few long texts that cross from one database to another
without a look at any single value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from zhijian.core.workdays import day_number

from .collection import Rows, Value
from .model import Column, Relation

BETWEEN = "\x1f"
"""What stands between two values of a line. No value holds it, nor what ends a line."""
UNFIT = (b"\r", b"\0")
"""What a line must not hold besides."""
_BEGAN = datetime(1970, 1, 1)  # noqa: DTZ001


class Lines(Rows):
    """A relation held in memory as text, row by row, the columns in the order of its declaration.

    Days, moments, numbers and flags are written in digits, blank ones as nothing. Whoever makes
    lines answers for the values: they are as ``values.stored`` would give them. ``iso`` are columns
    that a database writes quicker as ISO texts: days (None), and moments with the seconds by which
    civil time is ahead of them. ``vouched`` are the columns whose values are known to stand in the
    relation they name.
    """

    __slots__ = ("_count", "iso", "parts", "vouched")

    parts: tuple[bytes, ...]
    iso: Mapping[str, int | None]
    vouched: frozenset[str]
    _count: int

    def __init__(
        self,
        relation: Relation,
        parts: Iterable[bytes],
        *,
        iso: Mapping[str, int | None] | None = None,
        vouched: Iterable[str] = (),
    ) -> None:
        kept = tuple(part for part in parts if part)
        object.__setattr__(self, "relation", relation)
        object.__setattr__(self, "parts", kept)
        object.__setattr__(self, "iso", dict(iso or {}))
        object.__setattr__(self, "vouched", frozenset(vouched))
        object.__setattr__(self, "_count", sum(part.count(b"\n") + 1 for part in kept))

    @property
    def columns(self) -> tuple[list[Value], ...]:
        """Every column as a list: for engines that take no lines."""
        found: list[list[Value]] = [[] for _ in self.relation.columns]
        for cells in self._cells():
            for n, column in enumerate(self.relation.columns):
                found[n] += self._read(cells[n :: len(found)], column)
        return tuple(found)

    def __len__(self) -> int:
        return self._count

    def column(self, name: str) -> list[Value]:
        """Return the values of one column, row by row."""
        width = len(self.relation.columns)
        at = [column.name for column in self.relation.columns].index(name)
        column = self.relation.columns[at]
        return [value for cells in self._cells() for value in self._read(cells[at::width], column)]

    def _cells(self) -> Iterator[list[str]]:
        for part in self.parts:
            yield part.decode().replace("\n", BETWEEN).split(BETWEEN)

    def _read(self, cells: list[str], column: Column) -> list[Value]:
        if column.kind.is_text:
            return list(cells)
        if column.name not in self.iso:
            return [int(cell) if cell else None for cell in cells]
        ahead = self.iso[column.name]
        if ahead is None:
            days = {cell: _day(cell) for cell in set(cells)}
            return [days[cell] for cell in cells]
        return [_second(cell) + ahead if cell else None for cell in cells]


def _day(cell: str) -> int | None:
    return day_number(date.fromisoformat(cell)) if cell else None


def _second(cell: str) -> int:
    return (datetime.fromisoformat(cell) - _BEGAN) // timedelta(seconds=1)


class UnfitLines(ValueError):
    """A value holds what no line may."""


def part_of(lines: Sequence[str] | Sequence[bytes], width: int) -> bytes:
    """Lines of ``width`` values, texts or their bytes, as one part.

    Raises:
        UnfitLines: a value holds what sets values or lines apart, or a control character.
    """
    if lines and isinstance(lines[0], bytes):
        part = b"\n".join(cast("Sequence[bytes]", lines))
    else:
        part = "\n".join(cast("Sequence[str]", lines)).encode()
    told = (part.count(BETWEEN.encode()), part.count(b"\n"))
    if told != (len(lines) * (width - 1), len(lines) - 1) or any(one in part for one in UNFIT):
        raise UnfitLines
    return part
