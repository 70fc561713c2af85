"""What a user was told."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by reader."""

    def of(self, user: Any) -> Self:
        """What was sent to ``user``."""
        return self.filter(to=user)

    def unread_of(self, user: Any) -> Self:
        """What ``user`` has not opened yet."""
        return self.filter(to=user, read_at__isnull=True)


class Notice(models.Model):
    """One message in one person's inbox (站内信)."""

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="收件人"
    )
    organization = models.ForeignKey(
        "people.Organization", models.SET_NULL, null=True, related_name="+", verbose_name="单位"
    )
    kind = models.CharField("类别", max_length=40)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=300, blank=True)
    is_red = models.BooleanField("红色", default=False)
    sent_at = models.DateTimeField("发送时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    digested_at = models.DateTimeField("并入摘要时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "站内信"
        verbose_name_plural = "站内信"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("to", "-id"), name="notice_by_reader"),
            models.Index(fields=("to",), condition=Q(read_at__isnull=True), name="notice_unread"),
        )

    def __str__(self) -> str:
        return self.title
