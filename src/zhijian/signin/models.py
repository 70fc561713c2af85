"""Sign-ins, dedicated devices and address ranges. Tokens and codes are kept as digests only."""

import hashlib
import ipaddress
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.people.models import Organization
from zhijian.signin.agents import browser_of


def digest(secret: str) -> str:
    """What is stored of a random secret: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


class DeviceQuerySet(models.QuerySet["Device"]):
    """Devices by state and unit."""

    def enrolled(self) -> Self:
        """Devices that somebody redeemed the code on, and nobody revoked."""
        return self.filter(redeemed_at__isnull=False, revoked_at__isnull=True)

    def for_unit(self, organization: Organization) -> Self:
        """Devices that serve a unit: its own, and those of the units above it."""
        return self.filter(organization__in=Organization.objects.above(organization))


class Device(models.Model):
    """A dedicated computer or terminal (专用设备), known by a random token in its browser."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="devices", verbose_name="单位"
    )
    name = models.CharField("设备名称", max_length=60)
    code_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    code_until = models.DateTimeField("登记码有效期至", null=True, blank=True)
    token_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    enrolled_at = models.DateTimeField("登记时间")
    redeemed_at = models.DateTimeField("启用时间", null=True, blank=True)
    redeemed_from = models.GenericIPAddressField("启用时的地址", null=True, blank=True)
    revoked_at = models.DateTimeField("注销时间", null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = "专用设备"
        verbose_name_plural = "专用设备"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "name"),
                condition=Q(revoked_at__isnull=True),
                name="device_name_once_in_a_unit",
                violation_error_message="本单位已经有同名的设备，请换一个名称。",
            ),
            models.UniqueConstraint(
                fields=("token_digest",), condition=~Q(token_digest=""), name="device_token_once"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """In one word where the device stands."""
        if self.revoked_at:
            return "已注销"
        if self.redeemed_at:
            return "使用中"
        return "待启用" if self.code_until and self.code_until > clock.now() else "登记码已过期"


def check_network(text: str) -> None:
    """Nothing, if ``text`` is an address or a network of either family.

    Raises:
        ValidationError: it is not, or it is so wide that it says nothing.
    """
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise ValidationError(
            "这不是地址或地址段。请写成 10.1.2.3、10.1.2.0/24 或 fd00:1::/64 的样子。"
        ) from None
    if network.prefixlen == 0:
        raise ValidationError("这个地址段包括了所有地址，起不到限制作用。请写小一些的地址段。")


class AddressRangeQuerySet(models.QuerySet["AddressRange"]):
    """Address ranges by unit."""

    def for_unit(self, organization: Organization) -> Self:
        """Ranges that serve a unit: its own, and those of the units above it."""
        return self.filter(organization__in=Organization.objects.above(organization))

    def holding(self, address: str) -> "AddressRange | None":
        """The first of these ranges that ``address`` lies in."""
        return next((row for row in self if row.holds(address)), None)


class AddressRange(models.Model):
    """Addresses (地址段) from which a unit's dedicated equipment signs in."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="address_ranges", verbose_name="单位"
    )
    network = models.CharField("地址段", max_length=50, validators=(check_network,))
    remark = models.CharField("说明", max_length=100, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    added_at = models.DateTimeField("登记时间")

    objects = AddressRangeQuerySet.as_manager()

    class Meta:
        verbose_name = "登录地址段"
        verbose_name_plural = "登录地址段"
        ordering = ("organization", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "network"),
                name="address_range_once_in_a_unit",
                violation_error_message="本单位已经登记了这个地址段。",
            ),
        )

    def __str__(self) -> str:
        return self.network

    def holds(self, address: str) -> bool:
        """Whether ``address`` lies in this range; an address that is none lies nowhere."""
        try:
            return ipaddress.ip_address(address) in ipaddress.ip_network(self.network)
        except ValueError:
            return False


class SignInQuerySet(models.QuerySet["SignIn"]):
    """Sign-ins by state."""

    def open(self, moment: datetime | None = None) -> Self:
        """Sign-ins that go on at ``moment``: not ended, not idle too long, not too old."""
        at = moment or clock.now()
        return self.filter(
            ended_at__isnull=True,
            last_seen_at__gte=at - timedelta(minutes=options().idle_minutes),
            started_at__gte=at - timedelta(hours=options().absolute_hours),
        )

    def of(self, user: Any) -> Self:
        """The sign-ins of one user."""
        return self.filter(user=user)


class SignIn(models.Model):
    """One stay of one user in one browser, from sign-in to its end."""

    class Why(models.TextChoices):
        OUT = "out", "本人退出"
        IDLE = "idle", "长时间没有操作"
        TOO_LONG = "too_long", "登录时间到了上限"
        REPLACED = "replaced", "在另一处登录"
        REVOKED = "revoked", "被结束"
        PASSWORD = "password", "密码已更改"
        BARRED = "barred", "登录已停用或人员已离岗"
        DEVICE = "device", "不再符合专用设备的要求"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sign_ins", verbose_name="用户"
    )
    device = models.ForeignKey(
        Device, models.PROTECT, null=True, related_name="sign_ins", verbose_name="专用设备"
    )
    range = models.ForeignKey(
        AddressRange, models.SET_NULL, null=True, related_name="+", verbose_name="地址段"
    )
    is_bound = models.BooleanField("限专用设备", default=False)
    address = models.GenericIPAddressField("来源地址", null=True)
    agent = models.CharField("浏览器", max_length=200, blank=True)
    started_at = models.DateTimeField("登录时间")
    last_seen_at = models.DateTimeField("最近操作")
    ended_at = models.DateTimeField("结束时间", null=True)
    ended_why = models.CharField("结束原因", max_length=10, choices=Why.choices, blank=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = "登录"
        verbose_name_plural = "登录"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="sign_in_ends_after_start",
            ),
        )
        indexes = (
            models.Index(
                fields=("user", "last_seen_at"),
                condition=Q(ended_at__isnull=True),
                name="sign_in_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def organization(self) -> Organization | None:
        """The unit of the person who is signed in."""
        return self.user.organization

    @property
    def browser(self) -> str:
        """The browser and the system it runs on, in two words."""
        return browser_of(self.agent)

    def seconds_left(self, moment: datetime) -> int:
        """How long this sign-in still lasts if nothing is done; 0 or less: it is over."""
        idle = self.last_seen_at + timedelta(minutes=options().idle_minutes)
        longest = self.started_at + timedelta(hours=options().absolute_hours)
        return int((min(idle, longest) - moment).total_seconds())

    def over(self, moment: datetime) -> str:
        """Why this sign-in may not go on at ``moment`` (a ``Why``), or ``""``."""
        if self.ended_at is not None:
            return self.ended_why
        if moment - self.started_at > timedelta(hours=options().absolute_hours):
            return self.Why.TOO_LONG
        if moment - self.last_seen_at > timedelta(minutes=options().idle_minutes):
            return self.Why.IDLE
        return ""
