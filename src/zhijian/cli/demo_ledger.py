"""The demonstration's ledgers: what the invented county's offices keep of accounts and sites."""

from zhijian import journal
from zhijian.demo.county import County
from zhijian.ledger import registers
from zhijian.people.models import Organization, User


def enter_ledgers(county: County, *, by: User) -> dict[str, int]:
    """Enter every relation that a register keeps; how many rows of each.

    The record says once, at the first unit, how much was loaded.
    """
    kept = {one.relation for one in registers.registers()}
    counts = registers.load({name: rows for name, rows in county.rows.items() if name in kept})
    first = Organization.objects.order_by("pk").first()
    if first is not None:
        journal.record("register.loaded", first, by=by, counts=counts)
    return counts
