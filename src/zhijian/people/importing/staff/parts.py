"""A planned row of units or staff: which unit and whom it is about."""

from dataclasses import dataclass

from zhijian.people.importing.plan_parts import Planned
from zhijian.people.importing.staff.standing import PersonThere, UnitThere


@dataclass(slots=True)
class StaffPlanned(Planned):
    """``unit`` and ``person`` are there already, or rows of the same file add them."""

    unit: UnitThere | None = None
    person: PersonThere | None = None
