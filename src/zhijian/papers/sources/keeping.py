"""What a unit has on file: rules and plans, dedicated devices, money."""

from zhijian.keeping.models import Attestation, Budget, Device
from zhijian.papers.matter import Matter


def rule_documents(matter: Matter) -> list[str]:
    """The rules and plans in force that the unit has on file."""
    rows = Attestation.objects.of_unit(matter.unit).in_force(matter.on)
    return list(dict.fromkeys(rows.values_list("matter", flat=True)))


def held_devices(matter: Matter) -> list[str]:
    """The devices of the unit that nobody disposed of."""
    rows = Device.objects.of_unit(matter.unit).filter(disposed_on__isnull=True)
    return [f"{row.get_kind_display()} {row}" for row in rows]


def budget_of_year(matter: Matter) -> int | None:
    """The money of the year: what is stated as a whole, else the parts together."""
    rows = Budget.objects.of_unit(matter.unit).filter(year=matter.on.year)
    whole = [row.amount for row in rows if row.purpose == Budget.Purpose.ALL]
    parts = [row.amount for row in rows if row.purpose != Budget.Purpose.ALL]
    return sum(whole or parts) if whole or parts else None
