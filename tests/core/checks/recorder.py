"""An engine that keeps every text of SQL it is asked to run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhijian.core.engines import Cell
from zhijian.core.engines.sqlite import SqliteEngine


class Recorder(SqliteEngine):
    """SQLite, with a record of the queries: ``(what it is for, text)``."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []

    def make(self, table: str, select: str) -> None:
        self.texts.append((table, select))
        super().make(table, select)

    def view(self, table: str, select: str) -> None:
        self.texts.append((f"view {table}", select))
        super().view(table, select)

    def add_all(self, table: str, selects: Iterable[str]) -> None:
        kept = list(selects)
        self.texts.extend((table, select) for select in kept)
        super().add_all(table, kept)

    def fetch(self, select: str) -> list[tuple[Cell, ...]]:
        self.texts.append(("fetch", select))
        return super().fetch(select)


def texts_of(engines: Sequence[Recorder]) -> list[tuple[str, str]]:
    """Return what was recorded, each text once."""
    return list(dict.fromkeys(text for engine in engines for text in engine.texts))
