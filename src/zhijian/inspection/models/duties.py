"""Duties that nobody can compute: dated, signed statements of a unit, looked at by sampling."""

from django.conf import settings
from django.db import models

from zhijian.inspection.models.inspections import Inspection
from zhijian.ledger.models import RegisterRow

USER = settings.AUTH_USER_MODEL


class Fulfilment(RegisterRow):
    """A unit's signed statement that a duty (a control of the rulebooks) is met, until a day."""

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="fulfilments", verbose_name="单位"
    )
    control = models.CharField("要求", max_length=60)
    statement = models.TextField("做了什么")
    signer = models.CharField("签字人", max_length=60)
    signed_on = models.DateField("签字日期")
    until_on = models.DateField("有效至")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField("撤回日期", null=True)

    class Meta:
        verbose_name = "履职声明"
        verbose_name_plural = "履职声明"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("organization", "control"), name="fulfilment_by_unit"),)

    def __str__(self) -> str:
        return self.statement


class SpotLook(RegisterRow):
    """An inspector's look at a statement: it stands, it does not, or it could not be seen."""

    UNIT = "fulfilment__organization"

    class Verdict(models.TextChoices):
        PASS = "PASS", "属实"
        FAIL = "FAIL", "不属实"
        UNDETERMINED = "UNDETERMINED", "未能核实"

    fulfilment = models.ForeignKey(Fulfilment, models.CASCADE, related_name="looks")
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField("核实结果", max_length=12, choices=Verdict.choices)
    says = models.TextField("核实情况")
    looked_on = models.DateField("核实日期")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "抽查核实"
        verbose_name_plural = "抽查核实"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.says
