"""From where may be reposted, and what must be."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from zhijian.config import clock
from zhijian.ledger.models import RegisterRow, Rows
from zhijian.people.models import Organization, Oversight, in_force


class Sources(Rows):
    """Sources."""

    def visible_to(self, user: Any, on: date | None = None) -> Self:
        """Sources that ``user`` sees, and those that a unit or office above the own one listed."""
        own = super().visible_to(user, on)
        unit = user.organization if getattr(user, "is_active", False) else None
        if unit is None:
            return own
        above = Organization.objects.above(unit).values("pk")
        offices = Oversight.objects.filter(in_force(on or clock.today()), organization=unit)
        listed = self.filter(
            Q(organization__in=above) | Q(organization__in=offices.values("office"))
        )
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=listed.values("pk")))


class Source(RegisterRow):
    """A source that may be reposted by all: one list for the whole installation.

    ``organization`` is the unit that entered it; the core's relation names none.
    """

    source = models.CharField("稿源", max_length=120, unique=True)
    category = models.CharField("稿源类别", max_length=60)
    approved_by = models.CharField("认可机关", max_length=120, blank=True)
    until_on = models.DateField("有效期至", null=True, blank=True)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="sources", verbose_name="登记单位"
    )

    objects = Sources.as_manager()

    class Meta:
        verbose_name = "稿源"
        verbose_name_plural = "稿源"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.source


class MustRepost(RegisterRow):
    """An important text that an account was told to repost."""

    UNIT = "account__organization"

    item = models.CharField("任务编号", max_length=80)
    account = models.ForeignKey(
        "ledger.Account", models.PROTECT, related_name="must_reposts", verbose_name="账号"
    )
    title = models.CharField("标题", max_length=300, blank=True)
    issued_on = models.DateField("下达日期")

    class Meta:
        verbose_name = "应转任务"
        verbose_name_plural = "应转任务"
        ordering = ("-issued_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "account"),
                name="must_repost_once",
                violation_error_message="这个账号已经登记过这项应转任务。",
            ),
        )
        indexes = (models.Index(fields=("issued_on", "id"), name="must_repost_by_day"),)

    def __str__(self) -> str:
        return self.title or self.item
