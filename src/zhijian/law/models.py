"""Years of the work calendar that the office imported, and exceptions that were granted."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.config import clock
from zhijian.people.models import seen_by


class CalendarYear(models.Model):
    """The published arrangement of one year, as a year file; the newest row of a year holds."""

    year = models.PositiveSmallIntegerField("年份", db_index=True)
    content = models.TextField("年度文件")
    number = models.CharField("通知文号", max_length=60, blank=True)
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导入人"
    )

    class Meta:
        verbose_name = "年度日历"
        verbose_name_plural = "年度日历"
        ordering = ("-year", "-pk")

    def __str__(self) -> str:
        return f"{self.year} 年工作日历"


class GrantQuerySet(models.QuerySet["Grant"]):
    """Exceptions by reader and by day."""

    def visible_to(self, user: Any, on: date | None = None) -> Self:
        """The exceptions of the units whose work ``user`` may see."""
        return seen_by(user, on).within(self, "organization")

    def holding(self, on: date | None = None) -> Self:
        """Exceptions that hold on a day: begun, not ended, not revoked by then."""
        day = on or clock.today()
        return self.filter(from_on__lte=day, until_on__gte=day).filter(
            Q(revoked_on__isnull=True) | Q(revoked_on__gt=day)
        )

    def to_come(self, on: date | None = None) -> Self:
        """Exceptions that begin after a day and were not revoked."""
        return self.filter(from_on__gt=on or clock.today(), revoked_on__isnull=True)

    def over(self, on: date | None = None) -> Self:
        """Exceptions that ran out before a day without being revoked."""
        return self.filter(until_on__lt=on or clock.today(), revoked_on__isnull=True)

    def revoked(self) -> Self:
        """Exceptions taken back before their end."""
        return self.filter(revoked_on__isnull=False)


class Grant(models.Model):
    """An approved, reasoned, dated exception to one rule for one subject.

    ``until_on`` is the last day it holds; from ``revoked_on`` on it holds no more.

    Source: requirements of the texts that say 原则上; see ``core.rules.ExceptionGrant``.
    """

    number = models.CharField("批准文号", max_length=80, unique=True)
    rule = models.CharField("规则", max_length=80)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="grants", verbose_name="单位"
    )
    subject = models.CharField("对象", max_length=200)
    reason = models.TextField("理由")
    approved_by = models.CharField("批准机关", max_length=120)
    higher_norm = models.CharField("上位依据", max_length=200, blank=True)
    approved_on = models.DateField("批准日期")
    from_on = models.DateField("起始日期")
    until_on = models.DateField("截止日期")
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    revoke_reason = models.TextField("撤销理由", blank=True)
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "例外"
        verbose_name_plural = "例外"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="grant_ends_after_start"
            ),
        )
        indexes = (
            models.Index(fields=("organization", "rule", "until_on"), name="grant_by_unit"),
            models.Index(fields=("until_on", "id"), name="grant_by_end"),
        )

    def __str__(self) -> str:
        return self.number

    def state_on(self, on: date) -> str:
        """尚未开始, 有效, 已到期 or 已撤销, as it stands on ``on``."""
        if self.revoked_on is not None and self.revoked_on <= on:
            return "已撤销"
        if on < self.from_on:
            return "尚未开始"
        return "有效" if on <= self.until_on else "已到期"
