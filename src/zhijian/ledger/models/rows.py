"""What every row of a register has: a unit by which it is seen, and when it was entered."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F

from zhijian.config import clock
from zhijian.people.models import Organization, seen_by


class Rows(models.QuerySet[Any]):
    """Rows of a register, by the unit each belongs to (``model.UNIT`` is the way to it)."""

    def visible_to(self, user: Any, on: date | None = None) -> Self:
        """Rows of the units whose work ``user`` may see; none to a stranger."""
        return seen_by(user, on).within(self, self.model.UNIT)

    def of_unit(self, organization: Organization) -> Self:
        """Rows of one unit."""
        return self.filter(**{self.model.UNIT: organization})

    def below(self, organization: Organization) -> Self:
        """Rows of a unit and of every unit below it."""
        under = Organization.objects.under(organization).values("pk")
        return self.filter(**{f"{self.model.UNIT}__in": under})

    def with_unit(self) -> Self:
        """Rows with the id of their unit as ``unit_id_`` (for those that have it by another)."""
        return self.annotate(unit_id_=F(f"{self.model.UNIT}_id"))


class RegisterRow(models.Model):
    """One row of a register. ``UNIT`` is the way to the unit that keeps it."""

    UNIT: ClassVar[str] = "organization"

    created_at = models.DateTimeField("登记时间", default=clock.now, editable=False)

    objects = Rows.as_manager()

    class Meta:
        abstract = True

    @property
    def unit(self) -> Organization:
        """The unit that keeps the row."""
        found: Any = self
        for name in self.UNIT.split("__"):
            found = getattr(found, name)
        return found  # type: ignore[no-any-return]
