"""Which units an office answers for in exchange: those below it, and those it supervises."""

from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from zhijian.config import clock
from zhijian.people.models import Lineage, Organization, Oversight, in_force

T = TypeVar("T", bound=models.QuerySet[Any])


def covered(office: Organization) -> models.QuerySet[Lineage, dict[str, int]]:
    """The ids of a unit, of those below it, and of those it supervises with theirs below."""
    supervised = Oversight.objects.filter(
        in_force(clock.today()), office=office, role=Oversight.Role.SUPERVISES
    )
    roots = Q(ancestor=office) | Q(ancestor__in=supervised.values("organization"))
    return Lineage.objects.filter(roots).values("descendant")


def units_of(office: Organization) -> models.QuerySet[Organization]:
    """The same as units."""
    return Organization.objects.filter(pk__in=covered(office))


def rows_of(rows: T, office: Organization) -> T:
    """Rows of registers that belong to those units."""
    return rows.filter(**{f"{rows.model.UNIT}__in": covered(office)})
