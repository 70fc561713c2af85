"""What an office sets of a system above, and which units hold a login there."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.ledger.models import RegisterRow

USER = settings.AUTH_USER_MODEL


class SystemSetting(RegisterRow):
    """A system above as one office uses it; holds for the units below it, too.

    ``system`` is an id of ``systems.yaml``, or ``own-…`` for a system that only this office knows;
    then ``name`` and ``level`` say what it is. ``leads`` holds, by column, which side is right in a
    reconciliation, where that differs from the rulebooks; ``headers`` how its export is read.
    """

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="单位"
    )
    system = models.CharField("系统", max_length=80)
    name = models.CharField("系统名称", max_length=120, blank=True)
    level = models.CharField("层级", max_length=12, blank=True)
    address = models.CharField("登录地址", max_length=300, blank=True)
    contact = models.CharField("联系单位", max_length=120, blank=True)
    phone = models.CharField("联系单位电话", max_length=40, blank=True)
    login_post = models.CharField("账号保管岗位", max_length=12, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    leads = models.JSONField("以哪边为准", default=dict)
    headers = models.JSONField("导出表的列", default=dict)

    class Meta:
        verbose_name = "上级系统"
        verbose_name_plural = "上级系统"
        ordering = ("system",)
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "system"),
                name="system_setting_once",
                violation_error_message="这个系统已经设置过。",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.system


class Login(RegisterRow):
    """A login to a system above that a unit asked for and was dealt out; no password is kept."""

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="使用单位"
    )
    system = models.CharField("系统", max_length=80)
    post = models.CharField("保管岗位", max_length=12)
    asked_on = models.DateField("申领日期")
    dealt_on = models.DateField("分配日期", null=True, blank=True)
    ended_on = models.DateField("收回日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "系统账号"
        verbose_name_plural = "系统账号"
        ordering = ("organization", "system")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "system"),
                condition=Q(ended_on__isnull=True),
                name="login_one_at_a_time",
                violation_error_message="这个单位在这个系统已经有账号或正在申领。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organization} {self.system}"
