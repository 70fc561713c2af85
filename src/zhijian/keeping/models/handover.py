"""A handover: what somebody who leaves a post hands on, and who signed for both sides."""

from django.conf import settings
from django.db import models

from zhijian.ledger.models import RegisterRow
from zhijian.ledger.platforms import title_of


class Handover(RegisterRow):
    """The sheet of a handover case. Each side signs as itself; a paper signature names its file."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, editable=False, related_name="handover"
    )
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="handovers", verbose_name="单位"
    )
    leaver = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="移交人"
    )
    taker = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", verbose_name="接手人"
    )
    handed_over_on = models.DateField("交接日期", null=True, blank=True)
    platforms_updated_on = models.DateField("上级平台信息更新日期", null=True, blank=True)
    is_whole = models.BooleanField("离开本单位全部岗位", default=True, editable=False)
    has_device = models.BooleanField("是否配发设备", null=True, blank=True)
    tasks = models.JSONField("移交时在办的事项", default=list, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    given_at = models.DateTimeField("移交签字", null=True, editable=False)
    given_paper = models.ForeignKey(
        "ledger.File", models.PROTECT, null=True, editable=False, related_name="+"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    taken_at = models.DateTimeField("接手签字", null=True, editable=False)

    class Meta:
        verbose_name = "离岗交接"
        verbose_name_plural = "离岗交接"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.leaver)

    @property
    def is_given(self) -> bool:
        """The leaver has signed, in person or on paper."""
        return self.given_at is not None

    @property
    def is_taken(self) -> bool:
        """The successor has signed."""
        return self.taken_at is not None


class HandedAccount(RegisterRow):
    """An account on the sheet: to whom it goes, and when its password was changed."""

    UNIT = "handover__organization"

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="accounts")
    account = models.ForeignKey(
        "ledger.Account", models.PROTECT, related_name="+", verbose_name="账号"
    )
    custodian = models.CharField("新保管人", max_length=60, blank=True)
    is_full_time = models.BooleanField("新保管人是否专职", null=True, blank=True)
    password_changed_on = models.DateField("密码更换日期", null=True, blank=True)

    class Meta:
        verbose_name = "移交的账号"
        verbose_name_plural = "移交的账号"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("handover", "account"), name="handed_account_once"),
        )

    def __str__(self) -> str:
        return str(self.account)

    @property
    def platform(self) -> str:
        """The platform of the account in words."""
        return title_of(self.account.platform)

    @property
    def is_done(self) -> bool:
        """It has a new custodian and a new password."""
        return bool(self.custodian) and self.password_changed_on is not None
