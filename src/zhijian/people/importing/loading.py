"""Units, people and positions from the core's records: how a first load begins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.core.facts.collection import Facts, Rows
from zhijian.core.facts.reading.report import RowPlace
from zhijian.core.refused import Refused
from zhijian.people import tree
from zhijian.people.importing.plan_parts import Outcome, Parsed
from zhijian.people.importing.reading import as_cells
from zhijian.people.importing.staff.parts import StaffPlanned
from zhijian.people.importing.staff.standing import Standing
from zhijian.people.importing.staff.taker import StaffTaker, plan
from zhijian.people.importing.staff.writing import write
from zhijian.people.models import Organization, Person, Position, User

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Loaded:
    """How many were made, and the ids of the units by name."""

    units: int
    people: int
    positions: int
    unit_ids: Mapping[str, int]


@transaction.atomic
def load_facts(
    facts: Facts | Mapping[str, Iterable[Record]], *, place: str, by: User | None = None
) -> Loaded:
    """Enter the units and positions of ``facts`` (or of records by relation), all or nothing.

    Units that name no division get ``place``. Loading the same facts again changes nothing. The
    record says once, at the first unit, how much was loaded.

    Raises:
        Refused: a row that cannot be taken; the first ones are named.
    """
    tree.lock_tree()
    rows = [
        Parsed(number, relation, RowPlace("", "", number), as_cells(relation, record))
        for relation in StaffTaker.relations
        for number, record in enumerate(_records(facts, relation), 1)
    ]
    planned = plan(rows, Standing(by), place=place)
    if refused := [one for one in planned if one.is_refused]:
        lines = [f"{one.about}：{one.faults[0].reason}。" for one in refused[:5]]
        raise Refused(f"有 {len(refused)} 行不能载入。{lines[0]}", lines[1:])
    before = (Organization.objects.count(), Person.objects.count(), Position.objects.count())
    for _ in write(planned, by):
        pass
    after = (Organization.objects.count(), Person.objects.count(), Position.objects.count())
    loaded = Loaded(*(a - b for a, b in zip(after, before, strict=True)), _ids(planned))
    if any(one.outcome is not Outcome.SAME for one in planned):
        _record(planned, loaded, by)
    return loaded


def _records(facts: Facts | Mapping[str, Iterable[Record]], relation: str) -> Iterable[Record]:
    if not isinstance(facts, Facts):
        return facts.get(relation, ())
    table = facts.tables.get(relation)
    if table is None:
        return ()
    if not isinstance(table, Rows):
        raise Refused("单位和岗位要以表格读入内存后才能载入，不能直接取自 Parquet 或数据库。")
    return table.records()


def _ids(planned: Iterable[StaffPlanned]) -> dict[str, int]:
    return {
        one.unit.name: one.unit.pk
        for one in planned
        if one.relation == "organizations" and one.unit is not None and one.unit.pk is not None
    }


def _record(planned: Iterable[StaffPlanned], loaded: Loaded, by: User | None) -> None:
    first = next(one.unit.pk for one in planned if one.unit is not None)
    journal.record(
        "organization.loaded",
        Organization.objects.get(pk=first),
        by=by,
        units=loaded.units,
        people=loaded.people,
        positions=loaded.positions,
    )
