"""Rules and plans on file, dated promises, and money: what can only be stated by somebody."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from zhijian.ledger.models import RegisterRow, Rows


class Attestations(Rows):
    """Papers on file."""

    def in_force(self, on: date) -> Self:
        """Signed by ``on`` and not lapsed."""
        open_end = Q(until_on__isnull=True) | Q(until_on__gte=on)
        return self.filter(open_end, signed_on__lte=on)


class Attestation(RegisterRow):
    """A rule, plan, promise or proof in use, signed on a day, with its last day."""

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="attestations", verbose_name="单位"
    )
    matter = models.CharField("事项", max_length=120)
    signed_on = models.DateField("签署日期")
    until_on = models.DateField("有效期至", null=True, blank=True)
    signed_by = models.CharField("签署人", max_length=60, blank=True)
    has_attachment = models.BooleanField("是否附件", null=True, blank=True)

    objects = Attestations.as_manager()

    class Meta:
        verbose_name = "制度与承诺"
        verbose_name_plural = "制度与承诺"
        ordering = ("organization", "matter", "-signed_on")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "matter", "signed_on"),
                name="attestation_once",
                violation_error_message="这个单位同一天已经登记过这个事项。",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("signed_on")),
                name="attestation_ends_after_start",
                violation_error_message="有效期至早于签署日期，请核对。",
            ),
        )
        indexes = (models.Index(fields=("until_on", "id"), name="attestation_by_end"),)

    def __str__(self) -> str:
        return self.matter


class Budget(RegisterRow):
    """Money for a year, in whole yuan, from where and on what basis."""

    class Purpose(models.TextChoices):
        RUNNING = "running", "运维"
        SECURITY = "security", "安全"
        TRAINING = "training", "培训"
        ALL = "all", "合计（不分项）"

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="budgets", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    purpose = models.CharField("用途", max_length=12, choices=Purpose.choices)
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="budgets",
        verbose_name="账号",
    )
    amount = models.PositiveBigIntegerField("金额（元）")
    source = models.CharField("资金来源", max_length=120, blank=True)
    basis = models.CharField("预算依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "经费保障"
        verbose_name_plural = "经费保障"
        ordering = ("-year", "organization", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2200),
                name="budget_year_sound",
                violation_error_message="年度请写四位数字，如 2026。",
            ),
        )
        indexes = (models.Index(fields=("organization", "-year"), name="budget_by_unit"),)

    def __str__(self) -> str:
        return f"{self.year} 年{self.get_purpose_display()}"
