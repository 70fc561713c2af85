"""Facts: the typed relations of one office, and how completely each was seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zhijian.core.refused import Refused

from .derive import derive
from .model import Column, Kind, Relation
from .schema import RELATIONS
from .values import Unreadable, stored

Value = str | int | None
Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sight:
    """How completely and how recently a relation was seen.

    ``complete`` says that every row there is was handed over; ``as_of_d`` is the last day the rows
    speak for (None: the day of judging), ``from_d`` the first (None: from the beginning).
    ``declared_empty`` is the office's own statement that the relation has no rows (零报告); without
    it an empty relation counts as not seen.
    """

    complete: bool = True
    as_of_d: int | None = None
    from_d: int | None = None
    declared_empty: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A relation held in memory, column by column, in the order of its declaration."""

    relation: Relation
    columns: tuple[list[Value], ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    def column(self, name: str) -> list[Value]:
        """Return the values of one column, row by row."""
        names = [column.name for column in self.relation.columns]
        return self.columns[names.index(name)]

    def records(self) -> Iterator[dict[str, Value]]:
        """Yield each row as a dict from column name to stored value."""
        names = [column.name for column in self.relation.columns]
        for values in zip(*self.columns, strict=True):
            yield dict(zip(names, values, strict=True))


@dataclass(frozen=True, slots=True)
class ParquetFiles:
    """A relation that stays in its Parquet files; an engine reads them in place."""

    relation: Relation
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class InDatabase:
    """A relation that already lies in the engine's database, as ``table`` with the stored columns.

    Name the table with its schema where the database has schemas.
    """

    relation: Relation
    table: str


@dataclass(frozen=True)
class Facts:
    """What is known of one place: relations by name, and how each was seen.

    A relation that is missing was not handed over; whatever needs it stays undetermined.
    """

    tables: Mapping[str, Rows | ParquetFiles | InDatabase]
    sights: Mapping[str, Sight] = field(default_factory=dict)

    @classmethod
    def from_records(
        cls,
        records: Mapping[str, Iterable[Record]],
        sights: Mapping[str, Sight] | None = None,
    ) -> Facts:
        """Return facts built from ``{relation: [dict, …]}``.

        A dict's keys are column names; a day may be given as ``opened_d`` (day number) or as
        ``opened_on`` (date or ISO text), a moment as ``…_s`` or ``…_at``; a choice by its code or
        by its Chinese word; columns left out are blank.

        Raises:
            Refused: a relation or column nobody declared, or a value that does not fit its column;
                every fault is listed.

        >>> facts = Facts.from_records({"accounts": [{"account": "a1", "opened_on": "2024-03-01"}]})
        >>> facts.rows("accounts").column("opened_d")
        [19783]
        """
        faults: list[str] = []
        lists: dict[str, list[dict[str, Value]]] = {}
        for name, rows in records.items():
            if name not in RELATIONS:
                allowed = "、".join(RELATIONS)
                faults.append(f"没有名为“{name}”的台账。可用的有：{allowed}。")
                continue
            lists[name] = list(_read_rows(RELATIONS[name], rows, faults))
        faults.extend(
            f"说明中写了没有的台账“{name}”，请改用已有的台账名。"
            for name in sights or {}
            if name not in RELATIONS
        )
        if faults:
            raise Refused(f"事实数据有 {len(faults)} 处不能接受，请逐条改正。", faults)
        derive(lists)
        tables = {name: _columns(RELATIONS[name], rows) for name, rows in lists.items()}
        return cls(tables, dict(sights or {}))

    @classmethod
    def from_parquet(cls, folder: Path, sights: Mapping[str, Sight] | None = None) -> Facts:
        """Return facts that stay in ``folder``: ``<relation>.parquet`` or ``<relation>/*.parquet``.

        Columns not in a file are blank; derived columns must be in the file.

        Raises:
            Refused: the folder holds no relation, or a file whose name is no relation.
        """
        tables: dict[str, Rows | ParquetFiles | InDatabase] = {}
        for name, relation in RELATIONS.items():
            single, several = folder / f"{name}.parquet", folder / name
            paths = sorted(several.glob("*.parquet")) if several.is_dir() else []
            if single.is_file():
                paths = [single, *paths]
            if paths:
                tables[name] = ParquetFiles(relation, tuple(paths))
        if not tables:
            raise Refused(
                f"{folder} 中没有可识别的 Parquet 台账。文件名应为台账英文名，如 accounts.parquet。"
            )
        return cls(tables, dict(sights or {}))

    @classmethod
    def in_database(
        cls, tables: Mapping[str, str], sights: Mapping[str, Sight] | None = None
    ) -> Facts:
        """Return facts that lie in the engine's database: ``{relation: table}``.

        Each table has the columns that :data:`RELATIONS` declares, the derived ones included.

        Raises:
            Refused: a relation nobody declared.
        """
        unknown = [name for name in tables if name not in RELATIONS]
        if unknown:
            raise Refused(
                f"没有名为“{'、'.join(unknown)}”的台账。可用的有：{'、'.join(RELATIONS)}。"
            )
        held = {name: InDatabase(RELATIONS[name], table) for name, table in tables.items()}
        return cls(held, dict(sights or {}))

    def rows(self, name: str) -> Rows:
        """Return a relation held in memory; empty if it was not handed over.

        Raises:
            TypeError: the relation is not in memory.
        """
        table = self.tables.get(name) or _columns(RELATIONS[name], [])
        if not isinstance(table, Rows):
            raise TypeError(f"{name} is not in memory")
        return table

    def sight(self, name: str) -> Sight:
        """Return how a relation was seen; a relation without a statement counts as complete."""
        return self.sights.get(name, Sight())


def _read_rows(
    relation: Relation, rows: Iterable[Record], faults: list[str]
) -> Iterator[dict[str, Value]]:
    spellings = _spellings(relation)
    for number, record in enumerate(rows, start=1):
        read: dict[str, Value] = {}
        for key, value in record.items():
            column = spellings.get(key)
            if column is None:
                allowed = "、".join(column.name for column in relation.asked)
                faults.append(
                    f"{relation.title}第 {number} 条：没有名为“{key}”的列。可用的列：{allowed}。"
                )
                continue
            try:
                read[column.name] = stored(column, value)
            except Unreadable as reason:
                faults.append(f"{relation.title}第 {number} 条，{column.label}：{reason}")
        yield read


def _spellings(relation: Relation) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in relation.columns:
        found[column.name] = column
        if column.kind is Kind.DAY:
            found[column.name.removesuffix("_d") + "_on"] = column
        elif column.kind is Kind.SECOND:
            found[column.name.removesuffix("_s") + "_at"] = column
    return found


def _columns(relation: Relation, rows: Sequence[Mapping[str, Value]]) -> Rows:
    columns: list[list[Value]] = []
    for column in relation.columns:
        blank: Value = "" if column.kind.is_text else None
        columns.append([row.get(column.name, blank) for row in rows])
    return Rows(relation, tuple(columns))
