"""Who keeps an account's password and on which device; the password itself is nowhere."""

from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from zhijian.keeping.secrets import SENTENCE, looks_secret
from zhijian.ledger.models import RegisterRow, Rows
from zhijian.people.encryption import EncryptedTextField


def refuse_secrets(row: models.Model, names: Iterable[str], *, is_strict: bool = False) -> None:
    """Pass if no named field holds what looks like a password.

    Raises:
        ValidationError: with a sentence for each field that does.
    """
    found = {
        name: SENTENCE.format(label=row._meta.get_field(name).verbose_name)
        for name in names
        if looks_secret(str(getattr(row, name) or ""), is_strict=is_strict)
    }
    if found:
        raise ValidationError(found)


class Credentials(Rows):
    """Custody of accounts."""

    def of_person(self, organization: Any, name: str) -> Self:
        """What somebody keeps of a unit's accounts."""
        return self.filter(account__organization=organization, custodian=name)


class Credential(RegisterRow):
    """Who keeps the password of an account, and how it is protected. It holds no secret."""

    UNIT = "account__organization"

    account = models.OneToOneField(
        "ledger.Account",
        models.CASCADE,
        related_name="credential",
        verbose_name="账号",
        error_messages={"unique": "这个账号已经登记过保管，请修改原来那一条。"},
    )
    custodian = models.CharField("保管人", max_length=60, blank=True)
    is_full_time = models.BooleanField("保管人是否专职", null=True, blank=True)
    changed_on = models.DateField("密码更换日期", null=True, blank=True)
    on_dedicated_device = models.BooleanField("是否专用设备登录", null=True, blank=True)
    auto_login_off = models.BooleanField("是否已关闭自动登录", null=True, blank=True)
    phone = EncryptedTextField("绑定手机号", blank=True, default="")
    mail = EncryptedTextField("找回邮箱", blank=True, default="")
    remark = models.CharField("备注", max_length=200, blank=True)

    objects = Credentials.as_manager()

    SCREENED = ("custodian", "phone", "mail", "remark")

    class Meta:
        verbose_name = "账号保管"
        verbose_name_plural = "账号保管"
        ordering = ("account",)

    def __str__(self) -> str:
        return str(self.account)

    def clean(self) -> None:
        """No field holds what looks like a password."""
        super().clean()
        refuse_secrets(self, self.SCREENED, is_strict=True)


class Devices(Rows):
    """Devices."""

    def out(self) -> Self:
        """Handed out and not back."""
        return self.filter(returned_on__isnull=True, disposed_on__isnull=True).exclude(holder="")

    def held_by(self, organization: Any, name: str) -> Self:
        """What somebody of a unit has and has not given back."""
        return self.out().filter(organization=organization, holder=name)


class Device(RegisterRow):
    """A dedicated computer or telephone, who has it, and what became of it."""

    class Kind(models.TextChoices):
        COMPUTER = "computer", "电脑"
        PHONE = "phone", "手机"
        TABLET = "tablet", "平板"
        KEY = "key", "USBKey/安全密钥"
        OTHER = "other", "其他"

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="kept_devices", verbose_name="单位"
    )
    kind = models.CharField("设备种类", max_length=12, choices=Kind.choices)
    name = models.CharField("名称型号", max_length=60)
    serial = models.CharField("设备编号", max_length=60)
    holder = models.CharField("领用人", max_length=60, blank=True)
    issued_on = models.DateField("配发日期", null=True, blank=True)
    returned_on = models.DateField("收回日期", null=True, blank=True)
    is_dedicated = models.BooleanField("是否专用于账号登录", null=True, blank=True)
    accounts = models.CharField("用于哪些账号", max_length=300, blank=True)
    disposed_on = models.DateField("处置日期", null=True, blank=True)
    disposal = models.CharField("处置方式", max_length=120, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    objects = Devices.as_manager()

    class Meta:
        verbose_name = "登录设备"
        verbose_name_plural = "登录设备"
        ordering = ("organization", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "serial"),
                name="kept_device_once",
                violation_error_message="本单位已经登记过这个编号的设备。",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(returned_on__gte=models.F("issued_on")),
                name="kept_device_returned_after_issue",
                violation_error_message="收回日期早于配发日期，请核对。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.serial}）"

    def clean(self) -> None:
        """No field holds what looks like a password."""
        super().clean()
        refuse_secrets(self, ("name", "accounts", "remark"))
