"""The taker of units and staff."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, cast

from zhijian.people import policy, tree
from zhijian.people.actions.persons import seal_person
from zhijian.people.importing.plan_parts import Parsed, Planned
from zhijian.people.importing.staff.parts import StaffPlanned
from zhijian.people.importing.staff.positions import plan_position
from zhijian.people.importing.staff.standing import Standing
from zhijian.people.importing.staff.units import plan_units
from zhijian.people.importing.staff.writing import (
    PERSON_MARKS,
    POSITION_MARKS,
    UNIT_MARKS,
    write,
)
from zhijian.people.importing.takers import Table, Written
from zhijian.people.models import Lineage, Organization, Person, Position, User


class StaffTaker:
    """Takes units, their people and positions."""

    relations = ("organizations", "positions")

    @property
    def tables(self) -> tuple[Table, ...]:
        """Units, people, positions."""
        return (
            Table(Organization, UNIT_MARKS, _restore_unit, _deepest_first, frozenset(_LINEAGE)),
            Table(Person, PERSON_MARKS, _restore_person),
            Table(Position, POSITION_MARKS, _restore),
        )

    def may(self, user: User) -> bool:
        """Whether ``user`` keeps the staff of any unit."""
        return policy.keeps_any(user)

    def plan(
        self, rows: Sequence[Parsed], *, by: User | None, place: str, before: Sequence[Planned]
    ) -> list[Planned]:
        """What the rows would do to what stands; ``place`` is that of top units that name none."""
        return list(plan(rows, Standing(by), place=place))

    def write(self, planned: Sequence[Planned], by: User | None) -> Iterator[Written]:
        """Units, then people, then positions."""
        return write(cast("Sequence[StaffPlanned]", planned), by)


def plan(rows: Sequence[Parsed], standing: Standing, *, place: str) -> list[StaffPlanned]:
    """What the rows would do to what stands; ``place`` is that of top units that name none."""
    planned = [StaffPlanned(row.number, row.relation, row.place, row.values) for row in rows]
    plan_units([one for one in planned if one.relation == "organizations"], standing, place)
    staff = [one for one in planned if one.relation == "positions"]
    named = {str(one.raw["organization"]) for one in staff}
    standing.load_staff([unit for name in named for unit in standing.named(name)])
    for one in staff:
        plan_position(one, standing)
    return planned


_LINEAGE = ("people.lineage",)


def _deepest_first(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Units below before those above them."""
    depths: dict[int, list[int]] = {}
    rows = Lineage.objects.filter(descendant__in=ids, ancestor__parent=None)
    for pk, depth in rows.values_list("descendant", "depth"):
        depths.setdefault(depth, []).append(pk)
    return [depths[depth] for depth in sorted(depths, reverse=True)]


def _restore_unit(row: Any, before: dict[str, Any]) -> None:
    if "parent" in before:
        above = before.pop("parent")
        tree.hang(row, Organization.objects.get(pk=above) if above else None)
    _restore(row, before)


def _restore_person(row: Any, before: dict[str, Any]) -> None:
    row.save(update_fields=seal_person(row, **before))


def _restore(row: Any, before: dict[str, Any]) -> None:
    for name, value in before.items():
        is_day = value and name.endswith("_on")
        setattr(row, name, date.fromisoformat(value) if is_day else value)
    if before:
        row.save(update_fields=list(before))
