"""The tables of an upload and how each is read, as the page shows them for correction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhijian.core.facts.reading.mapping import needed, recognise
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused
from zhijian.people.importing.corrections import Correction, correction
from zhijian.people.importing.rows import unpacked
from zhijian.people.importing.takers import taken
from zhijian.people.models import ImportBatch

AUTO, SKIP, UNSAID = "auto", "", "?"
"""A column as the program reads it; one left out; a table of which nothing was said."""


@dataclass(frozen=True)
class Column:
    """One column of the file: its header, and which column of the ledger it is said to be."""

    name: str
    place: str
    header: str
    filled: int | None
    how: str
    chosen: str
    may_be_auto: bool


@dataclass(frozen=True)
class Table:
    """One table of the file. ``options`` are the columns of ``relation`` to choose from."""

    name: str
    title: str
    rows_in: int
    relation: str
    read_as: str
    is_open: bool
    columns: tuple[Column, ...]
    options: tuple[tuple[str, str], ...]
    needed: str


def ledgers() -> list[tuple[str, str]]:
    """The ledgers that can be chosen."""
    return [(name, RELATIONS[name].title) for name in taken()]


def tables_of(batch: ImportBatch, said: Mapping[str, str]) -> list[Table]:
    """Every table, read as ``said`` (what a form sent), else as it stands."""
    outline = unpacked(batch.outline).get("headers", [])
    return [
        _table(number, understood, headers, said)
        for number, (understood, headers) in enumerate(zip(batch.understood, outline, strict=False))
    ]


def corrections_of(batch: ImportBatch, said: Mapping[str, str]) -> list[Correction]:
    """What a form says differently from how the tables stand, on top of earlier corrections.

    Raises:
        Refused: a table is said to be something that it cannot be.
    """
    outline = unpacked(batch.outline).get("headers", [])
    before = {(one["sheet"], one["headers"]): one for one in batch.corrections}
    stands = tables_of(batch, {})
    for number, (now, then) in enumerate(zip(tables_of(batch, said), stands, strict=True)):
        if not now.is_open or now.relation == UNSAID or _same(now, then):
            continue
        understood = batch.understood[number]
        pairs = [(c.header, c.chosen) for c in now.columns if c.chosen != AUTO]
        if now.relation == SKIP:
            pairs = [(header, SKIP) for header in dict.fromkeys(outline[number])]
        fresh = correction(understood["sheet"], understood["headers"], now.relation, pairs)
        before[fresh["sheet"], fresh["headers"]] = fresh
    if list(before.values()) == list(batch.corrections):
        raise Refused("没有改动。请先改正台账或某一列，再重新读取。")
    return list(before.values())


def _same(now: Table, then: Table) -> bool:
    return now.relation == then.relation and [c.chosen for c in now.columns] == [
        c.chosen for c in then.columns
    ]


def _table(
    number: int, understood: Mapping[str, Any], headers: list[str], said: Mapping[str, str]
) -> Table:
    name = f"t{number}"
    stands = understood.get("relation", "")
    read_as = "" if understood.get("is_left_out") else stands or UNSAID
    relation = said.get(name, read_as)
    if relation not in (*taken(), SKIP, UNSAID):
        relation = read_as
    is_open = bool(headers) and not understood.get("is_form")
    ledger = RELATIONS.get(relation)
    # What was sent belongs to the ledger whose columns were offered with it.
    columns_said = said if said.get(f"{name}-of") == relation else {}
    columns = _columns(name, understood, headers, relation, columns_said) if ledger else ()
    sheet = understood["sheet"]
    return Table(
        name=name,
        title=f"工作表“{sheet}”" if sheet else str(understood["file"]),
        rows_in=understood["rows_in"],
        relation=relation,
        read_as=stands,
        is_open=is_open,
        columns=tuple(columns),
        options=tuple((c.name, c.label) for c in ledger.asked) if ledger else (),
        needed="、".join(c.label for c in needed(ledger)) if ledger else "",
    )


def _columns(
    name: str,
    understood: Mapping[str, Any],
    headers: list[str],
    relation: str,
    said: Mapping[str, str],
) -> Iterator[Column]:
    read = {column["header"]: column for column in reversed(understood["columns"])}
    is_as_read = understood.get("relation") == relation
    known = {column.name for column in RELATIONS[relation].asked}
    for number, header in enumerate(dict.fromkeys(headers)):
        column = read.get(header[:60], {})
        targets = column.get("targets", []) if is_as_read else []
        may_be_auto = len(targets) > 1
        if may_be_auto:
            stands = AUTO
        elif is_as_read:
            stands = targets[0] if targets else SKIP
        else:
            found = recognise(RELATIONS[relation], header)
            stands = found[0].name if found else SKIP
        chosen = said.get(f"{name}-{number}", stands)
        if chosen not in known and chosen not in (SKIP, AUTO):
            chosen = stands
        yield Column(
            name=f"{name}-{number}",
            place=column.get("place", ""),
            header=header,
            filled=column.get("filled"),
            how=column.get("how", "") if is_as_read else "",
            chosen=chosen,
            may_be_auto=may_be_auto,
        )
