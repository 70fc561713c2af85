"""What a user was told, and how each wants to be told."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by reader."""

    def of(self, user: Any) -> Self:
        """What was sent to ``user``."""
        return self.filter(to=user)

    def visible_to(self, user: Any) -> Self:
        """What ``user`` may read: the own inbox, wherever the matter lies now."""
        return self.of(user)

    def unread_of(self, user: Any) -> Self:
        """What ``user`` has not opened yet."""
        return self.filter(to=user, read_at__isnull=True)

    def held_for_digest(self) -> Self:
        """Notices of quiet hours that no digest has counted and nobody has opened."""
        return self.filter(is_held=True, digested_at__isnull=True, read_at__isnull=True)


class Notice(models.Model):
    """One message in one person's inbox (站内信); ``number`` is that of the case, if any."""

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
    number = models.CharField("办件号", max_length=60, blank=True)
    is_red = models.BooleanField("红色", default=False)
    is_held = models.BooleanField("留到摘要", default=False)
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
            models.Index(
                fields=("to", "-id"), condition=Q(read_at__isnull=True), name="notice_unread"
            ),
            models.Index(
                fields=("to",),
                condition=Q(is_held=True, digested_at__isnull=True, read_at__isnull=True),
                name="notice_for_digest",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """How a user wants to be told outside of the inbox; without a row, all of it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户"
    )
    by_mail = models.BooleanField("工作时间的提醒即时发邮件", default=True)
    red_by_mail = models.BooleanField("红色提醒随时发邮件", default=True)
    wants_digest = models.BooleanField("每个工作日早上收一封摘要邮件", default=True)
    in_group = models.BooleanField("单位群机器人的提醒里计入我的", default=True)

    class Meta:
        verbose_name = "通知方式"
        verbose_name_plural = "通知方式"

    def __str__(self) -> str:
        return f"{self.user_id}"


def preferences_of(users: list[Any]) -> dict[int, Preference]:
    """The preference of each user by the user's id; the defaults where nobody chose."""
    chosen = {row.user_id: row for row in Preference.objects.filter(user__in=users)}
    return {user.pk: chosen.get(user.pk) or Preference(user_id=user.pk) for user in users}
