"""The taker of every register that is declared."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import cast

from zhijian.ledger import policy
from zhijian.ledger.importing.planning import Desk, RowPlanned, plan
from zhijian.ledger.importing.rules import cases_about
from zhijian.ledger.importing.there import References, Units
from zhijian.ledger.importing.writing import marks, restore, write
from zhijian.ledger.registers import Register, registers
from zhijian.people.importing.plan_parts import Parsed, Planned
from zhijian.people.importing.staff.taker import StaffTaker
from zhijian.people.importing.takers import Table, Written
from zhijian.people.models import User


class RegisterTaker:
    """Takes rows of accounts, sites and every other register, those first on which others lean."""

    @property
    def relations(self) -> tuple[str, ...]:
        """Every declared register, but for units and staff, which have a taker of their own."""
        return tuple(one.relation for one in self._registers)

    @property
    def tables(self) -> tuple[Table, ...]:
        """One table per register."""
        return tuple(_table(one) for one in self._registers)

    def may(self, user: User) -> bool:
        """Whether ``user`` keeps the registers of any unit."""
        return policy.keeps_any(user)

    def plan(
        self, rows: Sequence[Parsed], *, by: User | None, place: str, before: Sequence[Planned]
    ) -> list[Planned]:
        """What the rows would do to what stands and to what the file adds."""
        units = Units(by, before)
        return plan(rows, Desk(by, units, References(units)))

    def write(self, planned: Sequence[Planned], by: User | None) -> Iterator[Written]:
        """Register by register."""
        rows = cast("Sequence[RowPlanned]", planned)
        for register in self._registers:
            mine = [one for one in rows if one.relation == register.relation]
            if mine:
                yield from write(register, mine)

    @property
    def _registers(self) -> tuple[Register, ...]:
        return tuple(one for one in registers() if one.relation not in StaffTaker.relations)


def _table(register: Register) -> Table:
    leaning = partial(_cases, register.model._meta.label_lower)
    return Table(register.model, marks(register), restore, leaning=leaning)


def _cases(label: str, ids: Sequence[int]) -> Mapping[str, int]:
    return cases_about(label, ids)
