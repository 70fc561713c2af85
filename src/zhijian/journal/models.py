"""The record: one row per change, in one chain."""

from typing import Any, Self

from django.conf import settings
from django.db import models


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries by what they are about."""

    def about(self, subject: models.Model) -> Self:
        """The entries of one object, newest first."""
        return self.filter(
            subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
        ).order_by("-seq")


class Entry(models.Model):
    """One change: who did what to which object, when. Never updated, never deleted."""

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    actor_name = models.CharField("办理人姓名", max_length=60, blank=True)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, null=True, related_name="+", verbose_name="单位"
    )
    action = models.CharField("事项", max_length=60)
    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=60)
    subject_name = models.CharField("对象名称", max_length=200)
    remark = models.TextField("说明", blank=True)
    data: Any = models.JSONField("内容", default=dict)
    address = models.GenericIPAddressField("来源地址", null=True)
    algorithm = models.CharField("摘要算法", max_length=8)
    previous = models.CharField("上一条摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "留痕"
        verbose_name_plural = "留痕"
        ordering = ("-seq",)
        indexes = (
            models.Index(fields=("subject_type", "subject_id", "seq"), name="entry_by_subject"),
            models.Index(fields=("actor", "seq"), name="entry_by_actor"),
            models.Index(fields=("organization", "seq"), name="entry_by_organization"),
            models.Index(fields=("action", "seq"), name="entry_by_action"),
            models.Index(fields=("at",), name="entry_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class Head(models.Model):
    """The end of the chain: one row, locked by whoever writes the next entry."""

    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.seq}"
