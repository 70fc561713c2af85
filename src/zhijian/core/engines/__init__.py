"""What a run needs of a database. The SQL is the same text on every engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

Cell = str | int | None
Schema = Sequence[tuple[str, bool]]
"""Column names, each with whether it holds text (else a whole number)."""


class Engine(Protocol):
    """A database that holds the relations of one run and answers portable SQL."""

    name: str

    def create(self, table: str, schema: Schema, columns: Sequence[Sequence[Cell]]) -> None:
        """Create ``table`` and fill it from ``columns``, one list per column."""

    def attach(self, table: str, schema: Schema, paths: Sequence[Path]) -> None:
        """Make Parquet files readable as ``table``; columns a file lacks are blank."""

    def make(self, table: str, select: str) -> None:
        """Store the rows of ``select`` as ``table``."""

    def view(self, table: str, select: str) -> None:
        """Give ``select`` the name ``table`` without storing it."""

    def add_all(self, table: str, selects: Iterable[str]) -> None:
        """Append the rows of each of ``selects`` to ``table``, which ``create`` made."""

    def fetch(self, select: str) -> list[tuple[Cell, ...]]:
        """Return the rows of ``select``."""

    def close(self) -> None:
        """Let go of everything the engine holds."""
