"""Years of the work calendar that the office imported, and exceptions that were granted."""

from django.conf import settings
from django.db import models


class CalendarYear(models.Model):
    """The published arrangement of one year, as a year file; the newest row of a year holds."""

    year = models.PositiveSmallIntegerField("年份", db_index=True)
    content = models.TextField("年度文件")
    number = models.CharField("通知文号", max_length=60)
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


class Grant(models.Model):
    """An approved, reasoned, dated exception to one rule for one subject.

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
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "例外"
        verbose_name_plural = "例外"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="grant_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return self.number
