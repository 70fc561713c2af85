"""Personal tokens: only their hash is kept."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.config import clock

SCOPES = {
    "people:read": "查看单位、人员和岗位",
    "ledger:read": "查看账号台账和网站台账",
    "cases:read": "查看办件和附件",
    "cases:write": "发起和办理办件、上传附件",
    "notices:read": "查看站内信、标为已读",
    "journal:read": "查看办理记录",
    "rules:read": "查看规定",
}
"""What a token may be good for, in words. It never gives more than its user has."""


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens by owner and day."""

    def visible_to(self, user: Any) -> Self:
        """Everybody sees the own tokens and no others."""
        return self.filter(user=user)

    def alive(self, on: date) -> Self:
        """Tokens that open something on a day: not revoked, not over, the owner may sign in."""
        serving = Q(user__person__left_on__isnull=True) | Q(user__person__left_on__gt=on)
        return self.filter(
            serving, revoked_at__isnull=True, expires_on__gte=on, user__is_active=True
        )


class ApiToken(models.Model):
    """A token of one user. ``prefix`` is its beginning, to be recognised by."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens", verbose_name="用户"
    )
    name = models.CharField("用途", max_length=60)
    prefix = models.CharField("开头", max_length=12)
    digest = models.CharField("摘要", max_length=64, unique=True)
    scopes: Any = models.JSONField("范围", default=list)
    created_at = models.DateTimeField("签发时间", default=clock.now)
    expires_on = models.DateField("有效期至")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "接口令牌"
        verbose_name_plural = "接口令牌"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("user", "-id"), name="token_by_user"),)

    def __str__(self) -> str:
        return self.name

    @property
    def organization(self) -> Any:
        """The unit of its owner."""
        return self.user.organization

    def state_on(self, on: date) -> str:
        """有效, 已过期 or 已撤销."""
        if self.revoked_at is not None:
            return "已撤销"
        return "有效" if on <= self.expires_on else "已过期"

    @property
    def scope_words(self) -> tuple[str, ...]:
        """What it is good for, in words."""
        return tuple(SCOPES[scope] for scope in self.scopes if scope in SCOPES)
