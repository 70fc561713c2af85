"""The demonstration's ledgers: what the invented county's offices keep, and what they say of it."""

from zhijian import journal
from zhijian.config import clock
from zhijian.core.workdays import from_day_number
from zhijian.demo.county import County
from zhijian.ledger import registers
from zhijian.ledger.models import Seen
from zhijian.people.models import Organization, User


def enter_ledgers(county: County, *, by: User) -> dict[str, int]:
    """Enter every relation that a register keeps; how many rows of each.

    The record says once, at the first unit, how much was loaded.
    """
    kept = {one.relation for one in registers.registers()}
    counts = registers.load({name: rows for name, rows in county.rows.items() if name in kept})
    _state(county, by)
    first = Organization.objects.order_by("pk").first()
    if first is not None:
        journal.record("register.loaded", first, by=by, counts=counts)
    return counts


def _state(county: County, by: User) -> None:
    """Say of what comes in day by day until when it was kept, and of some from when."""
    for one in registers.registers():
        sight = county.sights.get(one.relation)
        if sight is None or not (one.stream or sight.from_d is not None):
            continue
        days = (sight.as_of_d if one.stream else None, sight.from_d)
        as_of_on, from_on = (None if day is None else from_day_number(day) for day in days)
        Seen.objects.create(
            relation=one.relation, as_of_on=as_of_on, from_on=from_on, by=by, at=clock.now()
        )
