"""The numbers of inspections: one row of numbers for each office and year."""

from zhijian.inspection.models import Inspection
from zhijian.people.models import Organization


def next_number(office: Organization, year: int) -> str:
    """The number of an office's next inspection in a year: JC-2026-12-003, 12 being the office.

    Call it with the office's row locked, so that no two inspections get the same.
    """
    start = f"JC-{year}-{office.pk}-"
    taken = Inspection.objects.filter(office=office, number__startswith=start)
    numbers = (number.removeprefix(start) for number in taken.values_list("number", flat=True))
    last = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return f"{start}{last + 1:03d}"
