"""Who kept watch on a day, and who looked over an account."""

from django.db import models

from zhijian.ledger.models import RegisterRow


class DutyShift(RegisterRow):
    """One person on watch for a unit on a day."""

    organization = models.ForeignKey(
        "people.Organization",
        models.PROTECT,
        db_index=False,
        related_name="duty_shifts",
        verbose_name="单位",
    )
    duty_on = models.DateField("值班日期")
    person = models.CharField("值班人员", max_length=60, blank=True)
    is_reachable = models.BooleanField("是否联络畅通", null=True, blank=True)

    class Meta:
        verbose_name = "值班"
        verbose_name_plural = "值班"
        ordering = ("-duty_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "duty_on", "person"),
                name="duty_shift_once",
                violation_error_message="这个单位当天已经登记过这个人值班。",
            ),
        )
        indexes = (models.Index(fields=("duty_on", "id"), name="duty_shift_by_day"),)

    def __str__(self) -> str:
        return f"{self.organization} {self.duty_on} 值班"


class Patrol(RegisterRow):
    """One look over an account."""

    UNIT = "account__organization"

    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        db_index=False,
        related_name="patrols",
        verbose_name="账号",
    )
    patrol_on = models.DateField("巡查日期")
    person = models.CharField("巡查人员", max_length=60, blank=True)
    problems = models.PositiveIntegerField("发现问题数", null=True, blank=True)

    class Meta:
        verbose_name = "巡查"
        verbose_name_plural = "巡查"
        ordering = ("-patrol_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "patrol_on"),
                name="patrol_once_a_day",
                violation_error_message="这个账号当天已经登记过巡查，请修改原来那一条。",
            ),
        )
        indexes = (models.Index(fields=("patrol_on", "id"), name="patrol_by_day"),)

    def __str__(self) -> str:
        return f"{self.account} {self.patrol_on} 巡查"
