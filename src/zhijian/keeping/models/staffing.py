"""Changes of staff in the posts that are filed, and what was filed of them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.ledger.models import RegisterRow, Rows

CASE = "cases.Case"


class StaffChanges(Rows):
    """Changes of staff."""

    def unfiled(self) -> Self:
        """Those that nobody has filed yet."""
        return self.filter(refiled_on__isnull=True)


class StaffChange(RegisterRow):
    """Somebody left a post: handed over when, filed when, password, device and platforms when.

    ``case`` is the handover, ``refiling`` the case in which the unit files its roster anew. A post
    that the place does not ask to file (``needs_refiling`` is false) is kept here for the handover
    alone.
    """

    number = models.CharField("变动编号", max_length=60, unique=True)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="staff_changes", verbose_name="单位"
    )
    post = models.CharField("岗位", max_length=12)
    person = models.CharField("原任人员", max_length=60, blank=True)
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="staff_changes",
        verbose_name="账号",
    )
    reason = models.CharField("变动原因", max_length=200, blank=True)
    changed_on = models.DateField("变动日期")
    handed_over_on = models.DateField("交接完成日期", null=True, blank=True)
    refiled_on = models.DateField("重新报备日期", null=True, blank=True)
    password_changed_on = models.DateField("密码更换日期", null=True, blank=True)
    has_device = models.BooleanField("是否配发设备", null=True, blank=True)
    device_returned_on = models.DateField("设备收回日期", null=True, blank=True)
    platforms_updated_on = models.DateField("上级平台信息更新日期", null=True, blank=True)
    needs_refiling = models.BooleanField("是否须报备的岗位", default=True, editable=False)
    position = models.OneToOneField(
        "people.Position",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="change",
    )
    case = models.ForeignKey(
        CASE, models.PROTECT, null=True, editable=False, related_name="staff_changes"
    )
    refiling = models.ForeignKey(
        CASE, models.PROTECT, null=True, editable=False, related_name="refiled_changes"
    )

    objects = StaffChanges.as_manager()

    class Meta:
        verbose_name = "人员变动"
        verbose_name_plural = "人员变动"
        ordering = ("-changed_on", "-pk")
        indexes = (
            models.Index(fields=("organization", "-changed_on"), name="staff_change_by_unit"),
            models.Index(
                fields=("organization",),
                condition=Q(refiled_on__isnull=True),
                name="staff_change_unfiled",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}（{self.number}）" if self.person else self.number


class StaffFiling(RegisterRow):
    """A roster that a unit filed: the first one, or anew after a change, with the receipt."""

    class Kind(models.TextChoices):
        INITIAL = "INITIAL", "首次备案"
        REFILING = "REFILING", "重新报备"

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="staff_filings", verbose_name="单位"
    )
    kind = models.CharField("报备种类", max_length=12, choices=Kind.choices)
    filed_on = models.DateField("报备日期")
    recipient = models.CharField("接收方", max_length=120, blank=True)
    receipt = models.CharField("回执编号", max_length=120, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    case = models.OneToOneField(
        CASE, models.PROTECT, null=True, editable=False, related_name="staff_filing"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "三员一长报备"
        verbose_name_plural = "三员一长报备"
        ordering = ("-filed_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organization",),
                condition=Q(kind="INITIAL"),
                name="staff_filed_first_once",
                violation_error_message="这个单位已经登记过首次备案；变动之后的请登记为重新报备。",
            ),
        )
        indexes = (models.Index(fields=("organization", "-filed_on"), name="staff_filing_by_unit"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.filed_on}"
